package io.thingconnect.pulse.backupd.restore.inplace;

import io.thingconnect.pulse.backupd.backupset.Entry;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.system.DiskSpace;
import io.thingconnect.pulse.backupd.system.Sizes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Whether a restore can be begun: what fails here has touched nothing. */
final class Preflight {
    private static final long PER_ENTRY = 4096;

    private final Map<String, Long> needed = new LinkedHashMap<>();
    private final Map<String, Path> holders = new LinkedHashMap<>();

    /** @param deltaBytes what the deltas of the chain take beside the first place while they are applied */
    static Preflight of(Content content, Map<String, Places.Place> places, Mounts mounts, long deltaBytes)
            throws IOException {
        Preflight preflight = new Preflight();
        for (Entry entry : content.entries()) {
            Places.Place place = places.get(entry.path());
            if (place != null) {
                preflight.add(place.stagingPath().getParent(), mounts, entry.size() + PER_ENTRY);
            }
        }
        preflight.add(scratch(places).getParent(), mounts, deltaBytes);
        return preflight;
    }

    /** Staging directory that also takes what is needed only while unpacking. */
    static Path scratch(Map<String, Places.Place> places) {
        return places.values().iterator().next().stagingPath();
    }

    private void add(Path holder, Mounts mounts, long bytes) throws IOException {
        String zone = mounts.zone(holder);
        needed.merge(zone, bytes, Long::sum);
        holders.put(zone, holder);
    }

    long neededBytes() {
        return needed.values().stream().mapToLong(Long::longValue).sum();
    }

    void require() throws IOException, BackupException {
        for (Map.Entry<String, Path> each : holders.entrySet()) {
            Path holder = each.getValue();
            if (!Files.isWritable(holder)) {
                throw new BackupException(
                        ErrorCode.NOT_PERMITTED,
                        "a restore has to write to " + holder + ", which it may not",
                        "Run pulse-restore as root.");
            }
            long free = DiskSpace.usable(holder);
            if (free < needed.get(each.getKey())) {
                throw new BackupException(
                        ErrorCode.NO_SPACE,
                        "the restore needs " + Sizes.text(needed.get(each.getKey())) + " in " + holder + ", free are "
                                + Sizes.text(free),
                        "Free space there, see 'df -h " + holder
                                + "'; what earlier restores replaced lies in directories named *" + Places.PREVIOUS
                                + "*, and may go where nobody wants it back.");
            }
        }
    }
}
