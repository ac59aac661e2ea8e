package io.thingconnect.pulse.backupd.report.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every finding there is: it is not there, is provoked, is found with a command, is mended, and is gone. */
class FindingsIT {
    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(FindingId.class)
    void everyFinding_comesWithItsTrouble_andGoesWithIt(FindingId id) throws Exception {
        assumeFalse(
                id == FindingId.DATABASE_OWNER
                        && !Files.getAttribute(directory, "unix:uid").equals(0),
                "only root can give a file away");
        try (Bed bed = new Bed(directory)) {
            Trouble trouble = trouble(id, bed);
            if (trouble.equals(Trouble.ELSEWHERE)) {
                assertEquals(FindingId.KEY_MISSING, id, "provoked nowhere; see DoctorIT");
                return;
            }
            assertEquals(Optional.empty(), worst(id, trouble), "found before there was anything");

            trouble.cause().run();
            Finding found = worst(id, trouble).orElseThrow(() -> new AssertionError("not found: " + id));
            assertNotEquals("", found.what());
            assertFalse(found.severity() != Severity.NOTICE && found.command().isEmpty());

            if (trouble.byHand() == null) {
                bed.type(found.command());
            } else {
                trouble.byHand().run();
            }
            assertEquals(
                    Optional.empty(),
                    worst(id, trouble).filter(left -> left.severity().compareTo(found.severity()) >= 0),
                    "it is still there after: " + found.command());
        }
    }

    /** Asked as the daemon asks. */
    private static Optional<Finding> worst(FindingId id, Trouble trouble) throws Exception {
        List<Finding> findings = new java.util.ArrayList<>();
        try (Doctor doctor = new Doctor()) {
            doctor.examine(List.of(trouble.check().get()), new Doctor.Listener() {
                @Override
                public void found(Finding finding) {
                    findings.add(finding);
                }

                @Override
                public void waiting() {}
            });
        }
        return findings.stream()
                .filter(finding -> finding.id() == id && finding.severity() != Severity.OK)
                .max(java.util.Comparator.comparing(Finding::severity));
    }

    private static Trouble trouble(FindingId id, Bed bed) throws Exception {
        return switch (id) {
            case DATABASE_UNUSABLE -> new DatabaseTroubles(bed).unusable();
            case DATABASE_LOCKED -> new DatabaseTroubles(bed).locked();
            case JOURNAL_MODE -> new DatabaseTroubles(bed).journalMode();
            case HOT_JOURNAL -> new DatabaseTroubles(bed).hotJournal();
            case WAL_SIZE -> new DatabaseTroubles(bed).walSize();
            case DATABASE_INTEGRITY -> new DatabaseTroubles(bed).integrity();
            case DATABASE_OWNER -> new DatabaseTroubles(bed).owner();
            case SQLITE_VERSION -> new DatabaseTroubles(bed).version();
            case DISK_SPACE -> new PlaceTroubles(bed).space();
            case DISK_FORECAST -> new PlaceTroubles(bed).forecast();
            case SOURCE_UNREADABLE -> new PlaceTroubles(bed).unreadable();
            case DESTINATION_UNWRITABLE -> new PlaceTroubles(bed).unwritable();
            case SECRETS_EXPOSED -> new PlaceTroubles(bed).exposed();
            case DESTINATION_UNREACHABLE -> new PlaceTroubles(bed).unreachable();
            case DESTINATION_FOREIGN -> new PlaceTroubles(bed).foreign();
            case DESTINATION_SLOW -> new PlaceTroubles(bed).slow();
            case KEY_MISSING -> Trouble.ELSEWHERE;
            case BACKUPS_DISABLED -> new CatalogTroubles(bed).disabled();
            case SCHEDULE_NONE -> new CatalogTroubles(bed).schedule("30 3 * * *", "");
            case SCHEDULE_PRUNE -> new CatalogTroubles(bed).schedule("30 3 * * *", "0 2 * * *");
            case SCHEDULE_SKIPS -> new CatalogTroubles(bed).schedule("30 3 28 * *", "30 3 31 * *");
            case SCHEDULE_DST -> new CatalogTroubles(bed).schedule("30 4 * * *", "30 2 * * *");
            case SCHEDULE_INTERVAL -> new CatalogTroubles(bed).interval();
            case CHAIN_LONG -> new CatalogTroubles(bed).longChain();
            case CHAIN_BROKEN -> new CatalogTroubles(bed).brokenChain();
            case COPY_QUARANTINED -> new CatalogTroubles(bed).quarantined();
            case RESTORE_UNPROVEN -> new CatalogTroubles(bed).unproven();
            case CLOCK_BEHIND -> new CatalogTroubles(bed).clockBehind();
            case CLOCK_UNSYNCHRONISED -> new ServiceTroubles(bed).unsynchronised();
            case TIMEZONE -> new CatalogTroubles(bed).timezone();
            case SERVICE_DISABLED -> new ServiceTroubles(bed).disabled();
            case UNITS_RELOAD -> new ServiceTroubles(bed).reload();
            case UNITS_CHANGED -> new ServiceTroubles(bed).changed();
            case UNITS_DROPIN -> new ServiceTroubles(bed).dropIn();
            case APPLICATION_DOWN -> new ServiceTroubles(bed).down();
            case CONFIG_REJECTED -> new ServiceTroubles(bed).rejected();
            case CONFIG_WARNING -> new ServiceTroubles(bed).warned();
            case CHANNELS_NONE -> new ServiceTroubles(bed).noChannels();
            case RESTORE_OPEN -> new ServiceTroubles(bed).openRestore();
            case RESTORE_LEFTOVERS -> new ServiceTroubles(bed).leftovers();
            case CHECK_HUNG -> new ServiceTroubles(bed).hung();
            case CHECK_FAILED -> new ServiceTroubles(bed).failed();
        };
    }
}
