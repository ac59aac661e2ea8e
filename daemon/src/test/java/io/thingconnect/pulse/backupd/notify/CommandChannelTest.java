package io.thingconnect.pulse.backupd.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With real programs. */
final class CommandChannelTest {
    @TempDir
    Path directory;

    private CommandChannel script(String text, Duration patience) throws IOException {
        Path script = Files.createFile(
                directory.resolve("page"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.writeString(script, "#!/bin/sh\n" + text);
        return new CommandChannel(
                new ChannelSpec.Command(
                        Notices.EVERYTHING, List.of(script.toString(), directory.toString(), "$HOME; true")),
                patience);
    }

    @Test
    void aProgram_readsTheMessageAndItsArgumentsAsTheyStand() throws Exception {
        CommandChannel channel = script("cat > \"$1/got\"; printf '%s' \"$2\" > \"$1/arg\"; echo paged\n", seconds(20));
        assertEquals("exit 0: paged", channel.send(Notices.alarm()));
        assertEquals(Notices.alarm().json() + "\n", Files.readString(directory.resolve("got")));
        assertEquals("$HOME; true", Files.readString(directory.resolve("arg")));
    }

    @Test
    void aProgramThatDoesNotRead_isNoMistake() throws Exception {
        assertEquals("exit 0", script("exec <&-; exit 0\n", seconds(20)).send(Notices.alarm()));
    }

    @Test
    void aProgramThatFails_saysWhy() throws Exception {
        CommandChannel channel = script("echo no modem >&2; exit 3\n", seconds(20));
        Undelivered why = assertThrows(Undelivered.class, () -> channel.send(Notices.alarm()));
        assertTrue(why.getMessage().endsWith("ended with 3: no modem"), why.getMessage());
        assertFalse(why.isRefused());
    }

    @Test
    void aProgramThatHangs_isKilledWithAllItStarted() throws Exception {
        CommandChannel channel = script("sleep 600 &\necho $! > \"$1/child\"\nwait\n", Duration.ofMillis(400));
        Undelivered why = assertThrows(Undelivered.class, () -> channel.send(Notices.alarm()));
        assertTrue(why.getMessage().contains("did not end within"), why.getMessage());
        long child = Long.parseLong(Files.readString(directory.resolve("child")).strip());
        assertFalse(ProcessHandle.of(child).map(ProcessHandle::isAlive).orElse(false));
    }

    @Test
    void aProgramThatIsNotThere_isRefused() {
        CommandChannel channel =
                new CommandChannel(new ChannelSpec.Command(Notices.EVERYTHING, List.of("/nowhere/page")));
        Undelivered why = assertThrows(Undelivered.class, () -> channel.send(Notices.alarm()));
        assertTrue(why.isRefused());
    }

    private static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }
}
