package io.thingconnect.pulse.backupd.storage.s3;

import static java.util.Objects.requireNonNull;

/**
 * A bucket, or a part of one.
 *
 * @param prefix put before every name, without a slash at either end; "": none
 */
public record S3Settings(String bucket, String prefix, S3Server server, S3Attributes attributes, Checksums checksums) {
    public S3Settings {
        requireNonNull(bucket, "bucket is null");
        prefix = prefix.replaceAll("^/+|/+$", "");
        requireNonNull(server, "server is null");
        requireNonNull(attributes, "attributes is null");
        requireNonNull(checksums, "checksums is null");
    }

    /** The same bucket, one directory further down. */
    public S3Settings below(String directory) {
        return new S3Settings(
                bucket, prefix.isEmpty() ? directory : prefix + "/" + directory, server, attributes, checksums);
    }

    /** For people. */
    String location() {
        String path = "s3://" + bucket + (prefix.isEmpty() ? "" : "/" + prefix);
        return server.endpoint().map(endpoint -> path + " at " + endpoint).orElse(path);
    }
}
