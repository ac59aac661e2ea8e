package io.thingconnect.pulse.backupd.verify;

import io.thingconnect.pulse.backupd.error.BackupException;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Takes the content of one file. {@link #write} may be called by a thread other than the one that opened it, never by two
 * at a time.
 */
public interface Sink extends AutoCloseable {
    void write(byte[] bytes, int offset, int length) throws IOException, BackupException;

    /** After the last byte, when all of them were proven. */
    void finish() throws IOException, BackupException;

    /** Lets go; without {@link #finish} before it, what was written is worth nothing. */
    @Override
    void close() throws IOException;

    /** Writes to a stream, and closes it. */
    static Sink into(OutputStream out) {
        return new Sink() {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                out.write(bytes, offset, length);
            }

            @Override
            public void finish() throws IOException {
                out.close();
            }

            @Override
            public void close() throws IOException {
                out.close();
            }
        };
    }

    /** Keeps nothing. */
    static Sink nowhere() {
        return new Sink() {
            @Override
            public void write(byte[] bytes, int offset, int length) {
                // A proof has hashed them already.
            }

            @Override
            public void finish() {
                // Nothing was kept.
            }

            @Override
            public void close() {
                // Nothing is held.
            }
        };
    }
}
