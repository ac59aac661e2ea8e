package io.thingconnect.pulse.backupd.job.executor;

import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.backupset.Compression;
import io.thingconnect.pulse.backupd.backupset.Kind;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.catalog.BackupRecord;
import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.error.Nearest;
import io.thingconnect.pulse.backupd.job.JobSpec;
import io.thingconnect.pulse.backupd.job.Request;
import io.thingconnect.pulse.backupd.job.VerificationPolicy;
import io.thingconnect.pulse.backupd.storage.Destination;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Turns a request into a task, or says at once what is wrong with it: nobody should wait in a queue to learn that. */
final class RequestCheck {
    private static final List<String> LEVELS = List.of("checksum", "entries", "restore");
    private static final int NOTE_LENGTH = 1_000;
    private static final String JOBS_HINT = "List the jobs with 'pulsectl jobs'.";

    private final Catalog catalog;
    private final Supplier<List<JobSpec>> jobs;
    private final DrillCheck drills;
    private final Supplier<VerificationPolicy> verification;
    private final Supplier<Set<String>> destinations;

    RequestCheck(Catalog catalog, Configured configured) {
        this.catalog = catalog;
        this.jobs = configured.jobs();
        this.drills = new DrillCheck(catalog, configured);
        this.verification = configured.verification();
        this.destinations = configured.destinations();
    }

    Task check(Request request) throws BackupException {
        if (request instanceof Request.Backup backup) {
            return backup(job(backup.job()), backup);
        }
        if (request instanceof Request.Verify verify) {
            return verify(verify);
        }
        if (request instanceof Request.Expire expire) {
            return new Task.ExpireTask(expire.job().isEmpty() ? jobs.get() : List.of(job(expire.job())), expire);
        }
        if (request instanceof Request.Copy copy) {
            return copy(copy);
        }
        if (request instanceof Request.Consolidate consolidate) {
            return consolidate(consolidate);
        }
        if (request instanceof Request.Salvage salvage) {
            return salvage(salvage);
        }
        if (request instanceof Request.Drill drill) {
            return drills.check(drill);
        }
        if (request instanceof Request.Rebuild rebuild) {
            return new Task.RebuildTask(rebuild);
        }
        if (request instanceof Request.Reverify reverify) {
            return new Task.ReverifyTask(verification.get(), reverify);
        }
        return restore((Request.Restore) request);
    }

    /** What a due time of a job asks for: everything as the job says. */
    static Task.BackupTask scheduled(JobSpec job) throws BackupException {
        return backup(
                job,
                new Request.Backup(
                        job.name(), Optional.empty(), List.of(), false, Optional.empty(), Optional.empty(), ""));
    }

    /** What a change of a job's files asks for. */
    static Task.BackupTask changed(JobSpec job) throws BackupException {
        return backup(
                job,
                new Request.Backup(
                        job.name(), Optional.empty(), List.of(), false, Optional.empty(), Optional.empty(), "", true));
    }

    private JobSpec job(String name) throws BackupException {
        List<JobSpec> known = jobs.get();
        if (!name.isEmpty()) {
            return known.stream()
                    .filter(job -> job.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new BackupException(
                            ErrorCode.JOB_NOT_FOUND,
                            "there is no job '" + name + "', only " + names(known),
                            Nearest.question(
                                            name,
                                            known.stream().map(JobSpec::name).toList())
                                    + JOBS_HINT));
        }
        if (known.size() == 1) {
            return known.get(0);
        }
        return known.stream()
                .filter(job -> job.components().contains(Component.DATABASE))
                .findFirst()
                .orElseThrow(() -> new BackupException(
                        ErrorCode.JOB_NOT_FOUND,
                        "no job includes the database, and none was named; there is " + names(known),
                        "Name one, for example with 'pulsectl backup --job NAME'."));
    }

    private static String names(List<JobSpec> known) {
        return known.isEmpty()
                ? "none"
                : known.stream().map(JobSpec::name).collect(Collectors.joining("', '", "'", "'"));
    }

