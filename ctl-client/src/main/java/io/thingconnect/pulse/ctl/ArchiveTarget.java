package io.thingconnect.pulse.ctl;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The archive alone, in one file with its hash beside it, or on standard output; the manifest stays where it is. */
final class ArchiveTarget extends ExportTarget {
    private final Path file;
    private final Output out;
    private boolean first = true;
    private boolean wanted;
    private String hash = "";

    ArchiveTarget(Path file) {
        this.file = file;
        this.out = null;
    }

    ArchiveTarget(Output out) {
        this.file = null;
        this.out = out;
    }

    /** The archive is what comes first. */
    @Override
    void file(String name, long bytes, String sha256) throws Failure, IOException {
        wanted = first;
        if (first) {
            hash = sha256;
            if (file != null) {
                begin(file);
            }
        }
        first = false;
    }

    @Override
    void bytes(byte[] bytes) throws Failure, IOException {
        if (!wanted) {
            return;
        }
        if (out != null) {
            out.bytes(bytes);
        } else {
            write(bytes);
        }
    }

    @Override
    void finish() throws Failure, IOException {
        if (out != null) {
            out.flush();
            return;
        }
        begin(file.resolveSibling(file.getFileName() + ".sha256"));
        write((hash + "  " + file.getFileName() + "\n").getBytes(StandardCharsets.UTF_8));
        publish();
    }
}
