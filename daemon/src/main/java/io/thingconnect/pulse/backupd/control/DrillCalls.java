package io.thingconnect.pulse.backupd.control;

import io.thingconnect.pulse.backupd.catalog.DrillRecord;
import io.thingconnect.pulse.backupd.control.service.Drills;
import io.thingconnect.pulse.backupd.control.varlink.Method;
import io.thingconnect.pulse.backupd.control.varlink.Parameters;
import io.thingconnect.pulse.backupd.control.varlink.Peer;
import io.thingconnect.pulse.backupd.control.varlink.Replies;
import io.thingconnect.pulse.backupd.control.varlink.ServiceException;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.job.Request;
import io.thingconnect.pulse.backupd.job.Runs;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Restores for practice. */
final class DrillCalls {
    private static final long DEFAULT_LIMIT = 100;
    private static final long MOST = 10_000;
    private static final int LONGEST_NOTE = 2_000;

    private final Runs runs;
    private final Drills drills;

    DrillCalls(Runs runs, Drills drills) {
        this.runs = runs;
        this.drills = drills;
    }

    List<Method> methods() {
        return List.of(
                Method.of("StartDrill", this::start, "name", "from", "scope", "backup")
                        .withAudit(),
                Method.stream("ListDrillPlans", this::plans),
                Method.stream("ListDrills", this::list, "limit"),
                Method.of("NoteDrill", this::note, "drill", "text").withAudit());
    }

    private void start(Parameters parameters, Peer peer, Replies replies)
            throws BackupException, ServiceException, IOException {
        Request request = new Request.Drill(
                parameters.optionalText("name").orElse(""),
                parameters.optionalText("from"),
                parameters.optionalText("scope"),
                parameters.optionalText("backup"));
        replies.only(Map.of("run", Wire.Run.of(runs.start(request, StartCalls.trigger(peer)))));
    }

    private void plans(Parameters parameters, Peer peer, Replies replies) throws BackupException, IOException {
        for (Drills.Plan plan : drills.plans()) {
            replies.item(Map.of("plan", DrillWire.DrillPlan.of(plan)));
        }
        replies.end();
    }

    private void list(Parameters parameters, Peer peer, Replies replies)
            throws BackupException, ServiceException, IOException {
        long limit = parameters.optionalInteger("limit").orElse(DEFAULT_LIMIT);
        if (limit < 1 || limit > MOST) {
            throw new BackupException(
                    ErrorCode.INVALID_PARAMETER, "the limit " + limit + " is not within 1 to " + MOST, "");
        }
        for (DrillRecord drill : drills.history(Math.toIntExact(limit))) {
            replies.item(Map.of("drill", DrillWire.Drill.of(drill)));
        }
        replies.end();
    }

    private void note(Parameters parameters, Peer peer, Replies replies)
            throws BackupException, ServiceException, IOException {
        String text = parameters.text("text");
        if (text.length() > LONGEST_NOTE || text.chars().anyMatch(Character::isISOControl)) {
            throw new BackupException(
                    ErrorCode.INVALID_PARAMETER,
                    "the note is longer than " + LONGEST_NOTE + " characters or holds control characters",
                    "Say in one line what was learned.");
        }
        replies.only(Map.of("drill", DrillWire.Drill.of(drills.note(parameters.integer("drill"), text))));
    }
}
