package io.thingconnect.pulse.backupd.publish;

import io.thingconnect.pulse.backupd.storage.Storage;
import io.thingconnect.pulse.backupd.storage.Upload;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/** A destination whose n-th call fails, before it does anything; the calls on uploads count too. */
class FailingStorage implements Storage {
    private final Storage real;
    private final int failing;
    private int calls;

    /** @param failing which call fails, counted from 1; a number never reached: none */
    FailingStorage(Storage real, int failing) {
        this.real = real;
        this.failing = failing;
    }

    private void call() throws IOException {
        calls++;
        if (calls == failing) {
            throw new IOException("injected failure of call " + calls);
        }
    }

    @Override
    public List<StoredFile> list(String directory) throws IOException {
        call();
        return real.list(directory);
    }

    @Override
    public List<String> directories() throws IOException {
        call();
        return real.directories();
    }

    @Override
    public InputStream read(String name) throws IOException {
        call();
        return real.read(name);
    }

    @Override
    public ReadBack readBack(String name) throws IOException {
        call();
        return real.readBack(name);
    }

    @Override
    public Upload begin(String name) throws IOException {
        call();
        Upload upload = real.begin(name);
        return new Upload() {
            @Override
            public OutputStream stream() {
                return new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        upload.stream().write(b);
                    }

                    @Override
                    public void write(byte[] bytes, int offset, int length) throws IOException {
                        call();
                        upload.stream().write(bytes, offset, length);
                    }
                };
            }

            @Override
            public void commit() throws IOException {
                call();
                upload.commit();
            }

            @Override
            public void close() throws IOException {
                upload.close();
            }
        };
    }

    @Override
    public void delete(String name) throws IOException {
        call();
        real.delete(name);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        call();
        real.rename(from, to);
    }

    @Override
    public Space space() throws IOException {
        call();
        return real.space();
    }

    @Override
    public List<String> sweep() throws IOException {
        call();
        return real.sweep();
    }

    @Override
    public String location() {
        return real.location();
    }

    @Override
    public void close() {
        real.close();
    }
}
