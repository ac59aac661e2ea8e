package io.thingconnect.pulse.backupd.restore;

import io.thingconnect.pulse.backupd.backupset.ContentId;
import io.thingconnect.pulse.backupd.backupset.DatabaseState;
import io.thingconnect.pulse.backupd.backupset.Difference;
import io.thingconnect.pulse.backupd.backupset.Entry;
import io.thingconnect.pulse.backupd.backupset.EntryType;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.backupset.Lineage;
import io.thingconnect.pulse.backupd.backupset.Manifest;
import io.thingconnect.pulse.backupd.backupset.Owner;
import io.thingconnect.pulse.backupd.backupset.Sha256;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** A manifest with one lie in it, and a content id that fits the lie: what only the archives and the chain can disprove. */
final class ManifestEdit {
    private final Manifest honest;
    private final Random random;
    private final List<Entry> entries;
    private final List<DatabaseState> databases;
    private final List<String> deleted;
    private final Set<String> unchanged;
    private final List<Difference.ControlMember> control;
    private Lineage lineage;
    private Manifest.ArchiveInfo archive;

    ManifestEdit(Manifest honest, Random random) {
        this.honest = honest;
        this.random = random;
        entries = new ArrayList<>(honest.entries());
        databases = new ArrayList<>(honest.databases());
        deleted = new ArrayList<>(honest.difference().deleted());
        unchanged = new HashSet<>(honest.difference().unchanged());
        control = new ArrayList<>(honest.difference().control());
        lineage = honest.lineage();
        archive = honest.archive();
    }

    ManifestEdit archive(Manifest.ArchiveInfo other) {
        archive = other;
        return this;
    }

    /** A control file as another content has it. */
    ManifestEdit control(String path, byte[] content) {
        control.replaceAll(member -> member.path().equals(path)
                ? new Difference.ControlMember(path, content.length, Sha256.of(content))
                : member);
        return this;
    }

    /** The delta of a database as another content has it. */
    ManifestEdit delta(String path, byte[] content) {
        databases.replaceAll(state -> !state.path().equals(path)
                ? state
                : new DatabaseState(
                        path,
                        state.pageSize(),
                        state.pages(),
                        state.changedPages(),
                        state.before(),
                        state.after(),
                        state.schemaVersion(),
                        state.method(),
                        new DatabaseState.Delta(content.length, Sha256.of(content))));
        return this;
    }

    /** @throws IllegalArgumentException where no such manifest can be */
    Manifest build(Label label) {
        return new Manifest(
                honest.format(),
                label,
                honest.job(),
                ContentId.of(databases, entries),
                lineage,
                honest.takenAt(),
                honest.finishedAt(),
                honest.host(),
                honest.instanceId(),
                honest.productVersion(),
                honest.sqliteVersion(),
                honest.note(),
                honest.components(),
                archive,
                databases,
                entries,
                new Difference(unchanged, deleted, control),
                honest.secretsLeftOut(),
                honest.warnings());
    }

    Manifest build() {
        return build(honest.label());
    }

    /** Tells one lie; says which. */
    String lie(Manifest other) {
        int kind = random.nextInt(6);
        return switch (kind) {
            case 0, 1 -> lieOfEntry();
            case 2 -> lieOfDatabase();
            case 3 -> lieOfDifference();
            case 4 -> lieOfControl();
            default -> lieOfLineage(other);
        };
    }

