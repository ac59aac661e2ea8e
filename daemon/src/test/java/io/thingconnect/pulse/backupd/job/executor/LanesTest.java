package io.thingconnect.pulse.backupd.job.executor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.catalog.RunState;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.job.JobSpec;
import io.thingconnect.pulse.backupd.job.Jobs;
import io.thingconnect.pulse.backupd.job.Operations.Outcome;
import io.thingconnect.pulse.backupd.job.Request;
import io.thingconnect.pulse.backupd.job.RunView;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class LanesTest extends ExecutorCase {
    private static final JobSpec FILES = Jobs.onChange("files", Component.CONFIGURATION);
    private static final JobSpec WITH_DATABASE = Jobs.onChange("whole", Component.DATABASE, Component.CONFIGURATION);

    @BeforeEach
    void addJobs() {
        world.jobs = List.of(DAILY, FILES, WITH_DATABASE);
    }

    private RunState state(RunView run) throws BackupException {
        return world.executor.run(run.record().id()).record().state();
    }

    private void atOnce() {
        world.operations.script = (work, warnings) -> new Outcome("pulse-backup-20240115T100001Z-full", "done");
    }

    @Test
    void aChangeOfFiles_doesNotWaitForALongBackup() throws Exception {
        block();
        RunView daily = world.backup("daily");
        await(begun);
        atOnce();
        RunView withDatabase = world.executor.startChanged(WITH_DATABASE);
        RunView files = world.executor.startChanged(FILES);
        assertEquals(RunState.SUCCEEDED, world.over(files).state());
        assertEquals(RunState.RUNNING, state(daily));
        // In the same lane it would have come before the files.
        assertEquals(RunState.QUEUED, state(withDatabase));
        goOn.countDown();
        assertEquals(RunState.SUCCEEDED, world.over(withDatabase).state());
    }

    @Test
    void whatRemoves_waitsForTheBackupOfAChange() throws Exception {
        block();
        RunView files = world.executor.startChanged(FILES);
        await(begun);
        atOnce();
        RunView expire = world.executor.start(new Request.Expire(""), "user:jo");
        // Time enough to begin, for one that did not wait.
        TimeUnit.MILLISECONDS.sleep(200);
        assertEquals(RunState.QUEUED, state(expire));
        goOn.countDown();
        world.over(files);
        assertEquals(RunState.SUCCEEDED, world.over(expire).state());
        assertFalse(world.operations.overlapped);
    }

    @Test
    void theDatabaseOfAJobOfFiles_isReadAmongTheOtherBackups() throws Exception {
        block();
        RunView daily = world.backup("daily");
        await(begun);
        atOnce();
        RunView database = world.executor.start(
                new Request.Backup(
                        "files",
                        Optional.empty(),
                        List.of(Component.DATABASE),
                        false,
                        Optional.empty(),
                        Optional.empty(),
                        ""),
                "user:jo");
        TimeUnit.MILLISECONDS.sleep(200);
        assertEquals(RunState.QUEUED, state(database));
        goOn.countDown();
        world.over(daily);
        assertEquals(RunState.SUCCEEDED, world.over(database).state());
        assertFalse(world.operations.overlapped);
    }
}
