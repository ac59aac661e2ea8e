package io.thingconnect.pulse.backupd.system;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Sizes as messages say them. */
public final class Sizes {
    private static final String[] UNITS = {"kB", "MB", "GB", "TB", "PB", "EB"};

    private Sizes() {}

    /** Decimal units as in the configuration, for example {@code 1.5 GB}. */
    public static String text(long bytes) {
        if (bytes < 1_000) {
            return bytes + " bytes";
        }
        BigDecimal value = BigDecimal.valueOf(bytes);
        int unit = -1;
        while (value.compareTo(BigDecimal.valueOf(1_000)) >= 0) {
            value = value.movePointLeft(3);
            unit++;
        }
        return value.setScale(1, RoundingMode.HALF_UP).stripTrailingZeros().toPlainString() + " " + UNITS[unit];
    }
}
