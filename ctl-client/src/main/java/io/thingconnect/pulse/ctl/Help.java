package io.thingconnect.pulse.ctl;

import java.io.IOException;
import java.util.List;

/** Help, printed from the table. */
final class Help {
    private static final int WIDTH = 80;

    private Help() {}

    static void overview(Output out) throws IOException {
        out.line("usage: pulsectl COMMAND [options]");
        out.line("");
        out.line("Steers the ThingConnect Pulse backup daemon.");
        out.line("");
        out.line("commands:");
        for (Command command : CommandTable.COMMANDS) {
            entry(out, command.name(), command.summary(), 18);
        }
        out.line("");
        options(out, "options, before or after the command:", CommandTable.GLOBAL);
        out.line("exit status:");
        for (String meaning : Exit.MEANINGS) {
            out.line("  " + meaning);
        }
        out.line("");
        out.line("`pulsectl COMMAND --help` explains a command, with examples.");
    }

    static void command(Output out, Command command) throws IOException {
        out.line("usage: " + command.usage());
        out.line("");
        for (String line : Text.wrap(command.description(), WIDTH)) {
            out.line(line);
        }
        out.line("");
        if (!command.options().isEmpty()) {
            options(out, "options:", command.options());
        }
        options(out, "options of every command:", CommandTable.GLOBAL);
        out.line("with --json:");
        for (String line : Text.wrap(command.json(), WIDTH - 2)) {
            out.line("  " + line);
        }
        out.line("");
        out.line("examples:");
        for (int i = 0; i < command.examples().size(); i += 2) {
            out.line("  " + command.examples().get(i));
            out.line("      " + command.examples().get(i + 1));
        }
    }

    private static void options(Output out, String title, List<Option> options) throws IOException {
        out.line(title);
        for (Option option : options) {
            entry(out, option.usage(), option.summary(), 24);
        }
        out.line("");
    }

    private static void entry(Output out, String name, String summary, int width) throws IOException {
        List<String> lines = Text.wrap(summary, WIDTH - width - 4);
        boolean fits = name.length() <= width;
        if (!fits) {
            out.line("  " + name);
        }
        for (int i = 0; i < lines.size(); i++) {
            out.line("  " + Text.left(fits && i == 0 ? name : "", width) + "  " + lines.get(i));
        }
    }
}
