package io.thingconnect.pulse.backupd.control;

import io.thingconnect.pulse.backupd.backupset.Sha256;
import io.thingconnect.pulse.backupd.control.service.Places;
import io.thingconnect.pulse.backupd.copies.DestinationTrial;
import io.thingconnect.pulse.backupd.copies.Exporting;
import java.io.IOException;
import java.util.Optional;

/** A place that cannot be reached, one that lets nobody delete; an export of two files. */
final class FakePlaces implements Places {
    @Override
    public void probe(Optional<String> destination, DestinationTrial.Listener listener) throws IOException {
        listener.over(new DestinationTrial.Step("nas", "reach", DestinationTrial.Outcome.FAILED, "refused", 3));
        listener.over(new DestinationTrial.Step("cloud", "delete", DestinationTrial.Outcome.NOTICE, "not let", 30));
    }

    @Override
    public void export(String label, boolean chain, Optional<String> destination, Exporting.Receiver receiver)
            throws IOException {
        receiver.file("daily/" + Fakes.FULL + ".tar.gz", Fakes.CONTENT.length, Sha256.of(Fakes.CONTENT));
        receiver.bytes(Fakes.CONTENT, Fakes.CONTENT.length);
        receiver.file("daily/" + Fakes.FULL + ".sha256", 0, Sha256.of(new byte[0]));
    }
}
