package io.thingconnect.pulse.backupd.config;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.storage.Bandwidth;
import java.time.Duration;
import java.util.Optional;

/**
 * On what terms copies are made at a destination, whatever its kind.
 *
 * @param type {@code local}, {@code network} or {@code s3}
 * @param overdue a copy that is pending longer raises an alarm
 * @param bandwidth empty: as fast as it goes
 * @param media a word that tells kinds of media apart
 * @param offsite whether what happens to this building does not happen to it
 */
public record CopyTerms(String type, Duration overdue, Optional<Bandwidth> bandwidth, String media, boolean offsite) {
    public CopyTerms {
        requireNonNull(type, "type is null");
        requireNonNull(overdue, "overdue is null");
        requireNonNull(bandwidth, "bandwidth is null");
        requireNonNull(media, "media is null");
    }
}
