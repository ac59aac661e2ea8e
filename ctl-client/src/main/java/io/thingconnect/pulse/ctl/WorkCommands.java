package io.thingconnect.pulse.ctl;

/** The rows of the commands with the most to choose: backup, drill and restore. */
final class WorkCommands {
    private WorkCommands() {}

    static CommandTable.Row backup() {
        return CommandTable.command("backup", "make a backup now and wait for it")
                .text(
                        "What is not given is taken from the job; without --job from the only job, or the first that holds"
                                + " the database. Where an incremental or differential has nothing to be based on, a full is made"
                                + " and the answer says why. Ctrl-C leaves the run going.")
                .json(
                        "{\"label\",\"kind\",\"parent\",\"fullReason\",\"consolidatedFrom\",\"job\",\"state\",\"copies\":[Copy,...],\"warnings\":[],"
                                + "\"archiveBytes\",\"plainBytes\",\"databaseBytes\",\"takenAt\",\"finishedAt\",\"seconds\"}")
                .option(Option.choice("--type", "kind of backup", "full", "incremental", "differential"))
                .option(Option.text("--job", "JOB", "of this job"))
                .option(Option.choices(
                        "--only",
                        "COMPONENT[,...]",
                        "only database, configuration, state, certificates, scripts or logs",
                        "database",
                        "configuration",
                        "state",
                        "certificates",
                        "scripts",
                        "logs"))
                .option(Option.choices("--include", "logs", "the application's logs as well", "logs"))
                .option(Option.choice("--compression", "how to compress", "gzip", "zstd", "none"))
                .option(Option.text("--level", "N", "compression level: gzip 1 to 9, zstd 1 to 19"))
                .option(Option.text("--note", "TEXT", "a note to find it by"))
                .option(CommandTable.NO_WAIT)
                .example("pulsectl backup", "what the job is configured to do, now")
                .example("pulsectl backup --type full --note \"before the upgrade\"", "a full backup with a note")
                .example("pulsectl backup --only configuration,certificates --no-wait", "a part, in the background")
                .example("pulsectl backup --type full --compression zstd --level 3 --json", "for a program");
    }

    static CommandTable.Row drill() {
        return CommandTable.command("drill", "restore a backup for practice, now", "[NAME]")
                .text(
                        "Restores a backup from its destination into a scratch directory, has SQLite check the database, asks it,"
                                + " and with scope box compares every file, and waits. NAME is a drill of backup.yaml; without it the"
                                + " newest backup's database is restored from the first destination that holds one. The verdict is kept"
                                + " in the catalog and beside the backup. A drill that fails: exit 7.")
                .json("{\"passed\",\"seconds\",\"drills\":[Drill,...],\"run\":Run}, one Drill for each destination")
                .option(Option.text("--from", "NAME", "from this destination, or from each"))
                .option(Option.choice("--scope", "how much (default: database)", "database", "box"))
                .option(Option.text("--backup", "LABEL", "newest (default), oldest or a LABEL"))
                .option(CommandTable.NO_WAIT)
                .example("pulsectl drill", "can the newest backup be restored?")
                .example("pulsectl drill monthly", "the drill of that name, as configured")
                .example("pulsectl drill --from each --scope box --backup oldest", "the oldest backups, everywhere");
    }

    static CommandTable.Row restore() {
        return CommandTable.command(
                        "restore", "restore a backup, or a point in time, in place or into a directory", "[LABEL]")
                .text(
                        "Shows the plan, asks, and puts the backup in the place of what is there: everything is unpacked and"
                                + " proven beside it first, then the services stop, all of it changes places, and they start again; a"
                                + " failure takes everything back. That is for root, or sudo. With --target: into a directory that is"
                                + " empty or does not exist, and nothing else is touched. With --at: the newest good backup at or before"
                                + " that time; a time that no backup covers is an error that names the nearest ones. Without a terminal a"
                                + " restore in place wants --yes or --dry-run: exit 2." + CommandTable.LABEL_NOTE)
                .json(
                        "{\"plan\":{...},\"restore\":{\"id\",\"label\",\"outcome\",\"closed\",\"phases\":{},\"previous\":[],...}}, with"
                                + " --status {\"open\",\"restores\":[...]}; with --target"
                                + " {\"label\",\"target\",\"seconds\",\"warnings\":[],\"plan\":RestorePlan,\"run\":Run}; with --dry-run"
                                + " {\"plan\"}; with --salvage"
                                + " {\"label\",\"target\",\"seconds\",\"report\":{...},\"run\":Run}")
                .option(Option.text(
                        "--at",
                        "TIME",
                        "2024-01-15 14:30:00 in the zone of backup.yaml, or with Z, +01:00 or Europe/Berlin behind it"))
                .option(Option.text("--job", "JOB", "of this job (default: any that holds the database)"))
                .option(Option.text("--timeline", "N", "of this timeline (default: the present one)"))
                .option(Option.text("--target", "DIR", "into this directory; relative to the present one"))
                .option(Option.text(
                        "--only",
                        "PART,...",
                        "in place: only database, configuration, state, certificates, scripts or logs; or users, or"
                                + " settings: these tables alone"))
                .option(Option.text("--path", "PATH", "in place: only this path, with all below it"))
                .option(Option.flag("--own-config", "in place: backup.yaml too, instead of beside it"))
                .option(Option.text("--from-file", "FILE", "in place: from a file that scripts made, without a LABEL"))
                .option(Option.flag("--no-safety-backup", "in place: do not back up what is there first"))
                .option(Option.flag("--yes", "in place: do not ask"))
                .option(Option.flag("--undo", "bring back what the newest restore in place replaced"))
                .option(Option.flag("--status", "what restores in place did, and whether one was interrupted"))
                .option(CommandTable.DESTINATION)
                .option(Option.flag("--dry-run", "only show the plan"))
                .option(
                        Option.flag(
                                "--salvage",
                                "take out of a damaged backup what is whole, and list the rest; exit 7 where anything was lost"))
                .option(CommandTable.NO_WAIT)
                .example("pulsectl restore latest", "the newest backup, in the place of what is there")
                .example(
                        "pulsectl restore latest --only database --dry-run",
                        "what that would do, of the database alone")
                .example("pulsectl restore --undo", "back to what was there before")
                .example("pulsectl restore latest --target /srv/restored", "the newest backup, beside the original")
                .example("pulsectl restore --at \"2024-01-15 14:30:00\" --dry-run", "what that time would bring back")
                .example(
                        "pulsectl restore --at \"2024-01-15 14:30 Europe/Berlin\" --target /srv/restored",
                        "restore it");
    }
}
