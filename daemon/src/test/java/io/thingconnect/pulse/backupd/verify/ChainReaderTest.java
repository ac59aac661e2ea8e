package io.thingconnect.pulse.backupd.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.backupset.BackupFiles;
import io.thingconnect.pulse.backupd.backupset.Compression;
import io.thingconnect.pulse.backupd.backupset.Difference;
import io.thingconnect.pulse.backupd.backupset.Encryption;
import io.thingconnect.pulse.backupd.backupset.Kind;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.backupset.Lineage;
import io.thingconnect.pulse.backupd.backupset.Manifest;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ChainReaderTest {
    @TempDir
    private Path directory;

    private SmallChain chain;
    private Map<String, byte[]> files;

    @BeforeEach
    void make() throws Exception {
        chain = Application.chain(directory, Compression.NONE, 3, 1);
        files = chain.files();
    }

    private List<Label> open(Label label) throws BackupException {
        ChainReader reader = ChainReader.open(SmallChain.destination(files), SmallChain.JOB, label);
        assertEquals(label, reader.manifest().label());
        return reader.chain().manifests().stream().map(Manifest::label).toList();
    }

    private BackupException broken(Label label) {
        BackupException e = assertThrows(BackupException.class, () -> open(label));
        assertEquals(ErrorCode.CHAIN_BROKEN, e.code(), e.getMessage());
        return e;
    }

    private void remove(int link) {
        BackupFiles names = chain.names(link);
        List.of(names.archive(), names.manifest(), names.checksums()).forEach(files::remove);
    }

    /** The same state under another label; its archive is not looked at here. */
    private Label copyAs(Manifest manifest, Label label, Lineage lineage) {
        boolean full = label.kind() == Kind.FULL;
        Manifest.ArchiveInfo info = manifest.archive();
        Manifest copy = new Manifest(
                manifest.format(),
                label,
                manifest.job(),
                manifest.contentId(),
                lineage,
                manifest.takenAt(),
                manifest.finishedAt(),
                manifest.host(),
                manifest.instanceId(),
                manifest.productVersion(),
                manifest.sqliteVersion(),
                manifest.note(),
                manifest.components(),
                new Manifest.ArchiveInfo(
                        label + info.compression().suffix(),
                        info.compression(),
                        Encryption.NONE,
                        1,
                        1L << 40,
                        info.sha256()),
                full
                        ? manifest.databases().stream()
                                .map(state -> io.thingconnect.pulse.backupd.backupset.DatabaseState.whole(
                                        state.path(), state.pageSize(), state.pages(), state.after(), "", "x"))
                                .toList()
                        : manifest.databases(),
                manifest.entries(),
                full ? Difference.NONE : manifest.difference(),
                List.of(),
                List.of());
        SmallChain.put(files, copy);
        return label;
    }

    @Test
    void open_goesBackToTheFull() throws Exception {
        assertEquals(List.of(chain.label(0), chain.label(1), chain.label(2), chain.label(3)), open(chain.label(3)));
        assertEquals(List.of(chain.label(0)), open(chain.label(0)));
    }

    @Test
    void open_takesAFullWithTheParentsContent_whereverItStands() throws Exception {
        Label beside = new Label(chain.label(2).at(), Kind.FULL);
        copyAs(chain.manifests().get(2), beside, Lineage.consolidated(1, chain.label(2)));
        assertEquals(List.of(beside, chain.label(3)), open(chain.label(3)));
        remove(2);
        remove(1);
        assertEquals(List.of(beside, chain.label(3)), open(chain.label(3)));
        List.of(".manifest.json", ".sha256").forEach(suffix -> files.remove(SmallChain.JOB + "/" + beside + suffix));
        Label elsewhere = new Label(chain.label(2).at().plusSeconds(7), Kind.FULL);
        copyAs(chain.manifests().get(2), elsewhere, Lineage.consolidated(1, chain.label(2)));
        assertEquals(List.of(elsewhere, chain.label(3)), open(chain.label(3)));
    }

    @Test
    void open_withoutTheParent_namesBoth() {
        remove(1);
        BackupException e = broken(chain.label(3));
        assertTrue(e.getMessage().contains("broken at " + chain.label(2)), e.getMessage());
        assertTrue(e.getMessage().contains(chain.label(1).toString()), e.getMessage());
    }

    @Test
    void open_withADamagedParent_saysWhatIsWrongWithIt() {
        files.get(chain.names(1).manifest())[40] ^= 1;
        BackupException e = broken(chain.label(3));
        assertTrue(
                e.getMessage().contains(chain.label(1) + ".manifest.json does not have the SHA-256"), e.getMessage());
    }

    /** Whatever hashes to what: nothing younger, nor the backup itself, is ever taken for a parent. */
    @Test
    void open_neverTakesAYoungerBackupForAParent() {
        remove(1);
        Manifest parent = chain.manifests().get(1);
        Label younger = new Label(Instant.parse("2024-02-01T00:00:00Z"), Kind.INCREMENTAL);
        copyAs(parent, younger, parent.lineage());
        broken(chain.label(3));
        Manifest self = chain.manifests().get(2);
        copyAs(self, self.label(), Lineage.delta(1, self.contentId(), self.label()));
        broken(self.label());
    }

    @Test
    void open_ofWhatIsNotThere_isNoVerdictOnAChain() {
        BackupException e = assertThrows(
                BackupException.class, () -> open(new Label(Instant.parse("2024-03-01T00:00:00Z"), Kind.FULL)));
        assertEquals(ErrorCode.BACKUP_NOT_FOUND, e.code());
    }
}
