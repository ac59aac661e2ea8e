package io.thingconnect.pulse.backupd.report.doctor;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.system.DiskSpace;
import io.thingconnect.pulse.backupd.system.Sizes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Free space where something of ours lies on this box: the spool, the catalog. */
public final class SpaceLook implements Check {
    private final String what;
    private final Path path;
    private final long reserve;

    /**
     * @param what lies there: {@code spool}
     * @param reserve bytes that are to stay free
     */
    public SpaceLook(String what, Path path, long reserve) {
        this.what = requireNonNull(what, "what is null");
        this.path = requireNonNull(path, "path is null");
        this.reserve = reserve;
    }

    @Override
    public String name() {
        return "space of the " + what;
    }

    @Override
    public List<Finding> look() throws IOException {
        Path there = path.toAbsolutePath();
        while (!Files.exists(there)) {
            there = there.getParent();
        }
        return List.of(finding(what, path.toString(), DiskSpace.usable(there), reserve));
    }

    /** Of a share or bucket {@code df} knows nothing. */
    private static String disk(String where) {
        boolean here = where.startsWith("/") && !where.startsWith("//");
        return here ? "; df -h " + Say.quoted(where) : "";
    }

    static Finding finding(String subject, String where, long free, long reserve) {
        String has = where + " has " + Sizes.text(free) + " free";
        return free < reserve
                ? Finding.error(
                        FindingId.DISK_SPACE,
                        subject,
                        has + ", and " + Sizes.text(reserve) + " are to stay free (spool.reserve)",
                        "pulsectl expire --dry-run" + disk(where))
                : Finding.ok(FindingId.DISK_SPACE, subject, has);
    }
}
