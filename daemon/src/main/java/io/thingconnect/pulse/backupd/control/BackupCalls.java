package io.thingconnect.pulse.backupd.control;

import io.thingconnect.pulse.backupd.backupset.Entry;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.backupset.Manifest;
import io.thingconnect.pulse.backupd.catalog.BackupRecord;
import io.thingconnect.pulse.backupd.catalog.VerificationRecord;
import io.thingconnect.pulse.backupd.control.service.Backups;
import io.thingconnect.pulse.backupd.control.varlink.Method;
import io.thingconnect.pulse.backupd.control.varlink.Parameters;
import io.thingconnect.pulse.backupd.control.varlink.Peer;
import io.thingconnect.pulse.backupd.control.varlink.Replies;
import io.thingconnect.pulse.backupd.control.varlink.ServiceException;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What backups there are, and what is in them. */
final class BackupCalls {
    /** More paths than this are no answer to a person; whoever wants all of them lists the entries. */
    static final int MOST_FOUND = 10_000;

    private final Backups backups;

    BackupCalls(Backups backups) {
        this.backups = backups;
    }

    List<Method> methods() {
        return List.of(
                Method.stream("ListBackups", this::list, "job", "all"),
                Method.of("GetBackup", this::get, "label"),
                Method.stream("ListEntries", this::entries, "label", "changes"),
                Method.stream("FindPath", this::find, "pattern", "label"),
                Method.stream("ReadPath", this::read, "label", "path")
                        .forAdmin()
                        .withAudit());
    }

    private void list(Parameters parameters, Peer peer, Replies replies)
            throws BackupException, ServiceException, IOException {
        Optional<String> job = parameters.optionalText("job");
        boolean all = parameters.flag("all");
        PresentChains chains = PresentChains.of(backups);
        for (BackupRecord backup : chains.backups()) {
            if ((all || !backup.isExpired()) && (job.isEmpty() || job.get().equals(backup.job()))) {
                replies.item(Map.of("backup", Wire.Backup.of(backup, backups, chains)));
            }
        }
        replies.end();
    }

    private record Detail(
            Wire.Backup backup,
            List<String> chain,
            List<String> keys,
            ContentWire.ChangeCounts changed,
            List<ContentWire.Database> databases,
            List<Wire.Verification> verifications,
            List<String> secretsLeftOut) {}

    private void get(Parameters parameters, Peer peer, Replies replies)
            throws BackupException, ServiceException, IOException {
        BackupRecord backup = backups.find(parameters.text("label"));
        List<VerificationRecord> verifications = backups.verifications(backup.label());
        Optional<Manifest> manifest = readable(backup.label());
        PresentChains chains = PresentChains.of(backups);
        replies.only(new Detail(
                Wire.Backup.of(backup, backups, chains),
                chains.chain(backup).stream().map(Label::toString).toList(),
                backups.keys(backup.label()),
                manifest.filter(found -> found.lineage().isDelta())
                        .map(ContentWire.ChangeCounts::of)
                        .orElse(null),
                manifest.map(Manifest::databases).orElse(List.of()).stream()
                        .map(ContentWire.Database::of)
                        .toList(),
                verifications.stream().map(Wire.Verification::of).toList(),
                manifest.map(Manifest::secretsLeftOut).orElse(List.of())));
    }

    /** What the catalog knows of a backup is worth showing also while its destination is away or its manifest damaged. */
    private Optional<Manifest> readable(Label label) {
        try {
            return Optional.of(backups.manifest(label));
        } catch (BackupException e) {
            return Optional.empty();
        }
    }

    private void entries(Parameters parameters, Peer peer, Replies replies)
            throws BackupException, ServiceException, IOException {
        Label label = backups.find(parameters.text("label")).label();
        boolean changesOnly = parameters.flag("changes");
        Manifest manifest = backups.manifest(label);
        Set<String> notCarried = manifest.notCarried();
        for (Entry entry : manifest.entries()) {
            boolean carried = !notCarried.contains(entry.path());
            if (carried || !changesOnly) {
                replies.item(Map.of("entry", ContentWire.Entry.of(entry, carried)));
            }
        }
        if (changesOnly) {
            for (String path : manifest.difference().deleted()) {
                replies.item(Map.of("deleted", path));
            }
        }
        replies.end();
    }

    private void find(Parameters parameters, Peer peer, Replies replies)
            throws BackupException, ServiceException, IOException {
        Glob glob = Glob.parse(parameters.text("pattern"));
        Optional<String> label = parameters.optionalText("label");
        List<BackupRecord> searched = label.isPresent()
                ? List.of(backups.find(label.get()))
                : backups.all().stream().filter(BackupRecord::isGood).toList();
        int found = 0;
        for (BackupRecord backup : searched) {
            replies.requireListener();
            found = findIn(backup.label(), glob, found, replies);
        }
        replies.end();
    }

    private int findIn(Label label, Glob glob, int foundBefore, Replies replies) throws BackupException, IOException {
        int found = foundBefore;
        Manifest manifest = backups.manifest(label);
        Set<String> notCarried = manifest.notCarried();
        for (Entry entry : manifest.entries()) {
            if (!glob.matches(entry.path())) {
                continue;
            }
            if (found == MOST_FOUND) {
                throw new BackupException(
                        ErrorCode.INVALID_PARAMETER,
                        "the pattern matches more than " + MOST_FOUND + " paths",
                        "Narrow the pattern, or name one backup.");
            }
            boolean carried = !notCarried.contains(entry.path());
            replies.item(Map.of("label", label.toString(), "entry", ContentWire.Entry.of(entry, carried)));
            found++;
        }
        return found;
    }

    private void read(Parameters parameters, Peer peer, Replies replies)
            throws BackupException, ServiceException, IOException {
        Label label = backups.find(parameters.text("label")).label();
        String path = Glob.relative(parameters.text("path"));
        Base64.Encoder encoder = Base64.getEncoder();
        try (Chunks chunks = new Chunks(bytes -> replies.item(Map.of("data", encoder.encodeToString(bytes))))) {
            backups.readPath(label, path, chunks);
            chunks.finish();
        }
        replies.end();
    }
}
