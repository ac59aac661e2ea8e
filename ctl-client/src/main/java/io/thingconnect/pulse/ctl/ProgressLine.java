package io.thingconnect.pulse.ctl;

import java.io.IOException;
import java.time.Clock;

/**
 * Progress on standard error: one line that is drawn again and again on a terminal; elsewhere a line per phase and at
 * most one every five seconds.
 */
final class ProgressLine {
    private static final long PLAIN_INTERVAL_MILLIS = 5_000;

    private final Output err;
    private final Clock clock;
    private final boolean silent;
    private String phase = "";
    private long printedAt;
    private boolean drawn;

    /** @param silent draws nothing where standard error is no terminal */
    ProgressLine(Output err, Clock clock, boolean silent) {
        this.err = err;
        this.clock = clock;
        this.silent = silent && !err.isTerminal();
    }

    void show(Fields run) throws Failure, IOException {
        if (silent || RunOutcome.isOver(run)) {
            return;
        }
        if (err.isTerminal()) {
            err.text("\r" + Text.cut(ProgressText.bar(run, err.isUtf8()), err.columns() - 1) + "\033[K");
            err.flush();
            drawn = true;
            return;
        }
        Fields progress = run.object("progress");
        String now = progress == null ? run.text("state") : progress.text("phase");
        long time = clock.millis();
        if (!now.equals(phase) || time - printedAt >= PLAIN_INTERVAL_MILLIS) {
            phase = now;
            printedAt = time;
            err.line(ProgressText.plain(run));
            err.flush();
        }
    }

    /** Removes the drawn line, so that what follows begins at the left. */
    void end() throws IOException {
        if (drawn) {
            err.text("\r\033[K");
            err.flush();
            drawn = false;
        }
    }
}
