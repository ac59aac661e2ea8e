package io.thingconnect.pulse.backupd.restore.inplace;

import io.thingconnect.pulse.backupd.error.BackupException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Whether a restore in place is open, as its journal and its marker tell it; nothing is locked or written. */
public sealed interface Standing {
    /** None is. */
    record Closed() implements Standing {}

    /**
     * One has begun and not ended; whether somebody is still at work on it, only its lock says.
     *
     * @param what {@code the restore of LABEL, swapping since TIME}
     * @param since when its present phase began
     * @param isHalf whether what stands there may be neither the old state nor the new one
     */
    record Open(String what, Instant since, boolean isHalf) implements Standing {}

    /** @param why names the file and whose it is; its hint has the next command */
    record Unreadable(BackupException why) implements Standing {}

    /** @param state our own state directory */
    static Standing of(Path state) {
        try {
            boolean marked = Journal.isPresent(InPlaceRestore.marker(state));
            Journal journal = Journal.open(InPlaceRestore.directory(state), FileSteps.unwatched());
            List<Transaction> all = Transaction.all(journal, Clock.systemUTC());
            if (!all.isEmpty() && all.get(all.size() - 1).isOpen()) {
                return of(all.get(all.size() - 1), marked);
            }
            // The marker goes before the journal is closed: one without the other was made or lost by somebody else.
            return marked ? new Open("one that the journal does not know", Instant.EPOCH, true) : new Closed();
        } catch (BackupException e) {
            return new Unreadable(e);
        } catch (IOException e) {
            return new Unreadable(Journal.unreadable(InPlaceRestore.marker(state), e));
        }
    }

    private static Open of(Transaction open, boolean marked) {
        RestoreRecord record = open.toRecord();
        Instant since = record.phases().get(record.phase());
        String what = record.kind().equals(Begin.UNDO) ? "the undo of the restore of " : "the restore of ";
        return new Open(
                what + record.label() + ", in the phase '" + record.phase() + "' since "
                        + since.truncatedTo(ChronoUnit.SECONDS),
                since,
                marked || open.phase().isHalf());
    }
}
