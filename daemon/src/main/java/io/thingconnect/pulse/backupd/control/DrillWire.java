package io.thingconnect.pulse.backupd.control;

import io.thingconnect.pulse.backupd.catalog.DrillRecord;
import io.thingconnect.pulse.backupd.control.service.Drills;
import java.time.Instant;
import java.util.List;

/** How drills look in replies. */
final class DrillWire {
    private DrillWire() {}

    record DrillPhase(String name, long millis) {}

    record DrillCheck(String name, boolean passed, String detail) {}

    record Drill(
            long id,
            long run,
            String name,
            String label,
            String destination,
            String scope,
            boolean passed,
            Instant startedAt,
            Instant endedAt,
            long bytesRead,
            List<DrillPhase> phases,
            List<DrillCheck> checks,
            String message,
            String note) {
        static Drill of(DrillRecord drill) {
            return new Drill(
                    drill.id(),
                    drill.runId(),
                    drill.name(),
                    drill.label(),
                    drill.destination(),
                    drill.scope(),
                    drill.passed(),
                    drill.startedAt(),
                    drill.endedAt(),
                    drill.bytesRead(),
                    drill.phases().stream()
                            .map(phase -> new DrillPhase(phase.name(), phase.millis()))
                            .toList(),
                    drill.checks().stream()
                            .map(check -> new DrillCheck(check.name(), check.passed(), check.detail()))
                            .toList(),
                    drill.message(),
                    drill.note());
        }
    }

    record DrillPlan(String name, String schedule, String scope, String from, String backup, Instant next, Drill last) {
        static DrillPlan of(Drills.Plan plan) {
            return new DrillPlan(
                    plan.name(),
                    plan.schedule(),
                    plan.scope(),
                    plan.from(),
                    plan.backup(),
                    plan.next(),
                    plan.last() == null ? null : Drill.of(plan.last()));
        }
    }
}
