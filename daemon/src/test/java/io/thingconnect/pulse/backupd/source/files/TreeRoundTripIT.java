package io.thingconnect.pulse.backupd.source.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.archive.ArchiveMember;
import io.thingconnect.pulse.backupd.archive.ArchiveReader;
import io.thingconnect.pulse.backupd.archive.ArchiveWriter;
import io.thingconnect.pulse.backupd.archive.Extraction;
import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.backupset.Compression;
import io.thingconnect.pulse.backupd.backupset.Entry;
import io.thingconnect.pulse.backupd.backupset.EntryType;
import io.thingconnect.pulse.backupd.backupset.Sha256;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A tree walked, archived, extracted and walked again is the same tree: with our own extraction and with tar. */
final class TreeRoundTripIT {
    private static final FileWalker.Omit NOTHING = new FileWalker.Omit(Set.of(), Set.of(), Set.of());

    @TempDir
    Path scratch;

    private Path root;
    private final List<String> warnings = new ArrayList<>();

    @BeforeEach
    void makeTree() throws IOException {
        root = Files.createDirectory(scratch.toRealPath().resolve("box"));
        Path tree = Files.createDirectories(root.resolve("var/lib/pulse"));
        Random random = new Random(11);
        for (String name : List.of(
                "plain",
                "-dash",
                "new\nline",
                "tab\there",
                "ümlaut-日本",
                "sp ace",
                "back\\slash",
                "x".repeat(255),
                "empty",
                "big",
                "deep/" + ("d".repeat(60) + "/").repeat(6) + "file",
                "*glob?[",
                "quote'\"",
                "$(x)")) {
            Path file = tree.resolve(name);
            Files.createDirectories(file.getParent());
            byte[] content = new byte[name.equals("empty") ? 0 : name.equals("big") ? 2_500_000 : random.nextInt(9000)];
            random.nextBytes(content);
            Files.write(file, content);
        }
        Files.createLink(tree.resolve("z-second-name"), tree.resolve("plain"));
        Files.createSymbolicLink(tree.resolve("absolute"), Path.of("/etc/hostname"));
        Files.createSymbolicLink(tree.resolve("dangling"), Path.of("no/such/" + "ö".repeat(120)));
        Files.createDirectories(tree.resolve("empty-dir/inner"));
        Files.getFileAttributeView(tree.resolve("plain"), UserDefinedFileAttributeView.class)
                .write("note", ByteBuffer.wrap("grün".getBytes(StandardCharsets.UTF_8)));
        setMode(tree.resolve("-dash"), 0400);
        setMode(tree.resolve("big"), 0755);
        setMode(tree.resolve("empty-dir/inner"), 01777);
        setMode(tree.resolve("empty-dir"), 02750);
        setfacl("u:daemon:r,u:54321:rw,g:bin:rwx", tree.resolve("plain"));
        setfacl("u:daemon:rx,d:u:daemon:rwx,d:g:54321:rx", tree.resolve("deep"));
        setfacl("u:daemon:-", tree.resolve("-dash"));
        Instant time = Instant.parse("2019-03-31T01:59:59.987654300Z");
        for (Path path : List.of(tree.resolve("big"), tree.resolve("empty-dir"), tree)) {
            Files.getFileAttributeView(path, BasicFileAttributeView.class).setTimes(FileTime.from(time), null, null);
        }
    }

