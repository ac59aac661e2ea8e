package io.thingconnect.pulse.backupd.error;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What somebody probably meant to type. */
public final class Nearest {
    private static final int SLIPS = 2;

    private Nearest() {}

    /** {@code ; did you mean "x"?}, or "" where nothing known comes close. */
    public static String hint(String typed, Collection<String> known) {
        return of(typed, known).map(word -> "; did you mean \"" + word + "\"?").orElse("");
    }

    public static Optional<String> of(String typed, Collection<String> known) {
        String wanted = plain(typed);
        int allowed = Math.max(1, wanted.length() / 3);
        return known.stream()
                .filter(word -> distance(wanted, plain(word)) <= allowed)
                .min(Comparator.comparingInt((String word) -> distance(wanted, plain(word)))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** For a hint of its own: {@code Did you mean 'x'? } and a blank behind it, or "". */
    public static String question(String typed, Collection<String> known) {
        return of(typed, known).map(word -> "Did you mean '" + word + "'? ").orElse("");
    }

    /** Of names that are much alike, as labels are: the one that is nearer than all others, and very near. */
    public static Optional<String> only(String typed, Collection<String> known) {
        Map<Integer, List<String>> byDistance = known.stream()
                .filter(word -> distance(plain(typed), plain(word)) <= SLIPS)
                .collect(Collectors.groupingBy(
                        word -> distance(plain(typed), plain(word)), TreeMap::new, Collectors.toList()));
        return byDistance.values().stream()
                .findFirst()
                .filter(words -> words.size() == 1)
                .map(words -> words.get(0));
    }

    /** {@code backup_size}, {@code backupSize} and {@code Backup-Size} are the same word to whoever types it. */
    private static String plain(String word) {
        return word.replaceAll("[_\\- ]", "").toLowerCase(Locale.ROOT);
    }

    /** Edits between two words: one letter more, less or other, or two neighbours swapped. */
    private static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                cost[i][j] = i == 0 || j == 0 ? i + j : step(a, b, i, j, cost);
            }
        }
        return cost[a.length()][b.length()];
    }

    private static int step(String a, String b, int i, int j, int[][] cost) {
        int same = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int best = Math.min(cost[i - 1][j - 1] + same, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
    }
}
