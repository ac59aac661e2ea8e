package io.thingconnect.pulse.backupd.control.varlink;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who did what: one JSON object a line, appended and forced to disk, and the same to the log. A record that cannot be
 * written does not undo what was done; the log then says both.
 */
public final class Audit {
    private static final Logger LOG = LoggerFactory.getLogger(Audit.class);
    private static final Set<OpenOption> OPTIONS = Set.of(CREATE, APPEND, WRITE, LinkOption.NOFOLLOW_LINKS);
    private static final Pattern SECRET = Pattern.compile("pass|secret|token|key|credential");
    /** Characters of a record's parameters; a refused stranger must not fill the disk. */
    private static final int LONGEST = 2000;

    private final Path file;
    private final Clock clock;
    private final RefusalMeter refusals;

    /** @param file made with mode 0600 at the first record; its directory has to exist */
    public Audit(Path file, Clock clock) {
        this.file = requireNonNull(file, "file is null");
        this.clock = requireNonNull(clock, "clock is null");
        this.refusals = new RefusalMeter(clock);
    }

    /** What {@link #read} hands each record to. */
    @FunctionalInterface
    public interface Reader {
        void take(AuditRecord record) throws IOException;
    }

    /** Never fails: the call it is about has been answered already. */
    public void record(Peer peer, String method, Parameters parameters, String result) {
        AuditRecord entry = new AuditRecord(
                clock.instant(), peer.uid(), peer.user(), peer.pid(), method, printable(parameters), result);
        String line = Json.text(entry);
        LOG.info("audit {}", line);
        try {
            append(line);
        } catch (IOException e) {
            LOG.error("the audit record above could not be written to {}", file, e);
        }
    }

    /** As {@link #record}, for a caller who may not do what they asked; see {@link RefusalMeter}. */
    public void refusal(Peer peer, String method, Parameters parameters, String result) {
        OptionalLong passedOver = refusals.next(peer.uid());
        if (passedOver.isEmpty()) {
            return;
        }
        if (passedOver.getAsLong() > 0) {
            Parameters count = new Parameters(Map.of("notRecorded", passedOver.getAsLong()));
            record(peer, "*", count, result);
        }
        record(peer, method, parameters, result);
    }

    private static String printable(Parameters parameters) {
        Map<String, Object> shown = new LinkedHashMap<>(parameters.values());
        shown.replaceAll(
                (name, value) -> SECRET.matcher(name.toLowerCase(Locale.ROOT)).find() ? "(removed)" : value);
        String text = Json.text(shown);
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }

    // Opened for each record, so that the file may be moved away at any time.
    private synchronized void append(String line) throws IOException {
        var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try (FileChannel channel = FileChannel.open(file, OPTIONS, mode)) {
            String whole = (endsWithNewline(channel.size()) ? "" : "\n") + line + "\n";
            ByteBuffer bytes = ByteBuffer.wrap(whole.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(false);
        }
    }

    /** False after a power cut in the middle of a record: the next one must not be glued to the torn one. */
    private boolean endsWithNewline(long size) throws IOException {
        if (size == 0) {
            return true;
        }
        try (SeekableByteChannel channel = Files.newByteChannel(file, READ)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            channel.position(size - 1).read(last);
            return last.get(0) == '\n';
        }
    }

    /**
     * Reads the file from its oldest record to its newest; lines that are no records (torn by a power cut) are passed
     * over.
     *
     * @throws IOException from the reader only
     */
    public void read(Reader reader) throws BackupException, IOException {
        // Not Files.newBufferedReader, which raises an error at bytes that are no text; here they are a torn line.
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
            while (true) {
                Optional<String> line = next(lines);
                if (line.isEmpty()) {
                    return;
                }
                Optional<AuditRecord> entry = parse(line.get());
                if (entry.isPresent()) {
                    reader.take(entry.get());
                }
            }
        } catch (NoSuchFileException e) {
            LOG.debug("no audit file yet: {}", file);
        }
    }

    private Optional<String> next(BufferedReader lines) throws BackupException {
        try {
            return Optional.ofNullable(lines.readLine());
        } catch (IOException e) {
            throw new BackupException(
                    ErrorCode.INTERNAL, "the audit file '" + file + "' cannot be read: " + e.getMessage(), "", e);
        }
    }

    private static Optional<AuditRecord> parse(String line) {
        try {
            return Optional.ofNullable(Json.read(line, AuditRecord.class));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
