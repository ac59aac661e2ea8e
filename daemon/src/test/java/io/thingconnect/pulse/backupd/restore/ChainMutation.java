package io.thingconnect.pulse.backupd.restore;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.thingconnect.pulse.backupd.backupset.BackupFiles;
import io.thingconnect.pulse.backupd.backupset.Checksums;
import io.thingconnect.pulse.backupd.backupset.DatabaseState;
import io.thingconnect.pulse.backupd.backupset.Encryption;
import io.thingconnect.pulse.backupd.backupset.Kind;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.backupset.Manifest;
import io.thingconnect.pulse.backupd.backupset.Sha256;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.verify.SmallChain;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A chain's files with one thing wrong, drawn by a seed. */
final class ChainMutation {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final SmallChain chain;
    private final SmallChain other;
    private final Random random;
    private final Map<String, byte[]> files;
    private final int last;
    /** Which backup is asked for: it stands on what was changed. */
    private Label target;

    private int link;
    private String what;

    /** @param other with the same labels and compression */
    ChainMutation(SmallChain chain, SmallChain other, long seed) {
        this.chain = chain;
        this.other = other;
        this.random = new Random(seed);
        this.files = chain.files();
        this.last = chain.manifests().size() - 1;
    }

    Map<String, byte[]> files() {
        return files;
    }

    Label target() {
        return target;
    }

    String what() {
        return what + " of link " + link + " for " + target;
    }

    /** False where chance came to something that cannot be made. */
    boolean apply() throws IOException, BackupException {
        link = random.nextInt(last + 1);
        target = chain.label(link + random.nextInt(last + 1 - link));
        try {
            what = switch (random.nextInt(13)) {
                case 0 -> drop();
                case 1 -> swap();
                case 2 -> foreign();
                case 3 -> replay();
                case 4 -> truncate();
                case 5 -> flip();
                case 6 -> blocks();
                case 7 -> damageUnderRightSums();
                case 8 -> remakeArchive();
                case 9, 10 -> json();
                case 11 -> wrongDelta();
                default -> lie();
            };
        } catch (BackupException | IllegalArgumentException e) {
            return false;
        }
        return true;
    }

    /** Like {@link #apply}, of one kind. */
    boolean applyWrongDelta() throws IOException {
        try {
            what = wrongDelta();
            return true;
        } catch (BackupException | IllegalArgumentException e) {
            return false;
        }
    }

    /** Which link was changed. */
    int link() {
        return link;
    }

    private Manifest manifest() {
        return chain.manifests().get(link);
    }

    private BackupFiles names() {
        return chain.names(link);
    }

    private String anyFile() {
        return List.of(names().archive(), names().manifest(), names().checksums())
                .get(random.nextInt(3));
    }

    private String drop() {
        if (random.nextBoolean()) {
            List.of(names().archive(), names().manifest(), names().checksums()).forEach(files::remove);
            return "all dropped";
        }
        String name = anyFile();
        files.remove(name);
        return "dropped " + name;
    }

    private String swap() {
        int with = (link + 1 + random.nextInt(last)) % (last + 1);
        target = chain.label(Math.max(link, with));
        BackupFiles mine = names();
        BackupFiles theirs = chain.names(with);
        if (random.nextInt(3) > 0) {
            swap(mine.archive(), theirs.archive());
        }
        if (random.nextInt(3) == 0) {
            swap(mine.manifest(), theirs.manifest());
        }
        boolean remade = random.nextBoolean();
        if (remade) {
            sums(mine);
            sums(theirs);
        }
        return "swapped with link " + with + (remade ? ", sums re-made" : "");
    }

    private void swap(String one, String two) {
        byte[] bytes = files.get(one);
        files.put(one, files.get(two));
        files.put(two, bytes);
    }

    /** The checksum file as it has to be for what lies there now. */
    private void sums(BackupFiles names) {
        files.put(
                names.checksums(),
                new Checksums(names, Sha256.of(files.get(names.archive())), Sha256.of(files.get(names.manifest())))
                        .text()
                        .getBytes(StandardCharsets.UTF_8));
    }

