package io.thingconnect.pulse.backupd.config;

import io.thingconnect.pulse.backupd.backupset.Compression;
import io.thingconnect.pulse.backupd.error.Nearest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What each key on its own cannot know: whether the parts fit together. Works on the long form. */
final class CrossChecks {
    private static final List<String> TREES =
            List.of("databases", "configuration", "state", "certificates", "scripts", "logs");

    /** Words that {@code pulsectl drill} understands itself. */
    private static final Set<String> TAKEN = Set.of("list", "note", "report");

    private static final Set<String> USABLE = Set.of("local", "network", "s3");

    private final Value.Block file;
    private final Value.Block backup;
    private final Problems problems;

    private CrossChecks(Value.Block file, Problems problems) {
        this.file = file;
        this.backup = file.block("backup");
        this.problems = problems;
    }

    static void check(Value.Block file, Problems problems) {
        CrossChecks checks = new CrossChecks(file, problems);
        checks.named("jobs").forEach(checks::job);
        checks.notEmpty("jobs", "no backup would ever be made");
        checks.notEmpty("destinations", "no backup could be kept");
        checks.level("backup", checks.backup);
        checks.paths();
        checks.encryption();
        checks.named("destinations").forEach(checks::bucket);
        checks.named("drills").forEach(checks::drill);
        checks.channels();
    }

    /** Whether this version writes to such a destination. */
    static boolean isUsable(Value.Block destination) {
        return destination.text("type").filter(USABLE::contains).isPresent();
    }

    private Map<String, Value.Block> named(String key) {
        return named(backup.block(key));
    }

    private static Map<String, Value.Block> named(Value.Block parent) {
        Map<String, Value.Block> blocks = new LinkedHashMap<>();
        parent.values().forEach((name, value) -> {
            if (value instanceof Value.Block block) {
                blocks.put(name, block);
            }
        });
        return blocks;
    }

    private void notEmpty(String key, String consequence) {
        if (backup.block(key).values().isEmpty()) {
            problems.error(
                    backup.place(key),
                    "backup." + key + " is empty: " + consequence + "; leave it out for the default");
        }
    }

    private void job(String name, Value.Block job) {
        String path = "backup.jobs." + name;
        level(path, job);
        alternatives(path, job, "keep", "retention");
        alternatives(path, job, "onChange", "schedule");
        if (job.at("schedule").isEmpty() && job.at("onChange").isEmpty()) {
            problems.warning(job.place(), path + " has no schedule: it runs on demand only");
        }
        if (job.says("schedule") && job.text("schedule").orElse("").startsWith("0 2 ")) {
            problems.note(
                    job.place("schedule"),
                    "at 02:00 local time the application prunes its own database; \"30 3 * * *\" keeps out of its way");
        }
        if (!job.at("onChange").isEmpty() && job.texts("include").contains("database")) {
            problems.note(
                    job.place(),
                    path + " reads the database at each change of a file; \"include: [configuration, certificates,"
                            + " scripts]\" leaves it alone");
        }
        include(path, job);
        destinations(path, job);
    }

    private void alternatives(String path, Value.Block block, String one, String other) {
        if (block.says(one) && block.says(other)) {
            problems.error(
                    block.place(one), path + ": \"" + one + "\" stands instead of \"" + other + "\", not beside it");
        }
    }

    private void include(String path, Value.Block job) {
        List<String> components = job.texts("include");
        if (components.isEmpty()) {
            problems.error(job.place("include"), path + ".include is empty: there would be nothing to back up");
        }
        Value.Block application = backup.block("application");
        if (components.contains("database") && application.texts("databases").isEmpty()) {
            problems.error(
                    application.place("databases"),
                    "backup.application.databases is empty, but " + path + " includes the database");
        }
    }

