package io.thingconnect.pulse.backupd.watch;

import io.thingconnect.pulse.backupd.system.Sizes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Backups far larger or smaller than their own history: a table that was emptied, a log that went mad. Held against the median,
 * which one odd backup does not move.
 */
public final class SizeWatch {
    /** So many earlier ones are looked at. */
    public static final int HISTORY = 20;

    /** Before that nobody can say what is usual. */
    static final int FEWEST = 5;

    /** A full that is three times as large, or a third. */
    private static final int FULL_FACTOR = 3;

    /** A delta's size hangs on how busy the day was; a small one means a quiet one. */
    private static final int DELTA_FACTOR = 10;

    /** Less than that is nothing to look at, whatever the factor. */
    private static final long SMALL = 10_000_000;

    private SizeWatch() {}

    /**
     * @param full whether the newest is one
     * @param bytes of its content before compression, which no setting changes
     * @param earlier the same of earlier backups of this kind with the same components, at most {@link #HISTORY}
     */
    public record SizeFacts(String job, String newest, Instant at, boolean full, long bytes, List<Long> earlier) {
        public SizeFacts {
            earlier = List.copyOf(earlier);
        }
    }

    public static List<Alarm> alarms(List<SizeFacts> sizes) {
        List<Alarm> alarms = new ArrayList<>();
        sizes.forEach(size -> alarm(size).ifPresent(alarms::add));
        return alarms;
    }

    private static Optional<Alarm> alarm(SizeFacts size) {
        if (size.earlier().size() < FEWEST) {
            return Optional.empty();
        }
        long usual = median(size.earlier());
        int factor = size.full() ? FULL_FACTOR : DELTA_FACTOR;
        boolean larger = size.bytes() / factor > usual && size.bytes() - usual > SMALL;
        boolean smaller = size.full() && size.bytes() < usual / factor && usual - size.bytes() > SMALL;
        if (!larger && !smaller) {
            return Optional.empty();
        }
        return Optional.of(new Alarm(
                "size-unusual:" + size.job(),
                Severity.WARNING,
                size.at(),
                "backup '" + size.newest() + "' of job '" + size.job() + "' holds " + Sizes.text(size.bytes())
                        + ", far "
                        + (larger ? "more" : "less") + " than the " + Sizes.text(usual)
                        + " that are usual (median of the "
                        + size.earlier().size() + " before it of the same kind)",
                "See what changed with 'pulsectl show " + size.newest()
                        + "' and 'pulsectl diff' against an earlier one; do"
                        + " not let the earlier ones expire before you know ('pulsectl pin')."));
    }

    private static long median(List<Long> values) {
        List<Long> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
