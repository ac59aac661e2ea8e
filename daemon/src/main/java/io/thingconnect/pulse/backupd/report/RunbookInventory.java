package io.thingconnect.pulse.backupd.report;

import io.thingconnect.pulse.backupd.catalog.DrillRecord;
import io.thingconnect.pulse.backupd.report.RunbookFacts.Bucket;
import io.thingconnect.pulse.backupd.report.RunbookFacts.Chain;
import io.thingconnect.pulse.backupd.report.RunbookFacts.Directory;
import io.thingconnect.pulse.backupd.report.RunbookFacts.Share;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The part of the runbook that says what there is: people, data, copies, secrets, and how recovering went so far. */
final class RunbookInventory {
    private final RunbookFacts facts;

    RunbookInventory(RunbookFacts facts) {
        this.facts = facts;
    }

    void write(Document document) {
        contacts(document);
        state(document);
        contents(document);
        places(document);
        secret(document);
        prerequisites(document);
        practice(document);
    }

    private void contacts(Document document) {
        document.heading(2, "Whom to call");
        if (facts.contacts().isEmpty()) {
            document.text("Nobody is named. Name people under `contacts:` in `backup.yaml`, and write them here by hand"
                    + " until then: ______________________________");
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        facts.contacts().stream()
                .sorted(Comparator.comparing(contact -> !contact.emergency()))
                .forEach(contact -> rows.add(List.of(
                        Document.plain(contact.name()) + (contact.emergency() ? " (**emergency**)" : ""),
                        RunbookWords.orDash(Document.plain(contact.role())),
                        RunbookWords.orDash(Document.plain(contact.phone())),
                        RunbookWords.orDash(Document.plain(contact.email())))));
        document.grid(List.of("Name", "Role", "Phone", "E-mail"), rows);
    }

    private void state(Document document) {
        document.heading(2, "The newest state that can be restored");
        if (facts.newest().isEmpty()) {
            document.text(
                    "**None.** No destination is known to hold a good backup. What follows is how it would be done."
                            + " See `pulsectl status`.");
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        for (Chain chain : facts.newest()) {
            rows.add(List.of(
                    Document.code(chain.label()),
                    RunbookWords.time(chain.takenAt()),
                    RunbookWords.words(chain.components()),
                    chain.archives() == 1 ? "1" : chain.archives() + " (a chain)",
                    RunbookWords.words(chain.copies())));
        }
        document.grid(List.of("Backup", "State of", "Holds", "Archives", "Lies at"), rows);
    }

    private void contents(Document document) {
        document.heading(2, "What is backed up");
        document.grid(
                List.of("Component", "Where it belongs"),
                facts.components().stream()
                        .map(each -> List.of(Document.plain(each.name()), RunbookWords.codes(each.paths())))
                        .toList());
        document.text(
                "Users, roles and settings are tables of the database. Certificates and scripts that lie in one of these directories"
                        + " belong to it.");
        document.heading(3, "By which jobs, and for how long");
        document.grid(
                List.of("Job", "When", "Type", "Holds", "Goes to", "Keeps"),
                facts.jobs().stream()
                        .map(job -> List.of(
                                Document.code(job.name()),
                                Document.plain(job.when()),
                                job.type(),
                                RunbookWords.words(job.components()),
                                RunbookWords.words(job.destinations()),
                                Document.plain(job.keep())))
                        .toList());
        document.text("Times of schedules are of the zone "
                + Document.code(facts.box().zone()) + ". "
                + (facts.box().enabled() ? "" : "**Nothing starts by itself at the moment: `enabled: false`.** ")
                + "The configuration is " + Document.code(facts.box().config())
                + ", and lies in every backup of the configuration.");
    }

    private void places(Document document) {
        document.heading(2, "Where the copies lie");
        List<List<String>> rows = new ArrayList<>();
        for (RunbookFacts.Place place : facts.places()) {
            rows.add(List.of(
                    Document.code(place.name()),
                    where(place.address()),
                    Long.toString(place.backups()),
                    RunbookWords.orDash(Document.code(place.newest()))));
        }
        document.grid(List.of("Destination", "Where", "Good backups", "Newest with the database"), rows);
        document.text(
                "Each job has a directory there. Beside them lie `RESTORE.md` (the commands for the newest chain) and"
                        + " this document as `" + Runbook.FILE
                        + "`. A backup is three files: archive, `.manifest.json`,"
                        + " `.sha256`; without its `.sha256` it is none.");
    }

    private static String where(RunbookFacts.Address address) {
        if (address instanceof Directory directory) {
            return "directory " + Document.code(directory.path()) + " of this box, or a disk that is mounted there";
        }
        if (address instanceof Share share) {
            return "share " + Document.code("//" + share.server() + "/" + share.share()) + ", folder "
                    + Document.code(share.folder()) + (share.port() == 445 ? "" : ", port " + share.port());
        }
        Bucket bucket = (Bucket) address;
        return "bucket " + Document.code("s3://" + bucket.bucket() + "/" + bucket.prefix())
                + bucket.region()
                        .map(region -> ", region " + Document.code(region))
                        .orElse("")
                + bucket.endpoint().map(url -> " at " + Document.code(url)).orElse("");
    }

    private void secret(Document document) {
        document.heading(2, "The secret, and what no backup holds");
        String kept = facts.secret().hint().isEmpty()
                ? " **Nobody has written down where it is kept**: say so under `encryption: hint:` in `backup.yaml`."
                : " Where it is kept: **" + Document.plain(facts.secret().hint()) + "**.";
        document.text(
                switch (facts.secret().kind()) {
                    case "passphrase" ->
                        "Backups are encrypted. Without the passphrase nothing can be restored by anybody." + kept;
                    case "recipients" ->
                        "Backups are encrypted to public keys. Without one of the secret keys, which are not on this box,"
                                + " nothing can be restored by anybody." + kept;
                    default -> "Backups that are made now are not encrypted: no secret is needed.";
                });
        if (!facts.secret().files().isEmpty()) {
            document.text(
                    "These files hold secrets and are in no backup. On a new machine they have to be typed again:");
            document.items(facts.secret().files().stream().map(Document::code).toList());
        }
    }

    private void prerequisites(Document document) {
        document.heading(2, "What you need");
        List<String> needs = new ArrayList<>();
        needs.add("A Linux machine, `root` on it, and the time right (`timedatectl`).");
        long bytes = facts.newest().stream().mapToLong(Chain::bytes).sum();
        needs.add("Free space for what is restored"
                + (bytes == 0 ? "" : " (" + RunbookWords.size(bytes) + "), twice that where it is restored in place")
                + ".");
        needs.add("ThingConnect Pulse, of the version that was running, or a newer one."
                + (facts.box().schema().isEmpty()
                        ? ""
                        : " Schema of the newest backup: "
                                + Document.code(facts.box().schema()) + "."));
        needs.add("Either the package `thingconnect-pulse-backup` (this was "
                + Document.code(facts.box().version())
                + "), or, without it: `sh`, GNU `tar`, `gzip` or `zstd`, `sha256sum`, `sqlite3`"
                + (facts.secret().kind().equals("none") ? "" : ", `gpg`") + ".");
        if (facts.places().stream().anyMatch(place -> place.address() instanceof Share)) {
            needs.add("For the share: the network, a user who may read it, and `smbclient`.");
        }
        if (facts.places().stream().anyMatch(place -> place.address() instanceof Bucket)) {
            needs.add("For the bucket: the network, keys that may read it, and `aws` (the AWS command line).");
        }
        document.items(needs);
    }

    private void practice(Document document) {
        document.heading(2, "How it went when it was tried");
        document.text(facts.provenRestore()
                .map(at -> "A restore was last proven at " + RunbookWords.time(at) + ".")
                .orElse("**No restore has been proven yet.** Try one: `pulsectl drill --scope box`."));
        if (facts.drills().isEmpty()) {
            document.text("No drill has been held, so nobody has measured how long a recovery takes.");
            return;
        }
        document.grid(
                List.of("Drill", "Ended", "From", "Scope", "Result", "Took"),
                facts.drills().stream().map(RunbookInventory::drill).toList());
        longest()
                .ifPresent(span -> document.text("Reckon with at least **" + RunbookWords.span(span)
                        + "** for the restore itself, and add the time until somebody has begun."));
    }

    private static List<String> drill(DrillRecord drill) {
        return List.of(
                drill.name().isEmpty() ? "on request" : Document.code(drill.name()),
                RunbookWords.time(drill.endedAt()),
                Document.plain(drill.destination()),
                drill.scope(),
                drill.passed() ? "passed" : "**failed**: " + Document.plain(drill.message()),
                RunbookWords.span(took(drill)));
    }

    private static Duration took(DrillRecord drill) {
        return Duration.between(drill.startedAt(), drill.endedAt());
    }

    private Optional<Duration> longest() {
        return facts.drills().stream()
                .filter(DrillRecord::passed)
                .map(RunbookInventory::took)
                .max(Comparator.naturalOrder());
    }
}