    private void destinations(String path, Value.Block job) {
        Map<String, Value.Block> known = named("destinations");
        List<String> names = job.texts("destinations");
        job.at("destinations")
                .filter(Value.Items.class::isInstance)
                .ifPresent(items -> ((Value.Items) items)
                        .values()
                        .forEach(item ->
                                known(path + ".destinations", item, backup.block("destinations"), "destination")));
        if (!names.isEmpty() && !known.keySet().containsAll(names)) {
            return;
        }
        // One whose type cannot be read has been reported; it may well be usable.
        if (names.stream()
                        .map(known::get)
                        .noneMatch(d -> isUsable(d) || d.at("type").isEmpty())
                && !known.isEmpty()) {
            problems.error(
                    job.place("destinations"),
                    path
                            + " is left without a destination that this version can use; add one of type local, network or s3");
        }
    }

    private void known(String path, Value item, Value.Block names, String what) {
        String name = item instanceof Value.Text t ? t.text().orElse("") : "";
        if (!name.isEmpty() && names.at(name).isEmpty()) {
            problems.error(
                    item.place(),
                    path + ": there is no " + what + " \"" + name + "\""
                            + Nearest.hint(name, names.values().keySet()));
        }
    }

    private void level(String path, Value.Block block) {
        Optional<Compression> method = block.text("compression").flatMap(Compression::parse);
        Optional<Long> level = block.text("compressionLevel").flatMap(Quantities::count);
        if (method.isEmpty() || level.isEmpty() || !block.says("compressionLevel")) {
            return;
        }
        Compression m = method.get();
        if (level.get() < m.minLevel() || level.get() > m.maxLevel()) {
            String range =
                    m == Compression.NONE ? "has no levels" : "has levels " + m.minLevel() + " to " + m.maxLevel();
            problems.error(
                    block.place("compressionLevel"),
                    path + ".compressionLevel: " + level.get() + " is out of range, " + m.word() + " " + range);
        }
    }

    private void paths() {
        Map<Path, String> taken = new HashMap<>();
        Optional<Path> spool = backup.block("spool").text("path").map(CrossChecks::normal);
        spool.ifPresent(path -> trees(path, "the spool", backup.block("spool").place("path")));
        named("destinations").forEach((name, destination) -> {
            Optional<Path> path = destination.text("path").map(CrossChecks::normal);
            path.ifPresent(p -> destination(name, destination, p, taken));
            if (path.isPresent() && spool.isPresent() && path.get().startsWith(spool.get())) {
                problems.error(
                        destination.place("path"),
                        "backup.destinations." + name + ".path lies in the spool, which is swept");
            }
        });
    }

    private void destination(String name, Value.Block destination, Path path, Map<Path, String> taken) {
        String other = taken.putIfAbsent(path, name);
        if (other != null) {
            problems.error(
                    destination.place("path"),
                    "backup.destinations." + name + ".path is the same as that of \"" + other + "\"");
        }
        trees(path, "destination \"" + name + "\"", destination.place("path"));
    }

    /** Destinations and spool are left out of every backup; what lies in them would be left out with them. */
    private void trees(Path directory, String what, Place place) {
        Value.Block application = backup.block("application");
        List<String> inside = TREES.stream()
                .flatMap(component -> application.texts(component).stream())
                .filter(tree -> normal(tree).startsWith(directory))
                .distinct()
                .toList();
        if (!inside.isEmpty()) {
            problems.error(
                    place,
                    what + " contains " + String.join(" and ", inside)
                            + ": what lies in it is left out of every backup");
        }
    }

    private static Path normal(String path) {
        return Path.of(path).normalize();
    }

    private void encryption() {
        Value.Block encryption = backup.block("encryption");
        alternatives("backup.encryption", encryption, "recipients", "passphrase");
        boolean keyless = !encryption.says("passphrase") && !encryption.says("recipients");
        if (encryption.text("method").equals(Optional.of("gpg")) && keyless) {
            problems.error(
                    encryption.place("method"), "backup.encryption: method gpg needs a passphrase or recipients");
        }
        if (encryption.text("method").equals(Optional.of("none")) && !keyless) {
            problems.warning(
                    encryption.place(),
                    "backup.encryption.method is none: backups are NOT encrypted; what is named here is only for reading"
                            + " older ones");
        }
        boolean blank = encryption.text("passphrase").equals(Optional.of(""))
                || encryption.texts("oldPassphrases").contains("");
        if (blank
                || (encryption.says("recipients")
                        && encryption.texts("recipients").isEmpty())) {
            problems.error(encryption.place(), "backup.encryption: a passphrase, or the list of recipients, is empty");
        }
        if (encryption.text("method").equals(Optional.of("gpg")) && encryption.says("recipients")) {
            unreadable(encryption);
        }
    }

