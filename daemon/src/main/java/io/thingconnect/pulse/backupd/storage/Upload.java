package io.thingconnect.pulse.backupd.storage;

import java.io.IOException;
import java.io.OutputStream;

/** One file on its way to a destination. Closing without {@link #commit()} leaves nothing behind. */
public interface Upload extends AutoCloseable {
    OutputStream stream();

    /** Makes the file visible under its name, durable before it is visible; replaces an older one of that name. */
    void commit() throws IOException;

    @Override
    void close() throws IOException;
}
