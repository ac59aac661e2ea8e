package io.thingconnect.pulse.backupd.restore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.Zstd;
import io.thingconnect.pulse.backupd.archive.ForgedTar;
import io.thingconnect.pulse.backupd.backupset.Compression;
import io.thingconnect.pulse.backupd.backupset.Encryption;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.backupset.Manifest;
import io.thingconnect.pulse.backupd.backupset.Sha256;
import io.thingconnect.pulse.backupd.consolidate.Consolidator;
import io.thingconnect.pulse.backupd.encryption.Keys;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.restore.salvage.Salvage;
import io.thingconnect.pulse.backupd.restore.salvage.SalvageReport;
import io.thingconnect.pulse.backupd.storage.Destination;
import io.thingconnect.pulse.backupd.system.DurableFiles;
import io.thingconnect.pulse.backupd.system.Work;
import io.thingconnect.pulse.backupd.verify.Application;
import io.thingconnect.pulse.backupd.verify.ChainReader;
import io.thingconnect.pulse.backupd.verify.Level;
import io.thingconnect.pulse.backupd.verify.SmallChain;
import io.thingconnect.pulse.backupd.verify.Verdict;
import io.thingconnect.pulse.backupd.verify.Verifier;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Hostile archives, byte by byte, under a manifest that vouches for their hash, through every way in: refused by name, or
 * taken apart without harm; and beside the target nothing changes.
 */
final class UntrustedArchiveTest {
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final String MAIN = "var/lib/p/pulse.db";

    @TempDir
    Path directory;

    private Path canary;
    private Path scratch;

    @BeforeEach
    void prepare() throws IOException {
        canary = Files.createDirectory(directory.resolve("canary"));
        Files.writeString(canary.resolve("passwd"), "root:x:0:0\n");
        scratch = Files.createDirectory(directory.resolve("scratch"));
    }

    /** Name to archive; all plain tar. The paths that lead outside lead to the canary. */
    private Map<String, byte[]> hostile() {
        String out = "../canary/";
        String far = canary.toString();
        byte[] evil = "evil".getBytes(StandardCharsets.UTF_8);
        Map<String, ForgedTar> all = new TreeMap<>();
        all.put("an absolute path", new ForgedTar().add('0', far + "/passwd", "", evil));
        all.put("a way up", new ForgedTar().add('0', out + "passwd", "", evil));
        all.put("a way up inside", new ForgedTar().add('0', "a/../../canary/passwd", "", evil));
        all.put(
                "a symlink and a file through it",
                new ForgedTar().link('2', "a", far).add('0', "a/passwd", "", evil));
        all.put(
                "a symlink that replaces a directory",
                new ForgedTar().link('5', "a/", "").link('2', "a", far).add('0', "a/passwd", "", evil));
        all.put("a hard link to outside", new ForgedTar().link('1', "h", far + "/passwd"));
        all.put("a hard link up", new ForgedTar().link('1', "h", out + "passwd"));
        all.put(
                "a hard link through a symlink",
                new ForgedTar().link('2', "a", far).link('1', "h", "a/passwd").add('0', "h", "", evil));
        all.put(
                "a malformed access list",
                new ForgedTar().pax("SCHILY.acl.access=user:../evil:rwx").file("f"));
        all.put(
                "defaults among the access list",
                new ForgedTar().pax("SCHILY.acl.access=default:user::rwx").file("f"));
        all.put("a character device", new ForgedTar().link('3', "null", ""));
        all.put("a block device", new ForgedTar().link('4', "sda", ""));
        all.put("a pipe", new ForgedTar().link('6', "pipe", ""));
        all.put(
                "set-uid",
                new ForgedTar().header('0', "sh", "", 4, 04755).raw(evil).pad());
        all.put(
                "set-gid",
                new ForgedTar().header('0', "sh", "", 4, 02755).raw(evil).pad());
        all.put("a path twice", new ForgedTar().add('0', "a", "", evil).link('2', "a", far + "/passwd"));
        all.put("an oversized PAX header", new ForgedTar().header('x', "p", "", 1L << 32, 0644));
        all.put(
                "an overlong name",
                new ForgedTar().pax("path=" + "n".repeat(300)).add('0', "a", "", evil));
        all.put(
                "a size that overflows",
                new ForgedTar().pax("size=999999999999999999").add('0', "a", "", evil));
        all.put("a negative size", new ForgedTar().pax("size=-1").add('0', "a", "", evil));
        all.put("a sparse map", new ForgedTar().pax("GNU.sparse.major=1").add('0', "a", "", evil));
        all.put("an old sparse file", new ForgedTar().link('S', "a", ""));
        all.put("a NUL in a name", new ForgedTar().pax("path=a\0b").add('0', "a", "", evil));
        all.put(
                "a newline and a way up",
                new ForgedTar().pax("path=a\n/../../canary/x").add('0', "a", "", evil));
        all.put(
                "a GNU long name up",
                new ForgedTar()
                        .add('L', "././@LongLink", "", (out + "passwd\0").getBytes(StandardCharsets.UTF_8))
                        .add('0', "a", "", evil));
        all.put("an oversized GNU long name", new ForgedTar().header('L', "././@LongLink", "", 1L << 30, 0644));
        all.put(
                "a report of its own",
                new ForgedTar().link('2', "report.json", far + "/passwd").add('0', "report.txt", "", evil));
        all.put("nothing that is listed", new ForgedTar().add('0', "a", "", evil));
        Map<String, byte[]> bytes = new TreeMap<>();
        all.forEach((name, tar) -> bytes.put(name, tar.end()));
        return bytes;
    }

