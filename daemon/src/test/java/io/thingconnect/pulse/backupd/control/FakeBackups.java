package io.thingconnect.pulse.backupd.control;

import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.backupset.Manifest;
import io.thingconnect.pulse.backupd.catalog.BackupRecord;
import io.thingconnect.pulse.backupd.catalog.CopyAttempt;
import io.thingconnect.pulse.backupd.catalog.PinRecord;
import io.thingconnect.pulse.backupd.catalog.VerificationRecord;
import io.thingconnect.pulse.backupd.control.service.Backups;
import io.thingconnect.pulse.backupd.encryption.Seal;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;

/** One good full and one pending incremental; the content of one file. */
record FakeBackups(List<BackupRecord> all) implements Backups {
    @Override
    public BackupRecord find(String text) throws BackupException {
        return all.stream()
                .filter(backup ->
                        backup.label().toString().startsWith(text) || (text.equals("latest") && backup.isGood()))
                .findFirst()
                .orElseThrow(() ->
                        new BackupException(ErrorCode.BACKUP_NOT_FOUND, "no backup '" + text + "'", "List them."));
    }

    @Override
    public List<VerificationRecord> verifications(Label label) {
        return label.equals(Fakes.FULL) ? List.of(Fakes.verification()) : List.of();
    }

    @Override
    public List<CopyAttempt> attempts(Label label) {
        return List.of(new CopyAttempt(label, "nas", 2, Fakes.NOW.plusSeconds(60), "connection refused"));
    }

    @Override
    public Optional<PinRecord> pin(Label label) {
        return label.equals(Fakes.DELTA)
                ? Optional.of(new PinRecord(label, Fakes.NOW.plusSeconds(86_400), "audit", "ada", Fakes.NOW))
                : Optional.empty();
    }

    @Override
    public Optional<Seal> seal(Label label) {
        return label.equals(Fakes.FULL)
                ? Optional.of(new Seal(Seal.Way.PUBLIC_KEYS, List.of("0123456789ABCDEF"), ""))
                : Optional.empty();
    }

    @Override
    public List<String> keys(Label label) {
        return seal(label).map(Seal::keyIds).orElse(List.of());
    }

    @Override
    public Manifest manifest(Label label) {
        return Fakes.manifest(label);
    }

    @Override
    public void readPath(Label label, String path, OutputStream out) throws BackupException, IOException {
        if (!path.endsWith("config.yaml")) {
            throw new BackupException(ErrorCode.PATH_NOT_FOUND, "no file '" + path + "'", "List them.");
        }
        out.write(Fakes.CONTENT, 0, 70_000);
        out.write(Fakes.CONTENT, 70_000, Fakes.CONTENT.length - 70_000);
    }
}
