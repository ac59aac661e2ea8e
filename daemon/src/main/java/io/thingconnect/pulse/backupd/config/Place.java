package io.thingconnect.pulse.backupd.config;

import java.nio.file.Path;

/** Where something stands in a file: line and column count from 1. */
public record Place(Path file, int line, int column) {
    /** The file as a whole. */
    static Place start(Path file) {
        return new Place(file, 1, 1);
    }

    @Override
    public String toString() {
        return file + ":" + line + ":" + column;
    }
}
