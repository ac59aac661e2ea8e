package io.thingconnect.pulse.backupd.error;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class NearestTest {
    private static final List<String> KEYS = List.of("retention", "compression", "schedule", "backup_size");

    @Test
    void of_findsWhatWasMeantAndNothingElse() {
        assertEquals(Optional.of("retention"), Nearest.of("retension", KEYS));
        assertEquals(Optional.of("schedule"), Nearest.of("shcedule", KEYS));
        assertEquals(Optional.of("backup_size"), Nearest.of("backupSize", KEYS));
        assertEquals(Optional.empty(), Nearest.of("bandwidth", KEYS));
    }

    @Test
    void asAHint_itIsAQuestionOrNothing() {
        assertEquals("; did you mean \"schedule\"?", Nearest.hint("Schedule", KEYS));
        assertEquals("Did you mean 'schedule'? ", Nearest.question("Schedule", KEYS));
        assertEquals("", Nearest.question("bandwidth", KEYS));
    }

    /** Labels differ in a digit or two: which one was meant is only known where no other is as near. */
    @Test
    void only_isSilentWhereTwoAreEquallyNear() {
        List<String> labels = List.of("20240115T020000Z-full", "20240116T020000Z-full", "20240301T020000Z-full");
        assertEquals(Optional.of("20240301T020000Z-full"), Nearest.only("20240301T02000Z-full", labels));
        assertEquals(Optional.empty(), Nearest.only("20240117T020000Z-full", labels));
        assertEquals(Optional.empty(), Nearest.only("20250909T020000Z-full", labels));
    }
}
