package io.thingconnect.pulse.backupd.control.service;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** The program that restores in place. */
public interface InPlace {
    /** What hears the program. */
    @FunctionalInterface
    interface Listener {
        /** @param line "" where nothing was said for a while */
        void hear(String line) throws IOException;
    }

    /**
     * Runs it to its end, whether or not somebody listens until then.
     *
     * @param words of its command line; it is asked for JSON in any case
     * @return the object that it prints
     * @throws BackupException what it ended with
     * @throws IOException from the listener, once the program has ended
     */
    Map<String, Object> run(List<String> words, Listener listener) throws BackupException, IOException;

    /** On a real box, where the daemon may not touch what it protects. */
    static InPlace elsewhere() {
        return (words, listener) -> {
            throw new BackupException(
                    ErrorCode.NOT_SUPPORTED,
                    "the daemon does not restore in place, it may not write what it protects",
                    "As root: pulsectl restore LABEL, or pulse-restore LABEL.");
        };
    }
}
