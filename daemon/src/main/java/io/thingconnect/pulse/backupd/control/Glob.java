package io.thingconnect.pulse.backupd.control;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * A shell pattern: {@code *} and {@code ?} within a name, {@code **} across slashes, {@code [a-z]} and {@code [!a-z]},
 * a backslash before a character meant as itself. Matched by walking all alternatives at once, so that no pattern takes
 * longer than its length times the path's; a regular expression could be made to take for ever.
 */
final class Glob {
    private static final int LONGEST = 256;

    /** One step: a character it accepts, and whether it may be taken any number of times. */
    private record Step(IntPredicate accepts, boolean repeats) {}

    private final List<Step> steps;
    private final boolean wholePath;

    private Glob(List<Step> steps, boolean wholePath) {
        this.steps = List.copyOf(steps);
        this.wholePath = wholePath;
    }

    /** @throws BackupException {@code INVALID_PARAMETER} for an empty, endless or unfinished pattern */
    static Glob parse(String pattern) throws BackupException {
        if (pattern.isEmpty() || pattern.length() > LONGEST) {
            throw invalid("has to have 1 to " + LONGEST + " characters");
        }
        String relative = relative(pattern);
        List<Step> steps = new ArrayList<>();
        int i = 0;
        while (i < relative.length()) {
            i = parseStep(relative, i, steps);
        }
        return new Glob(steps, pattern.indexOf('/') >= 0);
    }

    /** Paths in a backup have no leading slash; people type one. */
    static String relative(String path) {
        return path.startsWith("/") ? path.substring(1) : path;
    }

    private static int parseStep(String text, int at, List<Step> steps) throws BackupException {
        char c = text.charAt(at);
        switch (c) {
            case '*' -> {
                boolean across = text.startsWith("**", at);
                steps.add(new Step(across ? x -> true : x -> x != '/', true));
                return at + (across ? 2 : 1);
            }
            case '?' -> steps.add(new Step(x -> x != '/', false));
            case '[' -> {
                return parseClass(text, at, steps);
            }
            case '\\' -> {
                if (at + 1 == text.length()) {
                    throw invalid("ends in a backslash");
                }
                char literal = text.charAt(at + 1);
                steps.add(new Step(x -> x == literal, false));
                return at + 2;
            }
            default -> steps.add(new Step(x -> x == c, false));
        }
        return at + 1;
    }

    private static int parseClass(String text, int at, List<Step> steps) throws BackupException {
        boolean negated = text.startsWith("[!", at) || text.startsWith("[^", at);
        int first = at + (negated ? 2 : 1);
        // A bracket right at the start stands for itself.
        int end = text.indexOf(']', first + 1);
        if (end < 0) {
            throw invalid("has a '[' without its ']'");
        }
        String members = text.substring(first, end);
        steps.add(new Step(x -> x != '/' && contains(members, x) != negated, false));
        return end + 1;
    }

    private static boolean contains(String members, int x) {
        for (int i = 0; i < members.length(); i++) {
            boolean range = i + 2 < members.length() && members.charAt(i + 1) == '-';
            if (range && members.charAt(i) <= x && x <= members.charAt(i + 2)) {
                return true;
            }
            if (members.charAt(i) == x) {
                return true;
            }
            i += range ? 2 : 0;
        }
        return false;
    }

    /** @param path relative, as the manifest has it */
    boolean matches(String path) {
        String text = wholePath ? path : path.substring(path.lastIndexOf('/') + 1);
        BitSet reached = new BitSet(steps.size() + 1);
        reach(reached, 0);
        for (int i = 0; i < text.length() && !reached.isEmpty(); i++) {
            BitSet next = new BitSet(steps.size() + 1);
            for (int s = reached.nextSetBit(0); s >= 0 && s < steps.size(); s = reached.nextSetBit(s + 1)) {
                Step step = steps.get(s);
                if (step.accepts().test(text.charAt(i))) {
                    reach(next, step.repeats() ? s : s + 1);
                }
            }
            reached = next;
        }
        return reached.get(steps.size());
    }

    /** Reaching a step that may be taken no times at all is reaching the one after it. */
    private void reach(BitSet reached, int step) {
        int s = step;
        reached.set(s);
        while (s < steps.size() && steps.get(s).repeats()) {
            reached.set(++s);
        }
    }

    private static BackupException invalid(String why) {
        return new BackupException(
                ErrorCode.INVALID_PARAMETER, "the pattern " + why, "For example: '*.yaml' or 'etc/**/*.pem'.");
    }
}
