package io.thingconnect.pulse.backupd.restore.inplace;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Counts the steps of a restore, and at one of them makes it fail or end. */
final class Faults implements FileSteps.Watch {
    final List<String> seen = new ArrayList<>();
    private final int at;
    private final String error;
    private boolean dead;

    /**
     * The process is gone: nothing that unwinds catches it, and every later step ends the same way, so that nothing can be
     * tidied up on the way out.
     */
    static final class Halt extends Error {
        private static final long serialVersionUID = 1;
    }

    private Faults(int at, String error) {
        this.at = at;
        this.error = error;
    }

    static Faults none() {
        return new Faults(-1, null);
    }

    /** @param at the first step is 0 */
    static Faults halt(int at) {
        return new Faults(at, null);
    }

    /** One step fails, as the kernel would say it; what follows works again. */
    static Faults error(int at, String message) {
        return new Faults(at, message);
    }

    @Override
    public void before(String step, Path path) throws IOException {
        if (dead) {
            throw new Halt();
        }
        seen.add(step + " " + path);
        if (seen.size() - 1 == at) {
            if (error == null) {
                dead = true;
                throw new Halt();
            }
            throw new IOException(error);
        }
    }
}