    private String foreign() {
        Map<String, byte[]> theirs = other.files();
        files.put(names().archive(), theirs.get(names().archive()));
        Manifest foreign = other.manifests().get(link);
        switch (random.nextInt(4)) {
            case 0 -> {
                return "foreign archive";
            }
            case 1 -> {
                SmallChain.put(
                        files,
                        new ManifestEdit(manifest(), random)
                                .archive(foreign.archive())
                                .build());
                return "foreign archive, sums re-made";
            }
            default -> {
                // Alone, a foreign full is a backup like any other: nothing but signatures could tell.
                link = Math.max(link, 1);
                return foreignFiles(theirs);
            }
        }
    }

    private String foreignFiles(Map<String, byte[]> theirs) {
        boolean full = random.nextInt(4) == 0;
        link = full ? 0 : link;
        target = full ? chain.label(1 + random.nextInt(last)) : chain.label(link + random.nextInt(last + 1 - link));
        for (String name : List.of(names().archive(), names().manifest(), names().checksums())) {
            files.put(name, theirs.get(name));
        }
        return "foreign files";
    }

    /** An older link under a newer one's name, or under a name of its own. */
    private String replay() {
        link = 1 + random.nextInt(last);
        int older = random.nextInt(link);
        Manifest replayed = chain.manifests().get(older);
        target = chain.label(link);
        boolean own = random.nextBoolean() && replayed.label().kind() != Kind.FULL;
        if (own) {
            target = new Label(chain.label(last).at().plusSeconds(60), Kind.INCREMENTAL);
        }
        BackupFiles names =
                new BackupFiles(SmallChain.JOB, target, replayed.archive().compression(), Encryption.NONE);
        files.put(names.archive(), files.get(chain.names(older).archive()));
        if (!own && random.nextInt(3) == 0) {
            return "replay of the archive of link " + older;
        }
        Manifest.ArchiveInfo info = replayed.archive();
        Manifest.ArchiveInfo named = new Manifest.ArchiveInfo(
                names.archiveName(), info.compression(), Encryption.NONE, info.size(), info.plainSize(), info.sha256());
        Manifest base = random.nextBoolean() && !own ? manifest() : replayed;
        SmallChain.put(files, new ManifestEdit(base, random).archive(named).build(target));
        return "replay of link " + older + ", manifest re-made";
    }

    private String truncate() {
        String name = anyFile();
        byte[] bytes = files.get(name);
        int length = random.nextInt(bytes.length);
        files.put(name, Arrays.copyOf(bytes, length));
        boolean remade = name.equals(names().archive()) && random.nextBoolean();
        if (remade) {
            remakeSums();
        }
        return "truncated " + name + " to " + length + (remade ? ", sums re-made" : "");
    }

    private String flip() {
        String name = anyFile();
        byte[] bytes = files.get(name).clone();
        int at = random.nextInt(bytes.length);
        bytes[at] ^= (byte) (1 << random.nextInt(8));
        files.put(name, bytes);
        return "flipped a bit of " + name + " at " + at;
    }

    private String blocks() {
        String name = random.nextInt(4) == 0 ? anyFile() : names().archive();
        files.put(name, damaged(files.get(name)));
        return "blocks of " + name;
    }

    private byte[] damaged(byte[] was) {
        byte[] bytes = was.clone();
        int size = Math.min(bytes.length, 512 << random.nextInt(4));
        int from = random.nextInt(bytes.length - size + 1) / 512 * 512;
        int to = random.nextInt(bytes.length - size + 1) / 512 * 512;
        switch (random.nextInt(3)) {
            case 0 -> Arrays.fill(bytes, from, from + size, (byte) 0);
            case 1 -> System.arraycopy(was, from, bytes, to, size);
            default -> {
                bytes = Arrays.copyOf(was, was.length + size);
                System.arraycopy(was, to, bytes, to + size, was.length - to);
                System.arraycopy(was, from, bytes, to, size);
            }
        }
        return bytes;
    }

