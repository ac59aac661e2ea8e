package io.thingconnect.pulse.backupd.storage.smb;

import io.thingconnect.pulse.backupd.system.PlaceFailure;

/** Another program, or another connection of ours, has the file open. */
final class FileInUse extends PlaceFailure {
    FileInUse(String reason, String hint, Throwable cause) {
        super(reason, hint, cause);
    }
}
