package io.thingconnect.pulse.backupd.backup;

/** What changed since a parent, read from the application and waiting in the spool to be written to an archive. */
public final class DeltaCapture implements AutoCloseable {

    /** Removes what waits in the spool. */
    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
