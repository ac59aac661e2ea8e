package io.thingconnect.pulse.ctl;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Run by the build: writes the manual pages and the completions of bash, zsh and fish from what the programs themselves say: the
 * table of commands, the usage texts of the daemon's programs, and the table of keys.
 */
final class Pages {
    private Pages() {}

    /**
     * @param arguments the directory that stands for {@code /usr/share}, and one with {@code pulse-backupd.txt} and
     *     {@code pulse-restore.txt}, which are what these print for {@code --help}, and {@code keys.txt}
     */
    public static void main(String[] arguments) throws IOException {
        Path share = Path.of(arguments[0]);
        write(share.resolve("man/man1/pulsectl.1"), manual());
        Path said = Path.of(arguments[1]);
        write(share.resolve("man/man8/pulse-backupd.8"), ProgramPages.daemon(lines(said.resolve("pulse-backupd.txt"))));
        write(
                share.resolve("man/man8/pulse-restore.8"),
                ProgramPages.restore(lines(said.resolve("pulse-restore.txt"))));
        write(share.resolve("man/man5/backup.yaml.5"), ProgramPages.configuration(lines(said.resolve("keys.txt"))));
        write(share.resolve("bash-completion/completions/pulsectl"), new BashCompletion().script());
        write(share.resolve("zsh/vendor-completions/_pulsectl"), new ZshCompletion().script());
        write(share.resolve("fish/vendor_completions.d/pulsectl.fish"), new FishCompletion().script());
    }

    private static List<String> lines(Path file) throws IOException {
        return Files.readAllLines(file, StandardCharsets.UTF_8);
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    static String manual() throws IOException {
        Roff page = new Roff("pulsectl", "1", VersionVerb.client(), "steer the ThingConnect Pulse backup daemon");
        page.heading("SYNOPSIS").paragraph("pulsectl COMMAND [options]");
        page.heading("DESCRIPTION")
                .paragraph(
                        "Asks the daemon pulse-backupd through its control socket, and shows its answers. Root and members of"
                                + " the group pulse-backup-admin may do everything, members of pulse-backup look, back up, verify and"
                                + " cancel what they started.")
                .paragraph(
                        "A LABEL names a backup: the whole label, the unique beginning of one, or latest. Work that was"
                                + " started goes on when pulsectl ends.");
        page.heading("OPTIONS");
        options(page, CommandTable.GLOBAL);
        page.heading("COMMANDS");
        for (Command command : CommandTable.COMMANDS) {
            page.subheading(command.usage()).paragraph(command.description());
            options(page, command.options());
            page.paragraph("With --json: " + command.json());
            page.verbatim(examples(command));
        }
        page.heading("EXIT STATUS");
        for (String meaning : Exit.MEANINGS) {
            int space = meaning.indexOf(' ');
            page.item(meaning.substring(0, space), meaning.substring(space + 1));
        }
        page.heading("ENVIRONMENT")
                .item("PULSECTL_ROOT, PULSECTL_SOCKET", "as --root and --socket, which go before them")
                .item("NO_COLOR", "no colours, whatever the terminal can show")
                .item("JAVA_HOME", "which Java to use, version 17 or newer");
        page.heading("FILES").item("/run/thingconnect-pulse-backup/control.sock", "the control socket");
        page.heading("SEE ALSO").paragraph("pulse-backupd(8), pulse-restore(8), backup.yaml(5)");
        return page.toString();
    }

    private static void options(Roff page, List<Option> options) {
        options.forEach(option -> page.item(option.usage(), option.summary()));
    }

    private static List<String> examples(Command command) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < command.examples().size(); i += 2) {
            lines.add("# " + command.examples().get(i + 1));
            lines.add(command.examples().get(i));
        }
        return lines;
    }
}
