package io.thingconnect.pulse.ctl;

import java.util.ArrayList;
import java.util.List;

/** Every command and option there is. The parser, help and the manual's test read this and nothing else. */
final class CommandTable {
    static final Option JSON = Option.flag("--json", "print one JSON document instead of text");
    static final Option HELP = Option.flag("--help", "explain the command, with examples");
    static final Option ROOT =
            Option.text("--root", "DIR", "talk to the daemon that runs below DIR (environment: PULSECTL_ROOT)");
    static final Option SOCKET =
            Option.text("--socket", "PATH", "talk to the daemon at PATH (environment: PULSECTL_SOCKET)");
    static final Option VERSION = Option.flag("--version", "the same as the command version");

    /** Understood before and after every command. */
    static final List<Option> GLOBAL = List.of(JSON, ROOT, SOCKET, HELP, VERSION);

    static final Option JOB = Option.text("--job", "JOB", "only this job");
    static final Option DESTINATION = Option.text("--destination", "NAME", "read the copy at this destination");
    static final Option NO_WAIT = Option.flag("--no-wait", "start it, print the run and end");
    static final String LABEL_NOTE = " LABEL may be a whole label, the unique beginning of one, or latest.";

    static final List<Command> COMMANDS = build(
            command("status", "am I safe? last backup, last proven restore, next runs, destinations, alarms")
                    .text("Answers in its first line whether the box can be recovered, and says why on one screen.")
                    .json("the protocol's Status object: {\"safe\":\"yes|warning|no\",\"summary\",\"lastBackup\","
                            + "\"lastProvenRestore\",\"running\":[],\"jobs\":[],\"destinations\":[],\"alarms\":[],...}")
                    .example("pulsectl status", "show the state of this box")
                    .example("pulsectl status --json", "the same for a program"),
            WorkCommands.backup(),
            command("jobs", "the configured jobs and their next runs")
                    .text("Lists each job with its schedule, its next run and how its last run ended.")
                    .json("{\"jobs\":[Job,...]}")
                    .example("pulsectl jobs", "list the jobs"),
            command("list", "the backups, newest first")
                    .text(
                            "Shows each full with what is based on it below, the chain with the newest backup first. A run of"
                                    + " incrementals, each based on the one above, stays on one level. A backup whose chain is not"
                                    + " whole any more is called an orphan. Sizes are those of the archives. The short labels shown"
                                    + " are understood wherever a LABEL is.")
                    .json("{\"backups\":[Backup,...]}, newest first")
                    .option(JOB)
                    .option(Option.flag("--all", "also those that have expired"))
                    .option(Option.flag("--flat", "one plain table, newest first"))
                    .example("pulsectl list", "list every backup")
                    .example("pulsectl list --job weekly --json", "the backups of one job for a program"),
            command("show", "one backup in full", "LABEL")
                    .text(
                            "Shows what a backup holds, what changed since its parent, the chain it needs, where its copies are"
                                    + " and how it was proven." + LABEL_NOTE)
                    .json("{\"backup\":Backup,\"chain\":[LABEL,...],\"changed\":ChangeCounts,\"databases\":[],"
                            + "\"verifications\":[],\"secretsLeftOut\":[]}, with --entries or --changes also"
                            + " \"entries\":[Entry,...], with --changes also \"deleted\":[path,...]")
                    .option(Option.flag("--entries", "list every file as well; + marks what a delta's archive holds"))
                    .option(Option.flag("--changes", "list only what its archive holds (+) and removes (-)"))
                    .example("pulsectl show latest", "show the newest backup")
                    .example("pulsectl show latest --entries", "with its files")
                    .example("pulsectl show latest --changes", "with what changed since its parent"),
            command("cat", "one file out of a backup, to standard output", "LABEL", "PATH")
                    .text("Writes a file's bytes as they were backed up. PATH may begin with a slash." + LABEL_NOTE)
                    .json("{\"label\",\"path\",\"data\":the bytes in Base64}")
                    .example("pulsectl cat latest /etc/thingconnect-pulse/config.yaml", "look at a saved file")
                    .example("pulsectl cat latest etc/thingconnect-pulse/config.yaml > old.yaml", "save it elsewhere"),
            command("find", "search the backups for a path", "PATTERN")
                    .text("PATTERN is a shell glob against the whole path, or, without a slash, against the last name."
                            + " Nothing found: exit 5.")
                    .json("{\"matches\":[{\"label\",\"entry\":Entry},...]}")
                    .option(Option.text("--label", "LABEL", "only in this backup"))
                    .example("pulsectl find config.yaml", "which backups hold it")
                    .example("pulsectl find '*.pem' --label latest", "certificates in the newest backup"),
            command("diff", "what changed between two backups, or since one", "LABEL", "OTHER")
                    .text(
                            "Lists what is not the same in OTHER, a LABEL or live (what a backup made now would hold): A added, M"
                                    + " changed, m only mode, owner, time or attributes, D removed, P pages of a database; last, how"
                                    + " many. Where this machine keeps no page map of a backup, its archives are read. Exit 0 also"
                                    + " where something changed." + LABEL_NOTE)
                    .json(
                            "{\"label\",\"other\",\"files\":[FileChange,...],\"databases\":[DatabaseChange,...]}, with"
                                    + " --summary \"added\",\"changed\",\"removed\",\"metadata\" (numbers) instead of \"files\"")
                    .option(Option.flag("--summary", "only how many, and the databases"))
                    .example("pulsectl diff 20240114 latest", "since the backup of that day")
                    .example("pulsectl diff latest live --summary", "how much is not backed up yet"),
            command("verify", "read a backup back and prove it", "[LABEL]")
                    .text("Proves the newest backup, or the named one, and waits. checksum compares the archive's hash,"
                            + " entries every file and database in it, restore restores into a scratch directory and lets"
                            + " SQLite check the databases. Not proven: exit 7." + LABEL_NOTE)
                    .json("{\"label\",\"level\",\"passed\",\"seconds\",\"verifications\":[Verification,...],"
                            + "\"run\":Run}")
                    .option(Option.choice("--level", "how deep (default: entries)", "checksum", "entries", "restore"))
                    .option(DESTINATION)
                    .option(NO_WAIT)
                    .example("pulsectl verify", "prove every entry of the newest backup")
                    .example("pulsectl verify latest --level restore", "the whole way, into a scratch directory"),
            WorkCommands.restore(),
            WorkCommands.drill(),
            command("drill list", "the configured drills, when they come due and how they went last")
                    .text("Lists the drills of backup.yaml with their next run and their last verdict.")
                    .json("{\"drills\":[DrillPlan,...]}")
                    .example("pulsectl drill list", "list the drills"),
            command("drill note", "write down what a drill taught", "DRILL", "TEXT")
                    .text(
                            "Keeps a remark with a drill, in place of the one there is. DRILL is its number, as pulsectl drill"
                                    + " report shows it.")
                    .json("the Drill with its note")
                    .example("pulsectl drill note 12 \"the spool is too slow for the hour we have\"", "keep a lesson"),
            command("drill report", "what the drills have shown, as evidence")
                    .text(
                            "Prints every drill with its checks, its recovery time by phase and its note, newest first. html is"
                                    + " one page that needs nothing else, with a plot of the recovery times.")
                    .json("{\"host\",\"at\",\"drills\":[Drill,...]}, newest first")
                    .option(Option.choice("--format", "how (default: text)", "text", "json", "html"))
                    .option(Option.text("--out", "FILE", "write it to FILE"))
                    .option(Option.text("--limit", "N", "at most so many drills (default: 100)"))
                    .example("pulsectl drill report", "read it here")
                    .example("pulsectl drill report --format html --out drills.html", "a page for the auditor"),
            AlertCommands.alerts(),
            AlertCommands.acknowledge(),
            AlertCommands.test(),
            command("runbook", "the document to recover this box by")
                    .text(
                            "Prints, from the configuration and the catalog as they are, what is backed up, where each copy lies,"
                                    + " whom to call, and step by step what to type for each thing that may be lost, with this"
                                    + " product and with stock tools alone. No credential is in it. It also lies at each"
                                    + " destination, as RUNBOOK.md. Print it and keep it away from the box. -o is --out.")
                    .json("{\"format\":\"markdown\" or \"html\",\"text\"}")
                    .option(Option.flag("--html", "one page for screen and paper that needs nothing else"))
                    .option(Option.text("--out", "FILE", "write it to FILE, whole or not at all"))
                    .example("pulsectl runbook", "read it here, as Markdown")
                    .example("pulsectl runbook --html --out runbook.html", "a page to print"),
            command("copy", "copy a backup to a destination, now", "[LABEL]")
                    .text(
                            "Copies a backup, and first whatever it is based on, from wherever a copy can be read, and waits."
                                    + " Copies that are pending are made without anybody asking; --pending makes them now, without"
                                    + " waiting for the next try." + LABEL_NOTE)
                    .json("{\"destination\",\"run\":Run}")
                    .option(Option.text("--to", "NAME", "the destination"))
                    .option(Option.flag("--pending", "all copies that are pending there, in place of a LABEL"))
                    .option(Option.flag("--wait", "wait until it is made (the default)"))
                    .option(NO_WAIT)
                    .example("pulsectl copy latest --to nas", "the newest backup, to the destination nas")
                    .example("pulsectl copy --pending --to usb", "the disk is back: do not wait for the next try"),
            command("export", "a backup's files, out of the destination that has them", "LABEL")
                    .text(
                            "Writes the archive as it is stored, encrypted if it is, and checks it on the way. To a directory (that"
                                    + " exists, or ends with a slash) go archive, manifest and .sha256 under their own names; to a"
                                    + " file the archive, and FILE.sha256 beside it; to - the archive alone. An incremental or"
                                    + " differential needs what it stands on: --chain exports all of it with RESTORE.md, laid out as"
                                    + " at a destination, to a directory or as one tar. For members of pulse-backup-admin."
                                    + LABEL_NOTE)
                    .json("{\"label\",\"files\":[path,...]}")
                    .option(Option.text("--out", "FILE", "a file, a directory, or - for standard output; also -o"))
                    .option(Option.flag("--chain", "with all that it stands on"))
                    .option(DESTINATION)
                    .example("pulsectl export latest -o /media/stick/", "the newest backup, onto a stick")
                    .example("pulsectl export latest --chain -o chain.tar", "with all that it needs, as one file"),
            command("consolidate", "make a full from a chain, without the application", "LABEL")
                    .text("Makes a full from an incremental or differential and all it is based on, where they lie, and"
                            + " waits. It takes the place of LABEL for what is based on it, so that chains stay short."
                            + LABEL_NOTE)
                    .json("as of backup: {\"label\",\"kind\",\"consolidatedFrom\",...}")
                    .option(NO_WAIT)
                    .example("pulsectl consolidate latest", "a full that is as new as the newest backup"),
            command("expire", "remove the backups that no job's policy keeps")
                    .text(
                            "Shows, for each job and destination, which rule keeps a backup and why one would go; asks; and"
                                    + " removes them. After each backup the same happens by itself. Without a terminal it wants"
                                    + " --yes or --dry-run: exit 2.")
                    .json("{\"plans\":[ExpiryPlan,...],\"run\":Run or null}")
                    .option(JOB)
                    .option(Option.flag("--dry-run", "only show what would go, and why"))
                    .option(Option.flag("--yes", "do not ask"))
                    .example("pulsectl expire --dry-run", "what the next expiry would remove")
                    .example("pulsectl expire --job daily --yes", "remove them, of one job, without a question"),
            command("pin", "keep a backup from expiring", "LABEL")
                    .text(
                            "A pinned backup stays, with all that it needs, until the pin is over or taken away. Says how long"
                                    + " with --until or --for, and why with --reason; replaces the pin there is."
                                    + LABEL_NOTE)
                    .json("{\"label\",\"until\":time or null,\"warnings\":[]}")
                    .option(Option.text(
                            "--until", "DATE", "2024-02-01, \"2024-02-01 12:00\" (local) or 2024-02-01T12:00:00Z"))
                    .option(Option.text("--for", "TIME", "12h, 30d, 8w or forever"))
                    .option(Option.text("--reason", "TEXT", "why it has to stay; \"pulsectl show\" tells it"))
                    .example("pulsectl pin latest --for 30d --reason \"before the upgrade\"", "keep it for a month")
                    .example("pulsectl pin latest --until 2027-01-01 --reason audit", "until a day"),
            command("unpin", "let a pinned backup expire again", "LABEL")
                    .text("Takes the pin away. The backup stays as long as the policy of its job keeps it."
                            + LABEL_NOTE)
                    .json("{\"label\",\"warnings\":[]}")
                    .example("pulsectl unpin latest", "the newest backup's pin is not needed any more"),
            command("watch", "follow a run, or all of them", "[RUN]")
                    .text(
                            "Shows the progress of a run until it ends, and ends as the run did. Without RUN: of every run,"
                                    + " until Ctrl-C.")
                    .json("one Run object per line at each change")
                    .example("pulsectl watch", "follow whatever runs")
                    .example("pulsectl watch 12", "follow run 12 to its end"),
            command("cancel", "stop a run", "RUN")
                    .text("Asks a run to stop. Members of the group pulse-backup may stop what they started.")
                    .json("{\"run\":Run}")
                    .example("pulsectl cancel 12", "stop run 12"),
            command("runs", "the last runs and how they ended")
                    .text("Lists runs, newest first.")
                    .json("{\"runs\":[Run,...]}, newest first")
                    .option(Option.text("--limit", "N", "how many (default: 20, at most 1000)"))
                    .example("pulsectl runs", "the last 20 runs")
                    .example("pulsectl runs --limit 100 --json", "more of them for a program"),
            command("destinations", "where backups are kept, with free space", "[DESTINATION]")
                    .text(
                            "Lists the destinations, whether they can be reached, how soon they answer and how much space is free,"
                                    + " and what they do not do though they were asked to (encrypt, lock), as far as the daemon has"
                                    + " seen since its start. --probe writes a small file at each, or at the one that is named, reads it"
                                    + " back and removes it; a step that failed: exit 1."
                                    + " A place that lets nobody delete is a notice.")
                    .json("{\"destinations\":[Destination,...]}, with --probe {\"steps\":[ProbeStep,...]}")
                    .option(Option.flag(
                            "--probe", "write, read back and remove a small file at each, or at DESTINATION"))
                    .example("pulsectl destinations", "list the destinations")
                    .example("pulsectl destinations --probe", "does each of them do what a backup needs?")
                    .example("pulsectl destinations --probe nas", "does this one?"),
            command("destinations adopt", "make a destination this box's", "DESTINATION")
                    .text(
                            "A destination belongs to the box that wrote there first; any other one, a clone of the same name"
                                    + " too, is refused. Shows whose it is, asks, and lets this box write there from then on. What"
                                    + " lies there is taken in; the next backup is a full. Without a terminal it wants --yes:"
                                    + " exit 2.")
                    .json("{\"owner\":DestinationOwner}")
                    .option(Option.flag("--yes", "do not ask"))
                    .example("pulsectl destinations adopt nas", "this box has taken the old one's place"),
            DoctorCommand.doctor(),
            command("catalog rebuild", "make the catalog again from the destinations")
                    .text(
                            "Reads every manifest, checksum file, pin and verdict at the destinations, no archive, and waits."
                                    + " Encrypted ones want encryption.passphrase or oldPassphrases; what they do not open is"
                                    + " counted and left out."
                                    + " What they say wins over what the catalog knew; the history of runs stays. Nothing expires at"
                                    + " a destination from then on until a backup was made or proven there.")
                    .json("{\"run\":Run}")
                    .option(Option.text("--from", "NAME", "only from this destination"))
                    .option(NO_WAIT)
                    .example("pulsectl catalog rebuild", "from every destination")
                    .example("pulsectl catalog rebuild --from nas", "from one"),
            command("catalog export", "what the catalog knows of the backups, for comparing")
                    .text(
                            "Prints one JSON document: the backups that are there with copies, pins and verifications, and the"
                                    + " drills, without what only this machine's history knows. Two of them can be compared with diff.")
                    .json("{\"backups\":[Backup with \"verifications\",...],\"drills\":[Drill,...]}")
                    .example("pulsectl catalog export > catalog.json", "keep it elsewhere"),
            command("bootstrap", "restore a box that is lost onto this new one; needs no running daemon")
                    .text(
                            "Shows which boxes and backups a destination holds, restores the newest state in place, our own"
                                    + " backup.yaml with it, and says what is still to be typed: secrets are in no backup. The passphrase"
                                    + " of encrypted backups is asked for, and not shown. Runs"
                                    + " pulse-restore --bootstrap; wants root.")
                    .json("{\"host\",\"restored\":[...],\"secrets\":[path,...],\"next\":[command,...]}")
                    .option(Option.text("--from", "DIR", "where the backups are: a directory of this machine"))
                    .option(Option.text("--config", "FILE", "a backup.yaml that names the destination instead"))
                    .option(Option.text("--destination", "NAME", "which one of FILE"))
                    .option(Option.text("--host", "HOST", "which box, where there are several"))
                    .option(Option.text(
                            "--passphrase-file", "FILE", "what opens encrypted backups, one a line; else asked"))
                    .option(Option.flag("--dry-run", "only show what would be restored"))
                    .option(Option.flag("--yes", "do not ask"))
                    .example("pulsectl bootstrap --from /mnt/usb/backups", "from a disk")
                    .example("pulsectl bootstrap --config new.yaml --host plant-7 --yes", "from a share, unattended"),
            MonitoringCommands.metrics(),
            MonitoringCommands.check(),
            command("config check", "check backup.yaml; needs no running daemon", "[FILE]")
                    .text("Checks the configuration, or FILE, and prints every error with line and column.")
                    .json("{\"valid\":true|false,\"exitStatus\":number,\"output\":[line,...]}")
                    .example("pulsectl config check", "check the installed configuration")
                    .example("pulsectl config check new.yaml", "check a file before it is installed"),
            command("config show", "the configuration in force, secrets masked")
                    .text("Prints the effective configuration: every key, defaults included, secrets masked.")
                    .json("{\"path\",\"yaml\",\"warnings\":[]}")
                    .example("pulsectl config show", "print the configuration in force"),
            command("reload", "read backup.yaml again")
                    .text("Applies a changed configuration. An invalid one is refused and the old one stays in force.")
                    .json("{\"warnings\":[]}")
                    .example("pulsectl reload", "apply a changed backup.yaml"),
            command("audit", "who asked for what")
                    .text("Lists mutating calls and refusals, newest last. T is 3h, 7d, 2024-01-15,"
                            + " \"2024-01-15 02:00\" (local) or 2024-01-15T02:00:00Z.")
                    .json("{\"records\":[AuditRecord,...]}, newest last")
                    .option(Option.text("--since", "T", "from this time on"))
                    .option(Option.text("--user", "U", "of this user"))
                    .option(Option.text("--method", "M", "of this method, for example StartBackup"))
                    .example("pulsectl audit --since 7d", "the last week")
                    .example("pulsectl audit --user jane --method StartRestore --json", "for a program"),
            command("help", "explain a command", "[COMMAND]", "[WORD]")
                    .text("Without COMMAND: the list of commands.")
                    .json("no JSON: help is always text")
                    .example("pulsectl help backup", "the same as pulsectl backup --help")
                    .example("pulsectl help config check", "a command of two words"),
            command("version", "versions of pulsectl and of the daemon")
                    .text("Prints the version of pulsectl and, where it answers, of the daemon.")
                    .json("{\"client\":version,\"daemon\":version or null}")
                    .example("pulsectl version", "print both versions"));

