package io.thingconnect.pulse.backupd.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.thingconnect.pulse.backupd.error.BackupException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class GlobTest {
    private static void check(String pattern, String path, boolean expected) throws BackupException {
        assertEquals(expected, Glob.parse(pattern).matches(path), pattern + " against " + path);
    }

    @Test
    void withoutASlashTheLastNameCounts() throws BackupException {
        check("*.yaml", "etc/pulse/config.yaml", true);
        check("config.yaml", "etc/pulse/config.yaml", true);
        check("pulse", "etc/pulse/config.yaml", false);
        check("config", "config.yaml", false);
        check("c?nfig.[xy]*", "a/config.yaml", true);
    }

    @Test
    void withASlashTheWholePathCounts() throws BackupException {
        check("etc/*/config.yaml", "etc/pulse/config.yaml", true);
        check("/etc/*/config.yaml", "etc/pulse/config.yaml", true);
        check("etc/*", "etc/pulse/config.yaml", false);
        check("etc/**", "etc/pulse/config.yaml", true);
        check("**/config.yaml", "etc/pulse/config.yaml", true);
        check("etc?pulse/config.yaml", "etc/pulse/config.yaml", false);
        check("/config.yaml", "etc/config.yaml", false);
        check("/config.yaml", "config.yaml", true);
    }

    @Test
    void classesRangesAndEscapesAreThoseOfTheShell() throws BackupException {
        check("[a-c]x", "bx", true);
        check("[!a-c]x", "bx", false);
        check("[!a-c]x", "dx", true);
        check("[]]x", "]x", true);
        check("[a-]x", "-x", true);
        check("\\*x", "*x", true);
        check("\\*x", "ax", false);
        check("*", "", true);
        check("a**b", "a/x/b", false);
        check("./a**b", "./a/x/b", true);
    }

    @Test
    void anUnfinishedOrEndlessPatternIsRefused() {
        for (String pattern : new String[] {"", "[a", "a\\", "x".repeat(257)}) {
            assertThrows(BackupException.class, () -> Glob.parse(pattern), pattern);
        }
    }

    @Test
    void noPatternTakesForEver() throws BackupException {
        Glob glob = Glob.parse("**a".repeat(80) + "/b");
        String path = "a".repeat(4000);
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> glob.matches(path));
    }
}
