package io.thingconnect.pulse.backupd.report;

import io.thingconnect.pulse.backupd.report.RunbookFacts.Bucket;
import io.thingconnect.pulse.backupd.report.RunbookFacts.Chain;
import io.thingconnect.pulse.backupd.report.RunbookFacts.Directory;
import io.thingconnect.pulse.backupd.report.RunbookFacts.Share;
import java.util.List;

/** The part of the runbook that says what to type, for each thing that may be lost. */
final class RunbookSteps {
    private static final String FETCHED = "/tmp/pulse-fetched";

    private final RunbookFacts facts;

    RunbookSteps(RunbookFacts facts) {
        this.facts = facts;
    }

    void write(Document document) {
        oneFile(document);
        database(document);
        wholeBox(document);
        pointInTime(document);
        newMachine(document);
        lostSecret(document);
        stock(document);
    }

    private static void with(Document document) {
        document.text("**With the product**, as root:");
    }

    private static void without(Document document, String text) {
        document.text("**Without it:** " + text);
    }

    private void oneFile(Document document) {
        document.heading(2, "One file is gone or wrong");
        with(document);
        document.commands("""
                pulsectl find config.yaml                                               # which backups hold it
                pulsectl diff latest live                                               # what has changed since
                pulsectl cat latest /etc/thingconnect-pulse/config.yaml > /tmp/config.yaml   # look at it first
                pulsectl restore latest --path etc/thingconnect-pulse/config.yaml       # put it in place; shows a plan and asks
                """);
        without(
                document,
                "unpack as in \"With stock tools alone\", then copy the file from there: `cp -a \"$D/PATH\" \"/PATH\"`.");
    }

    private void database(Document document) {
        document.heading(2, "The database is damaged, or wrong");
        with(document);
        document.commands("""
                pulsectl restore latest --only database --dry-run    # what would be lost
                pulsectl restore latest --only database              # stops the application, swaps, starts it, looks whether it works
                pulsectl restore --undo                              # and back again
                """);
        document.text("Users alone: `--only users`. Settings alone: `--only settings`. Where the daemon does not run:"
                + " `pulse-restore` in place of `pulsectl restore`, the same words.");
        without(
                document,
                "unpack as in \"With stock tools alone\"; of the block that puts things in place, in place of"
                        + " `cp -a . /` copy the database file alone. Its old `-wal`, `-shm` and `-journal` have to go first: the"
                        + " block does that.");
    }

    private void wholeBox(Document document) {
        document.heading(2, "The whole box is wrong, the machine is sound");
        with(document);
        document.commands("""
                pulsectl restore latest --dry-run     # which backups, what would be lost, how long
                pulsectl restore latest               # any failure takes everything back
                pulsectl restore --status
                """);
        without(document, "\"With stock tools alone\", all of it.");
    }

    private void pointInTime(Document document) {
        document.heading(2, "Back to a point in time");
        with(document);
        document.commands("""
                pulsectl list                                              # what there is
                pulsectl restore --at "2024-01-15 14:30:00" --dry-run      # what that time would bring back, and what is lost
                pulsectl restore --at "2024-01-15 14:30:00"
                """);
        document.text("The newest backup at or before the time is taken; without a zone behind it, the time is of "
                + Document.code(facts.box().zone()) + ".");
        without(
                document,
                "labels are times in UTC. Choose the newest at or before yours, find its chain with \"Another backup\""
                        + " below, and unpack that.");
    }

    private void newMachine(Document document) {
        document.heading(2, "The machine is lost");
        document.steps(
                1,
                "Set up Linux, with the host name " + Document.code(facts.box().host())
                        + ", and install ThingConnect Pulse. Do not start it.",
                "Install the package `thingconnect-pulse-backup`. Do not start it either.",
                "Bring the backups within reach (see \"Where the copies lie\"), or a `backup.yaml` that names the"
                        + " destination; then restore:");
        document.commands(bootstrap());
        document.steps(
                4,
                "Type the secrets again that it lists (see \"The secret, and what no backup holds\").",
                "Type the commands that it prints last: they start the services, make the destinations this machine's, and"
                        + " take a full backup.");
        without(document, "\"With stock tools alone\" onto the new machine, ThingConnect Pulse installed and stopped.");
    }

    private String bootstrap() {
        StringBuilder commands = new StringBuilder();
        for (RunbookFacts.Place place : facts.places()) {
            if (place.address() instanceof Directory directory) {
                commands.append("pulsectl bootstrap --from ")
                        .append(Document.quoted(directory.path()))
                        .append("    # or where that disk is mounted now\n");
            }
        }
        if (facts.places().stream().anyMatch(place -> !(place.address() instanceof Directory))) {
            commands.append("pulsectl bootstrap --config new.yaml --host ")
                    .append(Document.quoted(facts.box().host()))
                    .append("    # new.yaml: a backup.yaml with the destination\n");
        }
        return commands.toString();
    }

