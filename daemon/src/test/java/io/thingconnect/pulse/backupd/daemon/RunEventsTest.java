package io.thingconnect.pulse.backupd.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.catalog.RunRecord;
import io.thingconnect.pulse.backupd.catalog.RunState;
import io.thingconnect.pulse.backupd.error.BackupException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunEventsTest {
    private static final Instant AT = Instant.parse("2024-01-16T10:00:00Z");

    @TempDir
    Path directory;

    private Catalog catalog;

    @BeforeEach
    void open() throws BackupException {
        catalog = Catalog.open(directory.resolve("catalog.db"));
    }

    @AfterEach
    void close() {
        catalog.close();
    }

    private RunRecord queue() throws BackupException {
        RunRecord run = new RunRecord(
                0, "backup", "daily", "schedule", RunState.QUEUED, AT, AT, null, null, null, null, "", List.of());
        return run.withId(catalog.addRun(run));
    }

    private RunRecord begin(RunRecord run) throws BackupException {
        RunRecord begun = run.started(AT);
        catalog.updateRun(begun);
        return begun;
    }

    private void end(RunRecord run, RunState state) throws BackupException {
        catalog.updateRun(run.ended(state, AT, null));
    }

    private List<String> look(RunEvents events) throws BackupException {
        List<String> found = events.look().stream()
                .map(run -> run.id() + " " + run.state().word())
                .toList();
        events.told();
        return found;
    }

    @Test
    void aRun_isToldWhenItBeginsAndWhenItEndsAndOnce() throws BackupException {
        RunEvents events = new RunEvents(catalog);
        assertEquals(List.of(), look(events));
        RunRecord run = queue();
        assertEquals(List.of(), look(events));
        run = begin(run);
        assertEquals(List.of("1 running"), look(events));
        assertEquals(List.of(), look(events));
        end(run, RunState.SUCCEEDED);
        assertEquals(List.of("1 succeeded"), look(events));
        assertEquals(List.of(), look(events));
    }

    @Test
    void aRun_thatNobodySawRunningIsToldAsBoth() throws BackupException {
        RunEvents events = new RunEvents(catalog);
        look(events);
        end(begin(queue()), RunState.FAILED);
        assertEquals(List.of("1 running", "1 failed"), look(events));
    }

    @Test
    void aRun_thatWasInterruptedByARestartIsToldAfterIt() throws BackupException {
        RunEvents before = new RunEvents(catalog);
        look(before);
        begin(queue());
        assertEquals(List.of("1 running"), look(before));
        catalog.interruptUnfinished(AT);
        assertEquals(List.of("1 interrupted"), look(new RunEvents(catalog)));
        assertEquals(List.of(), look(new RunEvents(catalog)));
    }

    @Test
    void theFirstLook_isNotAboutThePast() throws BackupException {
        end(begin(queue()), RunState.SUCCEEDED);
        begin(queue());
        assertEquals(List.of("2 running"), look(new RunEvents(catalog)));
    }

    @Test
    void whatWasNotToldYet_comesAgain() throws BackupException {
        RunEvents events = new RunEvents(catalog);
        look(events);
        end(begin(queue()), RunState.SUCCEEDED);
        events.look();
        assertEquals(List.of("1 running", "1 succeeded"), look(new RunEvents(catalog)));
    }
}
