package io.thingconnect.pulse.backupd.report.doctor;

import java.time.Month;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** What a schedule's days of the month mean in short months. */
final class CronDays {
    private static final int SHORTEST = 28;

    private CronDays() {}

    /**
     * The months of the expression that have none of its days; empty where days are not restricted, or a day of the week is
     * given as well.
     */
    static List<String> skippedMonths(String expression) {
        String[] fields = expression.strip().split("\\s+");
        if (fields.length != 5 || !fields[4].equals("*") || !fields[2].matches("[0-9,-]+")) {
            return List.of();
        }
        int first = numbers(fields[2]).stream().min(Integer::compare).orElse(1);
        List<String> skipped = new ArrayList<>();
        if (first > SHORTEST) {
            Set<Integer> months = fields[3].matches("[0-9,-]+") ? numbers(fields[3]) : all();
            for (int month : months) {
                // February has 29 days in one year of four.
                if (first > Month.of(month).minLength()) {
                    skipped.add(Month.of(month).getDisplayName(TextStyle.FULL, Locale.ROOT));
                }
            }
        }
        return skipped;
    }

    private static Set<Integer> all() {
        return numbers("1-12");
    }

    private static Set<Integer> numbers(String field) {
        Set<Integer> numbers = new TreeSet<>();
        for (String part : field.split(",")) {
            String[] ends = part.split("-");
            for (int n = Integer.parseInt(ends[0]); n <= Integer.parseInt(ends[ends.length - 1]); n++) {
                numbers.add(n);
            }
        }
        return numbers;
    }
}
