package io.thingconnect.pulse.ctl;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** {@code pulsectl help}. */
final class HelpVerb implements Verb {
    @Override
    public int run(Session session) throws Failure, IOException {
        List<String> words = session.arguments().operands();
        if (words.isEmpty()) {
            Help.overview(session.out());
            return Exit.DONE;
        }
        String name = Text.join(words, " ");
        Command command = CommandTable.find(name);
        if (command != null) {
            Help.command(session.out(), command);
            return Exit.DONE;
        }
        List<String> known = new ArrayList<>();
        boolean found = false;
        for (Command candidate : CommandTable.COMMANDS) {
            known.add(candidate.name());
            if (candidate.name().startsWith(name + " ")) {
                session.out().line(found ? "" : "`" + name + "` has these commands:");
                Help.command(session.out(), candidate);
                found = true;
            }
        }
        if (!found) {
            throw Failure.usage(
                    "unknown command '" + name + "'",
                    Suggestion.hint(name, known, "`pulsectl help` lists the commands."));
        }
        return Exit.DONE;
    }
}
