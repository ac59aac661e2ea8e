package io.thingconnect.pulse.backupd.rescue;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Says what is being done: a line for each phase as it begins, and how far it is every few seconds. */
final class ProgressLines {
    private static final Duration GLANCE = Duration.ofMillis(100);
    private static final Duration RHYTHM = Duration.ofSeconds(3);

    private static final Map<String, String> WORDS = Map.of(
            "verify", "unpacking and proving",
            "check database", "checking the database",
            "stop", "stopping the services",
            "swap", "exchanging",
            "start", "starting the services and asking whether they are well");

    private final Work work;
    private final PrintStream out;
    private final CountDownLatch over = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "progress");
    private String told = "";
    private long toldAt;
    private long begunAt;

    private ProgressLines(Work work, PrintStream out) {
        this.work = work;
        this.out = out;
    }

    /** What is to be done, and tells the work how far it is. */
    interface Doing<T> {
        T run(Work work) throws BackupException;
    }

    static <T> T during(PrintStream out, Doing<T> doing) throws BackupException {
        Work work = new Work();
        ProgressLines lines = new ProgressLines(work, out);
        lines.thread.setDaemon(true);
        lines.thread.start();
        try {
            return doing.run(work);
        } finally {
            lines.end();
        }
    }

    private void run() {
        try {
            while (!over.await(GLANCE.toMillis(), TimeUnit.MILLISECONDS)) {
                look(System.nanoTime());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look(long now) {
        String phase = work.phase();
        if (phase.isEmpty()) {
            return;
        }
        if (!phase.equals(told)) {
            told = phase;
            begunAt = now;
            toldAt = now;
            out.println(WORDS.getOrDefault(phase, phase));
        } else if (now - toldAt >= RHYTHM.toNanos() && work.total() > 0) {
            toldAt = now;
            out.println("  " + line(work.done(), work.total(), (now - begunAt) / 1e9));
        }
    }

    /** @param seconds since the phase began */
    static String line(long done, long total, double seconds) {
        long rate = (long) (done / Math.max(0.001, seconds));
        String left = rate <= 0 ? "" : ", " + Math.max(0, (total - done) / rate) + " s left";
        return String.format(
                Locale.ROOT,
                "%d %%, %s of %s, %s/s%s",
                Math.min(100, 100 * done / total),
                Report.bytes(done),
                Report.bytes(total),
                Report.bytes(rate),
                left);
    }

    private void end() {
        over.countDown();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
