package io.thingconnect.pulse.backupd.rescue;

import io.thingconnect.pulse.backupd.control.ControlServer;
import io.thingconnect.pulse.backupd.control.RestoreProgram;
import io.thingconnect.pulse.backupd.control.varlink.Audit;
import io.thingconnect.pulse.backupd.control.varlink.ControlSocket;
import io.thingconnect.pulse.backupd.control.varlink.Getent;
import io.thingconnect.pulse.backupd.control.varlink.Roles;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * {@code pulse-restore --serve}: answers at a socket that systemd made and that only root may open, and ends when nobody
 * asks. Each restore is a process of its own. What is asked is recorded where the daemon's user cannot write.
 */
final class RestoreService {
    private static final Duration IDLE = Duration.ofSeconds(20);
    private static final Duration GLANCE = Duration.ofMillis(500);

    private RestoreService() {}

    /** @param words of the command line, {@code --serve} among them */
    static void run(List<String> words, Map<String, String> environment, Clock clock)
            throws BackupException, InterruptedException {
        OptionalInt passed =
                ControlSocket.passed(environment, ProcessHandle.current().pid());
        if (passed.isEmpty()) {
            throw new BackupException(
                    ErrorCode.INVALID_PARAMETER,
                    "--serve wants a socket passed on by systemd, and there is none",
                    "Start it by its socket: systemctl start thingconnect-pulse-restore.socket");
        }
        List<String> options = new ArrayList<>(words);
        options.remove("--serve");
        Arguments arguments = Arguments.parse(withStatus(options));
        Path state = arguments.root().resolve("var/lib/thingconnect-pulse-restore");
        RestoreProgram program = new RestoreProgram(options);
        try (ControlServer server = ControlServer.startRestores(
                ControlSocket.adopt(passed.getAsInt()),
                program,
                new Audit(made(state).resolve("audit.log"), clock),
                new Roles(new Getent(clock), OptionalLong.empty()),
                version())) {
            untilIdle(server);
        }
    }

    /** The options are those of any other use; an action has to be among them to be checked. */
    private static List<String> withStatus(List<String> options) {
        List<String> words = new ArrayList<>(options);
        words.add("--status");
        return words;
    }

    private static Path made(Path state) throws BackupException {
        try {
            return Files.createDirectories(state);
        } catch (IOException e) {
            throw new BackupException(
                    ErrorCode.INTERNAL,
                    "the directory '" + state + "' for the record of what is asked cannot be made: " + e.getMessage(),
                    "Run it as root.",
                    e);
        }
    }

    private static void untilIdle(ControlServer server) throws InterruptedException {
        long last = System.nanoTime();
        while (System.nanoTime() - last < IDLE.toNanos()) {
            TimeUnit.MILLISECONDS.sleep(GLANCE.toMillis());
            if (server.connected() > 0) {
                last = System.nanoTime();
            }
        }
    }

    private static String version() {
        String version = RestoreService.class.getPackage().getImplementationVersion();
        return version == null ? "unknown" : version;
    }
}
