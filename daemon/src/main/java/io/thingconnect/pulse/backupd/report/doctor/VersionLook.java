package io.thingconnect.pulse.backupd.report.doctor;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.List;

/** The SQLite that this daemon reads databases with. */
public final class VersionLook implements Check {
    /** The first without the fault that lets a WAL restart lose pages. */
    private static final int[] LEAST = {3, 51, 3};

    private final String version;

    /** @param version as SQLite says it, {@code 3.54.1} */
    public VersionLook(String version) {
        this.version = requireNonNull(version, "version is null");
    }

    @Override
    public String name() {
        return "SQLite's version";
    }

    @Override
    public List<Finding> look() {
        int[] ours =
                Arrays.stream(version.split("\\.")).mapToInt(Integer::parseInt).toArray();
        return List.of(
                Arrays.compare(ours, LEAST) >= 0
                        ? Finding.ok(FindingId.SQLITE_VERSION, "", version)
                        : Finding.error(
                                FindingId.SQLITE_VERSION,
                                "",
                                "the daemon came with SQLite " + version + ", and needs at least 3.51.3",
                                "sudo apt-get install --only-upgrade thingconnect-pulse-backup"));
    }
}
