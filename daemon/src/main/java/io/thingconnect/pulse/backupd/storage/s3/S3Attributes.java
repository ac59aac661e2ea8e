package io.thingconnect.pulse.backupd.storage.s3;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * What the server is asked to give every object.
 *
 * @param encryption by the server: {@code AES256}, {@code aws:kms}; empty: not asked for
 * @param kmsKey id, ARN or alias; empty: the account's own key
 * @param storageClass {@code STANDARD} is what a server does by itself, and is not asked for
 * @param lock empty: none
 */
public record S3Attributes(
        Optional<String> encryption, Optional<String> kmsKey, String storageClass, Optional<Lock> lock) {
    public S3Attributes {
        requireNonNull(encryption, "encryption is null");
        requireNonNull(kmsKey, "kmsKey is null");
        requireNonNull(storageClass, "storageClass is null");
        requireNonNull(lock, "lock is null");
    }

    /**
     * Object Lock: for so many days nobody can delete what was written.
     *
     * @param compliance true: nobody at all; false ({@code governance}): whoever may bypass it
     */
    public record Lock(boolean compliance, int days) {
        public Lock {
            if (days < 1) {
                throw new IllegalArgumentException("days: " + days);
            }
        }
    }

    boolean isDefaultClass() {
        return storageClass.equals("STANDARD");
    }
}
