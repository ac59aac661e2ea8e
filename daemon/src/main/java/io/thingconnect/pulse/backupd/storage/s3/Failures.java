package io.thingconnect.pulse.backupd.storage.s3;

import io.thingconnect.pulse.backupd.system.PlaceFailure;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.NoSuchFileException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What the SDK throws, in the operator's words: what is wrong, and what to do about it. */
final class Failures {
    private static final String HINT =
            "What a bucket needs stands in docs/destinations.md; look at it with: pulsectl destinations";
    /** How Java says that a certificate is not this server's. */
    private static final Pattern MISNAMED = Pattern.compile("^No (subject alternative|name matching)");

    private static final Set<String> ROOM = Set.of("QuotaExceeded", "EntityTooLarge", "XMinioStorageFull");

    private final S3Settings settings;

    /** Known keys, which may not do this. */
    static final class Denied extends PlaceFailure {
        Denied(String reason, Throwable cause) {
            super(reason, HINT, cause);
        }
    }

    Failures(S3Settings settings) {
        this.settings = settings;
    }

    /** @param name of the object, for one that is not there */
    IOException of(SdkException e, String name) {
        if (e instanceof S3Exception s3) {
            return answered(s3, name);
        }
        return new PlaceFailure("bucket '" + settings.bucket() + "': " + unanswered(e), HINT, e);
    }

    static String code(S3Exception e) {
        return Optional.ofNullable(e.awsErrorDetails())
                .map(AwsErrorDetails::errorCode)
                .orElse("");
    }

    private IOException answered(S3Exception e, String name) {
        String code = code(e);
        if (code.equals("NoSuchBucket")) {
            return new PlaceFailure(
                    "bucket '" + settings.bucket() + "' does not exist: create it, or correct \"bucket\"", HINT, e);
        }
        if (code.equals("NoSuchKey") || (e.statusCode() == 404 && !code.equals("NoSuchUpload"))) {
            NoSuchFileException missing = new NoSuchFileException(name, null, "no such object");
            missing.initCause(e);
            return missing;
        }
        if (isDenied(e)) {
            return new Denied(
                    "access denied to bucket '" + settings.bucket() + "': its policy, or that of the keys, does not"
                            + " allow this",
                    e);
        }
        String words = "bucket '" + settings.bucket() + "': " + words(e, code);
        return ROOM.contains(code) ? PlaceFailure.noSpace(words, HINT, e) : new PlaceFailure(words, HINT, e);
    }

    /** Known keys that may not do this; not keys that nobody knows. */
    static boolean isDenied(S3Exception e) {
        String code = code(e);
        return code.equals("AccessDenied")
                || code.equals("AllAccessDisabled")
                || (e.statusCode() == 403 && (code.isEmpty() || code.equals("Forbidden")));
    }

    private String words(S3Exception e, String code) {
        return switch (code) {
            case "InvalidAccessKeyId" -> "the server does not know this access key: correct \"credentials.accessKey\"";
            case "SignatureDoesNotMatch" ->
                "the secret key does not fit the access key: correct \"credentials.secretKey\"";
            case "ExpiredToken", "InvalidToken", "TokenRefreshRequired" ->
                "the session token is not valid any more: put fresh keys into \"credentials\"";
            case "RequestTimeTooSkewed", "RequestExpired" ->
                "the clock of this machine differs too much from the server's: set it (timedatectl)";
            case "PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException", "301" ->
                region(e);
            case "SlowDown",
                    "ServiceUnavailable",
                    "RequestLimitExceeded",
                    "TooManyRequests",
                    "Throttling",
                    "429",
                    "503" -> throttled(e);
            case "QuotaExceeded", "EntityTooLarge", "XMinioStorageFull" ->
                "the server has no room for it (" + code + ")";
            case "ObjectLockConfigurationNotFoundError" -> NO_LOCK;
            case "NotImplemented" ->
                "the server cannot do something that the configuration asks for: objectLock, storageClass or encryption";
            default -> other(e, code);
        };
    }

    private static final String NO_LOCK = "the bucket was not made with Object Lock, which \"objectLock\" asks for";

