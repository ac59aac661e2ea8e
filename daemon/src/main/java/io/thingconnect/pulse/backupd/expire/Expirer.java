package io.thingconnect.pulse.backupd.expire;

import io.thingconnect.pulse.backupd.backupset.Kind;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.retention.Fate;
import io.thingconnect.pulse.backupd.retention.RetentionPlan;
import io.thingconnect.pulse.backupd.storage.DeleteRefusedException;
import io.thingconnect.pulse.backupd.storage.Destination;
import io.thingconnect.pulse.backupd.storage.Storage.StoredFile;
import io.thingconnect.pulse.backupd.system.Errno;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Removes backups from one destination. */
public final class Expirer {
    private Expirer() {}

    /** Told of each removal. */
    @FunctionalInterface
    public interface Listener {
        /** Before anything of a backup goes. What it throws stops the expiry, and this backup stays. */
        default void begins(Label label) throws BackupException {}

        /** After its last file is gone, also where it was gone before. */
        void gone(Label label) throws BackupException;

        /** The place is meant not to let us delete; nothing more is tried. */
        default void refused(String why) {}
    }

    /**
     * What lies in a job's directory.
     *
     * @param whole labels whose {@code .sha256} stands
     * @param setAside labels of which only an archive that failed its read-back is there
     */
    public record Present(Set<Label> whole, Set<Label> setAside) {
        public Present {
            whole = Set.copyOf(whole);
            setAside = Set.copyOf(setAside);
        }
    }

    /** @throws BackupException {@code DESTINATION_UNAVAILABLE} */
    public static Present present(String job, Destination destination) throws BackupException {
        BackupRemains remains = look(job, destination);
        Set<Label> whole = Set.copyOf(remains.whole());
        return new Present(
                whole,
                remains.setAside().stream()
                        .filter(label -> !whole.contains(label))
                        .collect(Collectors.toSet()));
    }

    /**
     * Removes what is left of backups whose removal began and was broken off. One that has lost nothing yet stays: whether
     * it still has to go is for the next plan to say.
     *
     * @param begun labels of this job
     * @return those that stayed
     */
    public static List<Label> finish(
            List<Label> begun, String job, Destination destination, Work work, Listener listener)
            throws BackupException {
        BackupRemains remains = look(job, destination);
        List<Label> stayed = new ArrayList<>();
        for (Label label : begun) {
            work.check();
            if (remains.whole().contains(label) || remains.setAside().contains(label)) {
                stayed.add(label);
                continue;
            }
            if (!remove(label, job, remains, destination, new Count(0, begun.size()), listener)) {
                return stayed;
            }
            listener.gone(label);
        }
        return stayed;
    }

    /**
     * Removes what the plan drops, in its order. Stops at the first file that the place is meant not to give away, and tells the
     * listener; stops at the first failure as well: the next one may be the parent of what could
     * not be removed. Whatever was removed half before, by a run that was killed, is finished.
     *
     * <p>Nobody may publish to this job's directory meanwhile.
     *
     * @param plan made from all backups of this job at this destination
     * @throws BackupException {@code DESTINATION_UNAVAILABLE} where it cannot be listed, or does not let us delete;
     *     {@code BUSY} where it holds an incremental or differential that the plan has not seen; {@code CANCELLED}
     */
    public static void carryOut(RetentionPlan plan, String job, Destination destination, Work work, Listener listener)
            throws BackupException {
        if (plan.deletions().isEmpty()) {
            return;
        }
        BackupRemains remains = look(job, destination);
        refuseStale(plan, remains, destination);
        work.phase("expire", -1);
        int removed = 0;
        for (Label label : plan.deletions()) {
            work.check();
            listener.begins(label);
            Count count = new Count(removed, plan.deletions().size());
            if (!remove(label, job, remains, destination, count, listener)) {
                return;
            }
            removed++;
            listener.gone(label);
        }
    }

    /**
     * Labels of which an archive or a manifest is left without a {@code .sha256}: half removed, or half published, which looks
     * the same. Whoever knows which, and that no publication is under way, may have them removed.
     */
    public static List<Label> parts(String job, Destination destination) throws BackupException {
        return look(job, destination).parts();
    }

    private static BackupRemains look(String job, Destination destination) throws BackupException {
        try {
            return new BackupRemains(destination.storage().list(job).stream()
                    .map(StoredFile::name)
                    .toList());
        } catch (IOException e) {
            throw new BackupException(
                    ErrorCode.DESTINATION_UNAVAILABLE,
                    where(destination) + " could not be listed: " + Errno.reason(e),
                    "Look at it with: pulsectl destinations",
                    e);
        }
    }

    /** A delta that came after the plan was made may need what the plan removes; a full needs nothing. */
    private static void refuseStale(RetentionPlan plan, BackupRemains remains, Destination destination)
            throws BackupException {
        Set<Label> known = new HashSet<>();
        plan.fates().stream().map(Fate::label).forEach(known::add);
        for (Label label : remains.whole()) {
            if (label.kind() != Kind.FULL && !known.contains(label)) {
                throw new BackupException(
                        ErrorCode.BUSY,
                        where(destination) + " holds " + label + ", of which the plan knows nothing and which may need"
                                + " what it removes",
                        "Have a new plan made: pulsectl expire --dry-run");
            }
        }
    }

    /** How far we are, for messages. */
    private record Count(int removed, int planned) {}

    /** False where the place is meant not to let us. */
    private static boolean remove(
            Label label, String job, BackupRemains remains, Destination destination, Count count, Listener listener)
            throws BackupException {
        try {
            for (String name : remains.of(label)) {
                delete(job + "/" + name, destination, count);
            }
            return true;
        } catch (DeleteRefusedException e) {
            listener.refused(e.getMessage());
            return false;
        }
    }

    private static void delete(String name, Destination destination, Count count)
            throws BackupException, DeleteRefusedException {
        try {
            destination.storage().delete(name);
        } catch (DeleteRefusedException e) {
            throw e;
        } catch (IOException e) {
            throw new BackupException(
                    ErrorCode.DESTINATION_UNAVAILABLE,
                    where(destination) + " did not let us delete " + name + ": " + Errno.reason(e) + "; "
                            + count.removed() + " of " + count.planned() + " backups are removed, the others stand",
                    "Let the daemon's user delete there, then run: pulsectl expire",
                    e);
        }
    }

    private static String where(Destination destination) {
        return "destination '" + destination.name() + "' ("
                + destination.storage().location() + ")";
    }
}