    private String lieOfEntry() {
        int at = random.nextInt(entries.size());
        Entry entry = entries.get(at);
        int kind = random.nextInt(11);
        Map<String, String> xattrs = new TreeMap<>(entry.xattrs());
        EntryType type = entry.type();
        String path = entry.path();
        long size = entry.size();
        int mode = entry.mode();
        Owner owner = entry.owner();
        java.time.Instant mtime = entry.mtime();
        Sha256 hash = entry.sha256();
        String target = entry.linkTarget();
        switch (kind) {
            case 0 -> mode ^= 1 << random.nextInt(12);
            case 1 -> mtime = mtime.plusNanos(random.nextBoolean() ? 100 : -1_000_000_000L);
            case 2 -> owner = new Owner(owner.uid() + 1, owner.gid(), "", "");
            case 3 -> size = Math.max(0, size + (random.nextBoolean() ? 1 : 1L << random.nextInt(62)));
            case 4 -> hash = hash == null ? null : Sha256.of(new byte[] {(byte) at});
            case 5 -> target = target == null ? null : target + "x";
            case 6 -> path = random.nextBoolean() ? path + "x" : entries.get(0).path() + "/" + at;
            case 7 -> {
                if (databases.stream()
                        .anyMatch(state -> state.isDelta() && state.path().equals(entry.path()))) {
                    // The member with its delta has none, so no archive disproves them.
                    return lieOfEntry();
                }
                xattrs.put("user.text", "eA==");
            }
            case 8 -> type = List.of(EntryType.values()).get(random.nextInt(4));
            case 9 -> {
                if (type == EntryType.DIRECTORY && unchanged.contains(path)) {
                    // Nothing but its own entry says that an unchanged directory was captured and not only implied.
                    return lieOfEntry();
                }
                entries.remove(at);
                unchanged.remove(path);
                return "entry " + path + " left out";
            }
            default -> target = entries.get(random.nextInt(entries.size())).path();
        }
        Entry lying =
                new Entry(path, type, entry.component(), size, mode, owner, mtime, hash, target, xattrs, entry.acl());
        if (random.nextInt(8) == 0) {
            entries.add(lying);
        } else {
            entries.set(at, lying);
        }
        return "entry " + entry.path() + " lie " + kind;
    }

    private String lieOfDatabase() {
        int at = random.nextInt(databases.size());
        DatabaseState state = databases.get(at);
        Sha256 wrong = Sha256.of(new byte[] {1, (byte) at});
        int kind = random.nextInt(8);
        DatabaseState.Delta delta = state.delta();
        Sha256 before = state.before();
        Sha256 after = state.after();
        int pageSize = state.pageSize();
        long pages = state.pages();
        switch (kind) {
            case 0 -> before = before == null ? null : wrong;
            case 1 -> after = wrong;
            case 2 -> pageSize *= 2;
            case 3 -> pages += random.nextBoolean() ? 1 : 1L << 30;
            case 4 -> delta = delta == null ? null : new DatabaseState.Delta(delta.size() + 1, delta.sha256());
            case 5 -> delta = delta == null ? null : new DatabaseState.Delta(0, wrong);
            case 6 -> {
                delta = null;
                before = null;
            }
            default -> {
                databases.remove(at);
                return "database " + state.path() + " left out";
            }
        }
        databases.set(
                at,
                new DatabaseState(state.path(), pageSize, pages, state.changedPages(), before, after, "", "x", delta));
        if (kind == 1 && random.nextBoolean()) {
            entries.replaceAll(
                    entry -> entry.path().equals(state.path()) ? entry.withContent(entry.size(), wrong) : entry);
        }
        return "database " + state.path() + " lie " + kind;
    }

    private String lieOfDifference() {
        String path = entries.get(random.nextInt(entries.size())).path();
        if (random.nextInt(3) == 0) {
            if (!deleted.remove(path)) {
                deleted.add(path);
            }
            return "deleted " + path;
        }
        if (!unchanged.remove(path)) {
            unchanged.add(path);
        }
        return "unchanged " + path;
    }

    private String lieOfControl() {
        if (control.isEmpty()) {
            return lieOfEntry();
        }
        int at = random.nextInt(control.size());
        Difference.ControlMember member = control.get(at);
        switch (random.nextInt(4)) {
            case 0 -> control.remove(at);
            case 1 -> control.set(at, new Difference.ControlMember(member.path(), member.size() + 1, member.sha256()));
            case 2 ->
                control.set(at, new Difference.ControlMember(member.path(), member.size(), Sha256.of(new byte[1])));
            default ->
                control.add(
                        new Difference.ControlMember(Difference.DIRECTORY + "/more", member.size(), member.sha256()));
        }
        return "control " + member.path();
    }

    private String lieOfLineage(Manifest other) {
        if (!lineage.isDelta()) {
            return lieOfEntry();
        }
        boolean id = random.nextBoolean();
        lineage = id
                ? Lineage.delta(1, other.contentId(), lineage.parent())
                : Lineage.delta(1, lineage.parentId(), other.label());
        return "parent " + (id ? "id" : "hint") + " of " + other.label();
    }
}
