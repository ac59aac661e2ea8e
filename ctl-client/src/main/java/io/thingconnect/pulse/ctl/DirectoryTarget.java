package io.thingconnect.pulse.ctl;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Every file under its own name: of one backup side by side, of a chain as they lie at a destination. */
final class DirectoryTarget extends ExportTarget {
    private final Path directory;
    private final boolean chain;

    DirectoryTarget(Path directory, boolean chain) {
        this.directory = directory;
        this.chain = chain;
    }

    @Override
    void file(String name, long bytes, String sha256) throws Failure, IOException {
        Path file = directory.resolve(safe(name, chain));
        try {
            Files.createDirectories(file.getParent());
        } catch (IOException e) {
            throw unwritable(file, e);
        }
        begin(file);
    }

    /** The daemon is trusted with backups, not with where they go. */
    static String safe(String name, boolean withJob) throws Failure {
        if (name.startsWith("/") || ("/" + name + "/").contains("/../") || name.isEmpty()) {
            throw Failure.garbage("field 'name' leads elsewhere");
        }
        return withJob ? name : name.substring(name.lastIndexOf('/') + 1);
    }

    @Override
    void bytes(byte[] bytes) throws Failure, IOException {
        write(bytes);
    }

    @Override
    void finish() throws Failure, IOException {
        publish();
    }
}
