package io.thingconnect.pulse.backupd.daemon;

import io.thingconnect.pulse.backupd.catalog.BackupRecord;
import io.thingconnect.pulse.backupd.catalog.VerificationRecord;
import io.thingconnect.pulse.backupd.control.service.Status;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The answer to "am I safe?".
 *
 * @param word {@code yes}, {@code warning} or {@code no}
 * @param summary one line
 */
record Safety(String word, String summary) {
    static Safety of(
            Optional<BackupRecord> lastGood,
            Optional<VerificationRecord> proven,
            List<Status.Alarm> alarms,
            boolean enabled,
            Instant now) {
        if (lastGood.isEmpty()) {
            return new Safety("no", "there is no good backup yet");
        }
        String newest = "the newest good backup is " + Ages.of(lastGood.get().takenAt(), now) + " old";
        Optional<Status.Alarm> critical = alarms.stream()
                .filter(alarm -> alarm.severity().equals("critical"))
                .findFirst();
        if (critical.isPresent()) {
            return new Safety("no", critical.get().message() + "; " + newest);
        }
        if (!alarms.isEmpty()) {
            return new Safety("warning", alarms.get(0).message() + "; " + newest);
        }
        if (!enabled) {
            return new Safety("warning", "scheduled backups are switched off; " + newest);
        }
        if (proven.isEmpty()) {
            return new Safety("warning", newest + ", but no restore was ever proven: pulsectl verify --level restore");
        }
        return new Safety(
                "yes",
                newest + ", and a restore was proven " + Ages.of(proven.get().at(), now) + " ago");
    }
}