    /** With public keys this box cannot look into what it wrote. */
    private void unreadable(Value.Block encryption) {
        List<String> unable = new ArrayList<>();
        if (backup.block("verification").text("testRestore").equals(Optional.of("true"))) {
            unable.add("test restores are not made");
        }
        if (!named("drills").isEmpty()) {
            unable.add("drills fail");
        }
        if (named("jobs").values().stream()
                .anyMatch(job -> job.text("consolidate").equals(Optional.of("true")))) {
            unable.add("chains are not consolidated");
        }
        problems.note(
                encryption.place("recipients"),
                "with recipients this box cannot read its own backups: checksums are verified, contents are not"
                        + (unable.isEmpty() ? "" : "; " + String.join(", ", unable)));
    }

    /** What would be found out at the first request only, or, worse, not be done. */
    private void bucket(String name, Value.Block destination) {
        if (!destination.text("type").equals(Optional.of("s3"))) {
            return;
        }
        String path = "backup.destinations." + name;
        Value.Block keys = destination.block("credentials");
        boolean access = keys.text("accessKey").filter(key -> !key.isEmpty()).isPresent();
        boolean secret = keys.text("secretKey").filter(key -> !key.isEmpty()).isPresent();
        if (access != secret) {
            problems.error(
                    destination.place("credentials"), path + ".credentials: accessKey and secretKey belong together");
        }
        if (destination.says("kmsKey") && !destination.text("encryption").equals(Optional.of("aws:kms"))) {
            problems.error(destination.place("kmsKey"), path + ".kmsKey needs encryption: aws:kms");
        }
        Value.Block lock = destination.block("objectLock");
        boolean locks = !lock.text("mode").orElse("none").equals("none");
        boolean days = !lock.text("days").orElse("0").equals("0");
        if (locks != days) {
            problems.error(destination.place("objectLock"), path + ".objectLock: mode and days belong together");
        }
        if (!S3Reader.isProxy(destination.text("proxy").orElse(""))) {
            problems.error(
                    destination.place("proxy"), path + ".proxy is no URL; write for example http://proxy.example:3128");
        }
    }

    private void drill(String name, Value.Block drill) {
        String path = "backup.drills." + name;
        drill.at("from")
                .filter(from -> !drill.text("from").equals(Optional.of("each")))
                .ifPresent(from -> known(path + ".from", from, backup.block("destinations"), "destination"));
        drill.text("from")
                .map(from -> named("destinations").get(from))
                .filter(destination ->
                        !isUsable(destination) && destination.at("type").isPresent())
                .ifPresent(unusable -> problems.warning(
                        drill.place("from"),
                        path + ".from is a destination that this version cannot use: the drill will fail"));
        if (TAKEN.contains(name)) {
            problems.error(
                    drill.place(),
                    path + ": \"pulsectl drill " + name + "\" means something else; give it another name");
        }
    }

    /** What is not acted on yet must fit all the same, or it would break on the day it is. */
    private void channels() {
        ChannelChecks each = new ChannelChecks(problems);
        named(file.block("notifications")).forEach(each::channel);
        named(file.block("notifications"))
                .forEach((name, notification) -> notification
                        .at("jobs")
                        .filter(Value.Items.class::isInstance)
                        .ifPresent(jobs -> ((Value.Items) jobs)
                                .values()
                                .forEach(job ->
                                        known("notifications." + name + ".jobs", job, backup.block("jobs"), "job"))));
    }
}
