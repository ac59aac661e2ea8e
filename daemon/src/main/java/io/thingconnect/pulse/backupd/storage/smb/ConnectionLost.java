package io.thingconnect.pulse.backupd.storage.smb;

import io.thingconnect.pulse.backupd.system.PlaceFailure;

/** The server went away, or had forgotten us: another connection may well succeed. */
final class ConnectionLost extends PlaceFailure {
    ConnectionLost(String reason, String hint, Throwable cause) {
        super(reason, hint, cause);
    }
}
