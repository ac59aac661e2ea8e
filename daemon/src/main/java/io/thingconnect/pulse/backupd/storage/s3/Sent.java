package io.thingconnect.pulse.backupd.storage.s3;

import io.thingconnect.pulse.backupd.backupset.Sha256;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/**
 * A part, or a whole object, that the server has.
 *
 * @param etag as the server gave it, with its quotes
 * @param sha256 Base64, confirmed by the server; null where it knows none
 */
record Sent(int number, long size, String etag, String sha256) {
    CompletedPart completed() {
        return CompletedPart.builder()
                .partNumber(number)
                .eTag(etag)
                .checksumSHA256(sha256)
                .build();
    }

    /** Whether the object that stands at the server is what these parts make, as far as size and checksum tell. */
    static boolean isThere(List<Sent> parts, boolean multipart, HeadObjectResponse there) {
        long size = parts.stream().mapToLong(Sent::size).sum();
        if (there.contentLength() == null || there.contentLength() != size) {
            return false;
        }
        boolean known = parts.stream().allMatch(part -> part.sha256 != null);
        if (known && there.checksumSHA256() != null) {
            return there.checksumSHA256().equals(multipart ? sha256Of(parts) : parts.get(0).sha256);
        }
        return bare(there.eTag()).equals(multipart ? etagOf(parts) : bare(parts.get(0).etag));
    }

    /** The checksum of an object made of parts: that of their checksums, and how many they are. */
    private static String sha256Of(List<Sent> parts) {
        MessageDigest digest = Sha256.digest();
        parts.forEach(part -> digest.update(Base64.getDecoder().decode(part.sha256)));
        return Base64.getEncoder().encodeToString(digest.digest()) + "-" + parts.size();
    }

    private static String etagOf(List<Sent> parts) {
        MessageDigest digest = Body.newMd5();
        for (Sent part : parts) {
            if (!isMd5(part.etag)) {
                return "";
            }
            digest.update(HexFormat.of().parseHex(bare(part.etag)));
        }
        return HexFormat.of().formatHex(digest.digest()) + "-" + parts.size();
    }

    static boolean isMd5(String etag) {
        return bare(etag).matches("[0-9a-f]{32}");
    }

    static String bare(String etag) {
        return etag == null ? "" : etag.replace("\"", "");
    }
}