    private static Map<String, byte[]> with(SmallChain chain, int link, Compression compression, byte[] archive) {
        Map<String, byte[]> files = chain.files();
        Manifest old = chain.manifests().get(link);
        files.remove(chain.names(link).archive());
        Manifest.ArchiveInfo info = new Manifest.ArchiveInfo(
                old.label() + compression.suffix(),
                compression,
                Encryption.NONE,
                archive.length,
                old.archive().plainSize(),
                Sha256.of(archive));
        Manifest lying = new Manifest(
                old.format(),
                old.label(),
                old.job(),
                old.contentId(),
                old.lineage(),
                old.takenAt(),
                old.finishedAt(),
                old.host(),
                old.instanceId(),
                old.productVersion(),
                old.sqliteVersion(),
                old.note(),
                old.components(),
                info,
                old.databases(),
                old.entries(),
                old.difference(),
                old.secretsLeftOut(),
                old.warnings());
        files.put(SmallChain.JOB + "/" + info.file(), archive);
        SmallChain.put(files, lying);
        return files;
    }

    @Test
    void hostileArchivesHarmNobody() throws Exception {
        SmallChain chain = Application.chain(directory, Compression.NONE, 1, 1);
        Map<String, String> before = outside();
        int ways = 0;
        for (Map.Entry<String, byte[]> archive : hostile().entrySet()) {
            for (int link = 0; link < 2; link++) {
                Map<String, byte[]> files = with(chain, link, Compression.NONE, archive.getValue());
                ways += assertTimeoutPreemptively(
                        DEADLINE, () -> throughEveryWay(files, chain.label(1)), archive.getKey());
                assertEquals(before, outside(), archive.getKey());
            }
        }
        System.out.printf("hostile archives: %d, %d ways in tried%n", hostile().size(), ways);
    }

