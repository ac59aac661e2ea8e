package io.thingconnect.pulse.ctl;

import java.io.IOException;
import java.util.List;

/** {@code pulsectl objectives}: what would be lost and how long recovery would take, now and over the past weeks. */
final class ObjectivesVerb implements Verb {
    static final Option DAYS =
            Option.text("--days", "N", "how far back, today included (default: 28); up to 14 are shown day by day");

    private static final long DEFAULT_DAYS = 28;
    private static final long BY_DAY = 14;

    @Override
    public int run(Session session) throws Failure, IOException {
        Long days = session.arguments().number(DAYS.name());
        Fields answer = session.call("GetObjectives", "days", days);
        if (session.json()) {
            session.printJson(answer);
            return Exit.DONE;
        }
        List<Fields> objectives = answer.objects("objectives");
        if (objectives.isEmpty()) {
            session.err().line("no job backs anything up, and nothing is promised");
            return Exit.DONE;
        }
        now(objectives, session.out());
        boolean daily = (days == null ? DEFAULT_DAYS : days) <= BY_DAY;
        Table history = ObjectiveHistory.of(objectives, answer.objects("days"), daily);
        session.out().line("");
        if (history.isEmpty()) {
            session.err().line("there is no history yet; it begins a minute after the daemon was started");
        } else {
            session.out().line("At its worst, by the " + (daily ? "day" : "week") + " (UTC):");
            history.print(session.out());
        }
        return Exit.DONE;
    }

    private static void now(List<Fields> objectives, Output out) throws Failure, IOException {
        Table table = new Table("COMPONENT", "LOSS NOW", "BACK IN", "OBJECTIVE");
        for (Fields objective : objectives) {
            long loss = objective.number("lossSeconds");
            long recovery = objective.number("recoverySeconds");
            table.row(
                    objective.text("component"),
                    (loss < 0 ? "ALL" : Times.span(loss)) + limit(objective.number("rpoSeconds")),
                    (recovery < 0 ? "unmeasured" : Times.span(recovery)) + limit(objective.number("rtoSeconds")),
                    ObjectiveHistory.word(ObjectiveRows.verdict(objective)));
        }
        table.print(out);
    }

    private static String limit(long seconds) {
        return seconds < 0 ? "" : " of " + Times.span(seconds);
    }
}
