package io.thingconnect.pulse.backupd.storage;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A destination's files by name. Names are relative, with {@code /} between directories, for example
 * {@code daily/pulse-backup-20240115T020000Z-full.tar.gz}. Directories come into being as needed.
 */
public interface Storage extends AutoCloseable {
    /** The published files directly below a directory, by name; empty where the directory does not exist. */
    List<StoredFile> list(String directory) throws IOException;

    /** The directories directly below the destination: jobs. */
    List<String> directories() throws IOException;

    /** @throws java.nio.file.NoSuchFileException where there is none */
    InputStream read(String name) throws IOException;

    /** Reads what the medium holds, past the page cache where the platform lets us. */
    ReadBack readBack(String name) throws IOException;

    /** Begins a file that nobody sees until {@link Upload#commit()}. */
    Upload begin(String name) throws IOException;

    /**
     * Removes a file; one that does not exist is no error.
     *
     * @throws DeleteRefusedException where the place is meant not to let us
     */
    void delete(String name) throws IOException;

    /** Takes a file out of the way under a name that is never a backup's. */
    void rename(String from, String to) throws IOException;

    Space space() throws IOException;

    /** Removes what aborted uploads left; returns their names. */
    List<String> sweep() throws IOException;

    /** Until when nobody can delete a file, where the place can be told to refuse; empty: it can be deleted now. */
    default Optional<Instant> lockedUntil(String name) throws IOException {
        return Optional.empty();
    }

    /** In which ways the place does not do what it was asked to, one line each for people. */
    default List<String> notices() {
        return List.of();
    }

    /** For people: the path or address. */
    String location();

    /**
     * Whether writing goes at the pace of a network, or of a limit. No archive is built into such a place, because the
     * application's snapshot would be held for as long: it is built elsewhere and copied here.
     */
    default boolean isRemote() {
        return false;
    }

    /** The most bytes to hand over in one write: whoever cancels waits until it has returned. */
    default int writeBlock() {
        return 1 << 18;
    }

    @Override
    void close();

    /** A published file and its size in bytes. */
    record StoredFile(String name, long size) {}

    /** Free bytes for us, and all bytes; -1 where the place does not say. */
    record Space(long free, long total) {}

    /** A stream, and whether it comes from the medium ({@code direct}) or may come from memory ({@code cached}). */
    record ReadBack(InputStream stream, boolean direct) {}
}
