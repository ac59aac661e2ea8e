package io.thingconnect.pulse.backupd.control;

import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.backupset.Compression;
import io.thingconnect.pulse.backupd.backupset.Kind;
import io.thingconnect.pulse.backupd.control.service.Facts;
import io.thingconnect.pulse.backupd.control.service.JobStatus;
import io.thingconnect.pulse.backupd.control.varlink.Method;
import io.thingconnect.pulse.backupd.control.varlink.Parameters;
import io.thingconnect.pulse.backupd.control.varlink.Peer;
import io.thingconnect.pulse.backupd.control.varlink.Replies;
import io.thingconnect.pulse.backupd.control.varlink.ServiceException;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.job.Request;
import io.thingconnect.pulse.backupd.job.RunView;
import io.thingconnect.pulse.backupd.job.Runs;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Long work: checked here as far as a call can be checked without looking at anything, then queued. */
final class StartCalls {
    private static final List<String> LEVELS = List.of("checksum", "entries", "restore");
    private static final int LONGEST_NOTE = 500;

    private final Runs runs;
    private final Facts facts;

    StartCalls(Runs runs, Facts facts) {
        this.runs = runs;
        this.facts = facts;
    }

    List<Method> methods() {
        return List.of(
                Method.of(
                                "StartBackup",
                                this::backup,
                                "job",
                                "type",
                                "components",
                                "includeLogs",
                                "compression",
                                "level",
                                "note")
                        .withAudit(),
                Method.of("StartVerify", this::verify, "label", "level", "destination")
                        .withAudit(),
                Method.of("StartRestore", this::restore, "label", "target", "destination")
                        .forAdmin()
                        .withAudit(),
                Method.of("StartSalvage", this::salvage, "label", "target", "destination")
                        .forAdmin()
                        .withAudit(),
                Method.of("StartCopy", this::copy, "label", "destination").withAudit(),
                Method.of("StartConsolidate", this::consolidate, "label")
                        .forAdmin()
                        .withAudit(),
                Method.of("StartExpire", this::expire, "job").forAdmin().withAudit());
    }

    /** What a run is said to be started by. */
    static String trigger(Peer peer) {
        return "user:" + peer.user();
    }

    private void start(Request request, Peer peer, Replies replies) throws BackupException, IOException {
        RunView run = runs.start(request, trigger(peer));
        replies.only(Map.of("run", Wire.Run.of(run)));
    }

    private void backup(Parameters parameters, Peer peer, Replies replies)
            throws BackupException, ServiceException, IOException {
        Optional<Compression> compression = word(parameters, "compression", Compression::parse);
        Optional<String> job = parameters.optionalText("job");
        Request request = new Request.Backup(
                job.isPresent() ? job.get() : usualJob(),
                word(parameters, "type", Kind::parse),
                components(parameters.words("components")),
                parameters.flag("includeLogs"),
                compression,
                level(parameters, compression),
                note(parameters.optionalText("note").orElse("")));
        start(request, peer, replies);
    }

    private String usualJob() throws BackupException {
        List<JobStatus> jobs = facts.jobs();
        if (jobs.size() == 1) {
            return jobs.get(0).name();
        }
        return jobs.stream()
                .filter(job -> job.components().contains(Component.DATABASE))
                .map(JobStatus::name)
                .findFirst()
                .orElseThrow(() -> new BackupException(
                        ErrorCode.JOB_NOT_FOUND,
                        "no job was named, and none of the " + jobs.size() + " configured ones holds the database",
                        "Name a job; 'pulsectl jobs' lists them."));
    }

    private static <T> Optional<T> word(Parameters parameters, String name, Function<String, Optional<T>> parser)
            throws BackupException, ServiceException {
        Optional<String> text = parameters.optionalText(name);
        Optional<T> value = text.flatMap(parser);
        if (text.isPresent() && value.isEmpty()) {
            throw invalid("'" + text.get() + "' is no " + name);
        }
        return value;
    }

    private static List<Component> components(List<String> words) throws BackupException {
        List<Component> components = new ArrayList<>();
        for (String word : words) {
            components.add(Component.parse(word).orElseThrow(() -> invalid("'" + word + "' is no component")));
        }
        return components;
    }

    private static Optional<Integer> level(Parameters parameters, Optional<Compression> compression)
            throws BackupException, ServiceException {
        Optional<Long> level = parameters.optionalInteger("level");
        if (level.isEmpty()) {
            return Optional.empty();
        }
        // Without a compression the job's own decides; what no compression knows is wrong in any case.
        int least = compression.map(Compression::minLevel).orElse(0);
        int most = compression.map(Compression::maxLevel).orElse(Compression.ZSTD.maxLevel());
        if (level.get() < least || level.get() > most) {
            throw invalid("the level " + level.get() + " is not within " + least + " to " + most);
        }
        return Optional.of(Math.toIntExact(level.get()));
    }

    private static String note(String note) throws BackupException {
        if (note.length() > LONGEST_NOTE || note.chars().anyMatch(Character::isISOControl)) {
            throw invalid("the note is longer than " + LONGEST_NOTE + " characters or holds control characters");
        }
        return note;
    }

    private void verify(Parameters parameters, Peer peer, Replies replies)
            throws BackupException, ServiceException, IOException {
        String level = parameters.optionalText("level").orElse("entries");
        if (!LEVELS.contains(level)) {
            throw invalid("'" + level + "' is no level of verification; there are " + String.join(", ", LEVELS));
        }
        start(
                new Request.Verify(parameters.text("label"), level, parameters.optionalText("destination")),
                peer,
                replies);
    }

    private void restore(Parameters parameters, Peer peer, Replies replies)
            throws BackupException, ServiceException, IOException {
        Path target = absolute(parameters.text("target"));
        start(
                new Request.Restore(parameters.text("label"), target, parameters.optionalText("destination")),
                peer,
                replies);
    }

    private void salvage(Parameters parameters, Peer peer, Replies replies)
            throws BackupException, ServiceException, IOException {
        Path target = absolute(parameters.text("target"));
        start(
                new Request.Salvage(parameters.text("label"), target, parameters.optionalText("destination")),
                peer,
                replies);
    }

    private void expire(Parameters parameters, Peer peer, Replies replies)
            throws BackupException, ServiceException, IOException {
        start(new Request.Expire(parameters.optionalText("job").orElse("")), peer, replies);
    }

    /** Whoever asks for all that is pending does not want to wait for the next try. */
    private void copy(Parameters parameters, Peer peer, Replies replies)
            throws BackupException, ServiceException, IOException {
        Optional<String> label = parameters.optionalText("label");
        start(new Request.Copy(label, parameters.text("destination"), true), peer, replies);
    }

    private void consolidate(Parameters parameters, Peer peer, Replies replies)
            throws BackupException, ServiceException, IOException {
        start(new Request.Consolidate(parameters.text("label")), peer, replies);
    }

    private static Path absolute(String text) throws BackupException {
        try {
            Path path = Path.of(text);
            if (path.isAbsolute()) {
                return path.normalize();
            }
        } catch (InvalidPathException e) {
            throw invalid("the target is not a path: " + e.getReason());
        }
        throw invalid("the target '" + text + "' is not an absolute path");
    }

    private static BackupException invalid(String message) {
        return new BackupException(ErrorCode.INVALID_PARAMETER, message, "");
    }
}
