package io.thingconnect.pulse.backupd.restore.inplace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.system.Work;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Services that stop, start, refuse and fall ill around a restore in place. */
final class InPlaceServicesTest extends InPlaceCase {

    @Test
    void services_stopInReverse_startInOrder_andNeverBesideTheMarker() throws Exception {
        FakeUnits units = new FakeUnits("one", "two");
        List<String> checks = new ArrayList<>();
        Path marker = InPlaceRestore.marker(box.state());
        FileSteps.Watch watch = (step, path) -> {
            boolean treeMoves = step.equals("rename");
            if (treeMoves && (!Files.exists(marker) || !units.up.isEmpty())) {
                throw new AssertionError("a rename without the marker, or beside a running service: " + path);
            }
        };
        Surroundings surroundings = with(units, () -> checks.add("validated " + units.up), () -> checks.add("healthy"));
        box.engine(surroundings, new FileSteps(watch)).restore(box.request(ALL), new Work());
        assertEquals(List.of("stop two", "stop one", "start one", "start two"), units.calls);
        assertEquals(List.of("validated []", "healthy"), checks);
        assertFalse(Files.exists(marker));
    }

    @Test
    void whatTheApplicationRefuses_isTakenBack() throws Exception {
        FakeUnits units = new FakeUnits("one", "two");
        InPlaceRestore engine =
                box.engine(with(units, failing("it is not valid"), Surroundings.Check.none()), FileSteps.unwatched());
        BackupException e = assertThrows(BackupException.class, () -> engine.restore(box.request(ALL), new Work()));
        assertEquals("it is not valid", e.getMessage());
        assertRolledBack(engine);
        assertEquals(2, units.up.size());
    }

    @Test
    void aSickApplication_isTakenBack_andRuns() throws Exception {
        FakeUnits units = new FakeUnits("one", "two");
        InPlaceRestore engine =
                box.engine(with(units, Surroundings.Check.none(), failing("it is sick")), FileSteps.unwatched());
        BackupException e = assertThrows(BackupException.class, () -> engine.restore(box.request(ALL), new Work()));
        assertEquals("it is sick", e.getMessage());
        assertRolledBack(engine);
        assertEquals(
                List.of(
                        "stop two",
                        "stop one",
                        "start one",
                        "start two",
                        "stop two",
                        "stop one",
                        "start one",
                        "start two"),
                units.calls);
    }

    @Test
    void aServiceThatWillNotStop_leavesEverythingAsItWas() throws Exception {
        FakeUnits units = new FakeUnits("one", "two");
        units.willNotStop = "one";
        InPlaceRestore engine =
                box.engine(with(units, Surroundings.Check.none(), Surroundings.Check.none()), FileSteps.unwatched());
        BackupException e = assertThrows(BackupException.class, () -> engine.restore(box.request(ALL), new Work()));
        assertEquals("service 'one' does not stop", e.getMessage());
        assertRolledBack(engine);
        assertEquals(2, units.up.size());
    }

    @Test
    void aServiceThatWillNotStart_bringsTheOldStateBack() throws Exception {
        FakeUnits units = new FakeUnits("one", "two");
        units.willNotStart = "two";
        InPlaceRestore engine =
                box.engine(with(units, Surroundings.Check.none(), Surroundings.Check.none()), FileSteps.unwatched());
        BackupException e = assertThrows(BackupException.class, () -> engine.restore(box.request(ALL), new Work()));
        assertEquals("service 'two' does not start", e.getMessage());
        assertRolledBack(engine);
        assertEquals(2, units.up.size());
    }
}
