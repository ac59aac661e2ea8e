package io.thingconnect.pulse.backupd.report.doctor;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.error.BackupException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The clock against what was seen of it before, who sets it, and the zone of the schedules. */
public final class ClockLook implements Check {
    /** Labels of backups made in quick succession run ahead by a second each. */
    private static final Duration SLACK = Duration.ofMinutes(5);

    private final Catalog catalog;
    private final Clock clock;
    private final ZoneId zone;
    private final ZoneId systemZone;
    private final Programs programs;

    /** @param zone of the schedules */
    public ClockLook(Catalog catalog, Clock clock, ZoneId zone, ZoneId systemZone, Programs programs) {
        this.catalog = requireNonNull(catalog, "catalog is null");
        this.clock = requireNonNull(clock, "clock is null");
        this.zone = requireNonNull(zone, "zone is null");
        this.systemZone = requireNonNull(systemZone, "systemZone is null");
        this.programs = requireNonNull(programs, "programs is null");
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
        Optional<Instant> newest = catalog.newestLabel().map(Label::at);
        if (newest.isPresent() && Duration.between(now, newest.get()).compareTo(SLACK) > 0) {
            return Finding.warning(
                    FindingId.CLOCK_BEHIND,
                    "",
                    "it says " + now + ", but backups were made up to " + newest.get(),
                    "timedatectl status; sudo timedatectl set-ntp true");
        }
        return Finding.ok(FindingId.CLOCK_BEHIND, "", now + ", not behind any backup");
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
