package io.thingconnect.pulse.backupd.daemon;

import io.thingconnect.pulse.backupd.control.service.Ownership;
import io.thingconnect.pulse.backupd.copies.Installation;
import io.thingconnect.pulse.backupd.copies.Reconciliation;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.storage.Destination;
import io.thingconnect.pulse.backupd.storage.OwnedStorage;
import io.thingconnect.pulse.backupd.storage.Owner;
import io.thingconnect.pulse.backupd.system.Errno;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The control room's view of whose the destinations are. */
final class Owners implements Ownership {
    private static final Logger LOG = LoggerFactory.getLogger(Owners.class);

    private final Supplier<Installation> installation;
    private final Reconciliation reconciliation;

    Owners(Supplier<Installation> installation, Reconciliation reconciliation) {
        this.installation = installation;
        this.reconciliation = reconciliation;
    }

    @Override
    public Standing standing(String name) throws BackupException {
        Destination destination = destination(name);
        OwnedStorage storage = owned(destination);
        try {
            Optional<Owner> owner = storage.owner();
            return new Standing(owner, owner.isPresent() && storage.isOurs(owner.get()));
        } catch (IOException e) {
            throw unavailable(destination, "did not say whose it is", e);
        }
    }

    @Override
    public void adopt(String name, String instance) throws BackupException {
        Destination destination = destination(name);
        String now = standing(name).owner().map(Owner::instance).orElse("");
        if (!now.equals(instance)) {
            throw new BackupException(
                    ErrorCode.BUSY,
                    "destination '" + name + "' belongs to instance '" + now + "' by now, not to '" + instance + "'",
                    "Look again: pulsectl destinations adopt " + name);
        }
        try {
            owned(destination).adopt();
        } catch (IOException e) {
            throw unavailable(destination, "could not be adopted", e);
        }
        LOG.warn("destination {}: adopted, it belonged to instance '{}'", name, instance);
        Thread thread = new Thread(() -> takeIn(destination), "adoption");
        thread.setDaemon(true);
        thread.start();
    }

    /** Where it cannot be done now, the next backup or expiry there does it first. */
    private void takeIn(Destination destination) {
        try {
            reconciliation.lookThrough(destination, new Work());
        } catch (BackupException e) {
            LOG.warn("destination {}: what lies there was not taken in yet: {}", destination.name(), e.getMessage());
        }
    }

    private Destination destination(String name) throws BackupException {
        Destination destination = installation.get().destinations().get(name);
        if (destination == null) {
            throw Destination.unknown(name, installation.get().destinations().keySet());
        }
        return destination;
    }

    private static OwnedStorage owned(Destination destination) {
        if (destination.storage() instanceof OwnedStorage owned) {
            return owned;
        }
        throw new IllegalStateException("destination " + destination.name() + " is watched by nobody");
    }

    private static BackupException unavailable(Destination destination, String what, IOException e) {
        return new BackupException(
                ErrorCode.DESTINATION_UNAVAILABLE,
                "destination '" + destination.name() + "' ("
                        + destination.storage().location() + ") " + what + ": " + Errno.reason(e),
                "Look at it with: pulsectl destinations",
                e);
    }
}
