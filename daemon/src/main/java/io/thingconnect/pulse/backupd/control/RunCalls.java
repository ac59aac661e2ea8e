package io.thingconnect.pulse.backupd.control;

import io.thingconnect.pulse.backupd.catalog.RunRecord;
import io.thingconnect.pulse.backupd.control.service.Facts;
import io.thingconnect.pulse.backupd.control.varlink.Method;
import io.thingconnect.pulse.backupd.control.varlink.Parameters;
import io.thingconnect.pulse.backupd.control.varlink.Peer;
import io.thingconnect.pulse.backupd.control.varlink.Replies;
import io.thingconnect.pulse.backupd.control.varlink.Role;
import io.thingconnect.pulse.backupd.control.varlink.Roles;
import io.thingconnect.pulse.backupd.control.varlink.ServiceException;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.job.RunView;
import io.thingconnect.pulse.backupd.job.Runs;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs, past and present. */
final class RunCalls {
    private static final long DEFAULT_LIMIT = 20;
    private static final long MOST = 1000;

    private final Runs runs;
    private final Facts facts;
    private final Roles roles;

    RunCalls(Runs runs, Facts facts, Roles roles) {
        this.runs = runs;
        this.facts = facts;
        this.roles = roles;
    }

    List<Method> methods() {
        return List.of(
                Method.of("GetRun", this::get, "run"),
                Method.stream("ListRuns", this::list, "limit"),
                Method.of("Cancel", this::cancel, "run").withAudit());
    }

    private void get(Parameters parameters, Peer peer, Replies replies)
            throws BackupException, ServiceException, IOException {
        replies.only(Map.of("run", Wire.Run.of(runs.run(parameters.integer("run")))));
    }

    private void list(Parameters parameters, Peer peer, Replies replies)
            throws BackupException, ServiceException, IOException {
        long limit = parameters.optionalInteger("limit").orElse(DEFAULT_LIMIT);
        if (limit < 1 || limit > MOST) {
            throw new BackupException(
                    ErrorCode.INVALID_PARAMETER, "the limit " + limit + " is not within 1 to " + MOST, "");
        }
        Map<Long, RunView> active = new HashMap<>();
        runs.active().forEach(view -> active.put(view.record().id(), view));
        for (RunRecord run : facts.runs(Math.toIntExact(limit))) {
            RunView view = active.getOrDefault(run.id(), new RunView(run, null));
            replies.item(Map.of("run", Wire.Run.of(view)));
        }
        replies.end();
    }

    private void cancel(Parameters parameters, Peer peer, Replies replies)
            throws BackupException, ServiceException, IOException {
        long id = parameters.integer("run");
        RunView run = runs.run(id);
        boolean own = run.record().trigger().equals(StartCalls.trigger(peer));
        if (!own && roles.of(peer) != Role.ADMIN) {
            throw new BackupException(
                    ErrorCode.NOT_PERMITTED,
                    "user '" + peer.user() + "' may not cancel run " + id + ", which was started by "
                            + run.record().trigger(),
                    "Ask a member of " + Roles.ADMIN_GROUP + ".");
        }
        replies.only(Map.of("run", Wire.Run.of(runs.cancel(id))));
    }
}
