package io.thingconnect.pulse.backupd.drill;

import io.thingconnect.pulse.backupd.catalog.DrillRecord;
import io.thingconnect.pulse.backupd.error.BackupException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/** A drill while it is under way: its phases by the clock, and its checks. */
final class Course {
    private final LongSupplier nanos;
    private final List<DrillRecord.Phase> phases = new ArrayList<>();
    private final List<DrillRecord.Check> checks = new ArrayList<>();
    private String phase = "";
    private long since;
    private long bytesRead;

    /** @param nanos of a clock that only goes forward */
    Course(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Ends the phase before it. */
    void phase(String name) {
        endPhase();
        phase = name;
        since = nanos.getAsLong();
    }

    private void endPhase() {
        if (!phase.isEmpty()) {
            phases.add(new DrillRecord.Phase(phase, Math.max(0, nanos.getAsLong() - since) / 1_000_000));
        }
        phase = "";
    }

    void read(long bytes) {
        bytesRead = bytes;
    }

    void check(String name, boolean passed, String detail) {
        checks.add(new DrillRecord.Check(name, passed, detail));
    }

    Findings over() {
        endPhase();
        return new Findings(phases, checks, bytesRead, Optional.empty());
    }

    Findings brokenOff(BackupException why) {
        String during = phase;
        endPhase();
        checks.add(new DrillRecord.Check(during, false, why.getMessage()));
        return new Findings(phases, checks, bytesRead, Optional.of(why));
    }
}
