package io.thingconnect.pulse.backupd.copies;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.backupset.Lineage;
import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.catalog.CopyState;
import io.thingconnect.pulse.backupd.encryption.Keys;
import io.thingconnect.pulse.backupd.encryption.Passphrase;
import io.thingconnect.pulse.backupd.encryption.Seal;
import io.thingconnect.pulse.backupd.job.CatalogFixture;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OldKeysTest {
    @TempDir
    Path directory;

    private static Passphrase secret(String text) {
        return Passphrase.of(text.toCharArray());
    }

    private static Keys keys(String now, String... old) {
        return Keys.passphrase(
                secret(now), Stream.of(old).map(OldKeysTest::secret).toList(), "");
    }

    private static String put(Catalog catalog, int day, CopyState state, Seal seal) throws Exception {
        String label = "pulse-backup-202401%02dT020000Z-full".formatted(day);
        CatalogFixture.put(catalog, label, Lineage.full(1), state);
        catalog.putSeal(Label.parse(label).orElseThrow(), seal);
        return label;
    }

    @Test
    void theCatalogRemembersWhichPassphraseWhichBackupNeeds() throws Exception {
        try (Catalog catalog = Catalog.open(directory.resolve("catalog.db"))) {
            Keys first = keys("one");
            put(catalog, 1, CopyState.GOOD, Seal.NONE);
            String locked = put(catalog, 2, CopyState.GOOD, keys("zero").seal());
            put(catalog, 3, CopyState.GOOD, first.seal());
            String newest = put(catalog, 4, CopyState.GOOD, first.seal());
            put(catalog, 5, CopyState.EXPIRED, keys("two").seal());
            Keys now = keys("three", "two", "one");
            put(catalog, 6, CopyState.GOOD, now.seal());

            OldKeys old = OldKeys.of(catalog.backups(), catalog.seals(), now, () -> false);
            assertEquals(1, old.warnings().size(), old.warnings().toString());
            String warning = old.warnings().get(0);
            assertTrue(warning.startsWith("2 backups, the newest " + newest), warning);
            assertTrue(warning.contains("number 2 of encryption.oldPassphrases"), warning);
            assertEquals(
                    List.of(locked), old.locked().stream().map(Label::toString).toList());

            OldKeys none = OldKeys.of(catalog.backups(), catalog.seals(), now, () -> true);
            assertEquals(List.of(), none.warnings());
            assertEquals(List.of(), none.locked());
        }
    }
}
