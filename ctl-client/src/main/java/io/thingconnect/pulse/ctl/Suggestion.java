package io.thingconnect.pulse.ctl;

import java.util.List;

/** What somebody probably meant. */
final class Suggestion {
    private Suggestion() {}

    /** {@code Did you mean 'status'?}, or another hint where nothing is near. */
    static String hint(String typed, List<String> known, String otherwise) {
        String best = null;
        // One slip in short words, two in longer ones: "lst" is near "list", "foo" is near nothing.
        int bestDistance = typed.length() <= 3 ? 2 : 3;
        for (String candidate : known) {
            int distance = distance(typed, candidate);
            if (distance < bestDistance) {
                bestDistance = distance;
                best = candidate;
            }
        }
        for (String candidate : known) {
            if (best == null && typed.length() >= 3 && candidate.startsWith(typed)) {
                best = candidate;
            }
        }
        return best == null ? otherwise : "Did you mean '" + best + "'?";
    }

    /** Insertions, deletions, replacements and swaps of neighbours that lead from one word to the other. */
    static int distance(String from, String to) {
        int[][] cost = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            for (int j = 0; j <= to.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                int replace = cost[i - 1][j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                cost[i][j] = Math.min(replace, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
                if (i > 1
                        && j > 1
                        && from.charAt(i - 1) == to.charAt(j - 2)
                        && from.charAt(i - 2) == to.charAt(j - 1)) {
                    cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
                }
            }
        }
        return cost[from.length()][to.length()];
    }
}