    private static Task.BackupTask backup(JobSpec job, Request.Backup request) throws BackupException {
        Compression compression = request.compression().orElse(job.compression());
        int level = request.level(job);
        if (level < compression.minLevel() || level > compression.maxLevel()) {
            throw invalid(
                    "level " + level + " is out of range for " + compression.word() + ": " + compression.minLevel()
                            + " to " + compression.maxLevel(),
                    "Leave the level out to get " + compression.defaultLevel() + ".");
        }
        if (request.note().length() > NOTE_LENGTH) {
            throw invalid(
                    "the note has " + request.note().length() + " characters, " + NOTE_LENGTH + " are allowed",
                    "Give a shorter note.");
        }
        Request.Backup filled = new Request.Backup(
                job.name(),
                Optional.of(request.kind().orElse(job.kind())),
                request.only(),
                request.includeLogs(),
                Optional.of(compression),
                Optional.of(level),
                request.note(),
                request.onlyIfChanged());
        return new Task.BackupTask(job, filled);
    }

    private Task verify(Request.Verify request) throws BackupException {
        if (!LEVELS.contains(request.level())) {
            throw invalid(
                    "there is no verification level '" + request.level() + "'",
                    Nearest.question(request.level(), LEVELS) + "Use one of " + String.join(", ", LEVELS) + ".");
        }
        String label = label(request.label(), request.destination());
        return new Task.VerifyTask(new Request.Verify(label, request.level(), request.destination()));
    }

    private Task copy(Request.Copy request) throws BackupException {
        if (!destinations.get().contains(request.destination())) {
            throw Destination.unknown(request.destination(), destinations.get());
        }
        if (request.label().isEmpty()) {
            return new Task.CopyTask(request);
        }
        String label = catalog.find(request.label().get()).label().toString();
        return new Task.CopyTask(new Request.Copy(Optional.of(label), request.destination(), request.force()));
    }

    private Task consolidate(Request.Consolidate request) throws BackupException {
        BackupRecord backup = catalog.find(request.label());
        if (backup.label().kind() == Kind.FULL) {
            throw invalid(
                    "backup " + backup.label() + " is a full, there is nothing to consolidate",
                    "Name an incremental or differential; 'pulsectl list' shows them below their full.");
        }
        if (!backup.isGood()) {
            throw invalid(
                    "backup " + backup.label() + " has no good copy to consolidate",
                    "See its copies with 'pulsectl show " + backup.label() + "'.");
        }
        return new Task.ConsolidateTask(new Request.Consolidate(backup.label().toString()));
    }

    private Task restore(Request.Restore request) throws BackupException {
        requireAbsolute(request.target());
        String label = label(request.label(), request.destination());
        return new Task.RestoreTask(new Request.Restore(label, request.target(), request.destination()));
    }

    /** A whole label is taken as it stands: a backup without a manifest may be in no catalog. */
    private Task salvage(Request.Salvage request) throws BackupException {
        requireAbsolute(request.target());
        String wanted = request.label();
        boolean known = catalog.backups().stream()
                .anyMatch(backup -> backup.label().toString().equals(wanted));
        boolean whole = Label.parse(wanted).isPresent();
        String label = known || !whole ? label(wanted, request.destination()) : wanted;
        return new Task.SalvageTask(new Request.Salvage(label, request.target(), request.destination()));
    }

    private static void requireAbsolute(Path target) throws BackupException {
        if (!target.isAbsolute()) {
            throw invalid(
                    "the directory to restore into is not an absolute path: '" + target + "'",
                    "Give the whole path, starting with '/'.");
        }
    }

    private String label(String wanted, Optional<String> destination) throws BackupException {
        BackupRecord backup = catalog.find(wanted);
        if (destination.isPresent()
                && backup.copies().stream().noneMatch(copy -> copy.destination().equals(destination.get()))) {
            throw new BackupException(
                    ErrorCode.DESTINATION_NOT_FOUND,
                    "backup '" + backup.label() + "' was never meant for a destination '" + destination.get() + "'",
                    "See its copies with 'pulsectl show " + backup.label() + "'.");
        }
        return backup.label().toString();
    }

    private static BackupException invalid(String message, String hint) {
        return new BackupException(ErrorCode.INVALID_PARAMETER, message, hint);
    }
}
