package io.thingconnect.pulse.backupd.restore.salvage;

import io.thingconnect.pulse.backupd.archive.ArchiveMember;
import io.thingconnect.pulse.backupd.archive.SalvageReader;
import io.thingconnect.pulse.backupd.backupset.DatabaseState;
import io.thingconnect.pulse.backupd.backupset.Entry;
import io.thingconnect.pulse.backupd.backupset.EntryType;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.backupset.Manifest;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.restore.salvage.DamagedDatabase.Piece;
import io.thingconnect.pulse.backupd.restore.salvage.SalvageReport.DatabaseRemains;
import io.thingconnect.pulse.backupd.restore.salvage.SalvageReport.Item;
import io.thingconnect.pulse.backupd.restore.salvage.SalvageReport.Result;
import io.thingconnect.pulse.backupd.restore.salvage.SalvagedTree.Copied;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Salvage by a manifest. A content counts as whole when its hash is the one that the manifest names, and then it does not
 * matter in which archive it was found: first those of the chain are looked through, newest first, then, for what is still
 * missing, any other of the job that holds the same content.
 */
final class ProvenSalvage {
    private static final long MARGIN = 1 << 20;

    private final SalvageTools tools;
    private final Manifest target;
    private final String doubt;
    private final SalvageLinks links;
    private final SalvageRules rules;
    private final Map<String, DamagedDatabase> databases = new LinkedHashMap<>();
    private final Map<Label, Map<String, Piece>> pieces = new HashMap<>();
    /** Files that are looked for by their hash, by path. */
    private final Map<String, Entry> missing = new HashMap<>();
    /** What was met instead of them, by path. */
    private final Map<String, String> damage = new HashMap<>();
    /** Archives that were looked through, and what was met in them; "" where nothing was. */
    private final Map<Label, String> scanned = new LinkedHashMap<>();

    private final Map<String, Item> items = new HashMap<>();

    ProvenSalvage(SalvageTools tools, DamagedCopies.Found found) throws BackupException {
        this.tools = tools;
        this.target = found.manifest();
        this.doubt = found.doubt();
        this.links = SalvageLinks.of(tools.copies(), target);
        this.rules = new SalvageRules(target);
    }

    SalvageReport run() throws IOException, BackupException {
        sort();
        tools.tree().requireSpace(neededBytes());
        tools.work().phase("salvage", plainBytes());
        for (Manifest link : links.manifests()) {
            if (!pieces.getOrDefault(link.label(), Map.of()).isEmpty() || carriesMissing(link)) {
                scan(link.label(), limit(link));
            }
        }
        for (DamagedDatabase database : databases.values()) {
            if (new DatabaseAssembly(tools, database).run()) {
                recovered(database.entry());
            } else {
                missing.put(database.entry().path(), database.entry());
            }
        }
        scanOthers();
        addTheRest();
        return report();
    }

    private void sort() {
        Map<String, DatabaseState> states = new HashMap<>();
        target.databases().forEach(state -> states.put(state.path(), state));
        for (Entry entry : target.entries()) {
            Optional<String> refusal = rules.refusal(entry);
            if (refusal.isPresent()) {
                put(entry, Result.REFUSED, refusal.get());
            } else if (entry.type() == EntryType.FILE && states.containsKey(entry.path())) {
                addDatabase(new DamagedDatabase(entry, states.get(entry.path()), links));
            } else if (entry.type() == EntryType.FILE) {
                missing.put(entry.path(), entry);
            }
        }
    }

    private void addDatabase(DamagedDatabase database) {
        databases.put(database.entry().path(), database);
        for (Piece piece : database.pieces()) {
            pieces.computeIfAbsent(piece.label(), label -> new HashMap<>()).put(piece.path(), piece);
        }
    }

    /** A database that has deltas is there twice until its base is let go. */
    private long neededBytes() {
        long bytes = 0;
        for (Entry entry : target.entries()) {
            bytes += entry.size();
        }
        for (DamagedDatabase database : databases.values()) {
            if (!database.deltas().isEmpty()) {
                bytes += database.pieces().stream().mapToLong(Piece::size).sum();
            }
        }
        return bytes < 0 ? Long.MAX_VALUE : bytes;
    }

    private long plainBytes() {
        return links.manifests().stream()
                .mapToLong(manifest -> manifest.archive().plainSize())
                .sum();
    }

    /** What comes out of damaged bytes may be longer than what they were made of. */
    private static long limit(Manifest manifest) {
        return 2 * Math.min(manifest.archive().plainSize(), Long.MAX_VALUE / 4) + MARGIN;
    }

    private void scan(Label label, long limit) throws IOException, BackupException {
        if (!tools.copies().hasArchive(label)) {
            scanned.put(label, "it is missing");
            return;
        }
        Map<String, Piece> wanted = pieces.getOrDefault(label, Map.of());
        SalvageReader.Expectation expectation =
                new SalvageReader.Expectation(limit, member -> isWanted(wanted, member), refusal -> {});
        try (SalvageReader reader = tools.copies().open(label, expectation)) {
            for (ArchiveMember member = reader.next(); member != null; member = reader.next()) {
                tools.work().check();
                if (member.type() == EntryType.FILE) {
                    take(reader, member, wanted.get(member.path()), label);
                }
            }
            scanned.put(label, reader.trouble());
        }
    }

    private boolean isWanted(Map<String, Piece> wanted, ArchiveMember member) {
        Piece piece = wanted.get(member.path());
        Entry entry = missing.get(member.path());
        return member.type() == EntryType.FILE
                && ((piece != null && piece.size() == member.size())
                        || (entry != null && entry.size() == member.size()));
    }

