package io.thingconnect.pulse.backupd.source.sqlite;

import io.thingconnect.pulse.backupd.error.BackupException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Arrays;

/**
 * A pinned state of a live database: main file, read transaction, private copies of what the WAL holds.
 *
 * <p>A page is taken from the private copies if it is there, else from the main file. While the transaction is open a
 * checkpoint writes only such pages to the main file whose images are in the WAL as it was when it was read, so a page
 * that changes under the reader is always one that is not read from there.
 */
final class LiveReading implements PageSource, AutoCloseable {
    private static final int COPIES_IN_MEMORY = 16 << 20;

    private final CaptureContext context;
    private final MainFile main;
    private final ReadTransaction transaction;
    private final CaptureBudget budget;
    private DatabaseHeader header;
    private PageCopies copies;
    private long pages;
    private boolean allInMainFile;

    private LiveReading(CaptureContext context, MainFile main, ReadTransaction transaction, CaptureBudget budget) {
        this.context = context;
        this.main = main;
        this.transaction = transaction;
        this.budget = budget;
    }

    /**
     * Pins a state.
     *
     * @param main closed by this object, after the connection; by the caller, when this throws
     */
    static LiveReading pin(CaptureContext context, MainFile main) throws SQLException, BackupException {
        CaptureBudget budget = new CaptureBudget(context);
        ReadTransaction transaction = ReadTransaction.begin(context.db());
        LiveReading reading = new LiveReading(context, main, transaction, budget);
        boolean done = false;
        try {
            reading.load();
            done = true;
            return reading;
        } finally {
            if (!done) {
                reading.release();
            }
        }
    }

    private void load() throws BackupException {
        context.source().requireSame();
        // Only now: the journal mode cannot change any more.
        header = main.header();
        copies = new PageCopies(header.pageSize(), context.spool(), COPIES_IN_MEMORY);
        if (header.wal()) {
            WalReader reader = new WalReader(context.db(), Side.WAL.of(context.db()), copies, this::beforeWalBlock);
            pages = reader.read(header.pageSize(), context.spool());
        }
        if (pages == 0) {
            allInMainFile = true;
            pages = header.pagesIn(main.length());
            requireWhole();
        }
    }

    private void beforeWalBlock() throws BackupException {
        context.beforeBlock("wal");
        budget.check();
    }

    private void requireWhole() throws BackupException {
        // A partial last page is read as SQLite reads it, filled up with zeros.
        long missing = bytes() - main.length();
        if (missing >= pageSize()) {
            throw Faults.corrupt(context.db(), "its header counts " + missing + " bytes more than the file has", null);
        }
    }

    boolean isWal() {
        return header.wal();
    }

    CaptureBudget budget() {
        return budget;
    }

    @Override
    public int pageSize() {
        return header.pageSize();
    }

    @Override
    public long pages() {
        return pages;
    }

    String schemaVersion() throws SQLException {
        return transaction.schemaVersion();
    }

    @Override
    public void read(long first, int count, byte[] into) throws BackupException {
        context.beforeBlock("database");
        budget.check();
        int length = count * pageSize();
        int got = main.read((first - 1) * pageSize(), into, length);
        // A page that was added and freed in one transaction is written nowhere: SQLite reads zeros there too.
        Arrays.fill(into, got, length, (byte) 0);
        layCopiesOver(first, count, into);
        zeroLockPage(first, count, into);
    }

    private void layCopiesOver(long first, int count, byte[] into) throws BackupException {
        if (copies.size() == 0) {
            return;
        }
        try {
            for (int i = 0; i < count; i++) {
                copies.copy((int) (first + i), into, i * pageSize());
            }
        } catch (IOException e) {
            throw Faults.spool(context.spool(), e);
        }
    }

    /** After the last page: what was read was the database, and still is. */
    void finish() throws BackupException {
        budget.check();
        context.source().requireSame();
        if (allInMainFile && main.length() < (pages - 1) * pageSize()) {
            throw Faults.replaced(context.db());
        }
    }

    private void release() {
        if (copies != null) {
            copies.close();
        }
        transaction.close();
    }

    /** The raw descriptor goes last: closing it drops every lock this process has on the file. */
    @Override
    public void close() {
        release();
        main.close();
    }
}
