package io.thingconnect.pulse.backupd.storage.s3;

import java.io.IOException;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.Part;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/**
 * An object that goes to the server in parts. Where an upload of the same name was broken off, by a restart or a dead line, it
 * is taken up: a part that the server already holds, by its checksum, is not sent again.
 */
final class Multipart {
    private final Remote remote;
    private final Habits habits;
    private final String name;
    private final String key;
    private final String id;
    private final Map<Integer, Part> held;
    private final Map<Integer, Sent> sent = new TreeMap<>();
    private final AtomicInteger reused = new AtomicInteger();

    private Multipart(Remote remote, Habits habits, String name, String id, Map<Integer, Part> held)
            throws IOException {
        this.remote = remote;
        this.habits = habits;
        this.name = name;
        this.key = remote.key(name);
        this.id = id;
        this.held = Map.copyOf(held);
    }

    static Multipart open(Remote remote, Habits habits, Requests requests, String name) throws IOException {
        Optional<MultipartUpload> left = left(remote, habits, name);
        if (left.isPresent()) {
            try {
                String id = left.get().uploadId();
                return new Multipart(remote, habits, name, id, parts(remote, name, id));
            } catch (IOException e) {
                // Completed or removed since it was listed; a new one serves as well.
                return create(remote, habits, requests, name);
            }
        }
        return create(remote, habits, requests, name);
    }

    private static Multipart create(Remote remote, Habits habits, Requests requests, String name) throws IOException {
        String key = remote.key(name);
        String id = remote.ask(
                name,
                s3 -> s3.createMultipartUpload(requests.multipart(key, habits.sendsSha256()))
                        .uploadId());
        return new Multipart(remote, habits, name, id, Map.of());
    }

    /** The newest that was broken off. Whoever may not list them goes without. */
    private static Optional<MultipartUpload> left(Remote remote, Habits habits, String name) throws IOException {
        String key = remote.key(name);
        try {
            return remote.ask(
                    name,
                    s3 ->
                            s3
                                    .listMultipartUploadsPaginator(
                                            b -> b.bucket(remote.bucket()).prefix(key))
                                    .uploads()
                                    .stream()
                                    .filter(upload -> upload.key().equals(key))
                                    .filter(upload -> (upload.checksumAlgorithm() == null) || habits.sendsSha256())
                                    .max(Comparator.comparing(MultipartUpload::initiated)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Map<Integer, Part> parts(Remote remote, String name, String id) throws IOException {
        String key = remote.key(name);
        Map<Integer, Part> parts = new HashMap<>();
        remote.ask(name, s3 -> {
            s3.listPartsPaginator(b -> b.bucket(remote.bucket()).key(key).uploadId(id))
                    .parts()
                    .forEach(part -> parts.put(part.partNumber(), part));
            return null;
        });
        return parts;
    }

    /** How many parts of an earlier upload were not sent again. */
    int reused() {
        return reused.get();
    }

    /** Runs on several threads at once. */
    void send(int number, Body body) throws IOException {
        Optional<Sent> there = Optional.ofNullable(held.get(number)).flatMap(part -> same(part, body));
        there.ifPresent(sentBefore -> reused.incrementAndGet());
        Sent done = there.isPresent()
                ? there.get()
                : remote.ask(name, s3 -> {
                    Habits.Answer answer = habits.send(body, sum -> part(s3, number, body, sum));
                    return new Sent(number, body.length(), answer.etag(), answer.sha256());
                });
        synchronized (sent) {
            sent.put(number, done);
        }
    }

    private Habits.Answer part(S3Client s3, int number, Body body, Habits.Sum sum) {
        UploadPartRequest request = UploadPartRequest.builder()
                .bucket(remote.bucket())
                .key(key)
                .uploadId(id)
                .partNumber(number)
                .checksumSHA256(sum.sha256())
                .contentMD5(sum.md5())
                .overrideConfiguration(Remote.patience(body.length()))
                .build();
        UploadPartResponse response = s3.uploadPart(request, body.request());
        return new Habits.Answer(response.eTag(), response.checksumSHA256());
    }

    /** Not every server that keeps a part's SHA-256 lists it; all want to hear it at the end. */
    private Optional<Sent> same(Part part, Body body) {
        if (part.size() == null || part.size() != body.length()) {
            return Optional.empty();
        }
        String sha256 = Base64.getEncoder().encodeToString(body.sha256());
        boolean equal = part.checksumSHA256() != null
                ? part.checksumSHA256().equals(sha256)
                : Sent.bare(part.eTag()).equals(HexFormat.of().formatHex(body.md5()));
        return equal
                ? Optional.of(
                        new Sent(part.partNumber(), body.length(), part.eTag(), habits.sendsSha256() ? sha256 : null))
                : Optional.empty();
    }

    List<Sent> sent() {
        synchronized (sent) {
            return List.copyOf(sent.values());
        }
    }

    /**
     * Makes the object of the parts.
     *
     * @throws S3Exception among others where the condition is not met, or the upload is gone
     */
    void complete(S3Client s3, Condition condition) {
        List<Sent> parts = sent();
        s3.completeMultipartUpload(b -> b.bucket(remote.bucket())
                .key(key)
                .uploadId(id)
                .ifNoneMatch(condition.ifNoneMatch())
                .ifMatch(condition.ifMatch())
                .overrideConfiguration(Remote.patience(parts.size() * 100_000L))
                .multipartUpload(
                        m -> m.parts(parts.stream().map(Sent::completed).toList())));
    }

    void abort() throws IOException {
        remote.ask(
                name,
                s3 -> s3.abortMultipartUpload(
                        b -> b.bucket(remote.bucket()).key(key).uploadId(id)));
    }
}
