package io.thingconnect.pulse.ctl;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code pulsectl bootstrap}: hands over to {@code pulse-restore --bootstrap}, which needs no daemon: on a new box there is
 * none that could know anything.
 */
final class BootstrapVerb implements Verb {
    private static final String INSTALLED = "/usr/sbin/pulse-restore";

    @Override
    public int run(Session session) throws Failure, IOException {
        session.out().flush();
        session.err().flush();
        List<String> command = command(session);
        try {
            return new ProcessBuilder(command).inheritIO().start().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(
                    Exit.FAILED,
                    "Interrupted",
                    "interrupted; the restore goes on or is taken back",
                    "pulse-restore --status");
        } catch (IOException e) {
            throw new Failure(
                    Exit.FAILED,
                    "NotInstalled",
                    "cannot run " + command.get(0) + ", " + e.getMessage(),
                    "Install the daemon beside pulsectl; its rescue program restores.");
        }
    }

    private static List<String> command(Session session) {
        Arguments arguments = session.arguments();
        String daemon = session.surroundings().property("pulse.backupd");
        List<String> command = new ArrayList<>();
        command.add(
                daemon.endsWith("pulse-backupd")
                        ? daemon.substring(0, daemon.length() - "pulse-backupd".length()) + "pulse-restore"
                        : INSTALLED);
        String root = arguments.value("--root");
        if (root == null) {
            root = session.surroundings().environment("PULSECTL_ROOT");
        }
        if (!root.isEmpty()) {
            command.addAll(List.of("--root", root));
        }
        command.add("--bootstrap");
        for (String option : List.of("--from", "--host", "--config", "--destination", "--passphrase-file")) {
            if (arguments.value(option) != null) {
                command.addAll(List.of(option, arguments.value(option)));
            }
        }
        for (String flag : List.of("--dry-run", "--yes", "--json")) {
            if (arguments.has(flag)) {
                command.add(flag);
            }
        }
        return command;
    }
}
