package io.thingconnect.pulse.backupd.storage;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.OutputStream;

/** An upload whose bytes go through a stream of somebody else's on their way. */
record WrappedUpload(Upload upload, OutputStream stream) implements Upload {
    WrappedUpload {
        requireNonNull(upload, "upload is null");
        requireNonNull(stream, "stream is null");
    }

    @Override
    public void commit() throws IOException {
        upload.commit();
    }

    @Override
    public void close() throws IOException {
        upload.close();
    }
}
