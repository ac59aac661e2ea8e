package io.thingconnect.pulse.ctl;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code pulsectl restore}. */
final class RestoreVerb implements Verb {
    @Override
    public int run(Session session) throws Failure, IOException {
        Arguments arguments = session.arguments();
        if (!arguments.has("--target")) {
            throw Failure.usage(
                    "this version restores into a directory only, and no --target was given",
                    "pulsectl restore " + arguments.operand(0, "latest") + " --target DIR");
        }
        String target = absolute(session.surroundings().directory(), arguments.value("--target"));
        Fields started = session.call(
                        "StartRestore",
                        "label",
                        arguments.operand(0, ""),
                        "target",
                        target,
                        "destination",
                        arguments.value("--destination"))
                .required("run");
        if (arguments.has("--no-wait")) {
            return StartedRun.print(session, started);
        }
        Fields run = new RunWait(session).untilOver(started);
        RunOutcome.check(run);
        if (session.json()) {
            session.printJson(document(run, target));
        } else {
            session.out().line(run.text("label") + " is restored into " + Text.clean(target) + RunOutcome.in(run));
            for (String warning : run.texts("warnings")) {
                session.out().line("  warning  " + warning);
            }
        }
        return Exit.DONE;
    }

    /** The daemon has another present directory. "..", which may lead through a link, stays for the kernel. */
    private static String absolute(Path directory, String target) {
        Path absolute = Path.of("/");
        for (Path name : directory.resolve(target)) {
            absolute = name.toString().equals(".") ? absolute : absolute.resolve(name);
        }
        return absolute.toString();
    }

    private static Map<String, Object> document(Fields run, String target) throws Failure {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("label", run.raw("label"));
        document.put("target", target);
        document.put("seconds", RunOutcome.seconds(run));
        document.put("warnings", run.texts("warnings"));
        document.put("run", run);
        return document;
    }
}
