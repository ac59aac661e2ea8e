package io.thingconnect.pulse.backupd.control;

import io.thingconnect.pulse.backupd.control.service.InPlace;
import io.thingconnect.pulse.backupd.control.varlink.Method;
import io.thingconnect.pulse.backupd.control.varlink.Parameters;
import io.thingconnect.pulse.backupd.control.varlink.Peer;
import io.thingconnect.pulse.backupd.control.varlink.Replies;
import io.thingconnect.pulse.backupd.control.varlink.ServiceException;
import io.thingconnect.pulse.backupd.error.BackupException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code io.thingconnect.pulse.restore}: a call becomes a command line, its replies are what the program says. */
final class InPlaceCalls {
    private static final String[] CHOICE = {
        "label", "at", "fromFile", "job", "timeline", "destination", "only", "paths", "ownConfig"
    };

    private final InPlace program;

    InPlaceCalls(InPlace program) {
        this.program = program;
    }

    List<Method> methods() {
        String[] withSafety = java.util.Arrays.copyOf(CHOICE, CHOICE.length + 1);
        withSafety[CHOICE.length] = "noSafetyBackup";
        return List.of(
                Method.stream("Plan", this::plan, CHOICE).forAdmin(),
                Method.stream("Restore", this::restore, withSafety).forAdmin().withAudit(),
                Method.stream("Undo", (p, peer, replies) -> run(List.of("--undo", "--yes", "--progress"), replies))
                        .forAdmin()
                        .withAudit(),
                Method.stream("Status", (p, peer, replies) -> run(List.of("--status"), replies))
                        .forAdmin());
    }

    private void plan(Parameters parameters, Peer peer, Replies replies)
            throws BackupException, ServiceException, IOException {
        List<String> words = words(parameters);
        words.add("--dry-run");
        run(words, replies);
    }

    private void restore(Parameters parameters, Peer peer, Replies replies)
            throws BackupException, ServiceException, IOException {
        List<String> words = words(parameters);
        words.addAll(List.of("--yes", "--progress"));
        if (parameters.flag("noSafetyBackup")) {
            words.add("--no-safety-backup");
        }
        run(words, replies);
    }

    /** Every value is bound to its option, and a label that looks like one is refused. */
    private static List<String> words(Parameters parameters) throws ServiceException {
        List<String> words = new ArrayList<>();
        option(words, "--at", parameters.optionalText("at"));
        option(words, "--from-file", parameters.optionalText("fromFile"));
        option(words, "--job", parameters.optionalText("job"));
        option(words, "--timeline", parameters.optionalInteger("timeline").map(String::valueOf));
        option(words, "--destination", parameters.optionalText("destination"));
        for (String component : parameters.words("only")) {
            words.add("--only=" + component);
        }
        for (String path : parameters.words("paths")) {
            words.add("--path=" + path);
        }
        if (parameters.flag("ownConfig")) {
            words.add("--own-config");
        }
        Optional<String> label = parameters.optionalText("label");
        if (label.isPresent()) {
            if (label.get().startsWith("-")) {
                throw ServiceException.invalidParameter("label");
            }
            words.add(label.get());
        }
        return words;
    }

    private static void option(List<String> words, String name, Optional<String> value) {
        value.ifPresent(text -> words.add(name + "=" + text));
    }

    private void run(List<String> words, Replies replies) throws BackupException, IOException {
        Map<String, Object> result =
                program.run(words, line -> replies.now(line.isEmpty() ? Map.of() : Map.of("line", line)));
        replies.only(Map.of("result", result));
    }
}
