package io.thingconnect.pulse.backupd.daemon;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The user that this process runs as. */
final class OwnUser {
    private OwnUser() {}

    static boolean isRoot() {
        return uid() == 0;
    }

    static long uid() {
        try {
            return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        } catch (IOException e) {
            throw new UncheckedIOException("/proc is not mounted", e);
        }
    }
}
