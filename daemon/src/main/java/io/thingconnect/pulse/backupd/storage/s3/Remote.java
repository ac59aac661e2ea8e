package io.thingconnect.pulse.backupd.storage.s3;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/** The bucket as this storage sees it: the client, made when first asked for, the names, and the errors in words. */
final class Remote implements AutoCloseable {
    /** Slower than this in bytes per second, a body's transfer is given up and tried again. */
    private static final long SLOWEST = 16_000;

    private final S3Settings settings;
    private final Failures failures;
    private final Duration backoff;
    private Clients.Open open;

    Remote(S3Settings settings, Duration backoff) {
        this.backoff = backoff;
        this.settings = settings;
        this.failures = new Failures(settings);
    }

    S3Settings settings() {
        return settings;
    }

    String bucket() {
        return settings.bucket();
    }

    synchronized S3Client s3() throws IOException {
        if (open == null) {
            try {
                open = Clients.open(settings.server(), backoff);
            } catch (SdkException e) {
                throw failures.of(e, "");
            }
        }
        return open.s3();
    }

    /** One request or several. */
    @FunctionalInterface
    interface Call<T> {
        T ask(S3Client s3) throws IOException;
    }

    /**
     * @param name of the file it is about; "" where it is about none
     * @throws IOException in the operator's words; {@code NoSuchFileException}, {@code Failures.Denied}
     */
    <T> T ask(String name, Call<T> call) throws IOException {
        try {
            return call.ask(s3());
        } catch (AbortedException e) {
            InterruptedIOException interrupted = new InterruptedIOException("interrupted");
            interrupted.initCause(e);
            throw interrupted;
        } catch (SdkException e) {
            throw failures.of(e, name);
        }
    }

    /** @throws IOException where the name leads out, or is none */
    String key(String name) throws IOException {
        for (String part : name.split("/", -1)) {
            if (part.isEmpty() || part.equals(".") || part.equals("..")) {
                throw new IOException("name leads out of the destination: " + name);
            }
        }
        return directory() + name;
    }

    /** What every key of ours begins with: "" or something that ends with a slash. */
    String directory() {
        return settings.prefix().isEmpty() ? "" : settings.prefix() + "/";
    }

    /** For a request that carries so many bytes one way or the other. */
    static AwsRequestOverrideConfiguration patience(long bytes) {
        Duration once = Duration.ofSeconds(60 + bytes / SLOWEST);
        return AwsRequestOverrideConfiguration.builder()
                .apiCallAttemptTimeout(once)
                .apiCallTimeout(once.multipliedBy(2))
                .build();
    }

    HeadObjectResponse head(String name) throws IOException {
        HeadObjectRequest request = HeadObjectRequest.builder()
                .bucket(bucket())
                .key(key(name))
                .checksumMode("ENABLED")
                .build();
        return ask(name, s3 -> s3.headObject(request));
    }

    @Override
    public synchronized void close() {
        if (open != null) {
            open.close();
            open = null;
        }
    }
}