    /** A frame that asks for a window of 2 GiB, and frames and members of much nothing. */
    @Test
    void bombsAreNotUnfolded() throws Exception {
        SmallChain chain = Application.chain(directory, Compression.NONE, 1, 2);
        byte[] huge = new ForgedTar().header('0', MAIN, "", 32L << 20, 0640).bytes();
        byte[] plain = new byte[32 << 20];
        System.arraycopy(huge, 0, plain, 0, huge.length);
        ByteArrayOutputStream gzip = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(gzip)) {
            out.write(plain);
        }
        byte[] zstd = Zstd.compress(plain, 1);
        byte[] window = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0x00, (byte) 0xa8, 0x01, 0, 0};
        Map<String, byte[]> files = with(chain, 0, Compression.GZIP, gzip.toByteArray());
        Map<String, String> before = outside();
        assertTimeoutPreemptively(DEADLINE, () -> throughEveryWay(files, chain.label(1)));
        for (byte[] bomb : List.of(zstd, window)) {
            Map<String, byte[]> other = with(chain, 0, Compression.ZSTD, bomb);
            assertTimeoutPreemptively(DEADLINE, () -> throughEveryWay(other, chain.label(1)));
        }
        assertEquals(before, outside());
    }

    private int throughEveryWay(Map<String, byte[]> files, Label label) throws Exception {
        Destination destination = SmallChain.destination(files);
        Verdict verdict = new Verifier(scratch).verify(destination, SmallChain.JOB, label, Level.ENTRIES, new Work());
        refusedByName(assertInstanceOf(Verdict.Damaged.class, verdict).failure(), label);
        Path target = directory.resolve("target");
        refusedByName(
                assertThrows(
                        BackupException.class,
                        () -> new DirectoryRestore(false).restore(chain(destination, label), target, new Work())),
                label);
        assertFalse(Files.exists(target, LinkOption.NOFOLLOW_LINKS));
        refusedByName(
                assertThrows(
                        BackupException.class,
                        () -> PathReader.read(
                                chain(destination, label), MAIN, OutputStream.nullOutputStream(), scratch, new Work())),
                label);
        refusedByName(
                assertThrows(
                        BackupException.class,
                        () -> new Consolidator(scratch, "0", Clock.systemUTC())
                                .write(
                                        chain(destination, label),
                                        new Consolidator.Packing(Compression.NONE, 0, Keys.none()),
                                        OutputStream.nullOutputStream(),
                                        new Work())),
                label);
        SalvageReport proven = salvage(destination, label, target);
        assertFalse(proven.isComplete());
        Map<String, byte[]> alone = new TreeMap<>(files);
        alone.keySet().removeIf(name -> !name.contains(".tar"));
        SalvageReport unproven = salvage(SmallChain.destination(alone), label, target);
        assertFalse(unproven.isComplete());
        alone.keySet().removeIf(name -> name.contains(label.toString()));
        for (String name : alone.keySet()) {
            String full = name.substring(name.indexOf('/') + 1, name.indexOf(".tar"));
            salvage(SmallChain.destination(alone), Label.parse(full).orElseThrow(), target);
        }
        return 6 + alone.size();
    }

    private static void refusedByName(BackupException e, Label label) {
        boolean typed = List.of(
                        ErrorCode.ARCHIVE_UNSAFE,
                        ErrorCode.ARCHIVE_CORRUPT,
                        ErrorCode.CHAIN_BROKEN,
                        ErrorCode.MANIFEST_CORRUPT)
                .contains(e.code());
        assertTrue(typed, e.code() + ": " + e.getMessage());
        assertTrue(e.getMessage().contains("pulse-backup-"), label + ": " + e.getMessage());
    }

    private SalvageReport salvage(Destination destination, Label label, Path target)
            throws IOException, BackupException {
        SalvageReport report =
                new Salvage(false, scratch, scratch).run(destination, SmallChain.JOB, label, target, new Work());
        try (Stream<Path> below = Files.walk(target)) {
            for (Path path : below.toList()) {
                int mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
                assertEquals(0, mode & 06000, path.toString());
                boolean known = Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
                        || Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)
                        || Files.isSymbolicLink(path);
                assertTrue(known, path.toString());
            }
        }
        DurableFiles.deleteTree(target);
        return report;
    }

    private static ChainReader chain(Destination destination, Label label) throws BackupException {
        return ChainReader.open(destination, SmallChain.JOB, label);
    }

    /** Everything but the application that the chain was made of. */
    private Map<String, String> outside() throws IOException {
        Map<String, String> found = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.toList()) {
                String name = directory.relativize(path).toString();
                if (!name.startsWith("app")) {
                    found.put(name, Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) ? Files.readString(path) : "");
                }
            }
        }
        return found;
    }
}
