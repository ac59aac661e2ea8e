package io.thingconnect.pulse.ctl;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a client can see of a daemon that does not answer: whether its configuration lets it start, space, and the unit. */
final class WithoutDaemon {
    /** Everything found here; {@code docs/troubleshooting.md} has them all. */
    static final List<String> IDS = List.of("daemon-unreachable", "daemon-config", "daemon-space");

    private static final long LEAST_BYTES = 50_000_000;
    private static final String UNIT = "thingconnect-pulse-backup";

    private final Session session;

    WithoutDaemon(Session session) {
        this.session = session;
    }

    /** @param failure why it could not be asked */
    List<Fields> findings(Failure failure) throws IOException {
        String root = ControlSocket.root(session.arguments(), session.surroundings());
        List<Fields> findings = new ArrayList<>();
        String state = root.isEmpty() ? OtherProgram.firstLine("systemctl", "is-active", UNIT) : "";
        findings.add(finding(
                "daemon-unreachable",
                "error",
                failure.getMessage() + (state.isEmpty() ? "" : "; systemd says " + state),
                "there are no backups and no alarms, and only pulse-restore works",
                root.isEmpty()
                        ? "sudo systemctl restart " + UNIT + "; systemctl status " + UNIT + "; sudo journalctl -u "
                                + UNIT + " -n 50"
                        : "pulse-backupd --root " + root));
        findings.add(configuration(root));
        findings.add(space(root));
        return findings;
    }

    private Fields configuration(String root) throws IOException {
        OtherProgram.Answer answer = OtherProgram.run(ConfigCheckVerb.command(session, List.of()));
        if (answer.status() == OtherProgram.NOT_STARTED) {
            return finding(
                    "daemon-config",
                    "warning",
                    "the daemon's program cannot be run: " + answer.output().strip(),
                    "without it nothing is backed up",
                    "sudo apt-get install --reinstall " + UNIT);
        }
        if (answer.status() == Exit.DONE) {
            return finding("daemon-config", "ok", "the configuration can be used", "", "");
        }
        String first = answer.output().strip().split("\n")[0];
        return finding(
                "daemon-config",
                "error",
                first,
                "with errors in backup.yaml the daemon does not start",
                "pulsectl" + (root.isEmpty() ? "" : " --root " + root) + " config check");
    }

    private static Fields space(String root) {
        Path state = Path.of(root.isEmpty() ? "/" : root).resolve("var/lib/thingconnect-pulse-backup");
        Path there = state;
        while (!Files.isDirectory(there)) {
            there = there.getParent();
        }
        long free = there.toFile().getUsableSpace();
        return free < LEAST_BYTES
                ? finding(
                        "daemon-space",
                        "error",
                        state + " has " + Sizes.of(free) + " free",
                        "without space for its catalog the daemon does not start",
                        "df -h " + state)
                : finding("daemon-space", "ok", state + " has " + Sizes.of(free) + " free", "", "");
    }

    private static Fields finding(String id, String severity, String what, String why, String command) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("id", id);
        values.put("group", "daemon");
        values.put("severity", severity);
        values.put("subject", "");
        values.put("what", what);
        values.put("why", why);
        values.put("command", command);
        return new Fields(values);
    }
}
