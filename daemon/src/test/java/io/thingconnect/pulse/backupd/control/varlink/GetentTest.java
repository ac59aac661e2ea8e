package io.thingconnect.pulse.backupd.control.varlink;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.thingconnect.pulse.backupd.control.Fakes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a script in place of the real program, so that nothing depends on the machine's users. */
final class GetentTest {
    @TempDir
    Path directory;

    private final SteppedClock clock = new SteppedClock();
    private Path script;
    private Getent getent;

    /** Stands still unless it is set. */
    private static final class SteppedClock extends Clock {
        Instant now = Fakes.NOW;

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    @BeforeEach
    void makeGetent() throws Exception {
        script = directory.resolve("getent");
        getent = new Getent(List.of("/bin/sh", script.toString()), Duration.ofMinutes(1), clock);
    }

    private void answers(String body) throws Exception {
        Files.writeString(script, "echo x >> '" + directory + "/asked'\n" + body + "\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    }

    private long asked() throws Exception {
        return Files.readAllLines(directory.resolve("asked")).size();
    }

    @Test
    void groupsAndUsersAreReadFromTheFieldsOfTheirLines() throws Exception {
        answers("case \"$1 $2\" in 'group staff') echo 'staff:x:50:ada, olga,';; 'group empty') echo 'empty:*:51:';;"
                + " 'passwd 1000') echo 'ada:x:1000:100:Ada,,,:/home/ada:/bin/sh';; *) exit 2;; esac");
        assertEquals(Optional.of(new GroupDatabase.Group(50, Set.of("ada", "olga"))), getent.group("staff"));
        assertEquals(Optional.of(new GroupDatabase.Group(51, Set.of())), getent.group("empty"));
        assertEquals(Optional.of("ada"), getent.user(1000));
        assertEquals(Optional.empty(), getent.group("none"));
        assertEquals(Optional.empty(), getent.user(77));
    }

    @Test
    void anAnswerIsKeptForTenSecondsAndNotWhenTheClockWasSetBack() throws Exception {
        answers("echo staff:x:50:ada");
        getent.group("staff");
        clock.now = Fakes.NOW.plusSeconds(9);
        getent.group("staff");
        assertEquals(1, asked());
        clock.now = Fakes.NOW.plusSeconds(10);
        answers("echo staff:x:50:");
        assertEquals(Set.of(), getent.group("staff").orElseThrow().members());
        clock.now = Fakes.NOW.minusSeconds(3600);
        getent.group("staff");
        assertEquals(3, asked());
    }

    @Test
    void aDirectoryServiceThatHangsIsNotWaitedFor() throws Exception {
        answers("exec sleep 600");
        Getent impatient = new Getent(List.of("/bin/sh", script.toString()), Duration.ofMillis(200), clock);
        assertEquals(Optional.empty(), impatient.group("staff"));
    }

    @Test
    void whatCannotBeAskedOrReadIsNoMembership() throws Exception {
        assertEquals(
                Optional.empty(),
                new Getent(List.of("/nonexistent/getent"), Duration.ofMinutes(1), clock).group("staff"));
        answers("echo staff:x:many:ada");
        assertEquals(Optional.empty(), getent.group("staff"));
        answers("echo nonsense");
        assertEquals(Optional.empty(), getent.group("other"));
    }
}
