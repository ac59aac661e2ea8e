package io.thingconnect.pulse.backupd.source.sqlite;

/** Called before each block is read from the application's files; a test pauses, cancels or changes things there. */
@FunctionalInterface
interface ReadHook {
    ReadHook NONE = what -> {};

    /** @param what {@code wal}, {@code database} or {@code copy} (of a stopped application's files) */
    void beforeBlock(String what);
}