    private void take(SalvageReader reader, ArchiveMember member, Piece piece, Label label)
            throws IOException, BackupException {
        if (piece != null && piece.size() == member.size()) {
            if (piece.copied().isEmpty()) {
                piece.take(tools.tree().copy(reader, tools.work()));
            }
            return;
        }
        Entry entry = missing.get(member.path());
        if (entry == null || entry.size() != member.size()) {
            return;
        }
        Copied copied = tools.tree().copy(reader, tools.work());
        if (copied.is(entry.size(), entry.sha256())) {
            tools.tree().adopt(copied.place(), entry);
            missing.remove(entry.path());
            recovered(entry);
            return;
        }
        Files.delete(copied.place());
        if (links.carrier(entry.path()).filter(label::equals).isPresent()) {
            damage.put(
                    entry.path(),
                    copied.bytes() < entry.size()
                            ? "only " + copied.bytes() + " of its " + entry.size() + " bytes can be read in " + label
                            : "its content in " + label + " is not what was backed up");
        }
    }

    private void recovered(Entry entry) {
        put(entry, Result.RECOVERED, "");
    }

    private void put(Entry entry, Result result, String why) {
        items.put(entry.path(), new Item(entry.path(), entry.type().word(), entry.size(), result, why));
    }

    /** For what is still missing: the same content may lie in another backup. */
    private void scanOthers() throws IOException, BackupException {
        for (Label label : tools.copies().newestFirst()) {
            if (missing.isEmpty()) {
                return;
            }
            if (scanned.containsKey(label)) {
                continue;
            }
            Optional<Manifest> manifest = tools.copies().manifest(label).map(DamagedCopies.Found::manifest);
            // Without a manifest it may be a part of this chain that lost it.
            boolean perhaps = !links.gap().isEmpty() && label.compareTo(target.label()) < 0;
            if (manifest.isPresent() ? carriesMissing(manifest.get()) : perhaps) {
                scan(label, manifest.map(ProvenSalvage::limit).orElseGet(() -> SalvageTools.limit(tools, label)));
            }
        }
    }

    private boolean carriesMissing(Manifest manifest) {
        Set<String> notCarried = manifest.notCarried();
        return manifest.entries().stream()
                .filter(entry -> entry.type() == EntryType.FILE && !notCarried.contains(entry.path()))
                .anyMatch(entry -> missing.containsKey(entry.path())
                        && missing.get(entry.path()).sha256().equals(entry.sha256()));
    }

    /** What has no content of its own stands in the manifest with all that belongs to it. */
    private void addTheRest() throws IOException, BackupException {
        for (Entry entry : target.entries()) {
            boolean open = !items.containsKey(entry.path()) && entry.type() != EntryType.FILE;
            if (open && entry.type() == EntryType.HARDLINK && !isRecovered(entry.linkTarget())) {
                put(entry, Result.MISSING, "the file it is a link to, '" + entry.linkTarget() + "', is lost");
            } else if (open) {
                tools.tree().add(entry);
                recovered(entry);
            }
        }
        for (String path : databases.keySet()) {
            if (isRecovered(path)) {
                tools.tree().addEmpty(databases.get(path).entry(), path + "-wal");
            }
        }
    }

    private boolean isRecovered(String path) {
        Item item = items.get(path);
        return item != null && item.result() == Result.RECOVERED;
    }

    private SalvageReport report() throws IOException, BackupException {
        List<DatabaseRemains> remains = new ArrayList<>();
        for (Entry entry : List.copyOf(missing.values())) {
            DamagedDatabase database = databases.get(entry.path());
            if (database != null) {
                put(entry, database.result(), database.why());
                remains.add(new RemainsOfDatabase(tools, target).of(database));
            } else {
                lost(entry);
            }
        }
        List<String> notes = new ArrayList<>();
        if (!doubt.isEmpty()) {
            notes.add("the manifest is vouched for by its own content id only: " + doubt);
        }
        if (!links.gap().isEmpty()) {
            notes.add(links.gap());
        }
        scanned.forEach((label, trouble) -> {
            if (!trouble.isEmpty()) {
                notes.add("the archive of " + label + ": " + trouble);
            }
        });
        List<Item> entries =
                target.entries().stream().map(entry -> items.get(entry.path())).toList();
        return new SalvageReport(target.label(), tools.copies().destination(), true, notes, entries, remains);
    }

    private void lost(Entry entry) {
        Optional<Label> carrier = links.carrier(entry.path());
        if (damage.containsKey(entry.path())) {
            put(entry, Result.DAMAGED, damage.get(entry.path()));
        } else if (carrier.isEmpty()) {
            put(entry, Result.MISSING, "nobody knows which archive holds it: " + links.gap());
        } else {
            String trouble = scanned.getOrDefault(carrier.get(), "");
            boolean beyond = !trouble.isEmpty() && tools.copies().hasArchive(carrier.get());
            put(
                    entry,
                    beyond ? Result.BEYOND_DAMAGE : Result.MISSING,
                    "it was not found in the archive of " + carrier.get()
                            + (trouble.isEmpty() ? ", which should hold it" : ": " + trouble));
        }
    }

    /** Whether this is the archive's fault, and not ours or the disk's. */
    static boolean isDamage(BackupException e) {
        return e.code() == ErrorCode.ARCHIVE_CORRUPT || e.code() == ErrorCode.CHAIN_BROKEN;
    }
}
