package io.thingconnect.pulse.backupd.backupset;

import java.util.Locale;
import java.util.Optional;

/** How an archive is compressed; the suffix is what stock tools expect. */
public enum Compression {
    GZIP(".tar.gz", 1, 9, 6),
    ZSTD(".tar.zst", 1, 19, 3),
    NONE(".tar", 0, 0, 0);

    private final String suffix;
    private final int minLevel;
    private final int maxLevel;
    private final int defaultLevel;

    Compression(String suffix, int minLevel, int maxLevel, int defaultLevel) {
        this.suffix = suffix;
        this.minLevel = minLevel;
        this.maxLevel = maxLevel;
        this.defaultLevel = defaultLevel;
    }

    /** For example {@code .tar.gz}. */
    public String suffix() {
        return suffix;
    }

    public int minLevel() {
        return minLevel;
    }

    public int maxLevel() {
        return maxLevel;
    }

    public int defaultLevel() {
        return defaultLevel;
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Compression> parse(String word) {
        for (Compression compression : values()) {
            if (compression.word().equals(word)) {
                return Optional.of(compression);
            }
        }
        return Optional.empty();
    }
}
