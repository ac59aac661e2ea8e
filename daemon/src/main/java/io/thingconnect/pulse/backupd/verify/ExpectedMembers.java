package io.thingconnect.pulse.backupd.verify;

import io.thingconnect.pulse.backupd.archive.ArchiveMember;
import io.thingconnect.pulse.backupd.backupset.ControlTexts;
import io.thingconnect.pulse.backupd.backupset.DatabaseState;
import io.thingconnect.pulse.backupd.backupset.Difference;
import io.thingconnect.pulse.backupd.backupset.Entry;
import io.thingconnect.pulse.backupd.backupset.EntryType;
import io.thingconnect.pulse.backupd.backupset.Manifest;
import io.thingconnect.pulse.backupd.backupset.Sha256;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The members that must be in one archive, by its manifest: each once, and no other. */
final class ExpectedMembers {
    private static final Sha256 EMPTY = Sha256.of(new byte[0]);

    private final Manifest manifest;
    private final Map<String, Expected> missing = new HashMap<>();
    private long size;

    private ExpectedMembers(Manifest manifest) {
        this.manifest = manifest;
    }

    /**
     * One of them.
     *
     * @param sha256 null for anything but a file
     * @param header what mode, owner and time must be; null where nothing hangs on them
     */
    record Expected(EntryType type, long size, Sha256 sha256, Entry header) {
        boolean matches(ArchiveMember member) {
            return type == member.type() && size == member.size() && (header == null || Headers.match(header, member));
        }
    }

    /** @throws BackupException {@code MANIFEST_CORRUPT} where the manifest contradicts itself */
    static ExpectedMembers of(Manifest manifest) throws BackupException {
        ExpectedMembers members = new ExpectedMembers(manifest);
        Map<String, Entry> entries = new TreeRules(manifest).check();
        if (manifest.lineage().isDelta()) {
            members.addControl();
        }
        members.addDatabases(entries);
        Set<String> notCarried = manifest.notCarried();
        for (Entry entry : manifest.entries()) {
            if (!notCarried.contains(entry.path())) {
                members.add(entry.path(), new Expected(entry.type(), entry.size(), entry.sha256(), entry));
            }
        }
        return members;
    }

    private void addControl() throws BackupException {
        Map<String, byte[]> texts =
                ControlTexts.of(manifest.databases(), manifest.difference().deleted());
        for (Difference.ControlMember control : manifest.difference().control()) {
            byte[] text = texts.get(control.path());
            boolean right = text == null
                    ? control.path().equals(Difference.APPLY)
                    : control.size() == text.length && control.sha256().equals(Sha256.of(text));
            if (!right) {
                throw contradiction(manifest, "it has another '" + control.path() + "' than belongs to it");
            }
            add(control.path(), new Expected(EntryType.FILE, control.size(), control.sha256(), null));
        }
        if (missing.size() != texts.size() + 1) {
            throw contradiction(manifest, "it does not list all files below " + Difference.DIRECTORY);
        }
    }

    private void addDatabases(Map<String, Entry> entries) throws BackupException {
        for (DatabaseState state : manifest.databases()) {
            if (state.isDelta()) {
                Entry header = entries.get(state.path());
                add(
                        state.deltaPath(manifest.label()),
                        new Expected(
                                EntryType.FILE,
                                state.delta().size(),
                                state.delta().sha256(),
                                header.withContent(state.delta().size(), null)));
            } else {
                add(state.guardPath(), new Expected(EntryType.FILE, 0, EMPTY, null));
            }
        }
    }

    private void add(String path, Expected expected) throws BackupException {
        size += expected.size();
        if (missing.put(path, expected) != null) {
            throw contradiction(manifest, "two members would be '" + path + "'");
        }
        if (size < 0 || size > manifest.archive().plainSize()) {
            throw contradiction(manifest, "its members are larger than the whole archive");
        }
    }

    int count() {
        return missing.size();
    }

    /** Empty where there must be no such member, or no second one. */
    Optional<Expected> take(String path) {
        return Optional.ofNullable(missing.remove(path));
    }

    /** One that was not taken. */
    Optional<String> left() {
        return missing.keySet().stream().findFirst();
    }

    static BackupException contradiction(Manifest manifest, String why) {
        return new BackupException(
                ErrorCode.MANIFEST_CORRUPT,
                "manifest " + manifest.label() + ".manifest.json contradicts itself: " + why,
                "Use the copy at another destination, or another backup: pulsectl list.");
    }
}
