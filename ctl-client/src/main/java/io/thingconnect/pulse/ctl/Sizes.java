package io.thingconnect.pulse.ctl;

/** Bytes in decimal units, as disks are sold and {@code df -H} counts. */
final class Sizes {
    private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};

    private Sizes() {}

    /** For example {@code 512 B}, {@code 1.2 GB}, {@code 130 MB}; one decimal below 10. */
    static String of(long bytes) {
        if (bytes < 0) {
            return "-";
        }
        if (bytes < 1000) {
            return bytes + " B";
        }
        int unit = 1;
        long scale = 1000;
        // 999,500 B is 1.0 MB, not 1000 kB.
        while (unit < UNITS.length - 1 && bytes >= scale * 1000 - scale / 2) {
            unit++;
            scale *= 1000;
        }
        long tenths = bytes / (scale / 10) + (bytes % (scale / 10) >= scale / 20 ? 1 : 0);
        if (tenths < 100) {
            return tenths / 10 + "." + tenths % 10 + " " + UNITS[unit];
        }
        return bytes / scale + (bytes % scale >= scale / 2 ? 1 : 0) + " " + UNITS[unit];
    }

    /** Whole percent, never 100 before everything is done; -1 where the total is unknown. */
    static int percent(long done, long total) {
        if (total <= 0) {
            return -1;
        }
        return done >= total ? 100 : (int) Math.min(99, (double) done * 100 / total);
    }
}
