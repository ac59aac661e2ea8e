package io.thingconnect.pulse.backupd.source.files;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this process has open. POSIX locks belong to the process: closing a second descriptor drops the first one's. */
final class OwnDescriptors {
    private static final Path TABLE = Path.of("/proc/self/fd");

    private OwnDescriptors() {}

    static boolean hold(Object fileKey) throws IOException {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(TABLE)) {
            for (Path descriptor : descriptors) {
                if (isOpenOn(descriptor, fileKey)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isOpenOn(Path descriptor, Object fileKey) {
        try {
            return fileKey.equals(FileFacts.ofTarget(descriptor).fileKey());
        } catch (IOException unused) {
            // Closed since it was listed.
            return false;
        }
    }
}
