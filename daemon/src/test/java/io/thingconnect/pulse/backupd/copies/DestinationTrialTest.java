package io.thingconnect.pulse.backupd.copies;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.copies.DestinationTrial.Outcome;
import io.thingconnect.pulse.backupd.copies.DestinationTrial.Step;
import io.thingconnect.pulse.backupd.encryption.Keys;
import io.thingconnect.pulse.backupd.storage.DeleteRefusedException;
import io.thingconnect.pulse.backupd.storage.Destination;
import io.thingconnect.pulse.backupd.storage.Fault;
import io.thingconnect.pulse.backupd.storage.FaultyStorage;
import io.thingconnect.pulse.backupd.storage.Storage;
import io.thingconnect.pulse.backupd.storage.local.LocalStorage;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DestinationTrialTest {
    @TempDir
    Path directory;

    private final List<Step> steps = new ArrayList<>();

    private void tryOut(Storage storage) throws IOException {
        new DestinationTrial(new Destination("nas", storage, Keys.none()), DestinationTrial::randomBytes, steps::add)
                .run();
    }

    private List<String> outcomes() {
        return steps.stream()
                .map(step -> step.name() + " " + step.outcome().word())
                .toList();
    }

    @Test
    void aSoundPlace_passesEachStep_andKeepsNothing() throws IOException {
        tryOut(new LocalStorage(directory, false));
        assertEquals(List.of("reach passed", "write passed", "read passed", "delete passed"), outcomes());
        assertFalse(Files.exists(directory.resolve(DestinationTrial.FILE)));
    }

    @Test
    void otherBytesThanWritten_failTheRead_andNothingIsTriedAfterIt() throws IOException {
        tryOut(new FaultyStorage(new LocalStorage(directory, false), Fault.TORN, DestinationTrial.FILE));
        assertEquals(List.of("reach passed", "write passed", "read failed"), outcomes());
        assertTrue(steps.get(2).message().contains("other bytes"), steps.toString());
    }

    @Test
    void aPlaceThatIsAway_failsTheFirstStep() throws IOException {
        tryOut(new LocalStorage(directory, true));
        assertEquals(List.of("reach failed"), outcomes());
        assertTrue(steps.get(0).message().contains("not mounted"), steps.toString());
    }

    @Test
    void whoLetsNobodyDelete_getsANotice() throws IOException {
        Storage real = new LocalStorage(directory, false);
        tryOut((Storage) Proxy.newProxyInstance(
                Storage.class.getClassLoader(), new Class<?>[] {Storage.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("delete")) {
                        throw new DeleteRefusedException("not let", null);
                    }
                    return method.invoke(real, arguments);
                }));
        assertEquals(List.of("reach passed", "write passed", "read passed", "delete notice"), outcomes());
        assertEquals(Outcome.NOTICE, steps.get(3).outcome());
        assertTrue(Files.exists(directory.resolve(DestinationTrial.FILE)));
    }
}
