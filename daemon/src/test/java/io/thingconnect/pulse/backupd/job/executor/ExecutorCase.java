package io.thingconnect.pulse.backupd.job.executor;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.job.JobSpec;
import io.thingconnect.pulse.backupd.job.Jobs;
import io.thingconnect.pulse.backupd.job.Operations.Outcome;
import io.thingconnect.pulse.backupd.job.Request;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** An executor with work that can be held. */
abstract class ExecutorCase {
    static final JobSpec DAILY = Jobs.job("daily");
    static final JobSpec WEEKLY = Jobs.job("weekly");
    static final Instant DUE = Instant.parse("2024-01-15T02:00:00Z");

    @TempDir
    Path dir;

    final CountDownLatch begun = new CountDownLatch(1);
    final CountDownLatch goOn = new CountDownLatch(1);
    ExecutorWorld world;

    @BeforeEach
    void open() throws BackupException {
        world = new ExecutorWorld(dir, DAILY, WEEKLY);
    }

    @AfterEach
    void close() {
        goOn.countDown();
        world.close();
    }

    static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(60, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError("nobody may interrupt a worker", e);
        }
    }

    void block() {
        world.operations.script = (work, warnings) -> {
            begun.countDown();
            await(goOn);
            return new Outcome("pulse-backup-20240115T100000Z-full", "12 files");
        };
    }

    ErrorCode refusal(Request request) {
        return assertThrows(BackupException.class, () -> world.executor.start(request, "user:jo"))
                .code();
    }
}
