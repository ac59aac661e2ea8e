package io.thingconnect.pulse.ctl;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code pulsectl expire}: shows the plan, asks, and has it carried out. */
final class ExpireVerb implements Verb {
    @Override
    public int run(Session session) throws Failure, IOException {
        Arguments arguments = session.arguments();
        boolean dryRun = arguments.has("--dry-run");
        boolean mayAsk = session.surroundings().canAnswer();
        if (!dryRun && !arguments.has("--yes") && !mayAsk) {
            throw Failure.usage(
                    "nobody is there to be asked whether backups may go, and --yes was not given",
                    "pulsectl expire --dry-run shows what would go; pulsectl expire --yes does it.");
        }
        List<Fields> plans = plans(session, arguments.value("--job"));
        if (!session.json()) {
            print(session, plans);
        }
        int drops = drops(plans);
        if (dryRun || drops == 0 || !(arguments.has("--yes") || agreed(session, drops))) {
            return end(session, plans, null);
        }
        Fields started =
                session.call("StartExpire", "job", arguments.value("--job")).required("run");
        Fields run = new RunWait(session).untilOver(started);
        RunOutcome.check(run);
        return end(session, plans, run);
    }

    private static List<Fields> plans(Session session, String job) throws Failure {
        Control replies = session.stream("PlanExpire", "job", job);
        List<Fields> plans = new ArrayList<>();
        for (Fields reply = replies.next(); reply != null; reply = replies.next()) {
            Fields plan = reply.object("plan");
            if (plan != null) {
                plans.add(plan);
            }
        }
        return plans;
    }

    private static int drops(List<Fields> plans) throws Failure {
        int drops = 0;
        for (Fields plan : plans) {
            drops += plan.texts("drops").size();
        }
        return drops;
    }

    private static void print(Session session, List<Fields> plans) throws Failure, IOException {
        for (Fields plan : plans) {
            session.out().line(plan.text("job") + " at " + plan.text("destination"));
            for (String line : plan.texts("lines")) {
                session.out().line("  " + Text.clean(line));
            }
        }
    }

    private static boolean agreed(Session session, int drops) throws IOException {
        // The plan has to stand on the screen before the question.
        session.out().flush();
        session.err().text("Remove " + Text.count(drops, "copy", "copies") + " for good? [y/N] ");
        session.err().flush();
        String answer = session.surroundings().answer().strip();
        return answer.equalsIgnoreCase("y") || answer.equalsIgnoreCase("yes");
    }

    /** A destination for which there is no plan is a failure also where the others went well. */
    private static int end(Session session, List<Fields> plans, Fields run) throws Failure, IOException {
        if (session.json()) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("plans", plans);
            document.put("run", run);
            session.printJson(document);
        } else if (run != null) {
            session.out().line(run.text("result") + RunOutcome.in(run));
            session.warn(run.texts("warnings"));
        }
        for (Fields plan : plans) {
            String error = plan.text("error");
            if (!error.isEmpty()) {
                throw new Failure(
                        Exit.FAILED,
                        "NoPlan",
                        "there is no plan for " + plan.text("job") + " at " + plan.text("destination") + ", " + error,
                        "pulsectl destinations");
            }
        }
        return Exit.DONE;
    }
}
