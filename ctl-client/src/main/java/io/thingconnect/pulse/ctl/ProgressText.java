package io.thingconnect.pulse.ctl;

/** How far a run is, in words. */
final class ProgressText {
    private static final int BAR = 20;

    private ProgressText() {}

    /** {@code database: 512 MB of 1.2 GB (41 %), 130 MB/s, 5 s left}; the run's state where there is no progress yet. */
    static String plain(Fields run) throws Failure {
        Fields progress = run.object("progress");
        if (progress == null) {
            return run.text("state");
        }
        String phase = progress.text("phase").isEmpty() ? run.text("state") : progress.text("phase");
        if (!isCounted(progress)) {
            return phase;
        }
        return phase + ": " + amount(progress) + percent(progress) + rate(progress);
    }

    /** {@code database 41 % of 1.2 GB, 130 MB/s, 5 s left}: the same where room is short. */
    static String brief(Fields run) throws Failure {
        Fields progress = run.object("progress");
        if (progress == null) {
            return run.text("state");
        }
        if (!isCounted(progress)) {
            return progress.text("phase");
        }
        long total = progress.number("totalBytes");
        int percent = Sizes.percent(progress.number("doneBytes"), total);
        String amount = percent < 0 ? amount(progress) : percent + " % of " + Sizes.of(total);
        return progress.text("phase") + " " + amount + rate(progress);
    }

    /** The same with a bar, for one line of a terminal. */
    static String bar(Fields run, boolean utf8) throws Failure {
        Fields progress = run.object("progress");
        if (progress == null) {
            return run.text("state");
        }
        if (!isCounted(progress)) {
            return progress.text("phase");
        }
        int percent = Sizes.percent(progress.number("doneBytes"), progress.number("totalBytes"));
        StringBuilder line = new StringBuilder(Text.left(progress.text("phase"), 12));
        if (percent >= 0) {
            line.append(" [");
            for (int i = 0; i < BAR; i++) {
                boolean done = i < percent * BAR / 100;
                line.append(utf8 ? (done ? '\u2588' : '\u2591') : (done ? '#' : '-'));
            }
            line.append("] ");
            Text.pad(line, percent < 10 ? 2 : percent < 100 ? 1 : 0);
            line.append(percent).append(" % ");
        }
        return line.append(' ').append(amount(progress)).append(rate(progress)).toString();
    }

    /** Whether the phase has bytes to tell of; a check by SQLite, for example, has none. */
    private static boolean isCounted(Fields progress) throws Failure {
        return progress.number("doneBytes") > 0 || progress.number("totalBytes") > 0;
    }

    private static String amount(Fields progress) throws Failure {
        String done = Sizes.of(Math.max(0, progress.number("doneBytes")));
        long total = progress.number("totalBytes");
        return total > 0 ? done + " of " + Sizes.of(total) : done;
    }

    private static String percent(Fields progress) throws Failure {
        int percent = Sizes.percent(progress.number("doneBytes"), progress.number("totalBytes"));
        return percent < 0 ? "" : " (" + percent + " %)";
    }

    private static String rate(Fields progress) throws Failure {
        long rate = progress.number("bytesPerSecond");
        long eta = progress.number("etaSeconds");
        return (rate > 0 ? ", " + Sizes.of(rate) + "/s" : "") + (eta >= 0 ? ", " + Times.span(eta) + " left" : "");
    }
}
