package io.thingconnect.pulse.backupd.encryption;

import java.io.IOException;

/** A message is not what was written, or of a kind that is refused; says nothing of the place it came from. */
public final class DamagedMessageException extends IOException {
    DamagedMessageException(String message) {
        super(message);
    }
}
