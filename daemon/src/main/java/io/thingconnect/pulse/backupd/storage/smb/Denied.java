package io.thingconnect.pulse.backupd.storage.smb;

import io.thingconnect.pulse.backupd.system.PlaceFailure;

/** The server knows us and does not let us. */
final class Denied extends PlaceFailure {
    Denied(String reason, String hint, Throwable cause) {
        super(reason, hint, cause);
    }
}
