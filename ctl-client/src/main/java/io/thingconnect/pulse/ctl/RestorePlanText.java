package io.thingconnect.pulse.ctl;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What a restore would do, in words. */
final class RestorePlanText {
    private RestorePlanText() {}

    static void print(Session session, Fields plan) throws Failure, IOException {
        Times times = session.times();
        session.out().line("to be restored: " + plan.text("label"));
        FactLines facts = new FactLines(session.out());
        facts.add("job", plan.text("job") + ", " + plan.text("kind") + ", timeline " + plan.number("timeline"));
        facts.add("taken", times.full(plan.raw("takenAt")));
        if (plan.has("wantedAt")) {
            // Also in UTC: the zone of the configuration, in which it may have been meant, may be another than this
            // one.
            facts.add("asked for", times.full(plan.raw("wantedAt")) + ", " + plan.text("wantedAt"));
            facts.add("loss", loss(plan.number("lossSeconds")));
        }
        facts.add("components", Text.join(plan.texts("components"), ", "));
        List<String> links = new ArrayList<>();
        for (Fields link : plan.objects("chain")) {
            links.add(link.text("label") + ", " + Sizes.of(link.number("archiveBytes")) + ", "
                    + times.stamp(Times.parse(link.raw("takenAt"))));
        }
        facts.addChain(links);
        facts.add(
                "reads",
                Sizes.of(plan.number("readBytes")) + " in " + Text.count(links.size(), "archive", "archives") + " at "
                        + plan.text("destination"));
        facts.add("needs", "at most " + Sizes.of(plan.number("neededBytes")) + " of space");
        long seconds = plan.number("expectedSeconds");
        facts.add(
                "takes", seconds < 0 ? "an unknown time: no restore was measured yet" : "about " + Times.span(seconds));
        facts.addAll("note", plan.texts("notes"));
    }

    /** {@code the backup is 12 min 3 s older than the time asked for}. */
    private static String loss(long seconds) {
        return seconds == 0
                ? "less than a second"
                : "the backup is " + Times.took(seconds * 1000) + " older than the time asked for";
    }
}