    private static void setfacl(String list, Path path) throws IOException {
        Process setfacl = new ProcessBuilder("setfacl", "-m", list, "--", path.toString())
                .redirectErrorStream(true)
                .start();
        assertEquals("", new String(setfacl.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    }

    @Test
    void accessListsAreAmongTheFacts() throws IOException, BackupException {
        List<String> lists = new ArrayList<>();
        for (FoundEntry found : walk(root)) {
            if (found.entry().acl() != null) {
                lists.add(root.resolve("var/lib/pulse").relativize(found.file()) + " "
                        + found.entry().acl());
            }
        }
        assertEquals(
                List.of(
                        "-dash user::r--,user:daemon:---:1,group::---,mask::---,other::---",
                        "deep user::rwx,user:daemon:r-x:1,group::r-x,mask::r-x,other::r-x,default:user::rwx,"
                                + "default:user:daemon:rwx:1,default:group::r-x,default:group:54321:r-x:54321,"
                                + "default:mask::rwx,default:other::r-x",
                        "plain user::rw-,user:daemon:r--:1,user:54321:rw-:54321,group::r--,group:bin:rwx:2,mask::rwx,"
                                + "other::r--"),
                lists);
    }

    private static void setMode(Path path, int mode) throws IOException {
        Files.setAttribute(path, "unix:mode", mode);
    }

    private List<FoundEntry> walk(Path box) throws BackupException {
        SourceTree tree = new SourceTree(Component.STATE, box.resolve("var/lib/pulse"));
        return new FileWalker(box, List.of()).walk(List.of(tree), NOTHING, new Work(), warnings::add);
    }

    /** What two walks of equal trees agree in: everything to the microsecond, which is what a symlink's time keeps. */
    private List<String> facts(Path box) throws IOException, BackupException {
        List<String> facts = new ArrayList<>();
        for (FoundEntry found : walk(box)) {
            Entry entry = found.entry();
            Sha256 content = entry.type() == EntryType.FILE ? Sha256.of(Files.readAllBytes(found.file())) : null;
            facts.add(entry.withContent(entry.size(), content)
                    .toString()
                    .replace(
                            entry.mtime().toString(),
                            entry.mtime().truncatedTo(ChronoUnit.MICROS).toString()));
        }
        return facts;
    }

    private Path archive(Compression compression) throws IOException, BackupException {
        Path archive = scratch.resolve("box" + compression.suffix());
        try (OutputStream out = Files.newOutputStream(archive);
                ArchiveWriter writer = ArchiveWriter.open(out, compression, compression.defaultLevel(), 2)) {
            for (FoundEntry found : walk(root)) {
                add(writer, found);
            }
            writer.finish();
        }
        return archive;
    }

    private void add(ArchiveWriter writer, FoundEntry found) throws IOException, BackupException {
        Entry entry = found.entry();
        if (entry.type() != EntryType.FILE) {
            writer.add(entry, null);
            return;
        }
        try (FileContent content = FileContent.open(found, warnings::add).orElseThrow()) {
            writer.add(entry.withContent(content.size(), null), out -> content.writeTo(out, new Work()));
        }
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void ourExtractionBringsTheTreeBack(Compression compression) throws IOException, BackupException {
        Path target = Files.createDirectory(scratch.toRealPath().resolve("target"));
        Extraction extraction = new Extraction(target, "root".equals(System.getProperty("user.name")));
        byte[] buffer = new byte[50_000];
        try (InputStream in = Files.newInputStream(archive(compression));
                ArchiveReader reader = ArchiveReader.open(in, compression, new ArchiveReader.Limits(1L << 30, 1000))) {
            for (ArchiveMember member = reader.next(); member != null; member = reader.next()) {
                if (member.type() != EntryType.FILE) {
                    extraction.add(member);
                    continue;
                }
                try (OutputStream out = extraction.file(member)) {
                    for (int n = reader.read(buffer, 0, buffer.length);
                            n >= 0;
                            n = reader.read(buffer, 0, buffer.length)) {
                        out.write(buffer, 0, n);
                    }
                }
            }
            reader.finish();
        }
        extraction.finish();
        assertEquals(facts(root), facts(target));
        assertEquals(List.of(), warnings);
    }

    @Test
    void tarBringsTheTreeBack() throws IOException, BackupException, InterruptedException {
        Path target = Files.createDirectory(scratch.toRealPath().resolve("target"));
        Path archive = archive(Compression.GZIP);
        Process tar = new ProcessBuilder(
                        "tar", "-xpzf", archive.toString(), "--xattrs", "--acls", "-C", target.toString())
                .redirectErrorStream(true)
                .start();
        assertEquals("", new String(tar.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        assertTrue(tar.waitFor(60, TimeUnit.SECONDS));
        assertEquals(0, tar.exitValue());
        assertEquals(facts(root), facts(target));
    }

    @Test
    void theTreeItselfIsLeftAsItWas() throws IOException, BackupException {
        List<String> before = facts(root);
        Object changed = Files.getAttribute(root.resolve("var/lib/pulse/big"), "unix:ctime", LinkOption.NOFOLLOW_LINKS);
        archive(Compression.NONE);
        assertEquals(before, facts(root));
        assertEquals(
                changed,
                Files.getAttribute(root.resolve("var/lib/pulse/big"), "unix:ctime", LinkOption.NOFOLLOW_LINKS));
    }
}
