package io.thingconnect.pulse.backupd.storage.s3;

import io.thingconnect.pulse.backupd.backupset.Sha256;
import java.io.ByteArrayInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import software.amazon.awssdk.core.sync.RequestBody;

/** Bytes to send: the beginning of an array that nobody writes to meanwhile. */
final class Body {
    private final byte[] bytes;
    private final int length;

    Body(byte[] bytes, int length) {
        this.bytes = bytes;
        this.length = length;
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    byte[] sha256() {
        MessageDigest digest = Sha256.digest();
        digest.update(bytes, 0, length);
        return digest.digest();
    }

    byte[] md5() {
        MessageDigest digest = newMd5();
        digest.update(bytes, 0, length);
        return digest.digest();
    }

    /** Not copied, and sent from the start again at each try. */
    RequestBody request() {
        return RequestBody.fromContentProvider(
                () -> new ByteArrayInputStream(bytes, 0, length), length, "application/octet-stream");
    }

    /** For the old protocol's checksums; nothing of ours is secured by it. */
    static MessageDigest newMd5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
    }
}