    private void lostSecret(Document document) {
        document.heading(2, "The passphrase is lost");
        if (facts.secret().kind().equals("none")) {
            document.text(
                    "Backups that are made now are not encrypted. Older ones may be: their names end in `.gpg`, and"
                            + " without their passphrase nobody can open them.");
            return;
        }
        document.text("There is no back door: what is encrypted with it stays closed. What is left to do:");
        document.items(List.of(
                "Look where it should be: "
                        + (facts.secret().hint().isEmpty()
                                ? "nobody has written down where that is."
                                : "**" + Document.plain(facts.secret().hint()) + "**."),
                "While the box still runs, it knows: the passphrase stands in the environment of the service, in"
                        + " `backup.env` beside `backup.yaml`, or in the file that `encryption: passphrase:` names. Copy it"
                        + " to where it belongs, now.",
                "A former passphrase may open older backups: put it under `oldPassphrases:`, then `pulsectl reload` and"
                        + " `pulsectl verify LABEL --level entries`.",
                "If it is gone, set a new one, and make a backup with it before anything else happens to the box:"));
        document.commands("""
                pulsectl reload                                   # after backup.yaml and backup.env have the new passphrase
                pulsectl backup --type full
                pulsectl verify latest --level restore            # proves that the new passphrase opens it
                """);
        document.text("Keep the old backups until the new ones reach as far back as you need: somebody may find it.");
    }

    private void stock(Document document) {
        document.heading(2, "With stock tools alone");
        if (facts.newest().isEmpty()) {
            document.text(
                    "There is no backup yet for which commands could be written down. Once there is, they also stand in"
                            + " `RESTORE.md` at each destination.");
            return;
        }
        document.text("Go where the backups are:");
        for (RunbookFacts.Place place : facts.places()) {
            document.heading(3, "From " + Document.code(place.name()));
            document.commands(fetch(place.address()));
        }
        if (facts.newest().size() > 1) {
            document.text("The newest state is in " + facts.newest().size()
                    + " backups. Unpack each into a directory of its own, and put them in place in this order.");
        }
        for (int i = 0; i < facts.newest().size(); i++) {
            chain(document, facts.newest().get(i), i + 1);
        }
        document.heading(3, "Another backup");
        document.text(
                "In the job's directory, with its label in the first line, this prints the archives that it needs. The"
                        + " full belongs into `FULL`, the others into `DELTAS` of the block above.");
        document.commands(facts.newest().get(0).commands().find());
    }

    private static void chain(Document document, Chain chain, int number) {
        document.heading(3, "Unpack " + Document.code(chain.label()));
        document.text("It holds " + RunbookWords.words(chain.components()) + " as of "
                + RunbookWords.time(chain.takenAt())
                + ", and lies at " + RunbookWords.words(chain.copies())
                + ". Paste the whole block; it stops at the first step that fails, and"
                + " the data is complete only if its last line says `RESTORED`.");
        String unpack = chain.commands().unpack();
        document.commands(
                number == 1
                        ? unpack
                        : unpack.replaceFirst("(?m)^D=/tmp/pulse-restore ", "D=/tmp/pulse-restore-" + number + " "));
        document.text("Look at what lies in `$D`. Then, as root, in place:");
        document.commands(chain.commands().place());
    }

    private String fetch(RunbookFacts.Address address) {
        if (address instanceof Directory directory) {
            return "cd " + Document.quoted(directory.path()) + "    # or where that disk is mounted now\n";
        }
        if (address instanceof Share share) {
            String jobs = jobs(" mget ", ";");
            return "mkdir -p " + FETCHED + " && cd " + FETCHED + "\n"
                    + "SMB_USER=                           # a user who may read the share, DOMAIN/NAME; it asks for the password\n"
                    + "smbclient " + Document.quoted("//" + share.server() + "/" + share.share())
                    + (share.port() == 445 ? "" : " -p " + share.port()) + " -U \"$SMB_USER\" -D "
                    + Document.quoted(share.folder()) + " -c 'prompt OFF; recurse ON;" + jobs + "'\n";
        }
        Bucket bucket = (Bucket) address;
        String options = bucket.endpoint()
                        .map(url -> " --endpoint-url " + Document.quoted(url))
                        .orElse("")
                + bucket.region()
                        .map(region -> " --region " + Document.quoted(region))
                        .orElse("");
        return "mkdir -p " + FETCHED + " && cd " + FETCHED + "    # first: aws configure\n"
                + facts.newest().stream()
                        .map(Chain::job)
                        .distinct()
                        .map(job -> "aws s3 cp --recursive"
                                + options + " "
                                + Document.quoted("s3://" + bucket.bucket() + "/" + bucket.prefix() + "/" + job + "/")
                                + " "
                                + job + "/\n")
                        .reduce("", String::concat);
    }

    /** Names of jobs need no quotes. */
    private String jobs(String before, String after) {
        return facts.newest().stream()
                .map(Chain::job)
                .distinct()
                .map(job -> before + job + after)
                .reduce("", String::concat);
    }
}
