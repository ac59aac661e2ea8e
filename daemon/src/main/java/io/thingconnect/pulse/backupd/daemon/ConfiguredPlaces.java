package io.thingconnect.pulse.backupd.daemon;

import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.control.service.Places;
import io.thingconnect.pulse.backupd.copies.DestinationTrial;
import io.thingconnect.pulse.backupd.copies.Exporting;
import io.thingconnect.pulse.backupd.copies.Installation;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.storage.Destination;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The control room's view of the destinations that are configured now. */
final class ConfiguredPlaces implements Places {
    private final Supplier<Installation> installation;
    private final Catalog catalog;
    private final Exporting exporting;

    ConfiguredPlaces(Supplier<Installation> installation, Catalog catalog, Exporting exporting) {
        this.installation = installation;
        this.catalog = catalog;
        this.exporting = exporting;
    }

    @Override
    public void probe(Optional<String> destination, DestinationTrial.Listener listener)
            throws BackupException, IOException {
        List<Destination> tried = destination.isPresent()
                ? List.of(named(destination.get()))
                : List.copyOf(installation.get().destinations().values());
        for (Destination each : tried) {
            new DestinationTrial(each, DestinationTrial::randomBytes, listener).run();
        }
    }

    @Override
    public void export(String label, boolean chain, Optional<String> destination, Exporting.Receiver receiver)
            throws BackupException, IOException {
        Optional<Destination> from = destination.isPresent() ? Optional.of(named(destination.get())) : Optional.empty();
        exporting.run(catalog.find(label), chain, from, receiver);
    }

    private Destination named(String name) throws BackupException {
        Destination destination = installation.get().destinations().get(name);
        if (destination == null) {
            throw Destination.unknown(name, installation.get().destinations().keySet());
        }
        return destination;
    }
}
