package io.thingconnect.pulse.ctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a script in the daemon's place, and no daemon. */
class ConfigCheckVerbTest {
    @TempDir
    private Path directory;

    private final Stage stage = new Stage();

    @BeforeEach
    void installScript() throws IOException {
        Path script = directory.resolve("pulse-backupd");
        Files.writeString(script, "#!/bin/sh\necho \"out $*\"\necho \"err line\" >&2\nexit ${STATUS:-1}\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        stage.properties.put("pulse.backupd", script.toString());
    }

    @Test
    void check_passesOnOutputAndStatus() {
        assertEquals(1, stage.run("config", "check", "new.yaml", "--root", "/x"));
        assertEquals("out --root /x --validate-config new.yaml\n", stage.outText());
        assertEquals("err line\n", stage.errText());
    }

    @Test
    void check_ofTheInstalledFileNamesNone() {
        assertEquals(1, stage.run("config", "check"));
        assertEquals("out --validate-config\n", stage.outText());
    }

    @Test
    void check_asJson() throws Failure {
        assertEquals(1, stage.run("config", "check", "--json"));
        assertFalse(stage.outJson().flag("valid"));
        assertEquals(1, stage.outJson().number("exitStatus"));
        assertEquals(
                List.of("out --validate-config", "err line"), stage.outJson().texts("output"));
    }

    @Test
    void check_withoutTheDaemonsProgramSaysSo() {
        stage.properties.put("pulse.backupd", "/nonexistent/pulse-backupd");
        assertEquals(1, stage.run("config", "check"));
        assertTrue(stage.errText().startsWith("pulsectl: cannot run /nonexistent/pulse-backupd, "), stage.errText());
    }
}
