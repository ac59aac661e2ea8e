package io.thingconnect.pulse.backupd.source.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.backupset.Entry;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.system.UserAttributes;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

final class FileWalkerTest extends WalkedTrees {

    @Test
    void orderIsParentsFirstThenByNameWhateverTheDiskSays() throws IOException, BackupException {
        for (String name : List.of("b", "a", "a-b/x", "a.d/y", "sub/deep/z", "sub.txt", "Z", "ü")) {
            Path file = etc.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, name);
        }
        List<FoundEntry> found = walk(NOTHING, state(), configuration());
        assertEquals(
                List.of(
                        "etc",
                        "etc/pulse",
                        "etc/pulse/Z",
                        "etc/pulse/a",
                        "etc/pulse/a-b",
                        "etc/pulse/a-b/x",
                        "etc/pulse/a.d",
                        "etc/pulse/a.d/y",
                        "etc/pulse/b",
                        "etc/pulse/sub",
                        "etc/pulse/sub/deep",
                        "etc/pulse/sub/deep/z",
                        "etc/pulse/sub.txt",
                        "etc/pulse/ü",
                        "var",
                        "var/lib",
                        "var/lib/pulse"),
                paths(found));
        assertEquals(Component.STATE, entry(found, "var/lib").component());
        assertEquals(List.of(), warnings);
    }

    @Test
    void anEntrySaysWhatLstatSays() throws IOException, BackupException {
        Path file = Files.writeString(etc.resolve("key"), "12345");
        Instant time = Instant.parse("2023-11-14T22:13:20.123456789Z");
        Files.getFileAttributeView(file, BasicFileAttributeView.class).setTimes(FileTime.from(time), null, null);
        Files.setAttribute(file, "unix:mode", 01740);
        List<FoundEntry> found = walk(NOTHING, configuration());
        Entry key = entry(found, "etc/pulse/key");
        assertEquals(5, key.size());
        assertEquals(01740, key.mode());
        assertEquals(time, key.mtime());
        assertEquals(Files.getAttribute(file, "unix:uid"), key.owner().uid());
        assertEquals(Files.getOwner(file).getName(), key.owner().user());
        assertNull(key.sha256());
        assertNull(key.acl());
        FoundEntry walked = found.get(found.size() - 1);
        assertEquals(file, walked.file());
        assertEquals(Files.getAttribute(file, "fileKey"), walked.fileKey());
    }

    @Test
    void anOwnerWithoutANameHasNone() throws IOException, BackupException {
        assumeTrue("root".equals(System.getProperty("user.name")), "changing owners needs root");
        Path file = Files.writeString(etc.resolve("f"), "");
        Files.setAttribute(file, "unix:uid", 4_000_123);
        Entry entry = entry(walk(NOTHING, configuration()), "etc/pulse/f");
        assertEquals(4_000_123, entry.owner().uid());
        assertEquals("", entry.owner().user());
        assertEquals("root", entry.owner().group());
    }

    @Test
    void anEntryBelongsToTheInnermostTree() throws IOException, BackupException {
        Path certificates = Files.createDirectories(etc.resolve("certs/private"));
        Files.writeString(certificates.resolve("key.pem"), "k");
        Files.writeString(etc.resolve("config.yaml"), "c");
        Path script = Files.writeString(etc.resolve("hook.sh"), "s");
        List<FoundEntry> found = walk(
                NOTHING,
                new SourceTree(Component.CERTIFICATES, certificates),
                configuration(),
                new SourceTree(Component.SCRIPTS, script));
        assertEquals(
                Component.CERTIFICATES, entry(found, "etc/pulse/certs/private").component());
        assertEquals(
                Component.CERTIFICATES,
                entry(found, "etc/pulse/certs/private/key.pem").component());
        assertEquals(Component.CONFIGURATION, entry(found, "etc/pulse/certs").component());
        assertEquals(
                Component.CONFIGURATION, entry(found, "etc/pulse/config.yaml").component());
        assertEquals(Component.SCRIPTS, entry(found, "etc/pulse/hook.sh").component());
        assertEquals(found.size(), Set.copyOf(paths(found)).size(), "each once");
    }

    @Test
    void aTreeWithinAnExcludedDirectoryIsCapturedAllTheSame() throws IOException, BackupException {
        Path inner = Files.createDirectories(var.resolve("cache/keys"));
        Files.writeString(inner.resolve("k"), "k");
        Files.writeString(var.resolve("cache/junk"), "j");
        List<FoundEntry> found = walk(NOTHING, state(), new SourceTree(Component.CERTIFICATES, inner));
        assertEquals(
                List.of(
                        "var",
                        "var/lib",
                        "var/lib/pulse",
                        "var/lib/pulse/cache",
                        "var/lib/pulse/cache/keys",
                        "var/lib/pulse/cache/keys/k"),
                paths(found));
    }

    @Test
    void excludesKnowNamesAndPaths() throws IOException, BackupException {
        for (String name : List.of(
                "a.tmp", "sub/b.tmp", "x.tmp/inside", "cache/c", "tmp/t", "sub/cache/kept", "tmpfile", "a.tmp.kept")) {
            Path file = etc.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, name);
        }
        List<FoundEntry> found = walk(NOTHING, configuration());
        assertEquals(
                List.of(
                        "etc",
                        "etc/pulse",
                        "etc/pulse/a.tmp.kept",
                        "etc/pulse/sub",
                        "etc/pulse/sub/cache",
                        "etc/pulse/sub/cache/kept",
                        "etc/pulse/tmpfile"),
                paths(found));
    }

    @Test
    void aMalformedPatternIsAnErrorOfTheConfiguration() {
        FileWalker walker = new FileWalker(root, List.of("a["));
        BackupException e = assertThrows(
                BackupException.class, () -> walker.walk(List.of(configuration()), NOTHING, new Work(), warnings::add));
        assertEquals(ErrorCode.CONFIG_INVALID, e.code());
    }

    @Test
    void findDatabasesGoesByNameAndOpensNothing() throws IOException, BackupException {
        for (String name : List.of("pulse.db", "a.sqlite", "b.sqlite3", "C.DB", "d.dbx", "tmp/e.db", "db")) {
            Files.createDirectories(var.resolve(name).getParent());
            Files.writeString(var.resolve(name), "");
        }
        Files.createDirectory(var.resolve("directory.db"));
        Files.createSymbolicLink(var.resolve("link.db"), Path.of("pulse.db"));
        Files.createLink(var.resolve("second-name.db"), var.resolve("pulse.db"));
        List<FoundEntry> found = new FileWalker(root, EXCLUDES).findDatabases(List.of(state()), NOTHING, new Work());
        assertEquals(
                List.of(
                        "var/lib/pulse/C.DB",
                        "var/lib/pulse/a.sqlite",
                        "var/lib/pulse/b.sqlite3",
                        "var/lib/pulse/pulse.db"),
                paths(found));
    }

    @Test
    void aTreeBelowALeftOutDirectoryIsLeftOut() throws IOException, BackupException {
        Path inner = Files.createDirectories(var.resolve("backups/daily"));
        FileWalker.Omit omit = new FileWalker.Omit(Set.of(var.resolve("backups")), Set.of(), Set.of());
        List<FoundEntry> found = walk(omit, state(), new SourceTree(Component.STATE, inner));
        assertEquals(List.of("var", "var/lib", "var/lib/pulse"), paths(found));
    }

    @Test
    void aMissingTreeIsAWarningAndATreeOutsideTheRootAnError() throws BackupException {
        assertEquals(List.of(), walk(NOTHING, new SourceTree(Component.LOGS, root.resolve("var/log/pulse"))));
        assertEquals(List.of("'" + root.resolve("var/log/pulse") + "' does not exist"), warnings);
        BackupException e = assertThrows(
                BackupException.class, () -> walk(NOTHING, new SourceTree(Component.LOGS, Path.of("/var/log"))));
        assertEquals(ErrorCode.CONFIG_INVALID, e.code());
    }

    @Test
    void pipesAndSocketsAreLeftOutWithAWarning() throws Exception {
        Process mkfifo = new ProcessBuilder("mkfifo", etc.resolve("fifo").toString()).start();
        assertTrue(mkfifo.waitFor(10, TimeUnit.SECONDS));
        Path socket = etc.resolve("s");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            assertEquals(List.of("etc", "etc/pulse"), paths(walk(NOTHING, configuration())));
        }
        assertEquals(2, warnings.size(), warnings.toString());
        assertTrue(warnings.get(0).contains("socket, pipe or device"), warnings.get(0));
    }

    @Test
    void namesThatAreNotUnicodeAreWarnedOf() throws Exception {
        Process touch = new ProcessBuilder(
                        "sh",
                        "-c",
                        "touch \"$(printf '%s/bad\\377' \"$1\")\"; ln -s \"$(printf 'to\\377')\" \"$1/link\"",
                        "sh",
                        etc.toString())
                .start();
        assertTrue(touch.waitFor(10, TimeUnit.SECONDS));
        Files.writeString(etc.resolve("good\nname"), "");
        assertEquals(List.of("etc", "etc/pulse", "etc/pulse/good\nname"), paths(walk(NOTHING, configuration())));
        assertEquals(2, warnings.size(), warnings.toString());
        assertTrue(warnings.get(0).contains("not valid"), warnings.get(0));
        assertTrue(warnings.get(1).contains("not valid"), warnings.get(1));
    }

    @Test
    void setUserIdBitsOfFilesAreDroppedWithAWarning() throws IOException, BackupException {
        Path file = Files.writeString(etc.resolve("tool"), "");
        Files.setAttribute(file, "unix:mode", 06755);
        Files.setAttribute(etc, "unix:mode", 02755);
        List<FoundEntry> found = walk(NOTHING, configuration());
        assertEquals(0755, entry(found, "etc/pulse/tool").mode());
        assertEquals(02755, entry(found, "etc/pulse").mode());
        assertEquals(1, warnings.size());
    }

    @Test
    void userAttributesAreFoundBinaryOnesToo() throws IOException, BackupException {
        Path file = Files.writeString(etc.resolve("f"), "");
        assumeTrue(UserAttributes.work(file), "no user attributes here");
        UserDefinedFileAttributeView view = Files.getFileAttributeView(file, UserDefinedFileAttributeView.class);
        view.write("note", ByteBuffer.wrap(new byte[] {(byte) 0xff, 0, 1}));
        Files.getFileAttributeView(etc, UserDefinedFileAttributeView.class)
                .write("empty", ByteBuffer.wrap(new byte[0]));
        List<FoundEntry> found = walk(NOTHING, configuration());
        assertEquals(Map.of("user.note", "/wAB"), entry(found, "etc/pulse/f").xattrs());
        assertEquals(Map.of("user.empty", ""), entry(found, "etc/pulse").xattrs());
    }

    @Test
    void statLooksAndOpensNothing() throws IOException, BackupException {
        Path database = Files.writeString(var.resolve("pulse.db"), "1234");
        FileWalker walker = new FileWalker(root, List.of());
        FoundEntry found = walker.stat(new SourceTree(Component.DATABASE, database));
        assertEquals("var/lib/pulse/pulse.db", found.entry().path());
        assertEquals(4, found.entry().size());
        assertEquals(Files.getAttribute(database, "fileKey", LinkOption.NOFOLLOW_LINKS), found.fileKey());
        for (Map.Entry<Path, ErrorCode> wrong : Map.of(
                        var.resolve("none.db"), ErrorCode.SOURCE_MISSING, var, ErrorCode.SOURCE_UNREADABLE)
                .entrySet()) {
            BackupException e = assertThrows(
                    BackupException.class, () -> walker.stat(new SourceTree(Component.DATABASE, wrong.getKey())));
            assertEquals(wrong.getValue(), e.code());
        }
    }

    @Test
    void cancelStopsTheWalk() throws IOException {
        Files.writeString(etc.resolve("f"), "");
        Work work = new Work();
        work.cancel();
        BackupException e = assertThrows(
                BackupException.class,
                () -> new FileWalker(root, List.of()).walk(List.of(configuration()), NOTHING, work, warnings::add));
        assertEquals(ErrorCode.CANCELLED, e.code());
    }

    /** Files come and go under the walk; it neither fails nor loses those that stay. */
    @Test
    void aTreeThatChangesMeanwhileCostsWarningsAtMost() throws Exception {
        for (int i = 0; i < 50; i++) {
            Files.createDirectories(etc.resolve("stays" + i));
            Files.writeString(etc.resolve("stays" + i + "/f"), "s");
        }
        AtomicBoolean stop = new AtomicBoolean();
        Thread churn = new Thread(() -> churn(stop), "churn");
        churn.start();
        try {
            for (int i = 0; i < 40; i++) {
                List<String> paths = paths(walk(NOTHING, configuration()));
                assertEquals(
                        100,
                        paths.stream().filter(path -> path.contains("/stays")).count());
            }
        } finally {
            stop.set(true);
            churn.join();
        }
        assertTrue(warnings.stream().allMatch(w -> w.contains("moving")), warnings.toString());
    }

    private void churn(AtomicBoolean stop) {
        try {
            for (int i = 0; !stop.get(); i++) {
                Path directory = Files.createDirectories(etc.resolve("moving" + i % 7));
                Path file = Files.writeString(directory.resolve("f"), "m");
                Files.move(file, etc.resolve("moving-file" + i % 3), StandardCopyOption.REPLACE_EXISTING);
                Files.delete(directory);
                Files.deleteIfExists(etc.resolve("moving-file" + i % 3));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
