package io.thingconnect.pulse.backupd.report.doctor;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.watch.ClockWatch;
import io.thingconnect.pulse.backupd.watch.Snapshot;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** The clock against what was seen of it before, who sets it, and the zone of the schedules. */
public final class ClockLook implements Check {
    private final History history;
    private final Clock clock;
    private final ZoneId zone;
    private final ZoneId systemZone;
    private final Programs programs;

    /** @param zone of the schedules */
    public ClockLook(History history, Clock clock, ZoneId zone, ZoneId systemZone, Programs programs) {
        this.history = requireNonNull(history, "history is null");
        this.clock = requireNonNull(clock, "clock is null");
        this.zone = requireNonNull(zone, "zone is null");
        this.systemZone = requireNonNull(systemZone, "systemZone is null");
        this.programs = requireNonNull(programs, "programs is null");
    }

    /** What was seen of the clock before. */
    @FunctionalInterface
    public interface History {
        Snapshot.ClockFacts seen() throws BackupException;
    }

    @Override
    public String name() {
        return "the clock";
    }

    @Override
    public List<Finding> look() throws BackupException {
        List<Finding> findings = new ArrayList<>();
        findings.add(behind());
        findings.add(synchronised());
        findings.add(zone());
        return findings;
    }

    private Finding behind() throws BackupException {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        return ClockWatch.ahead(history.seen(), now)
                .map(newest -> Finding.warning(
                        FindingId.CLOCK_BEHIND,
                        "",
                        "it says " + now + ", but backups were made up to " + newest,
                        "timedatectl status; sudo timedatectl set-ntp true"))
                .orElseGet(() -> Finding.ok(FindingId.CLOCK_BEHIND, "", now + ", not behind any backup"));
    }

    private Finding synchronised() {
        String answer = programs.ask(List.of("timedatectl", "show", "--property=NTPSynchronized"))
                .orElse("")
                .strip();
        return switch (answer) {
            case "NTPSynchronized=yes" -> Finding.ok(FindingId.CLOCK_UNSYNCHRONISED, "", "set by a time server");
            case "NTPSynchronized=no" ->
                Finding.warning(
                        FindingId.CLOCK_UNSYNCHRONISED,
                        "",
                        "no time server has set it",
                        "sudo timedatectl set-ntp true");
            default -> Finding.ok(FindingId.CLOCK_UNSYNCHRONISED, "", "timedatectl does not say who sets it");
        };
    }

    private Finding zone() {
        return zone.getRules().equals(systemZone.getRules())
                ? Finding.ok(FindingId.TIMEZONE, "", zone.getId())
                : Finding.notice(
                        FindingId.TIMEZONE,
                        "",
                        "schedules are read in " + zone + ", this box and the application live in " + systemZone,
                        "pulsectl jobs");
    }
}
