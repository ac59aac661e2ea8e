package io.thingconnect.pulse.backupd.storage;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * How many bytes a second may go to, and come from, a destination.
 *
 * @param limit where no window holds; 0: as many as there are
 * @param windows times of day with a limit of their own; where several hold, the smallest counts
 * @param zone whose wall clock the windows mean
 */
public record Bandwidth(long limit, List<Window> windows, ZoneId zone) {
    private static final int MINUTES = 24 * 60;

    public Bandwidth {
        windows = List.copyOf(windows);
        requireNonNull(zone, "zone is null");
        if (limit < 0) {
            throw new IllegalArgumentException("negative limit: " + limit);
        }
    }

    /**
     * A part of the day.
     *
     * @param from minute of the day, included
     * @param to minute of the day, excluded; at or before {@code from}: on the next day
     * @param rate bytes a second, at least 1
     */
    public record Window(int from, int to, long rate) {
        public Window {
            if (from < 0 || from >= MINUTES || to < 0 || to > MINUTES || rate < 1) {
                throw new IllegalArgumentException("no window: " + from + "-" + to + " at " + rate);
            }
        }

        /** Reads {@code 08:00-18:00}, {@code 22:00-06:00}, {@code 20:00-24:00}; empty where it is anything else. */
        public static Optional<Window> parse(String text, long rate) {
            String[] ends = text.split("-", -1);
            if (ends.length != 2 || !ends[0].matches("\\d\\d:\\d\\d") || !ends[1].matches("\\d\\d:\\d\\d")) {
                return Optional.empty();
            }
            int from = minute(ends[0]);
            int to = minute(ends[1]);
            return from < MINUTES && to <= MINUTES ? Optional.of(new Window(from, to, rate)) : Optional.empty();
        }

        private static int minute(String time) {
            return Integer.parseInt(time.substring(0, 2)) * 60 + Integer.parseInt(time.substring(3));
        }

        private boolean holds(int minute) {
            return from < to ? minute >= from && minute < to : minute >= from || minute < to;
        }
    }

    /** Bytes a second at this time; 0: no limit. */
    public long at(Instant time) {
        LocalTime wall = LocalTime.ofInstant(time, zone);
        int minute = wall.getHour() * 60 + wall.getMinute();
        return windows.stream()
                .filter(window -> window.holds(minute))
                .mapToLong(Window::rate)
                .min()
                .orElse(limit);
    }

    /** The smallest limit of the day; 0: there is none. */
    long smallest() {
        long smallest = windows.stream().mapToLong(Window::rate).min().orElse(limit);
        return limit == 0 ? smallest : Math.min(limit, smallest);
    }
}
