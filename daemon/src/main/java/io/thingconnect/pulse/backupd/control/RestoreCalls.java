package io.thingconnect.pulse.backupd.control;

import io.thingconnect.pulse.backupd.control.service.Comparisons;
import io.thingconnect.pulse.backupd.control.service.Restores;
import io.thingconnect.pulse.backupd.control.varlink.Method;
import io.thingconnect.pulse.backupd.control.varlink.Parameters;
import io.thingconnect.pulse.backupd.control.varlink.Peer;
import io.thingconnect.pulse.backupd.control.varlink.Replies;
import io.thingconnect.pulse.backupd.control.varlink.ServiceException;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.recovery.RestorePlanner;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** What a restore would do, and what sets backups apart. */
final class RestoreCalls {
    private final Restores restores;
    private final Comparisons comparisons;

    RestoreCalls(Restores restores, Comparisons comparisons) {
        this.restores = restores;
        this.comparisons = comparisons;
    }

    List<Method> methods() {
        return List.of(
                Method.of("PlanRestore", this::plan, "label", "at", "job", "timeline", "destination"),
                Method.stream("Compare", this::compare, "label", "other"));
    }

    private void plan(Parameters parameters, Peer peer, Replies replies)
            throws BackupException, ServiceException, IOException {
        RestorePlanner.Query query = new RestorePlanner.Query(
                parameters.optionalText("label"),
                parameters.optionalText("at"),
                parameters.optionalText("job"),
                timeline(parameters.optionalInteger("timeline")),
                parameters.optionalText("destination"));
        replies.only(Map.of("plan", Wire.RestorePlan.of(restores.plan(query))));
    }

    private static OptionalInt timeline(Optional<Long> timeline) throws BackupException {
        if (timeline.isEmpty()) {
            return OptionalInt.empty();
        }
        if (timeline.get() < 1 || timeline.get() > Integer.MAX_VALUE) {
            throw new BackupException(
                    ErrorCode.INVALID_PARAMETER,
                    "there is no timeline " + timeline.get(),
                    "Timelines are counted from 1; 'pulsectl show LABEL' tells a backup's.");
        }
        return OptionalInt.of(Math.toIntExact(timeline.get()));
    }

    private void compare(Parameters parameters, Peer peer, Replies replies)
            throws BackupException, ServiceException, IOException {
        comparisons.compare(
                parameters.text("label"),
                parameters.text("other"),
                new Comparisons.Listener() {
                    @Override
                    public void file(Comparisons.FileChange change) throws IOException {
                        replies.item(Map.of("file", change));
                    }

                    @Override
                    public void database(Comparisons.DatabaseChange change) throws IOException {
                        replies.item(Map.of("database", change));
                    }
                },
                replies::isUnheard);
        replies.end();
    }
}
