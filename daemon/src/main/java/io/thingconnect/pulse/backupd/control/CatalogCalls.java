package io.thingconnect.pulse.backupd.control;

import io.thingconnect.pulse.backupd.control.service.Ownership;
import io.thingconnect.pulse.backupd.control.varlink.Method;
import io.thingconnect.pulse.backupd.control.varlink.Parameters;
import io.thingconnect.pulse.backupd.control.varlink.Peer;
import io.thingconnect.pulse.backupd.control.varlink.Replies;
import io.thingconnect.pulse.backupd.control.varlink.ServiceException;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.job.Request;
import io.thingconnect.pulse.backupd.job.Runs;
import io.thingconnect.pulse.backupd.storage.Owner;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The catalog made again, and destinations taken over: what is done after a disaster. */
final class CatalogCalls {
    private final Runs runs;
    private final Ownership ownership;

    CatalogCalls(Runs runs, Ownership ownership) {
        this.runs = runs;
        this.ownership = ownership;
    }

    List<Method> methods() {
        return List.of(
                Method.of("StartRebuild", this::rebuild, "from").forAdmin().withAudit(),
                Method.of("GetDestinationOwner", this::owner, "destination"),
                Method.of("AdoptDestination", this::adopt, "destination", "instance")
                        .forAdmin()
                        .withAudit());
    }

    private void rebuild(Parameters parameters, Peer peer, Replies replies)
            throws BackupException, ServiceException, IOException {
        Request request = new Request.Rebuild(parameters.optionalText("from"), "asked for by " + peer.user());
        replies.only(Map.of("run", Wire.Run.of(runs.start(request, StartCalls.trigger(peer)))));
    }

    private void owner(Parameters parameters, Peer peer, Replies replies)
            throws BackupException, ServiceException, IOException {
        replies.only(Map.of("owner", wire(ownership.standing(parameters.text("destination")))));
    }

    private void adopt(Parameters parameters, Peer peer, Replies replies)
            throws BackupException, ServiceException, IOException {
        String destination = parameters.text("destination");
        ownership.adopt(destination, parameters.text("instance"));
        replies.only(Map.of("owner", wire(ownership.standing(destination))));
    }

    private static Map<String, Object> wire(Ownership.Standing standing) {
        Map<String, Object> owner = new LinkedHashMap<>();
        owner.put("instance", standing.owner().map(Owner::instance).orElse(""));
        owner.put("host", standing.owner().map(Owner::host).orElse(""));
        owner.put("since", standing.owner().map(Owner::since).orElse(""));
        owner.put("ours", standing.ours());
        return owner;
    }
}