    private static final String WRONG_PROXY = "the proxy wants another user or password: correct \"proxy\"";

    private String other(S3Exception e, String code) {
        String message = Optional.ofNullable(e.awsErrorDetails())
                .map(AwsErrorDetails::errorMessage)
                .orElse("");
        if (message.contains("missing Object Lock Configuration")) {
            return NO_LOCK;
        }
        if (code.startsWith("KMS") || message.contains("kms")) {
            return "the KMS key cannot be used: correct \"kmsKey\" or its policy (" + code + ")";
        }
        if (e.statusCode() == 301 || e.statusCode() == 307) {
            return region(e);
        }
        if (e.statusCode() == 429 || e.statusCode() == 503) {
            return throttled(e);
        }
        if (e.statusCode() == 407) {
            return WRONG_PROXY;
        }
        String shown = code.isEmpty() ? "status " + e.statusCode() : code + ", status " + e.statusCode();
        return "the server refused it (" + shown + ")" + (message.isEmpty() ? "" : ": " + message);
    }

    private static String throttled(S3Exception e) {
        return "the server is too busy (status " + e.statusCode() + "), and stayed so through all retries";
    }

    private String region(S3Exception e) {
        Optional<String> right = Optional.ofNullable(e.awsErrorDetails())
                .map(AwsErrorDetails::sdkHttpResponse)
                .flatMap(response -> response.firstMatchingHeader("x-amz-bucket-region"))
                .or(() -> expected(e));
        return "the bucket is not in the configured region"
                + right.map(region -> ": set \"region\" to " + region).orElse(": correct \"region\" or \"endpoint\"");
    }

    /** {@code … the region 'us-east-1' is wrong; expecting 'eu-central-1'}. */
    private static Optional<String> expected(S3Exception e) {
        String message = String.valueOf(e.getMessage());
        int at = message.indexOf("expecting '");
        int end = at < 0 ? -1 : message.indexOf('\'', at + 11);
        return end < 0 ? Optional.empty() : Optional.of(message.substring(at + 11, end));
    }

    private String unanswered(SdkException e) {
        String where = where();
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnknownHostException) {
                return "the name " + cause.getMessage() + " has no address: correct \"endpoint\" or \"region\", or the"
                        + " name service of this machine";
            }
            if (cause instanceof CertPathValidatorException || cause instanceof CertificateException) {
                if (MISNAMED.matcher(String.valueOf(cause.getMessage())).find()) {
                    return "the certificate of " + where + " is made out to another name: correct \"endpoint\" ("
                            + cause.getMessage() + ")";
                }
                return "the certificate of " + where + " is not to be trusted: name its authority in \"caFile\" ("
                        + cause.getMessage() + ")";
            }
            if (cause instanceof SSLException && cause.getCause() == null) {
                return "no TLS connection to " + where + ": " + cause.getMessage();
            }
            if (cause instanceof ConnectException || cause instanceof NoRouteToHostException) {
                return where + " cannot be reached: " + cause.getMessage();
            }
            if (cause instanceof SocketTimeoutException
                    || cause instanceof ApiCallAttemptTimeoutException
                    || cause instanceof ApiCallTimeoutException) {
                return where + " does not answer in time";
            }
        }
        return client(e, where);
    }

    /** Without the proxy's password. */
    private String where() {
        String server = settings.server().endpoint().map(Object::toString).orElse("the server");
        return server
                + settings.server()
                        .proxy()
                        .map(proxy -> " through proxy " + proxy.getHost() + ":" + proxy.getPort())
                        .orElse("");
    }

    private static String client(SdkException e, String where) {
        String message = String.valueOf(e.getMessage());
        if (message.contains("Unable to load credentials")) {
            return "there are no keys: set \"credentials\", or give the daemon's environment some";
        }
        if (message.contains("Unable to load region")) {
            return "no region is known: set \"region\"";
        }
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        if (String.valueOf(root.getMessage()).startsWith("Unable to tunnel through proxy")) {
            return "the proxy lets nobody through to " + where + ": " + root.getMessage();
        }
        return "the connection to " + where + " failed: " + root.getMessage();
    }
}
