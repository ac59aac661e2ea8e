package io.thingconnect.pulse.backupd.backupset;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Manifests for tests. */
public final class Manifests {
    private Manifests() {}

    public static final Sha256 SOME_HASH = Sha256.of(new byte[] {1, 2, 3});

    /** One database, a directory, a file with a newline in its name, a symlink and a hard link. */
    public static Manifest sample() {
        return sample(SOME_HASH, 4711);
    }

    /** The same with the given archive hash and size. */
    public static Manifest sample(Sha256 archive, long size) {
        Label label = new Label(Instant.parse("2024-01-15T02:00:00Z"), Kind.FULL);
        Owner pulse = new Owner(990, 985, "pulse", "pulse");
        Instant time = Instant.parse("2024-01-14T22:10:03.123456789Z");
        List<DatabaseState> databases = List.of(DatabaseState.whole(
                "var/lib/thingconnect-pulse/pulse.db", 4096, 3, SOME_HASH, "20250918104713_X", "streamed"));
        List<Entry> entries = List.of(
                entry("etc/thingconnect-pulse", EntryType.DIRECTORY, 0, pulse, time, null, null),
                entry("etc/thingconnect-pulse/odd\nname", EntryType.FILE, 3, pulse, time, SOME_HASH, null),
                entry("etc/thingconnect-pulse/link", EntryType.SYMLINK, 0, pulse, time, null, "../\u00fcber"),
                entry(
                        "etc/thingconnect-pulse/hard",
                        EntryType.HARDLINK,
                        0,
                        pulse,
                        time,
                        null,
                        "etc/thingconnect-pulse/odd\nname"),
                new Entry(
                        "var/lib/thingconnect-pulse/pulse.db",
                        EntryType.FILE,
                        Component.DATABASE,
                        12288,
                        0640,
                        pulse,
                        time,
                        SOME_HASH,
                        null,
                        Map.of("user.note", "aGFsbG8="),
                        null));
        return new Manifest(
                Manifest.FORMAT,
                label,
                "daily",
                ContentId.of(databases, entries),
                Lineage.full(1),
                Instant.parse("2024-01-15T02:00:00.5Z"),
                Instant.parse("2024-01-15T02:00:09Z"),
                "plant7-pulse",
                "5b0c9a52-6f0e-4a3c-8d45-9a2d7b8f1c11",
                "0.1.0",
                "3.54.1",
                "before the update",
                List.of(Component.DATABASE, Component.CONFIGURATION),
                new Manifest.ArchiveInfo(label + ".tar.gz", Compression.GZIP, Encryption.NONE, size, 20480, archive),
                databases,
                entries,
                Difference.NONE,
                List.of("etc/thingconnect-pulse/backup.env"),
                List.of("one file vanished"));
    }

    /** An incremental on {@link #sample()}: the database and one file changed, the hard link is gone. */
    public static Manifest delta() {
        Manifest parent = sample();
        Sha256 now = Sha256.of(new byte[] {9});
        List<DatabaseState> databases = parent.databases().stream()
                .map(state -> new DatabaseState(
                        state.path(),
                        4096,
                        3,
                        1,
                        state.after(),
                        now,
                        "X",
                        "streamed",
                        new DatabaseState.Delta(4152, now)))
                .toList();
        List<Entry> entries = parent.entries().stream()
                .filter(entry -> entry.type() != EntryType.HARDLINK)
                .map(entry -> entry.type() == EntryType.FILE ? entry.withContent(entry.size(), now) : entry)
                .toList();
        return after(
                parent,
                new Label(Instant.parse("2024-01-15T03:00:00Z"), Kind.INCREMENTAL),
                Lineage.delta(1, parent.contentId(), parent.label()),
                databases,
                entries,
                new Difference(
                        Set.of("etc/thingconnect-pulse", "etc/thingconnect-pulse/link"),
                        List.of("etc/thingconnect-pulse/hard"),
                        List.of(new Difference.ControlMember(Difference.DELETED, 28, SOME_HASH))));
    }

    /** A manifest as of a backup that was encrypted. */
    public static Manifest encrypted() {
        Manifest plain = sample();
        Manifest.ArchiveInfo archive = plain.archive();
        return new Manifest(
                plain.format(),
                plain.label(),
                plain.job(),
                plain.contentId(),
                plain.lineage(),
                plain.takenAt(),
                plain.finishedAt(),
                plain.host(),
                plain.instanceId(),
                plain.productVersion(),
                plain.sqliteVersion(),
                plain.note(),
                plain.components(),
                new Manifest.ArchiveInfo(
                        archive.file() + ".gpg",
                        archive.compression(),
                        Encryption.GPG,
                        archive.size(),
                        archive.plainSize(),
                        archive.sha256()),
                plain.databases(),
                plain.entries(),
                plain.difference(),
                plain.secretsLeftOut(),
                plain.warnings());
    }

    /** {@link #delta()} as a full made from its chain. */
    public static Manifest consolidated() {
        Manifest delta = delta();
        List<DatabaseState> databases = delta.databases().stream()
                .map(state -> DatabaseState.whole(state.path(), 4096, 3, state.after(), "X", "consolidated"))
                .toList();
        return after(
                delta,
                new Label(delta.label().at(), Kind.FULL),
                Lineage.consolidated(1, delta.label()),
                databases,
                delta.entries(),
                Difference.NONE);
    }

    /** Another backup with the rest taken from a given one. */
    public static Manifest after(
            Manifest rest,
            Label label,
            Lineage lineage,
            List<DatabaseState> databases,
            List<Entry> entries,
            Difference difference) {
        return new Manifest(
                rest.format(),
                label,
                rest.job(),
                ContentId.of(databases, entries),
                lineage,
                rest.takenAt(),
                rest.finishedAt(),
                rest.host(),
                rest.instanceId(),
                rest.productVersion(),
                rest.sqliteVersion(),
                rest.note(),
                rest.components(),
                new Manifest.ArchiveInfo(label + ".tar.gz", Compression.GZIP, Encryption.NONE, 99, 10240, SOME_HASH),
                databases,
                entries,
                difference,
                rest.secretsLeftOut(),
                rest.warnings());
    }

    private static Entry entry(
            String path, EntryType type, long size, Owner owner, Instant time, Sha256 hash, String target) {
        int mode = type == EntryType.DIRECTORY ? 0750 : 0640;
        return new Entry(path, type, Component.CONFIGURATION, size, mode, owner, time, hash, target, Map.of(), null);
    }
}
