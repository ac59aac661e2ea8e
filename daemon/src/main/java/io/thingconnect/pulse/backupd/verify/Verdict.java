package io.thingconnect.pulse.backupd.verify;

import io.thingconnect.pulse.backupd.error.BackupException;

/** What a verification found. Not reaching the copy is no verdict, but an error. */
public sealed interface Verdict {
    /** Every byte was read and is what was written. */
    record Intact(Level level, long bytesRead) implements Verdict {}

    /** The copy must not be used. */
    record Damaged(Level level, BackupException failure) implements Verdict {}
}
