package io.thingconnect.pulse.backupd.operation;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.backup.CaptureLimits;
import io.thingconnect.pulse.backupd.backup.LiveState;
import io.thingconnect.pulse.backupd.backup.Parent;
import io.thingconnect.pulse.backupd.backupset.TreeComparison;
import io.thingconnect.pulse.backupd.backupset.TreeComparison.Change;
import io.thingconnect.pulse.backupd.backupset.TreeComparison.PathChange;
import io.thingconnect.pulse.backupd.copies.Installation;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.source.sqlite.LiveDatabases;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Whether files are still those of a backup. Only what its tree index does not vouch for is read; no database is. */
final class ChangeCheck {
    private final LiveDatabases live;
    private final Clock clock;

    ChangeCheck(LiveDatabases live, Clock clock) {
        this.live = requireNonNull(live, "live is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    /**
     * Files count by path, content, mode, owner, attributes and access list. Their times alone do not: who touches a file,
     * or has an editor write the same again, has not changed what the application reads.
     *
     * @param parent a backup without databases
     */
    boolean isUnchanged(Installation installation, Parent parent, Work work) throws BackupException {
        CaptureLimits limits = new CaptureLimits(
                installation.maxWalGrowth(),
                installation.maxDuration(),
                installation.spool(),
                installation.pageMaps(),
                0,
                0);
        try (Scratch scratch = Scratch.in(installation.spool())) {
            LiveState.Found now = new LiveState(live, installation.application(), limits, clock)
                    .read(parent.manifest(), Optional.of(parent.index()), scratch.directory(), work);
            List<PathChange> changes = TreeComparison.between(parent.manifest().entries(), now.entries());
            return changes.stream().allMatch(ChangeCheck::isOnlyTime);
        } catch (IOException e) {
            throw new UncheckedIOException("without a database there is nothing to write", e);
        }
    }

    /** Of a path with the same content in both. */
    static boolean isOnlyTime(PathChange change) {
        return change.change() == Change.METADATA
                && change.before().mode() == change.after().mode()
                && change.before().owner().equals(change.after().owner())
                && change.before().component() == change.after().component()
                && change.before().xattrs().equals(change.after().xattrs())
                && Objects.equals(change.before().acl(), change.after().acl());
    }
}
