package io.thingconnect.pulse.backupd.source.sqlite;

import io.thingconnect.pulse.backupd.error.BackupException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;

/** Looks at a live database from outside: its header and its side files, never its {@code -shm}. */
final class Looking {
    private static final int PATIENCE = 50;

    private final Claims claims;

    Looking(Claims claims) {
        this.claims = claims;
    }

    DatabaseCondition at(Path file) throws BackupException {
        Source source = Source.find(file);
        Path db = source.path();
        long wal = FileStamp.sizeOf(Side.WAL.of(db));
        return new DatabaseCondition(isWal(source), source.stamp().size(), wal, hasUnfinishedJournal(db));
    }

    /** While a capture has it open, its descriptor must stay the only one; then the side file tells. */
    private boolean isWal(Source source) throws BackupException {
        Object key = source.stamp().key();
        for (int i = 0; i < PATIENCE; i++) {
            if (claims.tryTake(key)) {
                try (MainFile main = MainFile.open(source.path())) {
                    return main.header().wal();
                } finally {
                    claims.release(key);
                }
            }
            if (claims.isConfirmed(key)) {
                break;
            }
            Pause.brief();
        }
        return !FileStamp.isMissing(Side.WAL.of(source.path()));
    }

    /** Seen twice with nobody at work on it, because a live writer makes and removes one with each transaction. */
    private static boolean hasUnfinishedJournal(Path db) {
        for (int i = 0; i < 2; i++) {
            boolean atWork = LockTable.of(db).stream().anyMatch(lock -> lock.hold() != DatabaseLock.Hold.OPEN);
            if (atWork || !isHot(Side.JOURNAL.of(db))) {
                return false;
            }
            Pause.brief();
        }
        return true;
    }

    private static boolean isHot(Path journal) {
        if (FileStamp.sizeOf(journal) == 0) {
            return false;
        }
        try (RandomAccessFile file = new RandomAccessFile(journal.toFile(), "r")) {
            return file.read() > 0;
        } catch (IOException e) {
            return false;
        }
    }
}
