package io.thingconnect.pulse.backupd.copies;

import io.thingconnect.pulse.backupd.storage.DeleteRefusedException;
import io.thingconnect.pulse.backupd.storage.Destination;
import io.thingconnect.pulse.backupd.storage.OwnedStorage;
import io.thingconnect.pulse.backupd.storage.Storage;
import io.thingconnect.pulse.backupd.storage.Upload;
import io.thingconnect.pulse.backupd.system.Errno;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.function.Supplier;

/**
 * Tries out whether a destination does what a backup needs of it, step by step: answers, takes a small file, gives the same
 * bytes back, lets go of it. The file has one name, so that a place which lets nobody delete keeps one at most.
 */
public final class DestinationTrial {
    /** Not shown in any list, as all names that begin with a dot. */
    static final String FILE = ".pulse-probe";

    private static final int BYTES = 64 * 1024;

    private final Destination destination;
    private final Supplier<byte[]> content;
    private final Listener listener;
    private boolean failed;

    /** @param content new bytes for each trial, so that nothing old is taken for them */
    public DestinationTrial(Destination destination, Supplier<byte[]> content, Listener listener) {
        this.destination = destination;
        this.content = content;
        this.listener = listener;
    }

    /** {@value #BYTES} random bytes. */
    public static byte[] randomBytes() {
        byte[] bytes = new byte[BYTES];
        new java.security.SecureRandom().nextBytes(bytes);
        return bytes;
    }

    /** How a step went. */
    public enum Outcome {
        PASSED("passed"),
        /** Not as it usually is, and good enough for backups. */
        NOTICE("notice"),
        FAILED("failed");

        private final String word;

        Outcome(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    /**
     * @param name {@code reach}, {@code write}, {@code read}, {@code delete}
     * @param message for people; "" where there is nothing to say
     */
    public record Step(String destination, String name, Outcome outcome, String message, long millis) {}

    /** Told of each step as it is over. */
    @FunctionalInterface
    public interface Listener {
        void over(Step step) throws IOException;
    }

    /** What a step does. */
    @FunctionalInterface
    private interface Doing {
        /** @return a notice, or "" */
        String run() throws IOException;
    }

    /**
     * Nothing is tried after the first step that failed.
     *
     * @throws IOException from the listener only
     */
    public void run() throws IOException {
        Storage storage = destination.storage();
        byte[] bytes = content.get();
        step("reach", () -> {
            OwnedStorage.requireNotAnothers(storage);
            storage.space();
            return "";
        });
        step("write", () -> {
            write(storage, bytes);
            return String.join("; ", storage.notices());
        });
        step("read", () -> {
            requireSame(storage, bytes);
            return "";
        });
        step("delete", () -> delete(storage));
    }

    private void step(String name, Doing doing) throws IOException {
        if (failed) {
            return;
        }
        long begin = System.nanoTime();
        Outcome outcome;
        String message;
        try {
            message = doing.run();
            outcome = message.isEmpty() ? Outcome.PASSED : Outcome.NOTICE;
        } catch (IOException e) {
            failed = true;
            String hint = Errno.hint(e, "");
            message = Errno.reason(e) + (hint.isEmpty() ? "" : "; " + hint);
            outcome = Outcome.FAILED;
        }
        listener.over(new Step(destination.name(), name, outcome, message, (System.nanoTime() - begin) / 1_000_000));
    }

    private static void write(Storage storage, byte[] bytes) throws IOException {
        try (Upload upload = storage.begin(FILE)) {
            upload.stream().write(bytes);
            upload.commit();
        }
    }

    private static void requireSame(Storage storage, byte[] bytes) throws IOException {
        try (InputStream in = storage.readBack(FILE).stream()) {
            if (!Arrays.equals(bytes, in.readNBytes(bytes.length + 1))) {
                throw new IOException("it gave other bytes back than were written; do not trust it");
            }
        }
    }

    private static String delete(Storage storage) throws IOException {
        try {
            storage.delete(FILE);
            return "";
        } catch (DeleteRefusedException e) {
            return "it lets nobody delete, which protects backups from a thief; " + FILE + " stays there, and expired"
                    + " backups do until it removes them by rules of its own";
        }
    }
}
