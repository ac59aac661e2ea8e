package io.thingconnect.pulse.backupd.expire;

import static io.thingconnect.pulse.backupd.expire.Place.JOB;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.backupset.Compression;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.encryption.Keys;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.retention.RetentionPlan;
import io.thingconnect.pulse.backupd.storage.DeleteRefusedException;
import io.thingconnect.pulse.backupd.storage.Destination;
import io.thingconnect.pulse.backupd.storage.local.LocalStorage;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ExpirerTest {
    private static final Label NEWEST = Place.label("20240115T020000Z-incremental");
    private static final Label ITS_FULL = Place.label("20240114T020000Z-full");
    private static final int CALLS_AT_MOST = 30;

    @TempDir
    Path directory;

    private final List<Label> gone = new ArrayList<>();

    private ScriptedStorage storage(Path place) {
        return new ScriptedStorage(new LocalStorage(place, false));
    }

    private void carryOut(RetentionPlan plan, ScriptedStorage storage, Work work) throws BackupException {
        Expirer.carryOut(plan, JOB, new Destination("local", storage.storage(), Keys.none()), work, gone::add);
    }

    @Test
    void carryOut_removesEveryFileOfWhatThePlanDrops_youngestFirst_checksumsFirst() throws Exception {
        Place place = Place.withTwoChains(directory);
        ScriptedStorage storage = storage(directory);
        RetentionPlan plan = place.plan();
        carryOut(plan, storage, new Work());
        assertEquals(List.of(ITS_FULL, NEWEST), place.assertEveryBackupIsWhole());
        assertEquals(plan.deletions(), gone);
        assertEquals(10, place.names().size(), place.names().toString());
        String youngest = "daily/pulse-backup-20240113T020000Z-differential";
        assertEquals(
                List.of(
                        youngest + ".sha256",
                        youngest + ".manifest.json",
                        youngest + ".tar",
                        youngest + ".verdict.json",
                        youngest + ".pin"),
                storage.deleted.subList(0, 5));
        assertEquals("daily/pulse-backup-20240110T020000Z-full.pin", storage.deleted.get(19));
    }

    /** Keys that cannot delete are a precaution: everything stays whole, and nobody is alarmed. */
    @Test
    void carryOut_whereThePlaceIsMeantNotToLetUsDelete_isNoFailure() throws Exception {
        Place place = Place.withTwoChains(directory);
        int before = place.names().size();
        ScriptedStorage storage = storage(directory).denyingDeletes(new DeleteRefusedException("put only", null));
        List<String> refusals = new ArrayList<>();
        Expirer.Listener listener = new Expirer.Listener() {
            @Override
            public void gone(Label label) {
                gone.add(label);
            }

            @Override
            public void refused(String why) {
                refusals.add(why);
            }
        };
        Expirer.carryOut(
                place.plan(), JOB, new Destination("offsite", storage.storage(), Keys.none()), new Work(), listener);
        assertEquals(List.of(), gone);
        assertEquals(List.of("put only"), refusals);
        assertEquals(before, place.names().size());
    }

    /** The process may be killed, or the destination fail, at each call; the next run finishes what was begun. */
    @Test
    void carryOut_whateverCallFails_leavesWholeBackupsWithTheirChains_andIsFinishedByTheNext() throws Exception {
        int failures = 0;
        for (int call = 1; call <= CALLS_AT_MOST; call++) {
            for (boolean afterTheDeed : new boolean[] {false, true}) {
                Path path = directory.resolve(call + "-" + afterTheDeed);
                Place place = Place.withTwoChains(path);
                gone.clear();
                ScriptedStorage storage = storage(path).failing(call, afterTheDeed);
                try {
                    carryOut(place.plan(), storage, new Work());
                    assertTrue(!storage.failed(), "the failure of call " + call + " was swallowed");
                } catch (BackupException e) {
                    failures++;
                    assertEquals(ErrorCode.DESTINATION_UNAVAILABLE, e.code());
                }
                List<Label> left = place.assertEveryBackupIsWhole();
                assertTrue(left.containsAll(List.of(ITS_FULL, NEWEST)), left.toString());
                for (Label label : gone) {
                    assertTrue(place.names().stream().noneMatch(name -> name.startsWith(label.toString())), "" + label);
                    place.forget(label);
                }
                carryOut(place.plan(), storage(path), new Work());
                assertEquals(List.of(ITS_FULL, NEWEST), place.assertEveryBackupIsWhole());
                assertEquals(10, place.names().size(), place.names().toString());
                assertEquals(4, gone.size());
            }
        }
        assertEquals(2 * 21, failures, "one list and twenty deletions, each before and after the deed");
    }

    @Test
    void carryOut_ofABackupThatIsGoneAlready_saysSoAndGoesOn() throws Exception {
        Place place = Place.withTwoChains(directory);
        RetentionPlan plan = place.plan();
        carryOut(plan, storage(directory), new Work());
        carryOut(plan, storage(directory), new Work());
        assertEquals(8, gone.size());
    }

    @Test
    void carryOut_whereDeletingIsNotPermitted_saysSo_andLosesNothing() throws Exception {
        Place place = Place.withTwoChains(directory);
        List<String> before = place.names();
        ScriptedStorage storage = storage(directory).denyingDeletes(new AccessDeniedException("x"));
        BackupException e = assertThrows(BackupException.class, () -> carryOut(place.plan(), storage, new Work()));
        assertEquals(ErrorCode.DESTINATION_UNAVAILABLE, e.code());
        assertEquals(
                "destination 'local' (" + directory + ") did not let us delete"
                        + " daily/pulse-backup-20240113T020000Z-differential.sha256: permission denied;"
                        + " 0 of 4 backups are removed, the others stand",
                e.getMessage());
        assertEquals(before, place.names());
        assertEquals(List.of(), gone);
    }

    @Test
    void carryOut_whereADeltaCameAfterThePlan_removesNothing() throws Exception {
        Place place = Place.withTwoChains(directory);
        RetentionPlan plan = place.plan();
        place.add("20240116T020000Z-differential", "20240110T020000Z-full", Compression.GZIP);
        List<String> before = place.names();
        BackupException e = assertThrows(BackupException.class, () -> carryOut(plan, storage(directory), new Work()));
        assertEquals(ErrorCode.BUSY, e.code());
        assertEquals(before, place.names());
    }

    @Test
    void carryOut_whereAFullCameAfterThePlan_goesOn() throws Exception {
        Place place = Place.withTwoChains(directory);
        RetentionPlan plan = place.plan();
        place.add("20240116T020000Z-full", null, Compression.GZIP);
        carryOut(plan, storage(directory), new Work());
        assertEquals(3, place.assertEveryBackupIsWhole().size());
    }

    @Test
    void carryOut_leavesWhatIsNotOurs_andTakesWhatWasSetAside() throws Exception {
        Place place = Place.withTwoChains(directory);
        String dropped = "pulse-backup-20240110T020000Z-full";
        place.put(dropped + ".tar.gz.quarantined");
        List<String> foreign =
                List.of("notes.txt", dropped, dropped + ".tar.gz.bak", dropped + "-copy.tar.gz", "x.sha256");
        for (String name : foreign) {
            place.put(name);
        }
        carryOut(place.plan(), storage(directory), new Work());
        assertTrue(place.names().containsAll(foreign), place.names().toString());
        assertEquals(10 + foreign.size(), place.names().size());
    }

    @Test
    void carryOut_cancelled_stopsBetweenBackups() throws Exception {
        Place place = Place.withTwoChains(directory);
        Work work = new Work();
        Destination destination = new Destination("local", new LocalStorage(directory, false), Keys.none());
        BackupException e = assertThrows(
                BackupException.class,
                () -> Expirer.carryOut(place.plan(), JOB, destination, work, label -> work.cancel()));
        assertEquals(ErrorCode.CANCELLED, e.code());
        assertEquals(5, place.assertEveryBackupIsWhole().size());
    }

    @Test
    void carryOut_ofAPlanThatDropsNothing_doesNotTouchTheDestination() throws Exception {
        Place empty = new Place(directory);
        carryOut(empty.plan(), storage(directory).failing(1, false), new Work());
        assertEquals(List.of(), gone);
    }

    @Test
    void parts_areWhatHasNoChecksums_butNotWhatWasSetAside() throws Exception {
        Place place = Place.withTwoChains(directory);
        place.remove("pulse-backup-20240112T020000Z-incremental.sha256");
        place.remove("pulse-backup-20240113T020000Z-differential.sha256");
        place.put("pulse-backup-20240113T020000Z-differential.tar.quarantined");
        Destination destination = new Destination("local", new LocalStorage(directory, false), Keys.none());
        assertEquals(List.of(Place.label("20240112T020000Z-incremental")), Expirer.parts(JOB, destination));
    }

    @Test
    void parts_whereTheDestinationDoesNotAnswer_isAnError() throws IOException {
        Destination destination =
                new Destination("local", storage(directory).failing(1, false).storage(), Keys.none());
        BackupException e = assertThrows(BackupException.class, () -> Expirer.parts(JOB, destination));
        assertEquals(ErrorCode.DESTINATION_UNAVAILABLE, e.code());
    }
}
