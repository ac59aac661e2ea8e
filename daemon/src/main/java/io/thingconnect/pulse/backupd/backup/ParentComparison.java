package io.thingconnect.pulse.backupd.backup;

import io.thingconnect.pulse.backupd.backupset.ContentId;
import io.thingconnect.pulse.backupd.backupset.DatabaseState;
import io.thingconnect.pulse.backupd.backupset.Difference;
import io.thingconnect.pulse.backupd.backupset.Sha256;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.source.files.TreeIndex;
import io.thingconnect.pulse.backupd.source.sqlite.LiveDatabases;
import io.thingconnect.pulse.backupd.system.DiskSpace;
import io.thingconnect.pulse.backupd.system.DurableFiles;
import io.thingconnect.pulse.backupd.system.Errno;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One comparison of the application with a parent. Databases first and files after, as in a full; all of it into the spool,
 * so that the state's content id is known before the first byte of the archive.
 */
final class ParentComparison {
    private static final Logger LOG = LoggerFactory.getLogger(ParentComparison.class);

    private final CaptureLimits limits;
    private final Sources sources;
    private final Order order;
    private final Parent parent;
    private final Spool spool;
    private final ChangedDatabases databases;

    ParentComparison(LiveDatabases live, CaptureLimits limits, Sources sources, Order order, Parent parent) {
        this.limits = limits;
        this.sources = sources;
        this.order = order;
        this.parent = parent;
        this.spool = new Spool(limits.spool(), order.label());
        this.databases = new ChangedDatabases(live, limits, sources, order);
    }

    Comparison run(Work work) throws IOException, BackupException {
        boolean ready = false;
        try {
            Comparison comparison = compare(work);
            ready = comparison instanceof Comparison.Ready;
            return comparison;
        } catch (IOException e) {
            if (Errno.isNoSpace(e)) {
                throw noSpace(e);
            }
            throw e;
        } finally {
            if (!ready) {
                discard(spool.directory());
                discard(limits.index(order));
            }
        }
    }

    private Comparison compare(Work work) throws IOException, BackupException {
        if (!Set.copyOf(order.components()).equals(Set.copyOf(parent.manifest().components()))) {
            return new Comparison.Unfit("the parent holds other components");
        }
        TreeIndex.Reading reading = TreeIndex.read(parent.index());
        if (reading instanceof TreeIndex.Unusable unusable) {
            return new Comparison.Unfit(unusable.why());
        }
        TreeIndex index = ((TreeIndex.Usable) reading).index();
        if (!index.contentId().equals(parent.manifest().contentId())) {
            return new Comparison.Unfit("the parent's tree index is that of another state");
        }
        spool.create();
        DurableFiles.createDirectories(limits.index(order));
        Optional<String> unfit = databases.capture(parent, index, work);
        if (unfit.isPresent()) {
            return new Comparison.Unfit(unfit.get());
        }
        ChangedFiles files = new ChangedFiles(sources, spool, parent.manifest(), index);
        CarryPlan plan = files.capture(work);
        return new Comparison.Ready(capture(plan, files));
    }

    /** The failure does not say which of the two disks it was. */
    private BackupException noSpace(IOException e) throws IOException {
        boolean spoolIsFull = DiskSpace.usable(limits.spool()) <= DiskSpace.usable(limits.pageMaps());
        return spoolIsFull
                ? spool.full(Errno.reason(e), e)
                : new BackupException(
                        ErrorCode.NO_SPACE,
                        "the page maps of " + order.label() + " do not fit in '" + limits.pageMaps() + "': "
                                + Errno.reason(e),
                        "Free space there: df -h " + limits.pageMaps(),
                        e);
    }

    private DeltaCapture capture(CarryPlan plan, ChangedFiles files) {
        List<DatabaseState> states = databases.states();
        String contentId = ContentId.of(states, sources.entries());
        sources.writeIndex(limits.index(order), contentId);
        Map<String, byte[]> control = ControlFiles.of(
                order.label(),
                order.lineage(),
                contentId,
                states,
                parent.manifest().databases(),
                plan.deleted());
        List<Difference.ControlMember> members = new ArrayList<>();
        control.forEach(
                (path, bytes) -> members.add(new Difference.ControlMember(path, bytes.length, Sha256.of(bytes))));
        Difference difference = new Difference(plan.unchanged(), plan.deleted(), members);
        return new DeltaCapture(
                spool,
                sources,
                databases,
                new ArchiveBuilder.State(contentId, states, difference),
                new DeltaCapture.Members(control, files.carried()));
    }

    private static void discard(Path directory) {
        try {
            DurableFiles.deleteTree(directory);
        } catch (IOException e) {
            LOG.warn("{} was left behind: {}", directory, Errno.reason(e));
        }
    }
}
