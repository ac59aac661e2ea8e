package io.thingconnect.pulse.backupd.config;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.storage.Storage;
import io.thingconnect.pulse.backupd.storage.smb.SmbAddress;
import io.thingconnect.pulse.backupd.storage.smb.SmbEncryption;
import io.thingconnect.pulse.backupd.storage.smb.SmbLogin;
import io.thingconnect.pulse.backupd.storage.smb.SmbPlace;
import io.thingconnect.pulse.backupd.storage.smb.SmbStorage;
import java.time.Duration;

/**
 * A folder of an SMB share where archives are kept, below a directory for each box.
 *
 * @param location without the box's directory
 * @param timeout how long one answer of the server may take
 */
public record NetworkDestination(
        String name, SmbAddress location, SmbLogin login, SmbEncryption encryption, Duration timeout) {
    public NetworkDestination {
        requireNonNull(name, "name is null");
        requireNonNull(location, "location is null");
        requireNonNull(login, "login is null");
        requireNonNull(encryption, "encryption is null");
        requireNonNull(timeout, "timeout is null");
    }

    /** @param host whose directory below the location it is: several boxes may share a share */
    public Storage storage(String host) {
        return new SmbStorage(new SmbPlace(location.below(host), login, encryption, timeout));
    }
}
