package io.thingconnect.pulse.backupd.restore.salvage;

import io.thingconnect.pulse.backupd.archive.ArchiveMember;
import io.thingconnect.pulse.backupd.archive.SalvageReader;
import io.thingconnect.pulse.backupd.backupset.EntryType;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.restore.salvage.SalvageReport.Item;
import io.thingconnect.pulse.backupd.restore.salvage.SalvageReport.Result;
import io.thingconnect.pulse.backupd.restore.salvage.SalvagedTree.Copied;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Salvage by the archive alone: what it says of itself is all there is, so all of it goes where nobody takes it for proven. */
final class UnprovenSalvage {
    private static final int SET_ID_BITS = 06000;
    private static final int MOST_MEMBERS = 1_000_000;

    /** Left free on the disk, whatever sizes the archive claims. */
    private static final long RESERVE = 64L << 20;

    private static final Set<String> REPORTS =
            Set.of("report.json", "report.txt", ".report.json.new", ".report.txt.new");

    private final SalvageTools tools;
    private final Label label;
    private final List<Item> items = new ArrayList<>();
    /** What stands at a path; null is a directory that only its members speak of. */
    private final Map<String, EntryType> seen = new HashMap<>();

    UnprovenSalvage(SalvageTools tools, Label label) {
        this.tools = tools;
        this.label = label;
    }

    SalvageReport run() throws IOException, BackupException {
        tools.work().phase("salvage", -1);
        List<String> notes = new ArrayList<>();
        notes.add(
                "the manifest is missing or damaged: nothing tells whether these are the contents that were backed up");
        SalvageReader.Expectation expectation = new SalvageReader.Expectation(
                SalvageTools.limit(tools, label), member -> true, refusal -> refused(notes, refusal));
        try (SalvageReader reader = tools.copies().open(label, expectation)) {
            ArchiveMember member = reader.next();
            while (member != null && items.size() < MOST_MEMBERS) {
                tools.work().check();
                take(reader, member);
                member = reader.next();
            }
            if (!reader.trouble().isEmpty()) {
                notes.add("the archive: " + reader.trouble());
            }
        }
        return new SalvageReport(label, tools.copies().destination(), false, notes, items, List.of());
    }

    private static void refused(List<String> notes, BackupException refusal) {
        if (notes.size() < 1000) {
            notes.add(refusal.getMessage());
        }
    }

    private void take(SalvageReader reader, ArchiveMember member) throws IOException, BackupException {
        String refusal = refusal(member);
        if (!refusal.isEmpty()) {
            put(member, Result.REFUSED, refusal);
            return;
        }
        try {
            if (member.type() == EntryType.FILE) {
                file(reader, member);
            } else {
                tools.tree().addUnproven(member);
                put(member, Result.UNPROVEN, "no manifest vouches for it");
            }
            remember(member);
        } catch (BackupException e) {
            if (e.code() != ErrorCode.ARCHIVE_UNSAFE && e.code() != ErrorCode.PATH_NOT_FOUND) {
                throw e;
            }
            put(member, Result.REFUSED, e.getMessage());
        }
    }

    private void file(SalvageReader reader, ArchiveMember member) throws IOException, BackupException {
        Copied copied = tools.tree().copy(reader, tools.work());
        if (copied.bytes() < member.size()) {
            Files.delete(copied.place());
            put(member, Result.DAMAGED, "only " + copied.bytes() + " of its " + member.size() + " bytes can be read");
            return;
        }
        tools.tree().keepUnproven(copied.place(), member);
        put(member, Result.UNPROVEN, "no manifest vouches for it");
    }

    private String refusal(ArchiveMember member) throws IOException {
        String path = member.path();
        if (member.type() == EntryType.FILE && (member.mode() & SET_ID_BITS) != 0) {
            return "it has set-uid or set-gid bits";
        }
        if (REPORTS.contains(path.contains("/") ? path.substring(0, path.indexOf('/')) : path)) {
            return "the report of this salvage has its place";
        }
        boolean directoryToo = seen.get(path) == null && member.type() == EntryType.DIRECTORY;
        if (seen.containsKey(path) && !directoryToo) {
            return "its path was there before";
        }
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            EntryType parent = seen.get(path.substring(0, slash));
            if (parent != null && parent != EntryType.DIRECTORY) {
                return "it lies below what is no directory";
            }
        }
        boolean link = member.type() == EntryType.SYMLINK || member.type() == EntryType.HARDLINK;
        if (link && (member.linkTarget().isEmpty() || member.linkTarget().indexOf('\0') >= 0)) {
            return "it has an impossible link target";
        }
        if (member.size() > tools.tree().free() - RESERVE) {
            return "its " + member.size() + " bytes do not fit on the disk";
        }
        return "";
    }

    private void remember(ArchiveMember member) {
        String path = member.path();
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            seen.putIfAbsent(path.substring(0, slash), null);
        }
        seen.put(path, member.type());
    }

    private void put(ArchiveMember member, Result result, String why) {
        items.add(new Item(member.path(), member.type().word(), member.size(), result, why));
    }
}
