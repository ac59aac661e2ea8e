package io.thingconnect.pulse.backupd.restore.inplace;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.system.Errno;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The steps of a transaction from the stop of the services on, and both of its ends. Each may be done again after it was
 * interrupted.
 */
final class Ending {
    private final Site site;
    private final FileSteps steps;
    private final Transaction transaction;
    private final List<String> notes = new ArrayList<>();
    /** What else went wrong on the way back. */
    private final List<String> complaints = new ArrayList<>();

    Ending(Site site, Transaction transaction) {
        this.site = site;
        this.steps = site.steps();
        this.transaction = transaction;
    }

    void note(String note) {
        notes.add(note);
    }

    /** The marker stands before anything is stopped: what restarts by itself must not come back in between. */
    void stopServices() throws IOException, BackupException {
        Surroundings around = site.surroundings();
        List<String> running = around.units().running(around.services());
        transaction.stopping(running);
        around.units().guard(around.services(), site.marker());
        mark();
        stop(running);
    }

    private void mark() throws IOException {
        steps.write(site.marker(), (transaction.id() + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private void stop(List<String> running) throws IOException, BackupException {
        List<String> reversed = new ArrayList<>(running);
        Collections.reverse(reversed);
        for (String unit : reversed) {
            steps.announce("stop", Path.of(unit));
            site.surroundings().units().stop(unit, site.surroundings().timeout());
        }
    }

    private void start() throws IOException, BackupException {
        // In the order of the configuration, where each may need the one before.
        for (String unit : transaction.services()) {
            steps.announce("start", Path.of(unit));
            site.surroundings().units().start(unit, site.surroundings().timeout());
        }
    }

    /** Everything changes places, and the application is asked whether it likes it. */
    void swap(Swap swap, Surroundings.Check validation) throws IOException, BackupException {
        transaction.swapping(swap);
        new Swapper(steps, swap).forward();
        steps.announce("validate", site.marker());
        validation.run();
        transaction.enter(Phase.COMMITTED);
    }

    /** After {@code COMMITTED}. */
    void finish() throws IOException, BackupException {
        steps.delete(site.marker());
        start();
        if (!transaction.services().isEmpty()) {
            steps.announce("health", site.marker());
            site.surroundings().health().run();
        }
    }

    /** When nothing can be taken back any more. Tried twice, because what hinders removing is often gone a moment later. */
    void close() throws BackupException {
        try {
            tidy();
        } catch (IOException unused) {
            try {
                tidy();
            } catch (IOException e) {
                BackupException failure = asFailure(e);
                throw new BackupException(
                        failure.code(),
                        transaction.begin().label() + " is in place, but what it came from could not be removed: "
                                + failure.getMessage(),
                        "Remove the cause, then: pulse-restore --recover",
                        e);
            }
        }
    }

    private void tidy() throws IOException {
        removeStaging();
        for (Path leftover : consumed()) {
            remove(leftover);
        }
        transaction.done(Transaction.RESTORED, String.join("; ", notes));
    }

    /** What an undo has put back into place lies no longer where it was kept. */
    private List<Path> consumed() {
        return site.known(transaction.begin().undoes())
                .map(Transaction::previous)
                .orElse(List.of());
    }

    private void removeStaging() throws IOException {
        Set<Path> staging = new LinkedHashSet<>();
        transaction.begin().places().forEach(place -> staging.add(place.stagingPath()));
        for (Path directory : staging) {
            remove(directory);
        }
    }

    /** Where it lies in a tree, that directory keeps its time. */
    private void remove(Path directory) throws IOException {
        if (!FileSteps.exists(directory)) {
            return;
        }
        Path holder = directory.getParent();
        boolean inTree = site.trees().covers(holder);
        FileTime time = Files.getLastModifiedTime(holder);
        steps.deleteTree(directory);
        if (inTree) {
            Files.getFileAttributeView(holder, BasicFileAttributeView.class).setTimes(time, null, null);
        }
    }

    /**
     * Takes everything back, and throws what made it necessary.
     *
     * @param why a {@code BackupException}, {@code IOException} or defect
     */
    BackupException takeBack(Exception why) {
        BackupException cause = asFailure(why);
        try {
            if (transaction.phase() != Phase.REVERTING && transaction.phase() != Phase.REVERTED) {
                transaction.reverting(cause.getMessage());
            }
            revert();
            if (complaints.isEmpty()) {
                return cause;
            }
            return new BackupException(
                    cause.code(), cause.getMessage() + "; " + String.join("; ", complaints), cause.hint(), why);
        } catch (IOException | BackupException | RuntimeException e) {
            BackupException second = asFailure(e);
            return new BackupException(
                    second.code(),
                    "the restore of " + transaction.begin().label() + " failed and could not be taken back: "
                            + second.getMessage() + "; it failed because " + cause.getMessage(),
                    "Remove the cause, then: pulse-restore --recover",
                    why);
        }
    }

    private void revert() throws IOException, BackupException {
        if (transaction.phase() == Phase.REVERTING) {
            if (transaction.swap().isPresent()) {
                mark();
                stop(transaction.services());
                new Swapper(steps, transaction.swap().get())
                        .backward(transaction.begin().places());
            }
            transaction.enter(Phase.REVERTED);
        }
        removeStaging();
        removeNewPrevious();
        if (transaction.swap().isPresent()) {
            new Swapper(steps, transaction.swap().get()).backwardAttributes();
        }
        restoreEarlier();
        steps.delete(site.marker());
        try {
            start();
        } catch (BackupException e) {
            complaints.add("the old state is back, but " + e.getMessage());
        }
        transaction.done(Transaction.ROLLED_BACK, complaints.isEmpty() ? null : String.join("; ", complaints));
    }

    /** Whatever they held is back where it came from. */
    private void removeNewPrevious() throws IOException {
        for (Path previous : transaction.previous()) {
            remove(previous);
        }
    }

    private void restoreEarlier() throws IOException {
        for (var each : transaction.begin().earlier().entrySet()) {
            steps.setFacts(Path.of(each.getKey()), each.getValue());
        }
    }

    /** Whatever the interruption was: back before {@code COMMITTED}, forward from there. */
    void recover() throws BackupException {
        try {
            if (transaction.phase() == Phase.COMMITTED) {
                note("it was interrupted, and finished by recovering");
                startAnyway();
                close();
                return;
            }
            if (transaction.phase() != Phase.REVERTING && transaction.phase() != Phase.REVERTED) {
                transaction.reverting("it was interrupted in the phase '"
                        + transaction.phase().word() + "'");
            }
            revert();
        } catch (IOException e) {
            throw asFailure(e);
        }
    }

    /** After {@code COMMITTED}, where services that do not start are no reason to take it back. */
    void startAnyway() throws IOException {
        steps.delete(site.marker());
        try {
            start();
        } catch (BackupException e) {
            notes.add(e.getMessage());
        }
    }

    private BackupException asFailure(Exception e) {
        if (e instanceof BackupException failure) {
            return failure;
        }
        if (e instanceof IOException io) {
            return new BackupException(
                    Errno.isNoSpace(io) ? ErrorCode.NO_SPACE : ErrorCode.INTERNAL,
                    "the restore of " + transaction.begin().label() + " failed: " + reason(io),
                    Errno.isNoSpace(io) ? "Free space there, and try again." : "Check the disk, and try again.",
                    io);
        }
        return new BackupException(
                ErrorCode.INTERNAL, "the restore of " + transaction.begin().label() + " failed: " + e, "", e);
    }

    private static String reason(IOException e) {
        String file = e instanceof java.nio.file.FileSystemException failure ? failure.getFile() : null;
        return (file == null ? "" : file + ": ") + Errno.reason(e);
    }
}
