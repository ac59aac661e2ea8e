package io.thingconnect.pulse.backupd.report.doctor;

import io.thingconnect.pulse.backupd.restore.inplace.RestoreRecord;
import io.thingconnect.pulse.backupd.watch.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What can be wrong with units, configuration and restores, and with the doctor's own questions. */
final class ServiceTroubles {
    private static final String PACKAGED = "/usr/lib/systemd/system/" + Bed.SERVICE;

    private static final Duration KEPT = Duration.ofDays(40);

    private final Bed bed;
    private String error = "";
    private List<String> warnings = List.of();
    private List<String> channels = List.of("mail");
    private boolean broken;
    private CountDownLatch latch = new CountDownLatch(0);

    ServiceTroubles(Bed bed) {
        this.bed = bed;
    }

    private Check units() {
        return new UnitsLook(bed.programs(), List.of("plant-monitor"));
    }

    private Trouble unit(String file, String reload, String fragment, String dropIns) {
        return Trouble.mendedByCommand(
                this::units, () -> bed.unit(Bed.SERVICE, file, "active", reload, fragment, dropIns));
    }

    Trouble disabled() {
        return unit("disabled", "no", PACKAGED, "");
    }

    Trouble reload() {
        return unit("enabled", "yes", PACKAGED, "");
    }

    Trouble changed() {
        return Trouble.mendedByCommand(this::units, () -> {
            bed.unit(Bed.SERVICE, "enabled", "active", "no", "/etc/systemd/system/" + Bed.SERVICE, "");
            bed.onRestart(":");
        });
    }

    Trouble dropIn() {
        String ours = "/run/systemd/generator/" + Bed.SERVICE + ".d/50-writable-paths.conf";
        return new Trouble(
                this::units,
                () -> bed.unit(
                        Bed.SERVICE,
                        "enabled",
                        "active",
                        "no",
                        PACKAGED,
                        ours + " /etc/systemd/system/" + Bed.SERVICE + ".d/override.conf"),
                () -> bed.unit(Bed.SERVICE, "enabled", "active", "no", PACKAGED, ours));
    }

    Trouble down() {
        String unit = Bed.UNIT;
        return Trouble.mendedByCommand(
                this::units, () -> bed.unit(unit, "enabled", "failed", "no", "/usr/lib/systemd/system/" + unit, ""));
    }

    Trouble unsynchronised() {
        return Trouble.mendedByCommand(
                () -> new ClockLook(
                        () -> new Snapshot.ClockFacts(Optional.empty(), Optional.empty()),
                        bed.clock(),
                        Bed.BERLIN,
                        Bed.BERLIN,
                        bed.programs()),
                () -> Files.writeString(bed.state.resolve("ntp"), "NTPSynchronized=no\n"));
    }

    private Check configuration() {
        return new ConfigurationLook(bed.directory.resolve("backup.yaml"), new ConfigurationLook.Source() {
            @Override
            public String error() {
                return error;
            }

            @Override
            public List<String> warnings() {
                return warnings;
            }

            @Override
            public List<String> channels() {
                return channels;
            }
        });
    }

    Trouble rejected() {
        return new Trouble(this::configuration, () -> error = "backup.yaml:1:1: no", () -> error = "");
    }

    Trouble warned() {
        return new Trouble(this::configuration, () -> warnings = List.of("not done"), () -> warnings = List.of());
    }

    Trouble noChannels() {
        return new Trouble(this::configuration, () -> channels = List.of(), () -> channels = List.of("mail"));
    }

    Trouble openRestore() {
        Path marker = bed.state.resolve("in-progress");
        return new Trouble(
                () -> new RestoresLook(marker, List::of, KEPT, bed.clock()),
                () -> Files.writeString(marker, ""),
                () -> Files.delete(marker));
    }

    /** Kept for as long as the configuration says, and not a day longer without a word. */
    Trouble leftovers() throws IOException {
        Path previous = bed.directory.resolve("it's old");
        Instant then = Bed.NOW.minus(KEPT);
        RestoreRecord record = new RestoreRecord(
                "1", "restore", "label", Map.of("begun", then), "done", true, "restored", "", List.of(previous));
        Files.writeString(Files.createDirectory(previous).resolve("file"), "x");
        return Trouble.mendedByCommand(
                () -> new RestoresLook(bed.state.resolve("in-progress"), () -> List.of(record), KEPT, bed.clock()),
                () -> bed.now = Bed.NOW.plusSeconds(1));
    }

    private Check share() {
        CountDownLatch waited = latch;
        return new Check() {
            @Override
            public String name() {
                return "share";
            }

            @Override
            public Duration bound() {
                return Duration.ofMillis(100);
            }

            @Override
            public List<Finding> look() throws IOException {
                if (broken) {
                    throw new IOException("stale file handle");
                }
                try {
                    waited.await(30, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return List.of();
            }
        };
    }

    Trouble hung() {
        return new Trouble(this::share, () -> latch = new CountDownLatch(1), () -> {
            latch.countDown();
        });
    }

    Trouble failed() {
        return new Trouble(this::share, () -> broken = true, () -> broken = false);
    }
}
