package io.thingconnect.pulse.backupd.report.doctor;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.system.Errno;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Lets the checks look side by side, each on a thread of its own, and hands on what they find as it comes. A check that
 * hangs is a finding; as long as it hangs it is not asked a second time, so that no threads pile up.
 */
public final class Doctor implements AutoCloseable {
    private static final long GLANCE_MILLIS = 20;

    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "doctor");
        thread.setDaemon(true);
        return thread;
    });
    private final Map<String, Future<List<Finding>>> asked = new ConcurrentHashMap<>();

    /** Whoever wants to know. */
    public interface Listener {
        void found(Finding finding) throws IOException;

        /**
         * Called several times a second while checks are under way.
         *
         * @throws IOException when nobody listens any more: the checks are told so
         */
        void waiting() throws IOException;
    }

    private record Asked(Check check, Future<List<Finding>> answer, long since) {
        boolean isOverdue() {
            return System.nanoTime() - since >= check.bound().toNanos();
        }
    }

    /** @throws IOException from the listener, or when this thread is interrupted */
    public void examine(List<Check> checks, Listener listener) throws IOException {
        List<Asked> open = new ArrayList<>();
        for (Check check : checks) {
            Future<List<Finding>> answer = asked.compute(
                    check.name(),
                    (name, before) -> before == null || before.isDone() ? threads.submit(check::look) : before);
            open.add(new Asked(check, answer, System.nanoTime()));
        }
        try {
            while (!open.isEmpty()) {
                tell(open, listener);
                if (!open.isEmpty()) {
                    listener.waiting();
                    await(open.get(0));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted while looking").initCause(e);
        } finally {
            open.forEach(asked -> asked.check().cancel());
        }
    }

    /** For a moment at most: the others may be done before it. */
    private static void await(Asked first) throws InterruptedException {
        try {
            first.answer().get(GLANCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException unused) {
            // Looked at by whoever tells the answers.
        }
    }

    private static void tell(List<Asked> open, Listener listener) throws IOException {
        for (Iterator<Asked> all = open.iterator(); all.hasNext(); ) {
            Asked asked = all.next();
            if (asked.answer().isDone()) {
                all.remove();
                for (Finding finding : answer(asked)) {
                    listener.found(finding);
                }
            } else if (asked.isOverdue()) {
                all.remove();
                asked.check().cancel();
                listener.found(hung(asked.check()));
            }
        }
    }

    private static List<Finding> answer(Asked asked) {
        try {
            return asked.answer().get();
        } catch (ExecutionException e) {
            return List.of(failed(asked.check(), e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of(hung(asked.check()));
        }
    }

    private static Finding hung(Check check) {
        return Finding.error(
                FindingId.CHECK_HUNG,
                check.name(),
                "it did not answer within " + check.bound().toSeconds() + " s",
                "sudo journalctl --no-pager -u thingconnect-pulse-backup -n 50");
    }

    private static Finding failed(Check check, Throwable cause) {
        String why = String.valueOf(cause.getMessage());
        if (cause instanceof IOException io) {
            why = Errno.reason(io);
        } else if (!(cause instanceof BackupException)) {
            why = "a defect of the doctor, " + cause;
        }
        return Finding.warning(
                FindingId.CHECK_FAILED,
                check.name(),
                "it could not be looked at: " + why,
                "sudo journalctl --no-pager -u thingconnect-pulse-backup -n 50");
    }

    /** Interrupts nobody: a check may be reading a live database. What is under way ends with whoever asked, or the process. */
    @Override
    public void close() {
        threads.shutdown();
    }
}
