package io.thingconnect.pulse.backupd.storage;

import java.io.IOException;

/** A place where another box's backups lie was to be written, or to be taken for ours. */
public final class NotOwnerException extends IOException {
    private static final long serialVersionUID = 1;

    NotOwnerException(Owner owner) {
        super("it belongs to " + owner.text()
                + ", and nothing is written there; if that box is gone: pulsectl destinations adopt");
    }
}
