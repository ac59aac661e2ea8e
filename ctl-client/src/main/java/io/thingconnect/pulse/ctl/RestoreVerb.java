package io.thingconnect.pulse.ctl;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code pulsectl restore}: into a directory, or in place; shows the plan, then has it carried out. */
final class RestoreVerb implements Verb {
    @Override
    public int run(Session session) throws Failure, IOException {
        Arguments arguments = session.arguments();
        if (!arguments.has("--target") && !arguments.has("--salvage")) {
            return new InPlaceRun(session).run();
        }
        boolean dryRun = arguments.has("--dry-run");
        check(arguments, dryRun);
        if (arguments.has("--salvage")) {
            return new SalvageRun(session)
                    .run(absolute(session.surroundings().directory(), arguments.value("--target")));
        }
        Fields plan = plan(session);
        if (!session.json()) {
            RestorePlanText.print(session, plan);
        }
        if (dryRun) {
            if (session.json()) {
                session.printJson(Map.of("plan", plan));
            }
            return Exit.DONE;
        }
        // The plan has to stand on the screen before the work begins.
        session.out().flush();
        return restore(session, plan);
    }

    private static void check(Arguments arguments, boolean dryRun) throws Failure {
        boolean salvage = arguments.has("--salvage");
        if (salvage && (arguments.operands().isEmpty() || dryRun || !arguments.has("--target"))) {
            throw Failure.usage(
                    "--salvage wants a LABEL and --target, and has no --dry-run",
                    "pulsectl restore LABEL --salvage --target DIR");
        }
        boolean labelled = !arguments.operands().isEmpty();
        if (labelled == arguments.has("--at")) {
            throw Failure.usage(
                    labelled ? "a LABEL and --at exclude each other" : "neither a LABEL nor a time was given",
                    "pulsectl restore LABEL --target DIR, or pulsectl restore --at \"2024-01-15 14:30:00\" --target DIR");
        }
        for (String option : InPlaceRun.OPTIONS) {
            if (arguments.has(option)) {
                throw Failure.usage(
                        option + " is for restores in place, and --target is not one",
                        "Leave out --target, or " + option + ".");
            }
        }
    }

    private static Fields plan(Session session) throws Failure {
        Arguments arguments = session.arguments();
        return session.call(
                        "PlanRestore",
                        "label",
                        arguments.operand(0, null),
                        "at",
                        arguments.value("--at"),
                        "job",
                        arguments.value("--job"),
                        "timeline",
                        arguments.number("--timeline"),
                        "destination",
                        arguments.value("--destination"))
                .required("plan");
    }

    /** By the plan's label: "latest" may mean another backup by now. */
    private static int restore(Session session, Fields plan) throws Failure, IOException {
        Arguments arguments = session.arguments();
        String target = absolute(session.surroundings().directory(), arguments.value("--target"));
        Fields started = session.call(
                        "StartRestore",
                        "label",
                        plan.raw("label"),
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
            session.printJson(document(run, plan, target));
        } else {
            session.out().line(run.text("label") + " is restored into " + Text.clean(target) + RunOutcome.in(run));
            session.out()
                    .line("  every byte is the one that was backed up; what SQLite says of it: pulsectl verify "
                            + run.text("label") + " --level restore");
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

    private static Map<String, Object> document(Fields run, Fields plan, String target) throws Failure {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("label", run.raw("label"));
        document.put("target", target);
        document.put("seconds", RunOutcome.seconds(run));
        document.put("warnings", run.texts("warnings"));
        document.put("plan", plan);
        document.put("run", run);
        return document;
    }
}
