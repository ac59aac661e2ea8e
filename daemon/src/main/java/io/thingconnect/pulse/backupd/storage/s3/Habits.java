package io.thingconnect.pulse.backupd.storage.s3;

import java.io.IOException;
import java.util.Base64;
import java.util.HexFormat;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * What has been found out about the server: which checksums it knows, and whether it can be told "only if there is none yet".
 * Kept as long as the storage.
 */
final class Habits {
    private final Checksums mode;
    private volatile boolean sha256;
    private volatile boolean confirmed;
    private volatile boolean conditions = true;

    Habits(Checksums mode) {
        this.mode = mode;
        this.sha256 = mode != Checksums.WHEN_REQUIRED;
    }

    boolean sendsSha256() {
        return sha256;
    }

    boolean knowsConditions() {
        return conditions;
    }

    void knowsNoConditions() {
        conditions = false;
    }

    /**
     * The checksum that goes along with a body.
     *
     * @param sha256 Base64; null: {@code md5} goes along
     */
    record Sum(String sha256, String md5) {}

    /** What the server said: its ETag, and the SHA-256 that it confirms; null where it does not. */
    record Answer(String etag, String sha256) {}

    /** Sends a body with the given checksum. */
    @FunctionalInterface
    interface Request {
        Answer send(Sum sum);
    }

    /** Sends a body with a checksum that the server knows, and compares what it confirms. */
    Answer send(Body body, Request request) throws IOException {
        if (!sha256) {
            return request.send(md5(body));
        }
        Sum sum = new Sum(Base64.getEncoder().encodeToString(body.sha256()), null);
        Answer answer;
        try {
            answer = request.send(sum);
        } catch (S3Exception e) {
            if (!isUnknown(e)) {
                throw e;
            }
            Answer other = request.send(md5(body));
            sha256 = false;
            return other;
        }
        if (answer.sha256() == null) {
            return unconfirmed(body, answer);
        }
        if (!answer.sha256().equals(sum.sha256())) {
            throw new IOException("the server confirmed another checksum than was sent");
        }
        confirmed = true;
        return answer;
    }

    /** A server that has confirmed one before knows them, and means something else. */
    private boolean isUnknown(S3Exception e) {
        boolean refused = e.statusCode() == 400 || e.statusCode() == 501;
        return mode == Checksums.AUTO
                && !confirmed
                && refused
                && !Failures.code(e).equals("BadDigest");
    }

    private Answer unconfirmed(Body body, Answer answer) throws IOException {
        if (mode == Checksums.WHEN_SUPPORTED) {
            throw new IOException("the server does not confirm checksums: set \"checksums\" to auto");
        }
        sha256 = false;
        // With a KMS key the tag is no MD5, but looks like one; then only the reading back says whether the bytes are
        // right.
        if (Sent.isMd5(answer.etag())
                && Sent.bare(answer.etag()).equals(HexFormat.of().formatHex(body.md5()))) {
            return answer;
        }
        return new Answer(answer.etag(), null);
    }

    private static Sum md5(Body body) {
        return new Sum(null, Base64.getEncoder().encodeToString(body.md5()));
    }
}
