package io.thingconnect.pulse.backupd.storage.s3;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Objects;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * An object as a stream. A connection that breaks on the way is made anew from where it broke, for the very object that was
 * begun: should another have taken its place meanwhile, that is an error and not a mixture.
 */
final class RemoteInput extends InputStream {
    /** Breaks in a row, with not a single byte between them. */
    private static final int BREAKS = 5;

    private final Remote remote;
    private final String name;
    private final String etag;
    private final long size;
    private ResponseInputStream<GetObjectResponse> stream;
    private long position;
    private int breaks;
    private boolean closed;

    /** @throws java.nio.file.NoSuchFileException where there is none */
    RemoteInput(Remote remote, String name) throws IOException {
        this.remote = remote;
        this.name = name;
        this.stream = get(GetObjectRequest.builder());
        this.etag = stream.response().eTag();
        this.size = stream.response().contentLength();
    }

    private ResponseInputStream<GetObjectResponse> get(GetObjectRequest.Builder builder) throws IOException {
        GetObjectRequest request =
                builder.bucket(remote.bucket()).key(remote.key(name)).build();
        return remote.ask(name, s3 -> s3.getObject(request));
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (closed) {
            throw new IOException("closed");
        }
        if (length == 0) {
            return 0;
        }
        while (position < size) {
            try {
                int count = stream.read(bytes, offset, length);
                if (count > 0) {
                    position += count;
                    breaks = 0;
                    return count;
                }
                again(new EOFException("it ended after " + position + " of " + size + " bytes"));
            } catch (InterruptedIOException e) {
                if (Thread.currentThread().isInterrupted()) {
                    throw e;
                }
                again(e);
            } catch (IOException e) {
                again(e);
            }
        }
        return -1;
    }

    private void again(IOException why) throws IOException {
        stream.abort();
        breaks++;
        if (breaks > BREAKS) {
            throw new IOException("the connection broke " + breaks + " times at byte " + position + " of " + name, why);
        }
        stream = get(GetObjectRequest.builder().range("bytes=" + position + "-").ifMatch(etag));
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        if (position < size) {
            // Closing it would read the rest.
            stream.abort();
        } else {
            stream.close();
        }
    }
}
