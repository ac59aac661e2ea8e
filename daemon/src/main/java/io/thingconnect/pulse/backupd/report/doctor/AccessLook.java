package io.thingconnect.pulse.backupd.report.doctor;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.system.Errno;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Whether the daemon can read what it backs up and write where it keeps it, and whether others read its secrets. */
public final class AccessLook implements Check {
    private final Collection<Path> trees;
    private final Map<String, Path> destinations;
    private final Collection<Path> secrets;

    /**
     * @param trees every configured directory or file
     * @param destinations the local ones, by name
     * @param secrets files with passwords, and the configuration that may hold some
     */
    public AccessLook(Collection<Path> trees, Map<String, Path> destinations, Collection<Path> secrets) {
        this.trees = List.copyOf(requireNonNull(trees, "trees is null"));
        this.destinations = Map.copyOf(requireNonNull(destinations, "destinations is null"));
        this.secrets = List.copyOf(requireNonNull(secrets, "secrets is null"));
    }

    @Override
    public String name() {
        return "permissions";
    }

    @Override
    public List<Finding> look() {
        List<Finding> findings = new ArrayList<>();
        trees.stream().distinct().sorted().forEach(tree -> findings.add(readable(tree)));
        destinations.forEach((name, path) -> findings.add(writable(name, path)));
        secrets.stream().distinct().sorted().filter(Files::exists).forEach(file -> findings.add(secret(file)));
        return findings;
    }

    /** By reading: what access(2) says of a process with capabilities is not what happens. */
    private static Finding readable(Path tree) {
        try {
            if (Files.isDirectory(tree)) {
                try (DirectoryStream<Path> entries = Files.newDirectoryStream(tree)) {
                    if (!entries.iterator().hasNext()) {
                        return Finding.ok(FindingId.SOURCE_UNREADABLE, tree.toString(), "readable, and empty");
                    }
                }
            } else {
                Files.newInputStream(tree).close();
            }
            return Finding.ok(FindingId.SOURCE_UNREADABLE, tree.toString(), "readable");
        } catch (NoSuchFileException e) {
            return Finding.notice(
                    FindingId.SOURCE_UNREADABLE, tree.toString(), "it does not exist", "pulsectl config show");
        } catch (IOException e) {
            return Finding.error(
                    FindingId.SOURCE_UNREADABLE,
                    tree.toString(),
                    "it cannot be read: " + Errno.reason(e),
                    "sudo namei -l " + Say.quoted(tree));
        }
    }

    private static Finding writable(String name, Path directory) {
        if (Files.isDirectory(directory) && Files.isWritable(directory)) {
            return Finding.ok(FindingId.DESTINATION_UNWRITABLE, name, "writable");
        }
        Path there = directory;
        while (there != null && !Files.exists(there)) {
            there = there.getParent();
        }
        if (!Files.exists(directory) && there != null && Files.isDirectory(there) && Files.isWritable(there)) {
            return Finding.ok(FindingId.DESTINATION_UNWRITABLE, name, directory + " will be made by the first backup");
        }
        return Finding.error(
                FindingId.DESTINATION_UNWRITABLE,
                name,
                "the daemon cannot write to " + directory
                        + (Files.exists(directory) && !Files.isDirectory(directory) ? ": it is no directory" : ""),
                "sudo namei -l " + Say.quoted(directory) + "; sudo systemctl restart thingconnect-pulse-backup");
    }

    private static Finding secret(Path file) {
        try {
            Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
            return mode.contains(PosixFilePermission.OTHERS_READ)
                    ? Finding.warning(
                            FindingId.SECRETS_EXPOSED,
                            file.toString(),
                            "everybody may read it",
                            "sudo chmod o-rwx " + Say.quoted(file))
                    : Finding.ok(FindingId.SECRETS_EXPOSED, file.toString(), "not for everybody");
        } catch (IOException e) {
            return Finding.warning(
                    FindingId.CHECK_FAILED,
                    file.toString(),
                    "its permissions cannot be read: " + Errno.reason(e),
                    "sudo ls -l " + Say.quoted(file));
        }
    }
}
