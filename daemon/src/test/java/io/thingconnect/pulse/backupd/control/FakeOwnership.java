package io.thingconnect.pulse.backupd.control;

import io.thingconnect.pulse.backupd.control.service.Ownership;
import io.thingconnect.pulse.backupd.storage.Owner;
import java.util.Optional;

/** Another box's, until it is adopted. */
final class FakeOwnership implements Ownership {
    private boolean ours;

    @Override
    public Standing standing(String destination) {
        return new Standing(Optional.of(new Owner("id", "plant", "2026-01-01T00:00:00Z")), ours);
    }

    @Override
    public void adopt(String destination, String instance) {
        ours = true;
    }
}
