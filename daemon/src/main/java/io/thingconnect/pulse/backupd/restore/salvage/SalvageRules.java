package io.thingconnect.pulse.backupd.restore.salvage;

import io.thingconnect.pulse.backupd.backupset.Entry;
import io.thingconnect.pulse.backupd.backupset.EntryType;
import io.thingconnect.pulse.backupd.backupset.Manifest;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What of a manifest is not carried out, because no manifest of ours has it: it may be as false as the archive is broken. */
final class SalvageRules {
    private static final int SET_ID_BITS = 06000;

    private final Map<String, Entry> entries = new HashMap<>();
    private final Set<String> guards = new HashSet<>();

    SalvageRules(Manifest manifest) {
        manifest.entries().forEach(entry -> entries.put(entry.path(), entry));
        manifest.databases().forEach(state -> guards.add(state.guardPath()));
    }

    /** Empty where nothing is against it. */
    Optional<String> refusal(Entry entry) {
        if (entry.type() == EntryType.FILE && (entry.mode() & SET_ID_BITS) != 0) {
            return Optional.of("it has set-uid or set-gid bits");
        }
        if (guards.contains(entry.path())) {
            return Optional.of("it is the WAL of a database");
        }
        String path = entry.path();
        if (path.equals(SalvagedTree.UNPROVEN) || path.startsWith(SalvagedTree.UNPROVEN + "/")) {
            return Optional.of("the report of this salvage has its place");
        }
        for (int slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
            Entry parent = entries.get(path.substring(0, slash));
            if (parent != null && parent.type() != EntryType.DIRECTORY) {
                return Optional.of("it lies below '" + parent.path() + "', which is no directory");
            }
        }
        return switch (entry.type()) {
            case FILE, DIRECTORY -> Optional.empty();
            case SYMLINK -> entry.linkTarget().isEmpty() ? Optional.of("its link target is empty") : Optional.empty();
            case HARDLINK -> ofLink(entries.get(entry.linkTarget()));
        };
    }

    private static Optional<String> ofLink(Entry file) {
        return file == null || file.type() != EntryType.FILE
                ? Optional.of("it is a hard link to what is no file of this backup")
                : Optional.empty();
    }
}
