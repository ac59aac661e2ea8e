package io.thingconnect.pulse.backupd.control;

import io.thingconnect.pulse.backupd.control.varlink.ControlSocket;
import io.thingconnect.pulse.backupd.control.varlink.Limits;
import io.thingconnect.pulse.backupd.control.varlink.Roles;
import java.nio.file.Path;
import java.util.OptionalLong;

/** A daemon of nothing but the control room, on a socket it was passed. Ends when its standard input does. */
final class AdoptedServer {
    private AdoptedServer() {}

    public static void main(String[] args) throws Exception {
        Bench bench = new Bench(Path.of(args[0]));
        int descriptor = ControlSocket.passed(
                        System.getenv(), ProcessHandle.current().pid())
                .orElseThrow();
        long uid = ((Number) java.nio.file.Files.getAttribute(Path.of(args[0]), "unix:uid")).longValue();
        Roles roles = new Roles(bench.groups, OptionalLong.of(uid));
        try (ControlServer server =
                ControlServer.start(ControlSocket.adopt(descriptor), bench.services, roles, "0.1.0", Limits.DEFAULT)) {
            System.err.println("ready, " + server.connected() + " connected");
            while (System.in.read() >= 0) {
                // Waits for the end of the test.
            }
        }
        System.err.println("stopped");
    }
}
