package io.thingconnect.pulse.backupd.storage;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A place around another one: what it does not do in its own way, the other one does. No answer is left to a default. */
abstract class ForwardingStorage implements Storage {
    private final Storage real;

    ForwardingStorage(Storage real) {
        this.real = requireNonNull(real, "real is null");
    }

    @Override
    public List<StoredFile> list(String directory) throws IOException {
        return real.list(directory);
    }

    @Override
    public List<String> directories() throws IOException {
        return real.directories();
    }

    @Override
    public InputStream read(String name) throws IOException {
        return real.read(name);
    }

    @Override
    public ReadBack readBack(String name) throws IOException {
        return real.readBack(name);
    }

    @Override
    public Upload begin(String name) throws IOException {
        return real.begin(name);
    }

    @Override
    public void delete(String name) throws IOException {
        real.delete(name);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        real.rename(from, to);
    }

    @Override
    public Space space() throws IOException {
        return real.space();
    }

    @Override
    public List<String> sweep() throws IOException {
        return real.sweep();
    }

    @Override
    public Optional<Instant> lockedUntil(String name) throws IOException {
        return real.lockedUntil(name);
    }

    @Override
    public List<String> notices() {
        return real.notices();
    }

    @Override
    public String location() {
        return real.location();
    }

    @Override
    public boolean isRemote() {
        return real.isRemote();
    }

    @Override
    public int writeBlock() {
        return real.writeBlock();
    }

    @Override
    public void close() {
        real.close();
    }
}