    /** The archive's own checks and its members' hashes are all that is left to find it. */
    private String damageUnderRightSums() {
        byte[] bytes = files.get(names().archive()).clone();
        if (random.nextBoolean()) {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        } else {
            bytes = damaged(bytes);
        }
        files.put(names().archive(), bytes);
        remakeSums();
        return "damaged archive, sums re-made";
    }

    private void remakeSums() {
        byte[] bytes = files.get(names().archive());
        Manifest.ArchiveInfo was = manifest().archive();
        Manifest.ArchiveInfo info = new Manifest.ArchiveInfo(
                was.file(),
                was.compression(),
                Encryption.NONE,
                bytes.length,
                was.plainSize() + (1 << 20),
                Sha256.of(bytes));
        SmallChain.put(files, new ManifestEdit(manifest(), random).archive(info).build());
    }

    private String remakeArchive() throws IOException, BackupException {
        Manifest.ArchiveInfo info = manifest().archive();
        ArchiveEdit edit = new ArchiveEdit(files.get(names().archive()), info.compression(), random);
        String change = edit.change();
        ArchiveEdit.Made made = edit.make(info);
        files.put(names().archive(), made.bytes());
        SmallChain.put(
                files, new ManifestEdit(manifest(), random).archive(made.info()).build());
        return "archive re-made: " + change;
    }

    /** A delta that is whole and has its right hashes, but is another one: only the database that comes out can tell. */
    private String wrongDelta() throws IOException, BackupException {
        link = 1 + random.nextInt(last);
        target = chain.label(link + random.nextInt(last + 1 - link));
        SmallChain from = random.nextBoolean() ? chain : other;
        int older = 1 + random.nextInt(last);
        List<DatabaseState> deltas =
                manifest().databases().stream().filter(DatabaseState::isDelta).toList();
        DatabaseState state = deltas.get(random.nextInt(deltas.size()));
        Manifest.ArchiveInfo info = manifest().archive();
        byte[] delta = new ArchiveEdit(from.files().get(from.names(older).archive()), info.compression(), random)
                .content(state.deltaPath(from.label(older)));
        if (delta == null) {
            throw new IllegalArgumentException("that link has no delta of this database");
        }
        ArchiveEdit edit = new ArchiveEdit(files.get(names().archive()), info.compression(), random);
        edit.replace(state.deltaPath(manifest().label()), delta);
        ArchiveEdit.Made made = edit.make(info);
        files.put(names().archive(), made.bytes());
        ManifestEdit lying = new ManifestEdit(manifest(), random).archive(made.info());
        SmallChain.put(files, lying.delta(state.path(), delta).build());
        return "delta of " + state.path() + " is that of link " + older + (from == chain ? "" : " of another chain");
    }

    private String lie() {
        ManifestEdit edit = new ManifestEdit(manifest(), random);
        String lie = edit.lie(chain.manifests().get(random.nextInt(last + 1)));
        SmallChain.put(files, edit.build());
        return "manifest re-made: " + lie;
    }

    private String json() throws IOException {
        JsonNode root = MAPPER.readTree(files.get(names().manifest()));
        String change = new JsonChange(random).one(root);
        byte[] bytes = MAPPER.writeValueAsBytes(root);
        files.put(names().manifest(), bytes);
        // The archive's hash stays what the manifest says, or the two would only contradict each other.
        JsonNode hash = root.path("archive").path("sha256");
        String text = files.get(names().checksums()) == null
                ? ""
                : new String(chain.files().get(names().checksums()), StandardCharsets.UTF_8);
        text = text.replace(
                Sha256.of(chain.files().get(names().manifest())).hex(),
                Sha256.of(bytes).hex());
        if (hash.isTextual() && random.nextBoolean()) {
            text = text.replace(manifest().archive().sha256().hex(), hash.textValue());
        }
        files.put(names().checksums(), text.getBytes(StandardCharsets.UTF_8));
        return "json field " + change;
    }
}
