package io.thingconnect.pulse.ctl;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Manual pages of the programs that this client shares no code with, from what they print for {@code --help}. */
final class ProgramPages {
    private ProgramPages() {}

    static String daemon(List<String> usage) throws IOException {
        Roff page = new Roff(
                "pulse-backupd", "8", VersionVerb.client(), "back up a ThingConnect Pulse server, and prove it");
        usage(page, usage);
        page.heading("SERVICE")
                .paragraph(
                        "systemd starts it as thingconnect-pulse-backup.service, and passes it the control socket that"
                                + " thingconnect-pulse-backup.socket listens on: systemctl enable --now thingconnect-pulse-backup."
                                + " systemctl reload applies a changed backup.yaml and fails where that has errors; directories for"
                                + " backups that are new in it, and the network, can be used from the next restart on, which the reload"
                                + " says. An exit with a status other than 0 is followed by a new start.")
                .paragraph(
                        "In the journal each line has its level: journalctl -u thingconnect-pulse-backup -p warning. A secret for"
                                + " ${credential:NAME} in backup.yaml is given to the service by a drop-in (systemctl edit) with"
                                + " LoadCredential=NAME:/etc/credstore/NAME.");
        page.heading("SIGNALS")
                .item("SIGHUP", "read backup.yaml again; errors go to the journal, and the old settings stay in force")
                .item("SIGTERM", "stop: a backup that is being published is waited for, other runs are interrupted");
        page.heading("ENVIRONMENT")
                .item("JAVA_HOME", "which Java to use, version 17 or newer; otherwise the one in PATH")
                .item("PULSE_BACKUPD_JAVA_OPTS", "further options for it");
        page.heading("FILES")
                .item("/etc/thingconnect-pulse/backup.yaml", "the configuration, see backup.yaml(5)")
                .item(
                        "/etc/thingconnect-pulse/backup.env",
                        "NAME=value lines for ${NAME} in it; readable for root alone")
                .item("/var/lib/thingconnect-pulse-backup", "the catalog, the audit log, the spool")
                .item(
                        "/var/cache/thingconnect-pulse-backup",
                        "archives of loaded classes, which may be deleted at any time")
                .item("/run/thingconnect-pulse-backup/control.sock", "the control socket");
        page.heading("SEE ALSO").paragraph("pulsectl(1), backup.yaml(5), pulse-restore(8)");
        return page.toString();
    }

    static String restore(List<String> usage) throws IOException {
        Roff page =
                new Roff("pulse-restore", "8", VersionVerb.client(), "restore a ThingConnect Pulse server in place");
        usage(page, usage);
        page.heading("SERVICE")
                .paragraph(
                        "thingconnect-pulse-restore.socket listens for pulsectl restore on /run/thingconnect-pulse-restore/restore.sock,"
                                + " which root alone may open, and starts thingconnect-pulse-restore.service: pulse-restore --serve, as"
                                + " root, confined, and gone soon after. What was asked is recorded in"
                                + " /var/lib/thingconnect-pulse-restore/audit.log.")
                .paragraph(
                        "thingconnect-pulse-restore-recover.service runs pulse-restore --recover at boot where a restore was cut off,"
                                + " before the application and the daemon start. Each service that a restore ever stopped has a drop-in,"
                                + " 50-pulse-restore.conf, that keeps it down until that has ended.");
        page.heading("EXIT STATUS")
                .paragraph(
                        "0 done, 1 failed, 2 usage, 4 not permitted, 5 not found, 6 busy, 7 the backup or the application's own"
                                + " check said no.");
        page.heading("FILES")
                .item(
                        "/var/lib/thingconnect-pulse-backup/restore",
                        "the journal of restores, and the marker of one under way")
                .item(
                        "/usr/share/doc/thingconnect-pulse-backup/restore.md",
                        "what happens when, and what a power cut leaves");
        page.heading("SEE ALSO").paragraph("pulsectl(1), pulse-backupd(8), backup.yaml(5)");
        return page.toString();
    }

    /** @param keys rows of key, default and meaning, between them tabs */
    static String configuration(List<String> keys) throws IOException {
        Roff page = new Roff(
                "backup.yaml", "5", VersionVerb.client(), "configuration of the ThingConnect Pulse backup daemon");
        page.heading("DESCRIPTION")
                .paragraph(
                        "/etc/thingconnect-pulse/backup.yaml says what is backed up, when, and where to. Every key has a default."
                                + " pulsectl config check says every error with its place, pulsectl reload applies the file, and"
                                + " pulsectl config show prints what is in force.")
                .paragraph(
                        "Durations are 90s, 15m, 24h, 30d or 2w, sizes 10GB or 10GiB. ${NAME} is taken from the environment,"
                                + " else from backup.env beside the file; ${file:/PATH} is a file's content, ${credential:NAME} a systemd"
                                + " credential. Editors find a JSON Schema in /usr/share/thingconnect-pulse-backup/backup.schema.json.");
        page.heading("EXAMPLE")
                .verbatim(List.of("backup:", "  schedule: \"30 3 * * *\"", "  destination: /backups/pulse"));
        page.heading("KEYS");
        for (String row : keys) {
            String[] parts = row.split("\t", 3);
            page.item(parts[0], parts[2] + ". Default: " + (parts[1].isBlank() ? "none" : parts[1]));
        }
        page.heading("SEE ALSO")
                .paragraph("pulsectl(1), pulse-backupd(8), /usr/share/doc/thingconnect-pulse-backup/configuration.md");
        return page.toString();
    }

    /** Usage lines, prose, and options, which begin with two blanks and a dash. */
    private static void usage(Roff page, List<String> lines) {
        List<String> synopsis = new ArrayList<>();
        int at = 0;
        while (at < lines.size() && !lines.get(at).isBlank()) {
            synopsis.add(lines.get(at).replaceFirst("^usage: |^ {7}", ""));
            at++;
        }
        page.heading("SYNOPSIS").verbatim(synopsis);
        page.heading("DESCRIPTION");
        StringBuilder prose = new StringBuilder();
        boolean options = false;
        for (String line : joined(lines.subList(at, lines.size()))) {
            if (line.startsWith("  -")) {
                if (!options) {
                    page.paragraph(prose.toString().strip()).heading("OPTIONS");
                    prose.setLength(0);
                    options = true;
                }
                String[] parts = line.strip().split(" {2,}| (?=[a-z])", 2);
                page.item(parts[0], parts.length > 1 ? parts[1].strip() : "");
            } else if (line.startsWith("example: ")) {
                page.heading("EXAMPLE").verbatim(List.of(line.substring("example: ".length())));
            } else {
                prose.append(line.strip()).append(' ');
            }
        }
        if (prose.toString().isBlank()) {
            return;
        }
        page.paragraph(prose.toString().strip());
    }

    /** What is said of an option may go on in the next line, further to the right. */
    private static List<String> joined(List<String> lines) {
        List<String> joined = new ArrayList<>();
        for (String line : lines) {
            int last = joined.size() - 1;
            if (line.startsWith("     ") && last >= 0 && joined.get(last).startsWith("  -")) {
                joined.set(last, joined.get(last) + " " + line.strip());
            } else {
                joined.add(line);
            }
        }
        return joined;
    }
}
