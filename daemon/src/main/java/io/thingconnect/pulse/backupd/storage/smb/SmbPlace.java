package io.thingconnect.pulse.backupd.storage.smb;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * A folder, who we are there, and how.
 *
 * @param timeout how long one answer of the server may take; also of a connection
 */
public record SmbPlace(SmbAddress address, SmbLogin login, SmbEncryption encryption, Duration timeout) {
    public SmbPlace {
        requireNonNull(address, "address is null");
        requireNonNull(login, "login is null");
        requireNonNull(encryption, "encryption is null");
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("no timeout: " + timeout);
        }
    }
}
