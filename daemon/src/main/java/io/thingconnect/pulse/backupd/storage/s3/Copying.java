package io.thingconnect.pulse.backupd.storage.s3;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CopyPartResult;

/** Copies an object within the bucket; nothing of it comes by here. */
final class Copying {
    /** A server copies no more than this in one request. */
    private static final long MOST = 5L << 30;

    private static final long PIECE = 1L << 30;

    private final Remote remote;
    private final Requests requests;
    private final long most;
    private final long piece;

    Copying(Remote remote, Requests requests) {
        this(remote, requests, MOST, PIECE);
    }

    /** @param most bytes of one request */
    Copying(Remote remote, Requests requests, long most, long piece) {
        this.remote = remote;
        this.requests = requests;
        this.most = most;
        this.piece = piece;
    }

    void copy(String from, String to) throws IOException {
        long size = remote.head(from).contentLength();
        if (size <= most) {
            String target = remote.key(to);
            String source = remote.key(from);
            remote.ask(from, s3 -> s3.copyObject(requests.copy(source, target, size)));
        } else {
            copyPieces(from, to, size);
        }
    }

    private void copyPieces(String from, String to, long size) throws IOException {
        String target = remote.key(to);
        String id = remote.ask(
                to, s3 -> s3.createMultipartUpload(requests.quarantine(target)).uploadId());
        List<CompletedPart> parts = new ArrayList<>();
        for (long at = 0; at < size; at += piece) {
            parts.add(copyPiece(from, target, id, parts.size() + 1, at, Math.min(size, at + piece)));
        }
        remote.ask(
                to,
                s3 -> s3.completeMultipartUpload(b -> b.bucket(remote.bucket())
                        .key(target)
                        .uploadId(id)
                        .overrideConfiguration(Remote.patience(size))
                        .multipartUpload(m -> m.parts(parts))));
    }

    private CompletedPart copyPiece(String from, String target, String id, int number, long begin, long end)
            throws IOException {
        String source = remote.key(from);
        CopyPartResult result = remote.ask(
                from,
                s3 -> s3.uploadPartCopy(b -> b.sourceBucket(remote.bucket())
                                .sourceKey(source)
                                .copySourceRange("bytes=" + begin + "-" + (end - 1))
                                .destinationBucket(remote.bucket())
                                .destinationKey(target)
                                .uploadId(id)
                                .partNumber(number)
                                .overrideConfiguration(Remote.patience(end - begin)))
                        .copyPartResult());
        return CompletedPart.builder().partNumber(number).eTag(result.eTag()).build();
    }
}
