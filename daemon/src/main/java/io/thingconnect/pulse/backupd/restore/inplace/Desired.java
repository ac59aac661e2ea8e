package io.thingconnect.pulse.backupd.restore.inplace;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What shall stand in the trees, by name, and where it lies ready. */
final class Desired {
    private final Map<String, Path> wanted = new TreeMap<>();
    private final Map<String, Path> passages = new TreeMap<>();
    private final Set<String> directories = new HashSet<>();
    private final Map<String, TreeSet<String>> children = new HashMap<>();
    private final Map<String, DirectoryFacts> facts = new HashMap<>();

    /** "" for a name without a slash. */
    static String parent(String name) {
        int slash = name.lastIndexOf('/');
        return slash < 0 ? "" : name.substring(0, slash);
    }

    void want(String name, Path source, boolean directory) {
        wanted.put(name, source);
        if (directory) {
            directories.add(name);
        }
        link(name);
    }

    /** A whole tree that lies ready. */
    void wantAll(String name, Path source) throws IOException {
        boolean directory = Files.isDirectory(source, LinkOption.NOFOLLOW_LINKS);
        want(name, source, directory);
        if (directory) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(source)) {
                for (Path entry : entries) {
                    wantAll(name + "/" + entry.getFileName(), entry);
                }
            }
        }
    }

    /** A directory that is needed only where there is none yet. */
    void pass(String name, Path source) {
        passages.putIfAbsent(name, source);
        link(name);
    }

    private void link(String name) {
        if (!name.isEmpty()) {
            children.computeIfAbsent(parent(name), key -> new TreeSet<>()).add(name);
        }
    }

    /** What a directory that stays is to be like; without it, as the one that lies ready, once it does. */
    void setFacts(String name, DirectoryFacts value) {
        facts.put(name, value);
    }

    /** Null where the directory is to stay as the renames leave it. */
    DirectoryFacts factsFor(String name) throws IOException {
        if (facts.containsKey(name)) {
            return facts.get(name);
        }
        Path source = wanted.get(name);
        return source == null || !Files.isDirectory(source, LinkOption.NOFOLLOW_LINKS)
                ? null
                : DirectoryFacts.of(source);
    }

    /** Of one that is wanted. */
    boolean isDirectory(String name) {
        return directories.contains(name);
    }

    boolean wants(String name) {
        return wanted.containsKey(name);
    }

    boolean passesThrough(String name) {
        return !wanted.containsKey(name) && passages.containsKey(name);
    }

    /** Null where nothing is to stand there. */
    Path source(String name) {
        Path source = wanted.get(name);
        return source == null ? passages.get(name) : source;
    }

    Set<String> children(String directory) {
        return children.getOrDefault(directory, new TreeSet<>());
    }
}
