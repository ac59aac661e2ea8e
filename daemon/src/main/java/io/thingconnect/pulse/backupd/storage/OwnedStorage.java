package io.thingconnect.pulse.backupd.storage;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * A place that one box writes. {@code .pulse-instance} at its top names that box; whoever finds it missing and no backups
 * either, puts its own name there before the first file. Another box, a clone of the same name among them, reads and does not
 * write, until somebody has it adopt the place.
 *
 * <p>The file is read before each upload, and for removals every few seconds: a box that was taken a place away notices before
 * it does harm.
 */
public final class OwnedStorage extends ForwardingStorage {
    /** File at the top of a place that says whose it is. */
    public static final String FILE = ".pulse-instance";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST = 1 << 16;
    private static final long TRUSTED_NANOS = 5_000_000_000L;

    private final Storage storage;
    private final Owner self;
    private final Clock clock;
    private final LongSupplier nanos;
    private long checkedAt;
    private boolean checked;
    private volatile Instant refusedAt;

    /** @param self its time is ignored */
    public OwnedStorage(Storage storage, Owner self, Clock clock) {
        this(storage, self, clock, System::nanoTime);
    }

    OwnedStorage(Storage storage, Owner self, Clock clock, LongSupplier nanos) {
        super(storage);
        this.storage = storage;
        this.self = requireNonNull(self, "self is null");
        this.clock = requireNonNull(clock, "clock is null");
        this.nanos = requireNonNull(nanos, "nanos is null");
    }

    /**
     * Whose backups lie there.
     *
     * @return empty where nobody's do
     */
    public Optional<Owner> owner() throws IOException {
        Optional<Owner> named = named();
        return named.isPresent() ? named : ofBackups();
    }

    public boolean isOurs(Owner owner) {
        return owner.instance().equals(self.instance());
    }

    /** @throws NotOwnerException where another box's backups lie there */
    public static void requireNotAnothers(Storage storage) throws IOException {
        if (storage instanceof OwnedStorage owned) {
            Optional<Owner> owner = owned.owner();
            if (owner.isPresent() && !owned.isOurs(owner.get())) {
                throw new NotOwnerException(owner.get());
            }
        }
    }

    /** Makes it ours, whosever it was. */
    public void adopt() throws IOException {
        byte[] bytes = JSON.createObjectNode()
                .put("instance", self.instance())
                .put("host", self.host())
                .put("since", clock.instant().toString())
                .toString()
                .concat("\n")
                .getBytes(StandardCharsets.UTF_8);
        try (Upload upload = storage.begin(FILE)) {
            upload.stream().write(bytes);
            upload.commit();
        }
        checked = false;
    }

    private Optional<Owner> named() throws IOException {
        try (InputStream in = storage.read(FILE)) {
            String text = new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8);
            JsonNode object = JSON.readTree(text);
            String instance = object == null ? "" : object.path("instance").asText();
            // Somebody's, if nobody knows whose: the safe reading of a file that is damaged.
            return Optional.of(new Owner(
                    instance.isEmpty() ? "unknown" : instance,
                    object == null ? "" : object.path("host").asText(),
                    object == null ? "" : object.path("since").asText()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.of(new Owner("unknown", "", ""));
        }
    }

    /** Backups that an older version made, which named no owner: by the newest manifest of each directory. */
    private Optional<Owner> ofBackups() throws IOException {
        for (String job : storage.directories()) {
            List<String> manifests = storage.list(job).stream()
                    .map(StoredFile::name)
                    .filter(name -> name.contains(".manifest.json"))
                    .toList();
            if (!manifests.isEmpty()) {
                return Optional.of(ofManifest(job + "/" + manifests.get(manifests.size() - 1)));
            }
        }
        return Optional.empty();
    }

    /** Token by token, and no further than needed: a manifest may list a million files. */
    private Owner ofManifest(String name) throws IOException {
        String instance = "unknown";
        String host = "";
        try (InputStream in = storage.read(name);
                JsonParser json = JSON.createParser(in)) {
            while (json.nextToken() != null && (instance.equals("unknown") || host.isEmpty())) {
                if (json.currentToken() == JsonToken.VALUE_STRING && "instanceId".equals(json.currentName())) {
                    instance = json.getText();
                } else if (json.currentToken() == JsonToken.VALUE_STRING && "host".equals(json.currentName())) {
                    host = json.getText();
                }
            }
        } catch (JsonProcessingException | CharConversionException e) {
            // Encrypted, or damaged: somebody's, if nobody knows whose.
            return new Owner("unknown", "", "");
        }
        return new Owner(instance, host, "");
    }

    /** @param claim whether an unclaimed place becomes ours */
    private boolean require(boolean claim) throws IOException {
        Optional<Owner> owner = owner();
        if (owner.isPresent() && !isOurs(owner.get())) {
            checked = false;
            throw new NotOwnerException(owner.get());
        }
        if (claim && named().isEmpty()) {
            adopt();
            // Two boxes may have begun at the same moment: the later one's name stands.
            requireNotAnothers(this);
        }
        return owner.isPresent();
    }

    private synchronized void requireLately() throws IOException {
        if (!checked || nanos.getAsLong() - checkedAt > TRUSTED_NANOS) {
            require(true);
            checked = true;
            checkedAt = nanos.getAsLong();
        }
    }

    @Override
    public Upload begin(String name) throws IOException {
        require(true);
        return storage.begin(name);
    }

    @Override
    public void delete(String name) throws IOException {
        requireLately();
        try {
            storage.delete(name);
        } catch (DeleteRefusedException e) {
            refusedAt = clock.instant();
            throw e;
        }
    }

    /** When the place last refused to delete; empty: not since this was made. It is no fault, and no warning of a backup. */
    public Optional<Instant> refusedToDelete() {
        return Optional.ofNullable(refusedAt);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        requireLately();
        storage.rename(from, to);
    }

    /** Nothing of anybody's is swept where the place is not ours: it may be an upload under way. */
    @Override
    public List<String> sweep() throws IOException {
        return require(false) ? storage.sweep() : List.of();
    }
}
