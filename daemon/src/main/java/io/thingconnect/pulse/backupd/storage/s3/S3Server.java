package io.thingconnect.pulse.backupd.storage.s3;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Whom to talk to, and how.
 *
 * @param region empty: what the environment says, or, with an endpoint, {@code us-east-1}
 * @param endpoint empty: Amazon's for the region
 * @param pathStyle whether the bucket stands in the path and not in the host's name
 * @param caFile PEM with the certificates to trust in place of the system's
 * @param proxy may hold a user and a password
 * @param keys empty: the SDK's chain (environment, profile, container, instance)
 */
public record S3Server(
        Optional<String> region,
        Optional<URI> endpoint,
        boolean pathStyle,
        Optional<Path> caFile,
        Optional<URI> proxy,
        Optional<S3Keys> keys) {
    public S3Server {
        requireNonNull(region, "region is null");
        requireNonNull(endpoint, "endpoint is null");
        requireNonNull(caFile, "caFile is null");
        requireNonNull(proxy, "proxy is null");
        requireNonNull(keys, "keys is null");
    }

    /** Without the proxy, whose URL may hold a password. */
    @Override
    public String toString() {
        return "S3Server[" + region + ", " + endpoint + ", pathStyle=" + pathStyle + ", " + caFile + "]";
    }
}
