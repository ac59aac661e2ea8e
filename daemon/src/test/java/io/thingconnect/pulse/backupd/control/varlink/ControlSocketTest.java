package io.thingconnect.pulse.backupd.control.varlink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.newsclub.net.unix.AFUNIXServerSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;

final class ControlSocketTest {
    @TempDir
    Path directory;

    private static ErrorCode codeOf(Path path) {
        return assertThrows(
                        BackupException.class, () -> ControlSocket.bind(path).close())
                .code();
    }

    private Path pathOf(int bytes) {
        String prefix = directory + "/";
        return Path.of(prefix + "s".repeat(bytes - prefix.length()));
    }

    @Test
    void aPathOf107BytesIsBoundWholeAndALongerOneRefused() throws Exception {
        try (ControlSocket socket = ControlSocket.bind(pathOf(107))) {
            assertTrue(Files.exists(pathOf(107)));
            assertTrue(socket.server().isBound());
        }
        assertEquals(ErrorCode.CONFIG_INVALID, codeOf(pathOf(108)));
        // Three characters that are six bytes.
        assertEquals(ErrorCode.CONFIG_INVALID, codeOf(Path.of(pathOf(102) + "\u00e4\u00f6\u00fc")));
    }

    @Test
    void theDirectoryIsMadeForOwnerAndGroupAndTheSocketForEverybody() throws Exception {
        Path path = directory.resolve("run/c.sock");
        try (ControlSocket socket = ControlSocket.bind(path)) {
            assertTrue(socket.server().isBound());
            assertEquals("rwxr-x---", mode(path.getParent()));
            assertEquals("rw-rw-rw-", mode(path));
        }
        assertFalse(Files.exists(path));
    }

    private static String mode(Path path) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void aLeftoverOfAKilledDaemonIsReplaced() throws Exception {
        Path path = directory.resolve("c.sock");
        AFUNIXServerSocket dead = AFUNIXServerSocket.bindOn(AFUNIXSocketAddress.of(path));
        dead.setDeleteOnClose(false);
        dead.close();
        assertTrue(Files.exists(path));
        try (ControlSocket socket = ControlSocket.bind(path)) {
            assertTrue(socket.server().isBound());
        }
    }

    @Test
    void aSocketThatIsAnsweredIsLeftAlone() throws Exception {
        Path path = directory.resolve("c.sock");
        try (AFUNIXServerSocket other = AFUNIXServerSocket.bindOn(AFUNIXSocketAddress.of(path))) {
            assertEquals(ErrorCode.BUSY, codeOf(path));
            assertTrue(Files.exists(path));
            assertFalse(other.isClosed());
        }
    }

    @Test
    void aSecondDaemonOnTheSamePathIsToldThatOneIsRunning() throws Exception {
        Path path = directory.resolve("c.sock");
        try (ControlSocket first = ControlSocket.bind(path)) {
            assertEquals(ErrorCode.BUSY, codeOf(path));
            assertTrue(first.server().isBound());
        }
        ControlSocket.bind(path).close();
    }

    @Test
    void somethingElseThanASocketIsNotRemoved() throws Exception {
        Path path = directory.resolve("c.sock");
        Files.writeString(path, "precious");
        assertEquals(ErrorCode.CONFIG_INVALID, codeOf(path));
        assertEquals("precious", Files.readString(path));
    }

    @Test
    void aPassedSocketIsOursOnlyIfItNamesUs() {
        assertEquals(OptionalInt.of(3), ControlSocket.passed(Map.of("LISTEN_FDS", "1", "LISTEN_PID", "42"), 42));
        assertEquals(OptionalInt.empty(), ControlSocket.passed(Map.of("LISTEN_FDS", "1", "LISTEN_PID", "41"), 42));
        assertEquals(OptionalInt.empty(), ControlSocket.passed(Map.of("LISTEN_FDS", "0", "LISTEN_PID", "42"), 42));
        assertEquals(OptionalInt.empty(), ControlSocket.passed(Map.of("LISTEN_PID", "42"), 42));
        assertEquals(OptionalInt.empty(), ControlSocket.passed(Map.of(), 42));
    }

    @Test
    void aDescriptorThatIsNoSocketIsANamedError() {
        // Nobody has that many files open.
        assertEquals(
                ErrorCode.INTERNAL,
                assertThrows(BackupException.class, () -> ControlSocket.adopt(1_000_000))
                        .code());
    }
}
