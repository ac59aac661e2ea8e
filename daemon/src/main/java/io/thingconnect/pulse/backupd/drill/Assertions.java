package io.thingconnect.pulse.backupd.drill;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.system.Work;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/** Asks a restored database. An answer that is no number may be a secret, and is not told. */
final class Assertions {
    /** Enough for a count over a table of some hundred million rows. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,18}(\\.\\d{1,6})?");
    private static final int LONGEST_NAME = 200;
    private static final String USERS = "select count(*) > 0 from AspNetUsers";
    private static final String NEWEST = "select max(Ts) from check_result_raw";

    private final DrillOrder order;
    private final Course course;
    private final Work work;

    Assertions(DrillOrder order, Course course, Work work) {
        this.order = order;
        this.course = course;
        this.work = work;
    }

    /** @param takenAt when the backup was made */
    void hold(Path database, Instant takenAt) throws BackupException {
        try (RestoredDatabase restored = RestoredDatabase.open(database)) {
            if (order.assertions().isEmpty()) {
                fresh(restored, takenAt);
                check(restored, new Assertion(USERS, "1", USERS));
            }
            for (Assertion assertion : order.assertions()) {
                work.check();
                check(restored, assertion);
            }
        } catch (SQLException e) {
            course.check("the restored database opens", false, reason(e));
        }
    }

    /** Against the time of the backup, not of the drill: a drill of an old backup is no failure. */
    private void fresh(RestoredDatabase restored, Instant takenAt) throws BackupException {
        if (order.freshness().isZero()) {
            return;
        }
        String name =
                "the newest check result is at most " + order.freshness().toSeconds() + " s older than the backup";
        try {
            Optional<String> newest = restored.ask(NEWEST, PATIENCE, work);
            if (newest.isEmpty() || !newest.get().matches("\\d{1,12}")) {
                course.check(name, false, "there is none");
                return;
            }
            long age = takenAt.getEpochSecond() - Long.parseLong(newest.get());
            course.check(name, age <= order.freshness().toSeconds(), "it is " + age + " s older");
        } catch (SQLException e) {
            course.check(name, false, reason(e));
        }
    }

    private void check(RestoredDatabase restored, Assertion assertion) throws BackupException {
        String name = assertion.shown();
        name = name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) + "…" : name;
        try {
            String answer = restored.ask(assertion.sql(), PATIENCE, work).orElse("");
            boolean passed = answer.equals(assertion.expect());
            course.check(
                    name,
                    passed,
                    passed ? "as expected" : "answered " + told(answer) + ", expected " + told(assertion.expect()));
        } catch (SQLException e) {
            course.check(name, false, reason(e));
        }
    }

    private static String told(String value) {
        if (value.isEmpty()) {
            return "nothing";
        }
        return NUMBER.matcher(value).matches() ? value : "a text of " + value.length() + " characters";
    }

    private static String reason(SQLException e) {
        String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return why.lines().findFirst().orElse(why);
    }
}
