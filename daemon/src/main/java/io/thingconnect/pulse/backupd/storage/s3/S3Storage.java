package io.thingconnect.pulse.backupd.storage.s3;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.storage.DeleteRefusedException;
import io.thingconnect.pulse.backupd.storage.Storage;
import io.thingconnect.pulse.backupd.storage.Upload;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A bucket, or what lies below a prefix in one. Nothing is asked of the server before somebody needs it. */
public final class S3Storage implements Storage {
    /** A younger unfinished upload may still be taken up by the next try. */
    private static final Duration ORPHANED = Duration.ofDays(7);

    private static final Duration BACKOFF = Duration.ofMillis(100);

    private final Remote remote;
    private final Habits habits;
    private final Requests requests;
    private final Asked asked;
    private final Clock clock;
    private final PartPlan plan;

    /** @param destination its name in the configuration, for warnings */
    public S3Storage(String destination, S3Settings settings, Clock clock) {
        this(destination, settings, clock, PartPlan.DEFAULT, BACKOFF);
    }

    S3Storage(String destination, S3Settings settings, Clock clock, PartPlan plan, Duration backoff) {
        this.clock = requireNonNull(clock, "clock is null");
        this.plan = plan;
        this.remote = new Remote(settings, backoff);
        this.habits = new Habits(settings.checksums());
        this.requests = new Requests(settings, clock);
        this.asked = new Asked(destination, remote, requests);
    }

    @Override
    public List<StoredFile> list(String directory) throws IOException {
        String prefix = remote.key(directory) + "/";
        List<StoredFile> files = new ArrayList<>();
        for (S3Object object : remote.ask(
                directory,
                s3 -> s3.listObjectsV2Paginator(below(prefix)).contents().stream()
                        .toList())) {
            String name = object.key().substring(prefix.length());
            if (isShown(name)) {
                files.add(new StoredFile(name, object.size()));
            }
        }
        files.sort(Comparator.comparing(StoredFile::name));
        return files;
    }

    @Override
    public List<String> directories() throws IOException {
        String prefix = remote.directory();
        return remote.ask(
                "",
                s3 -> s3.listObjectsV2Paginator(below(prefix)).commonPrefixes().stream()
                        .map(CommonPrefix::prefix)
                        .map(name -> name.substring(prefix.length(), name.length() - 1))
                        .filter(S3Storage::isShown)
                        .sorted()
                        .toList());
    }

    private ListObjectsV2Request below(String prefix) {
        return ListObjectsV2Request.builder()
                .bucket(remote.bucket())
                .prefix(prefix)
                .delimiter("/")
                .build();
    }

    /** What starts with a dot is not a backup's; an empty name is what some programs leave in place of a directory. */
    private static boolean isShown(String name) {
        return !name.isEmpty() && !name.startsWith(".");
    }

    @Override
    public InputStream read(String name) throws IOException {
        return new RemoteInput(remote, name);
    }

    /** The server's answer, not a copy of ours. */
    @Override
    public ReadBack readBack(String name) throws IOException {
        return new ReadBack(read(name), true);
    }

    @Override
    public Upload begin(String name) throws IOException {
        remote.key(name);
        return new S3Upload(remote, habits, requests, plan, new S3Upload.Target(name, asked::look));
    }

    /**
     * In a bucket with versions the object is hidden, and the bucket's own rules remove it.
     *
     * @throws DeleteRefusedException where we may not
     */
    @Override
    public void delete(String name) throws IOException {
        String key = remote.key(name);
        try {
            remote.ask(
                    name, s3 -> s3.deleteObject(b -> b.bucket(remote.bucket()).key(key)));
        } catch (NoSuchFileException e) {
            // As wanted.
        } catch (Failures.Denied e) {
            throw new DeleteRefusedException("bucket '" + remote.bucket() + "' does not let us delete", e);
        }
    }

    /** Where we may not delete, the object stays under its old name as well. */
    @Override
    public void rename(String from, String to) throws IOException {
        new Copying(remote, requests).copy(from, to);
        try {
            delete(from);
        } catch (DeleteRefusedException e) {
            // What counts is that it can be found under the new name; without its .sha256 the old one is no backup.
        }
    }

    /** A bucket does not say how much room it has; asking shows whether it answers, and with which error. */
    @Override
    public Space space() throws IOException {
        remote.ask(
                "",
                s3 -> s3.listObjectsV2(b ->
                        b.bucket(remote.bucket()).prefix(remote.directory()).maxKeys(1)));
        return new Space(-1, -1);
    }

    /** Parts of uploads that nobody has taken up for a week. */
    @Override
    public List<String> sweep() throws IOException {
        Instant end = clock.instant().minus(ORPHANED);
        List<String> swept = new ArrayList<>();
        try {
            for (MultipartUpload upload : unfinished()) {
                if (upload.initiated().isBefore(end)) {
                    remote.ask(
                            upload.key(),
                            s3 -> s3.abortMultipartUpload(b ->
                                    b.bucket(remote.bucket()).key(upload.key()).uploadId(upload.uploadId())));
                    swept.add(upload.key().substring(remote.directory().length()));
                }
            }
        } catch (Failures.Denied e) {
            // Then a rule of the bucket has to.
            return List.copyOf(swept);
        }
        return swept;
    }

    private List<MultipartUpload> unfinished() throws IOException {
        return remote.ask(
                "",
                s3 -> s3
                        .listMultipartUploadsPaginator(
                                b -> b.bucket(remote.bucket()).prefix(remote.directory()))
                        .uploads()
                        .stream()
                        .toList());
    }

    @Override
    public Optional<Instant> lockedUntil(String name) throws IOException {
        if (remote.settings().attributes().lock().isEmpty()) {
            return Optional.empty();
        }
        HeadObjectResponse there;
        try {
            there = remote.head(name);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        return Optional.ofNullable(there.objectLockRetainUntilDate()).filter(until -> until.isAfter(clock.instant()));
    }

    @Override
    public List<String> notices() {
        return asked.told();
    }

    @Override
    public boolean isRemote() {
        return true;
    }

    @Override
    public String location() {
        return remote.settings().location();
    }

    @Override
    public void close() {
        remote.close();
    }
}
