package io.thingconnect.pulse.backupd.config;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.storage.Storage;
import io.thingconnect.pulse.backupd.storage.s3.S3Settings;
import io.thingconnect.pulse.backupd.storage.s3.S3Storage;
import java.time.Clock;

/**
 * A bucket where archives are kept, below a directory for each box.
 *
 * @param settings without the box's directory
 */
public record S3Destination(String name, S3Settings settings) {
    public S3Destination {
        requireNonNull(name, "name is null");
        requireNonNull(settings, "settings is null");
    }

    /** @param host whose directory below the prefix it is: several boxes may share a bucket */
    public Storage storage(String host, Clock clock) {
        return new S3Storage(name, settings.below(host), clock);
    }
}
