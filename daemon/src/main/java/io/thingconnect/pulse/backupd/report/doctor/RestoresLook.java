package io.thingconnect.pulse.backupd.report.doctor;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.restore.inplace.RestoreRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What restores in place have left behind. */
public final class RestoresLook implements Check {
    private final Path marker;
    private final History history;
    private final Duration kept;
    private final Clock clock;

    /**
     * @param marker stands while a restore in place is not settled
     * @param kept {@code restore.keepPrevious.within}: until then somebody may want to go back. The next restore removes
     *     what is older, but for the newest ones; without a next restore nobody does
     */
    public RestoresLook(Path marker, History history, Duration kept, Clock clock) {
        this.marker = requireNonNull(marker, "marker is null");
        this.history = requireNonNull(history, "history is null");
        this.kept = requireNonNull(kept, "kept is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    /** Every restore in place, oldest first. */
    @FunctionalInterface
    public interface History {
        List<RestoreRecord> all() throws BackupException;
    }

    @Override
    public String name() {
        return "restores in place";
    }

    @Override
    public List<Finding> look() throws BackupException {
        List<RestoreRecord> records = history.all();
        boolean open = Files.exists(marker) || records.stream().anyMatch(record -> !record.closed());
        List<Finding> findings = new ArrayList<>();
        findings.add(
                open
                        ? Finding.error(
                                FindingId.RESTORE_OPEN,
                                "",
                                "a restore in place is under way or was interrupted",
                                "sudo pulse-restore --status; sudo pulse-restore --recover")
                        : Finding.ok(FindingId.RESTORE_OPEN, "", "no restore in place is open"));
        List<Path> old = records.stream()
                .filter(record -> record.closed() && isOld(record))
                .flatMap(record -> record.previous().stream())
                .filter(Files::exists)
                .toList();
        old.forEach(path -> findings.add(Finding.notice(
                FindingId.RESTORE_LEFTOVERS,
                path.toString(),
                "what was there before a restore of more than " + Say.span(kept) + " ago (restore.keepPrevious.within)",
                "sudo rm -r " + Say.quoted(path))));
        if (old.isEmpty()) {
            findings.add(Finding.ok(FindingId.RESTORE_LEFTOVERS, "", "no old state is kept"));
        }
        return findings;
    }

    private boolean isOld(RestoreRecord record) {
        return record.phases().values().stream()
                .findFirst()
                .filter(began -> began.isBefore(clock.instant().minus(kept)))
                .isPresent();
    }
}
