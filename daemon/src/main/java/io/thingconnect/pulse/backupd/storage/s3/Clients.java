package io.thingconnect.pulse.backupd.storage.s3;

import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.TrustManager;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.ProxyConfiguration;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** Makes the SDK's client. Its first call costs half a second, so nobody makes one before it is needed. */
final class Clients {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    /** Between two bytes of an answer. */
    private static final Duration SILENCE = Duration.ofSeconds(30);
    /** One try of one small request; a frozen server that takes no bytes is met by nothing else. */
    private static final Duration TRY = Duration.ofSeconds(60);
    /** A small request with all its tries. */
    private static final Duration CALL = Duration.ofMinutes(3);

    private static final int TRIES = 8;
    private static final Duration IDLE_THREAD = Duration.ofSeconds(20);

    private Clients() {}

    /** With its threads, which go away by themselves when nothing is asked for a while. */
    record Open(S3Client s3, ScheduledExecutorService timeouts) implements AutoCloseable {
        @Override
        public void close() {
            s3.close();
            timeouts.shutdownNow();
        }
    }

    /**
     * @param backoff before the second try at most; doubled each time, with jitter, and five times as long where we were told
     *     to slow down
     * @throws IOException where a file that the settings name cannot be read
     */
    static Open open(S3Server server, Duration backoff) throws IOException {
        ScheduledExecutorService timeouts = timeouts();
        StandardRetryStrategy retries = AwsRetryStrategy.standardRetryStrategy().toBuilder()
                .maxAttempts(TRIES)
                .backoffStrategy(BackoffStrategy.exponentialDelay(backoff, backoff.multipliedBy(100)))
                .throttlingBackoffStrategy(
                        BackoffStrategy.exponentialDelay(backoff.multipliedBy(5), backoff.multipliedBy(200)))
                .build();
        S3ClientBuilder builder = S3Client.builder()
                .httpClient(http(server))
                .credentialsProvider(credentials(server.keys()))
                .forcePathStyle(server.pathStyle())
                // Signed chunks are what some servers get wrong, empty objects above all.
                .serviceConfiguration(s3 -> s3.chunkedEncodingEnabled(false))
                // Ours go along explicitly: what the SDK adds by itself, servers other than Amazon's refuse.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .overrideConfiguration(o -> o.retryStrategy(retries)
                        .apiCallAttemptTimeout(TRY)
                        .apiCallTimeout(CALL)
                        .scheduledExecutorService(timeouts));
        server.endpoint().ifPresent(builder::endpointOverride);
        server.region()
                .or(() -> server.endpoint().map(endpoint -> "us-east-1"))
                .map(Region::of)
                .ifPresent(builder::region);
        return new Open(builder.build(), timeouts);
    }

    private static SdkHttpClient http(S3Server server) throws IOException {
        UrlConnectionHttpClient.Builder http = UrlConnectionHttpClient.builder()
                .connectionTimeout(CONNECT)
                .socketTimeout(SILENCE)
                .proxyConfiguration(proxy(server.proxy()));
        if (server.caFile().isPresent()) {
            TrustManager[] trusted = trusted(server.caFile().get());
            http.tlsTrustManagersProvider(() -> trusted);
        }
        return http.build();
    }

    private static TrustManager[] trusted(Path caFile) throws IOException {
        try {
            return Trust.in(caFile);
        } catch (NoSuchFileException e) {
            throw new IOException("caFile " + caFile + " does not exist", e);
        }
    }

    private static ProxyConfiguration proxy(Optional<URI> proxy) {
        ProxyConfiguration.Builder configuration =
                ProxyConfiguration.builder().useSystemPropertyValues(false).useEnvironmentVariablesValues(false);
        if (proxy.isPresent()) {
            URI uri = proxy.get();
            String scheme = Optional.ofNullable(uri.getScheme()).orElse("http");
            configuration.endpoint(URI.create(scheme + "://" + uri.getHost() + ":" + port(uri)));
            String user = uri.getRawUserInfo();
            if (user != null) {
                int colon = user.indexOf(':');
                configuration.username(decoded(colon < 0 ? user : user.substring(0, colon)));
                configuration.password(colon < 0 ? "" : decoded(user.substring(colon + 1)));
            }
        }
        return configuration.build();
    }

    private static int port(URI proxy) {
        return proxy.getPort() > 0 ? proxy.getPort() : 3128;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static AwsCredentialsProvider credentials(Optional<S3Keys> keys) {
        if (keys.isEmpty()) {
            return DefaultCredentialsProvider.builder().build();
        }
        S3Keys k = keys.get();
        return StaticCredentialsProvider.create(
                k.sessionToken().isEmpty()
                        ? AwsBasicCredentials.create(k.accessKey(), k.secretKey())
                        : AwsSessionCredentials.create(k.accessKey(), k.secretKey(), k.sessionToken()));
    }

    private static ScheduledExecutorService timeouts() {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, work -> {
            Thread thread = new Thread(work, "s3-timeouts");
            thread.setDaemon(true);
            return thread;
        });
        executor.setRemoveOnCancelPolicy(true);
        executor.setKeepAliveTime(IDLE_THREAD.toSeconds(), TimeUnit.SECONDS);
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }
}
