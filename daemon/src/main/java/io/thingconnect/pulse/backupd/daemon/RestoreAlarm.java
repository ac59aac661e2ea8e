package io.thingconnect.pulse.backupd.daemon;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.restore.inplace.Standing;
import io.thingconnect.pulse.backupd.watch.Alarm;
import io.thingconnect.pulse.backupd.watch.Severity;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Says that a restore in place has not ended, or that nobody can tell: before a backup fails because of it. */
final class RestoreAlarm {
    private final Path state;
    private final AtomicReference<Instant> unreadableSince = new AtomicReference<>();

    /** @param state our own state directory */
    RestoreAlarm(Path state) {
        this.state = state;
    }

    Optional<Alarm> of(Instant now) {
        Standing standing = Standing.of(state);
        if (standing instanceof Standing.Unreadable unreadable) {
            unreadableSince.compareAndSet(null, now);
            return Optional.of(unreadable(unreadable.why()));
        }
        unreadableSince.set(null);
        return standing instanceof Standing.Open open ? Optional.of(open(open)) : Optional.empty();
    }

    private Alarm unreadable(BackupException why) {
        return new Alarm(
                "restore-journal-unreadable",
                Severity.CRITICAL,
                unreadableSince.get(),
                "no backup is made, because a restore in place may be half done: " + why.getMessage(),
                why.hint());
    }

    private static Alarm open(Standing.Open open) {
        return new Alarm(
                "restore-open",
                open.isHalf() ? Severity.CRITICAL : Severity.WARNING,
                open.since(),
                "a restore in place has not ended: " + open.what()
                        + (open.isHalf() ? "; backups wait for it" : "; nothing was exchanged yet, backups go on"),
                "See whether somebody is at work on it, 'sudo pulse-restore --status'; if it was interrupted, finish it or"
                        + " take it back: sudo pulse-restore --recover");
    }
}
