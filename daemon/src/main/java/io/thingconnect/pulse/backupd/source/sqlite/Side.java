package io.thingconnect.pulse.backupd.source.sqlite;

import java.nio.file.Path;

/** The files that SQLite keeps beside a database. */
enum Side {
    WAL("-wal"),
    SHM("-shm"),
    JOURNAL("-journal");

    private final String suffix;

    Side(String suffix) {
        this.suffix = suffix;
    }

    Path of(Path db) {
        return db.resolveSibling(db.getFileName() + suffix);
    }
}
