package io.thingconnect.pulse.backupd.verify;

import io.thingconnect.pulse.backupd.storage.Storage;
import io.thingconnect.pulse.backupd.storage.Upload;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Map;

/** A destination whose files are byte arrays, by name. Read only. */
record MemoryStorage(Map<String, byte[]> files) implements Storage {
    @Override
    public List<StoredFile> list(String directory) {
        return files.entrySet().stream()
                .filter(file -> file.getKey().startsWith(directory + "/"))
                .map(file -> new StoredFile(file.getKey().substring(directory.length() + 1), file.getValue().length))
                .toList();
    }

    @Override
    public List<String> directories() {
        return files.keySet().stream()
                .map(name -> name.substring(0, name.indexOf('/')))
                .distinct()
                .toList();
    }

    @Override
    public InputStream read(String name) throws NoSuchFileException {
        byte[] bytes = files.get(name);
        if (bytes == null) {
            throw new NoSuchFileException(name);
        }
        return new ByteArrayInputStream(bytes);
    }

    @Override
    public ReadBack readBack(String name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Upload begin(String name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void delete(String name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void rename(String from, String to) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Space space() {
        return new Space(-1, -1);
    }

    @Override
    public List<String> sweep() {
        return List.of();
    }

    @Override
    public String location() {
        return "memory";
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
