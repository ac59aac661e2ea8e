package io.thingconnect.pulse.backupd.control;

import io.thingconnect.pulse.backupd.backupset.Sha256;
import io.thingconnect.pulse.backupd.control.service.Places;
import io.thingconnect.pulse.backupd.control.varlink.Method;
import io.thingconnect.pulse.backupd.control.varlink.Parameters;
import io.thingconnect.pulse.backupd.control.varlink.Peer;
import io.thingconnect.pulse.backupd.control.varlink.Replies;
import io.thingconnect.pulse.backupd.control.varlink.ServiceException;
import io.thingconnect.pulse.backupd.copies.DestinationTrial;
import io.thingconnect.pulse.backupd.copies.Exporting;
import io.thingconnect.pulse.backupd.error.BackupException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Destinations tried out; backups handed out as they are stored. */
final class PlaceCalls {
    private final Places places;

    PlaceCalls(Places places) {
        this.places = places;
    }

    List<Method> methods() {
        return List.of(
                Method.stream("ProbeDestinations", this::probe, "destination").withAudit(),
                Method.stream("Export", this::export, "label", "chain", "destination")
                        .forAdmin()
                        .withAudit());
    }

    private record Step(String destination, String name, String outcome, String message, long millis) {
        static Step of(DestinationTrial.Step step) {
            return new Step(step.destination(), step.name(), step.outcome().word(), step.message(), step.millis());
        }
    }

    private void probe(Parameters parameters, Peer peer, Replies replies)
            throws BackupException, ServiceException, IOException {
        places.probe(parameters.optionalText("destination"), step -> replies.now(Map.of("step", Step.of(step))));
        replies.only(Map.of());
    }

    private record File(String name, long size, String sha256) {}

    private void export(Parameters parameters, Peer peer, Replies replies)
            throws BackupException, ServiceException, IOException {
        Base64.Encoder encoder = Base64.getEncoder();
        places.export(
                parameters.text("label"),
                parameters.flag("chain"),
                parameters.optionalText("destination"),
                new Exporting.Receiver() {
                    @Override
                    public void file(String name, long bytes, Sha256 sha256) throws IOException {
                        replies.item(Map.of("file", new File(name, bytes, sha256.hex())));
                    }

                    @Override
                    public void bytes(byte[] buffer, int count) throws IOException {
                        for (int done = 0; done < count; done += Chunks.SIZE) {
                            byte[] piece = Arrays.copyOfRange(buffer, done, Math.min(count, done + Chunks.SIZE));
                            replies.item(Map.of("data", encoder.encodeToString(piece)));
                        }
                    }
                });
        replies.end();
    }
}
