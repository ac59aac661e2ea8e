package io.thingconnect.pulse.backupd.config;

import io.thingconnect.pulse.backupd.drill.Assertion;
import io.thingconnect.pulse.backupd.drill.Scope;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.job.DrillSpec;
import io.thingconnect.pulse.backupd.job.VerificationPolicy;
import io.thingconnect.pulse.backupd.schedule.CronSchedule;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Takes {@code verification:} and {@code drills:} out of a long form that has no errors. */
final class PracticeReader {
    /** How much older than a backup its newest check result may be where no objective says so. */
    private static final Duration FRESH = Duration.ofMinutes(15);

    private final Value.Block file;
    private final ZoneId zone;

    PracticeReader(Value.Block file, ZoneId zone) {
        this.file = file;
        this.zone = zone;
    }

    /** @param readable whether this box can read what it writes; else no restore is tried */
    Settings.Practice practice(boolean readable) throws BackupException {
        Value.Block backup = file.block("backup");
        Value.Block verification = backup.block("verification");
        return new Settings.Practice(
                flag(verification, "enabled") ? policy(verification, readable) : VerificationPolicy.OFF,
                flag(verification, "notifyOnFailure"),
                drills(backup.block("drills")),
                freshness());
    }

    private static VerificationPolicy policy(Value.Block verification, boolean readable) {
        return new VerificationPolicy(
                flag(verification, "checksumVerification"),
                verification.text("reverifyAfter").flatMap(Quantities::duration).orElseThrow(),
                verification.text("nightlyBudget").flatMap(Quantities::bytes).orElseThrow(),
                readable && flag(verification, "testRestore"));
    }

    private static boolean flag(Value.Block block, String key) {
        return block.text(key).flatMap(Quantities::flag).orElseThrow();
    }

    private List<DrillSpec> drills(Value.Block drills) throws BackupException {
        List<DrillSpec> found = new ArrayList<>();
        for (Map.Entry<String, Value> entry : drills.values().entrySet()) {
            Value.Block drill = (Value.Block) entry.getValue();
            found.add(new DrillSpec(
                    entry.getKey(),
                    Optional.of(CronSchedule.parse(drill.text("schedule").orElseThrow(), zone)),
                    drill.text("scope").flatMap(Scope::parse).orElseThrow(),
                    drill.text("from"),
                    drill.text("backup").equals(Optional.of("oldest")),
                    assertions(drill),
                    freshness()));
        }
        return found;
    }

    private static List<Assertion> assertions(Value.Block drill) {
        List<Assertion> assertions = new ArrayList<>();
        if (drill.at("assertions").orElse(null) instanceof Value.Items items) {
            for (Value item : items.values()) {
                Value.Block assertion = (Value.Block) item;
                String sql = assertion.text("sql").orElseThrow();
                String shown = assertion.at("sql").orElseThrow() instanceof Value.Text text ? text.raw() : sql;
                assertions.add(new Assertion(sql, assertion.text("expect").orElseThrow(), shown));
            }
        }
        return assertions;
    }

    /** {@code objectives: rpo}, one value or that of the database. */
    private Duration freshness() {
        Value.Block objectives = file.block("objectives");
        return objectives
                .text("rpo")
                .or(() -> objectives.block("rpo").text("database"))
                .flatMap(Quantities::duration)
                .orElse(FRESH);
    }
}
