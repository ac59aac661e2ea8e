package io.thingconnect.pulse.backupd.report;

import io.thingconnect.pulse.backupd.report.RunbookFacts.Chain;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The part of the runbook that says what to type, for each thing that may be lost. */
final class RunbookSteps {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

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

    private static void with(Document document, String text) {
        document.text("**With the product**" + text);
    }

    private static void without(Document document, String text) {
        document.text("**Without it:** " + text);
    }

    private void oneFile(Document document) {
        document.heading(2, "One file is gone or wrong");
        with(document, ", look first, with its name in the first line:");
        document.commands("""
                F=%s    # the file, or directory
                pulsectl find "$F"               # which backups hold it
                pulsectl diff latest live        # what has changed since the newest
                pulsectl cat latest "$F"         # what the newest holds; a file only
                """.formatted(Document.quoted(someFile())));
        document.text("Then put it in its place. It shows a plan, and asks:");
        document.commands("pulsectl restore latest --path \"$F\"\n");
        document.text("With a label of the list in place of " + Document.code("latest") + " it is that backup.");
        without(
                document,
                "unpack as in \"With stock tools alone\", and put it in place with " + Document.code("W=." + someFile())
                        + " in its second line.");
    }

    private String someFile() {
        return paths("configuration").stream()
                .findFirst()
                .map(folder -> folder + "/config.yaml")
                .orElse("/etc/thingconnect-pulse/config.yaml");
    }

    private List<String> paths(String component) {
        return facts.components().stream()
                .filter(each -> each.name().equals(component))
                .flatMap(each -> each.paths().stream())
                .toList();
    }

    private void database(Document document) {
        document.heading(2, "The database is damaged, or wrong");
        with(document, ", look first what would be lost:");
        document.commands("pulsectl restore latest --only database --dry-run\n");
        document.text(
                "Then do it. It shows the plan and asks; it stops the application, puts the database in place, starts the"
                        + " application, and looks whether it works:");
        document.commands("pulsectl restore latest --only database\n");
        undo(document);
        document.text(
                "Users alone: `--only users`. Settings alone: `--only settings`. Where the daemon does not run, type"
                        + " `pulse-restore` in place of `pulsectl restore`, and the same words behind it.");
        without(
                document,
                "unpack as in \"With stock tools alone\", and put it in place with "
                        + paths("database").stream()
                                .findFirst()
                                .map(path -> Document.code("W=." + path))
                                .orElse("the database")
                        + " in its second line.");
    }

    private static void undo(Document document) {
        document.text("A restore first backs up what is there, so that nothing is lost: from then on **that** backup is"
                + " `latest`. For a second try name the one you mean. If it was the wrong thing to do, this brings back what was"
                + " there before:");
        document.commands("pulsectl restore --undo\n");
    }

    private void wholeBox(Document document) {
        document.heading(2, "The whole box is wrong, the machine is sound");
        with(document, ", look first which backups it would be, and what would be lost:");
        document.commands("pulsectl restore latest --dry-run\n");
        document.text("Then do it. It shows the plan and asks; a failure takes everything back:");
        document.commands("pulsectl restore latest\n");
        document.text("How it went, also after the connection was lost:");
        document.commands("pulsectl restore --status\n");
        undo(document);
        without(document, "\"With stock tools alone\", all of it.");
    }

    private void pointInTime(Document document) {
        document.heading(2, "Back to a point in time");
        with(
                document,
                ", look first what that time would bring back. Put your time into the first line; without a zone"
                        + " behind it, it is of " + Document.code(facts.box().zone()) + ":");
        document.commands("""
                T=%s
                pulsectl list                             # what there is
                pulsectl restore --at "$T" --dry-run
                """.formatted(Document.quoted(someTime())));
        document.text(
                "The newest backup at or before that time is taken. A time before the last restore belongs to an earlier"
                        + " timeline: the error says which one, and `--timeline N` asks for it. Then do it; it shows the plan and asks:");
        document.commands("pulsectl restore --at \"$T\"\n");
        undo(document);
        without(
                document,
                "labels are times in UTC. Choose the newest at or before yours, find its chain with \"Another backup\""
                        + " below, and unpack that.");
    }

    /** The first full second at which the newest backup with the database was there. */
    private String someTime() {
        Instant at = facts.newest().stream().findFirst().map(Chain::takenAt).orElse(facts.at());
        return TIME.withZone(ZoneId.of(facts.box().zone()))
                .format(at.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1));
    }

    private void newMachine(Document document) {
        document.heading(2, "The machine is lost");
        document.steps(
                1,
                "Set up Linux, with the host name " + Document.code(facts.box().host())
                        + ", and install ThingConnect Pulse. Do not start it.",
                "Install the package `thingconnect-pulse-backup`. Do not start it either.",
                "Restore from one of the places where the copies lie. It shows what it found, and asks"
                        + (facts.secret().kind().equals("passphrase") ? ", for the passphrase too:" : ":"));
        for (RunbookFacts.Place place : facts.places()) {
            document.text("From " + Document.code(place.name()) + ":");
            document.commands(RunbookFetch.bootstrap(facts.box().host(), place));
        }
        document.steps(
                4,
                "Type the secrets again that it lists (see \"The secret, and what no backup holds\").",
                "Type the commands that it prints last: they start the daemon, make the destinations this machine's, and"
                        + " take a full backup.",
                "Start the application: "
                        + facts.box().services().stream()
                                .map(service -> Document.code("systemctl enable --now " + Document.quoted(service)))
                                .collect(Collectors.joining(", then "))
                        + ".");
        without(document, "\"With stock tools alone\" onto the new machine, ThingConnect Pulse installed and stopped.");
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
            document.commands(RunbookFetch.files(
                    place.address(),
                    facts.newest().stream().map(Chain::job).distinct().toList()));
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
                        : unpack.replaceFirst(
                                "(?m)^D=/var/tmp/pulse-restore ", "D=/var/tmp/pulse-restore-" + number + " "));
        document.text(
                "Look at what lies in `$D`. Then, in the same shell, put it in place. To put one file or directory in place, and"
                        + " not all, name it in the second line:");
        document.commands(chain.commands().place());
    }
}
