package io.thingconnect.pulse.backupd.storage;

import java.io.IOException;

/**
 * The place takes files but gives none away: whoever steals the keys of this box cannot delete its backups. That is somebody's
 * intention and no fault, so whoever deletes must do without.
 */
public final class DeleteRefusedException extends IOException {
    public DeleteRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