    private CommandTable() {}

    /** The command of that name, null where there is none. */
    static Command find(String name) {
        for (Command command : COMMANDS) {
            if (command.name().equals(name)) {
                return command;
            }
        }
        return null;
    }

    private static List<Command> build(Row... rows) {
        List<Command> commands = new ArrayList<>(rows.length);
        for (Row row : rows) {
            commands.add(row.build());
        }
        return List.copyOf(commands);
    }

    static Row command(String name, String summary, String... operands) {
        return new Row(name, summary, operands);
    }

    /** A command while its row is written down. */
    static final class Row {
        private final String name;
        private final String summary;
        private final List<String> operands;
        private final List<Option> options = new ArrayList<>();
        private final List<String> examples = new ArrayList<>();
        private String description = "";
        private String json = "";

        Row(String name, String summary, String... operands) {
            this.name = name;
            this.summary = summary;
            this.operands = List.of(operands);
        }

        Row text(String text) {
            description = text;
            return this;
        }

        Row json(String shape) {
            json = shape;
            return this;
        }

        Row option(Option option) {
            options.add(option);
            return this;
        }

        Row example(String line, String meaning) {
            examples.add(line);
            examples.add(meaning);
            return this;
        }

        Command build() {
            return new Command(name, operands, summary, description, json, List.copyOf(options), List.copyOf(examples));
        }
    }
}
