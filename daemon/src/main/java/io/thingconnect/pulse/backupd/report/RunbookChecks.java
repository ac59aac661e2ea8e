package io.thingconnect.pulse.backupd.report;

import java.util.ArrayList;
import java.util.List;

/** The part of the runbook to tick off once everything seems to run again. */
final class RunbookChecks {
    private final RunbookFacts facts;

    RunbookChecks(RunbookFacts facts) {
        this.facts = facts;
    }

    void write(Document document) {
        document.heading(2, "Afterwards");
        document.heading(3, "Does it work?");
        document.checks(works());
        document.commands(commands());
        document.heading(3, "Is it whole?");
        document.checks(List.of(
                "Users can log in; endpoints, groups and settings are those of before.",
                "New check results arrive (the newest in the database is of today), and history reaches up to the time of the"
                        + " backup.",
                "Certificates and scripts are there, with their owners and modes: `pulsectl diff latest live`.",
                "What changed between the backup and the loss is written down, and entered again where it can be."));
        document.heading(3, "Is it safe again?");
        document.checks(List.of(
                "`pulsectl status` says yes; every destination is reachable and belongs to this box.",
                "A full backup has been made and proven since: `pulsectl backup --type full`, `pulsectl verify latest --level"
                        + " restore`.",
                "What was unpacked by hand is removed: it holds what the backups hold, unencrypted.",
                "Keys, passwords and certificates are changed, if somebody may have had them."));
        document.heading(3, "What was learned");
        document.checks(List.of(
                "Began ____________ ended ____________ by ____________; lost: ____________",
                "What was wrong or missing in this document is mended in `backup.yaml` (`contacts:`, `hint:`), or told to"
                        + " whoever keeps it.",
                "The next drill has a date: `drills:` in `backup.yaml`, or `pulsectl drill --scope box`."));
    }

    private List<String> works() {
        List<String> checks = new ArrayList<>();
        checks.add("The services run, and their journal shows no error: "
                + RunbookWords.codes(facts.box().services()) + ".");
        if (!facts.box().health().url().isEmpty()) {
            checks.add("The application answers "
                    + Document.code(facts.box().health().expect()) + " when asked as below.");
        }
        checks.add("Each database is sound: `ok`.");
        return checks;
    }

    /** No pager, which would swallow what is pasted behind it. The database as its owner: root's files would be in his way. */
    private String commands() {
        StringBuilder commands = new StringBuilder();
        for (String service : facts.box().services()) {
            commands.append("systemctl status --no-pager ")
                    .append(Document.quoted(service))
                    .append('\n');
            commands.append("journalctl --no-pager -u ")
                    .append(Document.quoted(service))
                    .append(" -b -p warning\n");
        }
        if (!facts.box().health().url().isEmpty()) {
            commands.append("curl -sS ")
                    .append(Document.quoted(facts.box().health().url()))
                    .append('\n');
        }
        facts.components().stream()
                .filter(each -> each.name().equals("database"))
                .flatMap(each -> each.paths().stream())
                .map(Document::quoted)
                .forEach(path -> commands.append("runuser -u \"$(stat -c %U ")
                        .append(path)
                        .append(")\" -- sqlite3 -readonly ")
                        .append(path)
                        .append(" 'PRAGMA integrity_check;'\n"));
        return commands.toString();
    }
}
