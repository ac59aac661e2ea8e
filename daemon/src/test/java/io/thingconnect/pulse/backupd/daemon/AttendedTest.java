package io.thingconnect.pulse.backupd.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.system.Work;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

final class AttendedTest {
    /** Until it is cancelled; never longer than a minute. */
    private static String goOn(Work work) throws BackupException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (System.nanoTime() < deadline) {
            work.check();
            LockSupport.parkNanos(1_000_000);
        }
        return "was not cancelled";
    }

    @Test
    void run_givesTheResultOrTheError_ofAnotherThread() throws Exception {
        Thread caller = Thread.currentThread();
        assertNotSame(caller, Attended.run("test", work -> Thread.currentThread(), () -> false));
        BackupException thrown = new BackupException(ErrorCode.NO_SPACE, "full", "");
        assertEquals(
                thrown,
                assertThrows(
                        BackupException.class,
                        () -> Attended.run(
                                "test",
                                work -> {
                                    throw thrown;
                                },
                                () -> false)));
        assertThrows(
                IllegalStateException.class,
                () -> Attended.run(
                        "test",
                        work -> {
                            throw new IllegalStateException("a defect");
                        },
                        () -> false));
    }

    @Test
    void run_cancelsWhatNobodyWaitsFor_andWaitsForItsEnd() {
        AtomicBoolean ended = new AtomicBoolean();
        BackupException e = assertThrows(
                BackupException.class,
                () -> Attended.run(
                        "test",
                        work -> {
                            try {
                                return goOn(work);
                            } finally {
                                ended.set(true);
                            }
                        },
                        () -> true));
        assertEquals(ErrorCode.CANCELLED, e.code());
        assertTrue(ended.get());
    }

    @Test
    void run_ofAnInterruptedCaller_cancelsAndDoesNotInterruptTheWork() {
        AtomicBoolean interrupted = new AtomicBoolean();
        Thread.currentThread().interrupt();
        BackupException e = assertThrows(
                BackupException.class,
                () -> Attended.run(
                        "test",
                        work -> {
                            try {
                                return goOn(work);
                            } finally {
                                interrupted.set(Thread.currentThread().isInterrupted());
                            }
                        },
                        () -> false));
        assertTrue(Thread.interrupted(), "the interrupt was lost");
        assertEquals(ErrorCode.CANCELLED, e.code());
        assertEquals(false, interrupted.get());
    }
}
