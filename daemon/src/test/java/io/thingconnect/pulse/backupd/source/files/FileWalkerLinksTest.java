package io.thingconnect.pulse.backupd.source.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.backupset.Entry;
import io.thingconnect.pulse.backupd.backupset.EntryType;
import io.thingconnect.pulse.backupd.error.BackupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Symlinks and second names, in trees and on the way to them. */
final class FileWalkerLinksTest extends WalkedTrees {

    @Test
    void aSecondNameOfAFileIsALinkToTheFirst() throws IOException, BackupException {
        Path later = Files.writeString(etc.resolve("z"), "content");
        Files.createLink(etc.resolve("b"), later);
        Files.createLink(var.resolve("other-component"), later);
        List<FoundEntry> found = walk(NOTHING, configuration(), state());
        assertEquals(EntryType.FILE, entry(found, "etc/pulse/b").type());
        Entry link = entry(found, "etc/pulse/z");
        assertEquals(EntryType.HARDLINK, link.type());
        assertEquals("etc/pulse/b", link.linkTarget());
        assertEquals(0, link.size());
        assertEquals(
                EntryType.FILE, entry(found, "var/lib/pulse/other-component").type());
    }

    @Test
    void databasesAndTheirSideFilesAreLeftOutByInode() throws IOException, BackupException {
        Path database = Files.writeString(var.resolve("pulse.db"), "d");
        for (String suffix : List.of("-wal", "-shm", "-journal")) {
            Files.writeString(var.resolve("pulse.db" + suffix), "s");
            Files.writeString(var.resolve("other" + suffix), "kept");
            Files.writeString(var.resolve("alias" + suffix), "s");
        }
        Files.createLink(var.resolve("alias"), database);
        FileWalker.Omit omit = new FileWalker.Omit(Set.of(), Set.of(), Set.of(database));
        assertEquals(
                List.of(
                        "var",
                        "var/lib",
                        "var/lib/pulse",
                        "var/lib/pulse/other-journal",
                        "var/lib/pulse/other-shm",
                        "var/lib/pulse/other-wal"),
                paths(walk(omit, state())));
    }

    @Test
    void theDatabasesOwnSymlinkIsLeftOutWithIt() throws IOException, BackupException {
        Path elsewhere = Files.createDirectory(root.resolve("data"));
        Path real = Files.writeString(elsewhere.resolve("real.db"), "d");
        Path configured = Files.createSymbolicLink(var.resolve("pulse.db"), real);
        FileWalker.Omit omit = new FileWalker.Omit(Set.of(), Set.of(), Set.of(configured));
        List<FoundEntry> found = walk(omit, state(), new SourceTree(Component.STATE, elsewhere));
        assertEquals(List.of("data", "var", "var/lib", "var/lib/pulse"), paths(found));
    }

    @Test
    void givenDirectoriesAndFilesAreLeftOutUnderAnyName() throws IOException, BackupException {
        Path backups = Files.createDirectories(var.resolve("backups/daily"));
        Files.writeString(backups.resolve("archive"), "a");
        Path viaLink = Files.createSymbolicLink(root.resolve("link"), var.resolve("backups"));
        Path secret = Files.writeString(etc.resolve("backup.env"), "PASSWORD=x");
        Files.createLink(etc.resolve("copy-of-it"), secret);
        FileWalker.Omit omit = new FileWalker.Omit(Set.of(viaLink), Set.of(secret), Set.of());
        assertEquals(
                List.of("etc", "etc/pulse", "var", "var/lib", "var/lib/pulse"),
                paths(walk(omit, configuration(), state())));
    }

    @Test
    void symlinksAreEntriesAndNotFollowed() throws IOException, BackupException {
        Path outside = Files.createDirectory(root.resolve("outside"));
        Files.writeString(outside.resolve("secret"), "s");
        Files.createSymbolicLink(etc.resolve("to-directory"), outside);
        Files.createSymbolicLink(etc.resolve("dangling"), Path.of("no/where"));
        List<FoundEntry> found = walk(NOTHING, configuration());
        assertEquals(4, found.size());
        assertEquals("no/where", entry(found, "etc/pulse/dangling").linkTarget());
        assertEquals(EntryType.SYMLINK, entry(found, "etc/pulse/to-directory").type());
        assertEquals(List.of(), warnings);
    }

    @Test
    void aTreeThatIsASymlinkIsKeptAsALinkAndWarnedOf() throws IOException, BackupException {
        Path real = Files.createDirectory(root.resolve("real"));
        Files.writeString(real.resolve("f"), "f");
        Path tree = Files.createSymbolicLink(root.resolve("etc/linked"), real);
        List<FoundEntry> found = walk(NOTHING, new SourceTree(Component.CONFIGURATION, tree));
        assertEquals(List.of("etc", "etc/linked"), paths(found));
        assertEquals(1, warnings.size());
        assertTrue(warnings.get(0).contains("is a symlink"), warnings.get(0));
    }

    @Test
    void parentsThatAreSymlinksAreDirectoriesToTheArchive() throws IOException, BackupException {
        Path real = Files.createDirectories(root.resolve("mnt/data/pulse"));
        Files.writeString(real.resolve("f"), "f");
        Files.createSymbolicLink(root.resolve("srv"), root.resolve("mnt/data"));
        List<FoundEntry> found = walk(NOTHING, new SourceTree(Component.STATE, root.resolve("srv/pulse")));
        assertEquals(List.of("srv", "srv/pulse", "srv/pulse/f"), paths(found));
        assertEquals(EntryType.DIRECTORY, entry(found, "srv").type());
    }

    /** An archive with members below a symlink could never be restored. */
    @Test
    void aSymlinkOfOneTreeOnTheWayToAnotherBecomesADirectory() throws IOException, BackupException {
        Path real = Files.createDirectories(root.resolve("real/sub"));
        Files.writeString(real.resolve("f"), "f");
        Files.createSymbolicLink(etc.resolve("link"), root.resolve("real"));
        SourceTree inner = new SourceTree(Component.CERTIFICATES, etc.resolve("link/sub"));
        List<FoundEntry> found = walk(NOTHING, configuration(), inner);
        assertEquals(
                List.of("etc", "etc/pulse", "etc/pulse/link", "etc/pulse/link/sub", "etc/pulse/link/sub/f"),
                paths(found));
        assertEquals(EntryType.DIRECTORY, entry(found, "etc/pulse/link").type());
        assertEquals(1, warnings.size(), warnings.toString());
    }
}
