package io.thingconnect.pulse.backupd.storage.s3;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.ObjectLockMode;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRetentionRequest;

/** The requests that make an object, with all that the configuration asks the server to give it. */
final class Requests {
    private final S3Settings settings;
    private final Clock clock;

    Requests(S3Settings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    PutObjectRequest.Builder put(String key, Habits.Sum sum) {
        S3Attributes a = settings.attributes();
        return PutObjectRequest.builder()
                .bucket(settings.bucket())
                .key(key)
                .checksumSHA256(sum.sha256())
                .contentMD5(sum.md5())
                .serverSideEncryption(a.encryption().orElse(null))
                .ssekmsKeyId(a.kmsKey().orElse(null))
                .storageClass(a.isDefaultClass() ? null : a.storageClass())
                .objectLockMode(lockMode())
                .objectLockRetainUntilDate(lockEnd());
    }

    CreateMultipartUploadRequest multipart(String key, boolean sha256) {
        S3Attributes a = settings.attributes();
        return CreateMultipartUploadRequest.builder()
                .bucket(settings.bucket())
                .key(key)
                .checksumAlgorithm(sha256 ? ChecksumAlgorithm.SHA256 : null)
                .serverSideEncryption(a.encryption().orElse(null))
                .ssekmsKeyId(a.kmsKey().orElse(null))
                .storageClass(a.isDefaultClass() ? null : a.storageClass())
                .objectLockMode(lockMode())
                .objectLockRetainUntilDate(lockEnd())
                .build();
    }

    /** Not locked: what is copied is what failed its proof, on its way to another name. */
    CopyObjectRequest copy(String from, String to, long size) {
        S3Attributes a = settings.attributes();
        return CopyObjectRequest.builder()
                .sourceBucket(settings.bucket())
                .sourceKey(from)
                .destinationBucket(settings.bucket())
                .destinationKey(to)
                .serverSideEncryption(a.encryption().orElse(null))
                .ssekmsKeyId(a.kmsKey().orElse(null))
                .storageClass(a.isDefaultClass() ? null : a.storageClass())
                .overrideConfiguration(Remote.patience(size))
                .build();
    }

    /** For a copy in pieces, of what {@link #copy} is too small for. */
    CreateMultipartUploadRequest quarantine(String key) {
        return multipart(key, false).toBuilder()
                .objectLockMode((String) null)
                .objectLockRetainUntilDate(null)
                .build();
    }

    PutObjectRetentionRequest retention(String key) {
        return PutObjectRetentionRequest.builder()
                .bucket(settings.bucket())
                .key(key)
                .retention(r -> r.mode(lockMode()).retainUntilDate(lockEnd()))
                .build();
    }

    private String lockMode() {
        return settings.attributes()
                .lock()
                .map(lock -> lock.compliance() ? ObjectLockMode.COMPLIANCE : ObjectLockMode.GOVERNANCE)
                .map(ObjectLockMode::toString)
                .orElse(null);
    }

    private Instant lockEnd() {
        Optional<S3Attributes.Lock> lock = settings.attributes().lock();
        return lock.map(l -> clock.instant().plus(Duration.ofDays(l.days()))).orElse(null);
    }
}
