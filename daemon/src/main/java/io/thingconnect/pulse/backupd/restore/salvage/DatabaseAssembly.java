package io.thingconnect.pulse.backupd.restore.salvage;

import io.thingconnect.pulse.backupd.backupset.Sha256;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.restore.salvage.DamagedDatabase.Piece;
import io.thingconnect.pulse.backupd.source.sqlite.DeltaOverlay;
import io.thingconnect.pulse.backupd.system.DurableFiles;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Puts a database together where all its pieces came out whole, and takes it into the tree if it is what was backed up. */
final class DatabaseAssembly {
    private static final int BLOCK = 1 << 16;

    private final SalvageTools tools;
    private final DamagedDatabase database;

    DatabaseAssembly(SalvageTools tools, DamagedDatabase database) {
        this.tools = tools;
        this.database = database;
    }

    /** Whether it is in the tree now. */
    boolean run() throws IOException, BackupException {
        if (!database.hasAllPieces()) {
            return false;
        }
        Path base = place(database.base());
        Path made = base;
        boolean right = database.base().size() == database.entry().size()
                && database.state().after().equals(database.entry().sha256());
        if (!database.deltas().isEmpty()) {
            made = tools.tree().part();
            right = layOver(base, made);
        }
        if (right) {
            tools.tree().adopt(made, database.entry());
        }
        letGo();
        return right;
    }

    private static Path place(Piece piece) {
        return piece.copied().orElseThrow().place();
    }

    private boolean layOver(Path base, Path made) throws IOException, BackupException {
        List<Path> deltas =
                database.deltas().stream().map(DatabaseAssembly::place).toList();
        try (OutputStream out = new BufferedOutputStream(Channels.newOutputStream(DurableFiles.create(made)), BLOCK);
                DeltaOverlay overlay = DeltaOverlay.open(deltas, out, tools.work());
                InputStream in = Files.newInputStream(base)) {
            byte[] buffer = new byte[BLOCK];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                tools.work().check();
                overlay.write(buffer, 0, n);
            }
            Sha256 result = overlay.finish().sha256();
            return result.equals(database.entry().sha256());
        } catch (BackupException e) {
            return notWhole(e);
        } catch (IOException e) {
            if (e.getCause() instanceof BackupException cause) {
                return notWhole(cause);
            }
            throw e;
        }
    }

    private static boolean notWhole(BackupException e) throws BackupException {
        if (!ProvenSalvage.isDamage(e)) {
            throw e;
        }
        return false;
    }

    private void letGo() throws IOException {
        for (Piece piece : database.pieces()) {
            Files.deleteIfExists(place(piece));
        }
    }
}
