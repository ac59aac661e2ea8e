package io.thingconnect.pulse.backupd.restore.inplace;

import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.backupset.DatabaseState;
import io.thingconnect.pulse.backupd.backupset.Entry;
import io.thingconnect.pulse.backupd.backupset.EntryType;
import io.thingconnect.pulse.backupd.backupset.Manifest;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.system.Work;
import io.thingconnect.pulse.backupd.verify.ChainProof;
import io.thingconnect.pulse.backupd.verify.ChainReader;
import io.thingconnect.pulse.backupd.verify.Sink;
import io.thingconnect.pulse.backupd.verify.Unpacking;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Backups with all that they stand on: one, or for each component another one, because not every job holds all of them.
 * Each chain is proven as a whole, whatever is taken from it.
 */
public final class BackupOrigin implements Origin {
    private final List<Part> parts;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    /** Path to the place of its part. */
    private final Map<String, Integer> owners = new LinkedHashMap<>();

    private final Map<String, Entry> ways = new LinkedHashMap<>();
    private final Map<String, String> databases = new LinkedHashMap<>();

    /** One backup, and which of its components are taken from it. */
    public record Part(ChainReader chain, Set<Component> components) {
        public Part {
            components = Set.copyOf(components);
        }

        Manifest manifest() {
            return chain.manifest();
        }
    }

    private BackupOrigin(List<Part> parts) {
        this.parts = List.copyOf(parts);
    }

    /** One backup with all that it holds. */
    public static BackupOrigin of(ChainReader chain) throws BackupException {
        return of(List.of(new Part(chain, Set.copyOf(chain.manifest().components()))));
    }

    /**
     * @param parts no component twice; the first one gives the restore its name
     * @throws BackupException {@code NOT_SUPPORTED} for a hard link from one part to what comes from another
     */
    public static BackupOrigin of(List<Part> parts) throws BackupException {
        BackupOrigin origin = new BackupOrigin(parts);
        for (int i = 0; i < parts.size(); i++) {
            origin.take(i);
        }
        for (Entry entry : origin.entries.values()) {
            origin.requireTarget(entry);
        }
        return origin;
    }

    private void take(int at) {
        Part part = parts.get(at);
        for (Entry entry : part.manifest().entries()) {
            boolean wanted = part.components().contains(entry.component());
            // A directory that two jobs list is as the one has it whose tree it is, not as the one whose database lies
            // in it.
            boolean known = entries.containsKey(entry.path())
                    && (entry.type() != EntryType.DIRECTORY
                            || entries.get(entry.path()).component() != Component.DATABASE);
            if (wanted && !known) {
                entries.put(entry.path(), entry);
                owners.put(entry.path(), at);
            } else if (entry.type() == EntryType.DIRECTORY) {
                ways.putIfAbsent(entry.path(), entry);
            }
        }
        for (DatabaseState state : part.manifest().databases()) {
            if (isFrom(at, state.path())) {
                databases.put(state.path(), state.schemaVersion());
            }
        }
    }

    private void requireTarget(Entry entry) throws BackupException {
        if (entry.type() == EntryType.HARDLINK && !isFrom(owners.get(entry.path()), entry.linkTarget())) {
            throw new BackupException(
                    ErrorCode.NOT_SUPPORTED,
                    "'" + entry.path() + "' is a hard link to '" + entry.linkTarget()
                            + "', which would come from another backup",
                    "Restore backup "
                            + parts.get(owners.get(entry.path())).manifest().label()
                            + " by its label, one component at a time: --only.");
        }
    }

    private boolean isFrom(int at, String path) {
        return owners.getOrDefault(path, -1) == at;
    }

    @Override
    public String name() {
        return parts.get(0).manifest().label().toString();
    }

    @Override
    public List<Component> components() {
        Set<Component> all = EnumSet.noneOf(Component.class);
        parts.forEach(part -> all.addAll(part.components()));
        return List.copyOf(all);
    }

    @Override
    public List<Entry> entries() {
        return List.copyOf(entries.values());
    }

    @Override
    public List<Entry> ways() {
        return ways.values().stream()
                .filter(entry -> !entries.containsKey(entry.path()))
                .toList();
    }

    @Override
    public Map<String, String> databases() {
        return Map.copyOf(databases);
    }

    @Override
    public long scratchBytes() {
        return parts.stream()
                .mapToLong(part -> part.chain().chain().deltaBytes())
                .sum();
    }

    @Override
    public void unpack(Unpacking unpacking, Path scratch, Work work) throws BackupException {
        for (int i = 0; i < parts.size(); i++) {
            Path deltas = scratch.resolveSibling(scratch.getFileName() + "-" + i);
            new ChainProof(parts.get(i).chain(), new Share(i, unpacking), deltas, work).run();
        }
        try {
            for (Entry way : ways()) {
                unpacking.add(way);
            }
            unpacking.finish();
        } catch (IOException e) {
            throw JoinedCopy.failed(name(), e);
        }
    }

    /** What of one chain is taken: it is proven as a whole, and ends before the others have come. */
    private final class Share implements Unpacking {
        private final int at;
        private final Unpacking all;

        Share(int at, Unpacking all) {
            this.at = at;
            this.all = all;
        }

        @Override
        public Sink file(Entry entry) throws IOException, BackupException {
            return isFrom(at, entry.path()) ? all.file(entry) : Sink.nowhere();
        }

        @Override
        public void add(Entry entry) throws IOException, BackupException {
            if (isFrom(at, entry.path())) {
                all.add(entry);
            }
        }

        @Override
        public void finish() {
            // The others are still to come.
        }
    }
}
