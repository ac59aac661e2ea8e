package io.thingconnect.pulse.backupd.storage.s3;

import static java.util.Objects.requireNonNull;

/**
 * Who we are for the server.
 *
 * @param sessionToken "" where the keys are lasting ones
 */
public record S3Keys(String accessKey, String secretKey, String sessionToken) {
    public S3Keys {
        requireNonNull(accessKey, "accessKey is null");
        requireNonNull(secretKey, "secretKey is null");
        requireNonNull(sessionToken, "sessionToken is null");
    }

    /** Shows none of them. */
    @Override
    public String toString() {
        return "S3Keys[***]";
    }
}
