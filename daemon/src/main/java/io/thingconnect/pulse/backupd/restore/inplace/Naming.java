package io.thingconnect.pulse.backupd.restore.inplace;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.UUID;

/**
 * What a restore in place calls itself and what it leaves.
 *
 * @param id nobody can guess it: staging is made under this name in directories that others may write
 * @param time of its beginning, in names
 */
record Naming(String id, String time) {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    static Naming now(Site site) {
        Instant now = site.clock().instant();
        String random = UUID.randomUUID().toString().substring(0, 8);
        return new Naming(STAMP.format(now) + "-" + random, STAMP.format(now));
    }
}
