package io.thingconnect.pulse.backupd.copies;

import io.thingconnect.pulse.backupd.backup.Built;
import io.thingconnect.pulse.backupd.backup.CaptureLimits;
import io.thingconnect.pulse.backupd.backup.Order;
import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.recovery.RestorePlanner;

/** What earlier backups taught about this machine: how fast the compressor takes pages, how fast the WAL grows. */
public final class Rates {
    /** Bytes per second before anything was measured: slow machines of today. */
    private static final long FIRST_GUESS = 20_000_000;

    /** 100 commits a second of about 24 KB each. */
    private static final long FIRST_WAL_GUESS = 2_400_000;

    /** Shorter captures measure noise. */
    private static final long MEANINGFUL_MILLIS = 200;

    private static final String SCAN = "rate.scan";

    /** Bytes per second: a disk of these years, nothing in memory. */
    private static final long FIRST_SCAN_GUESS = 200_000_000;

    private final Catalog catalog;

    public Rates(Catalog catalog) {
        this.catalog = catalog;
    }

    public CaptureLimits limits(Installation installation, Order order) throws BackupException {
        return new CaptureLimits(
                installation.maxWalGrowth(),
                installation.maxDuration(),
                installation.spool(),
                installation.pageMaps(),
                number(rateName(order), FIRST_GUESS),
                number("rate.wal", FIRST_WAL_GUESS));
    }

    /** While a delta is made, nobody compresses: pages are read, hashed and compared. */
    public CaptureLimits limitsOfScan(Installation installation) throws BackupException {
        return new CaptureLimits(
                installation.maxWalGrowth(),
                installation.maxDuration(),
                installation.spool(),
                installation.pageMaps(),
                number(SCAN, FIRST_SCAN_GUESS),
                number("rate.wal", FIRST_WAL_GUESS));
    }

    public void learn(Order order, Built built) throws BackupException {
        long bytes = built.manifest().databases().stream()
                .mapToLong(database -> database.pages() * database.pageSize())
                .sum();
        if (built.captureMillis() >= MEANINGFUL_MILLIS) {
            long rate = Math.max(1, bytes * 1000 / built.captureMillis());
            catalog.setFact(rateName(order), Long.toString(rate));
        }
        if (order.lineage().isDelta() && built.heldMillis() >= MEANINGFUL_MILLIS) {
            catalog.setFact(SCAN, Long.toString(Math.max(1, bytes * 1000 / built.heldMillis())));
        }
        if (built.heldMillis() >= MEANINGFUL_MILLIS) {
            catalog.setFact("rate.wal", Long.toString(built.walGrowth() * 1000 / built.heldMillis()));
        }
    }

    /** @param bytes of content that was restored */
    public void learnRestore(long bytes, long nanos) throws BackupException {
        if (nanos >= MEANINGFUL_MILLIS * 1_000_000) {
            catalog.setFact(RestorePlanner.RATE, Long.toString(Math.max(1, (long) (bytes / (nanos / 1e9)))));
        }
    }

    /** How long a copy will take, by the last one to that destination; a slow network where there was none. */
    long secondsOfCopy(String destination, long bytes) throws BackupException {
        return bytes / Math.max(1, number("rate.copy." + destination, FIRST_GUESS));
    }

    void learnCopy(String destination, long bytes, long nanos) throws BackupException {
        if (nanos >= MEANINGFUL_MILLIS * 1_000_000) {
            catalog.setFact("rate.copy." + destination, Long.toString(Math.max(1, (long) (bytes / (nanos / 1e9)))));
        }
    }

    private static String rateName(Order order) {
        return "rate.capture." + order.compression().word()
                + order.files().encryption().suffix();
    }

    private long number(String fact, long otherwise) throws BackupException {
        return catalog.fact(fact).map(Long::parseLong).orElse(otherwise);
    }
}
