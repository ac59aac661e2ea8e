package io.thingconnect.pulse.backupd.control.varlink;

import io.thingconnect.pulse.backupd.error.BackupException;
import java.io.IOException;
import java.util.Set;

/**
 * One method as the dispatcher sees it: what has to be true before its handler is asked.
 *
 * @param name without the interface
 * @param needs the least role that may call it
 * @param streams answers several replies, and so wants {@code more}
 * @param audited every call is recorded, not only refused ones
 * @param parameters every name it takes
 */
public record Method(
        String name, Role needs, boolean streams, boolean audited, Set<String> parameters, Handler handler) {
    /** What a method does once the call was found to be in order. */
    @FunctionalInterface
    public interface Handler {
        /** @throws IOException only when the caller is gone */
        void handle(Parameters parameters, Peer peer, Replies replies)
                throws BackupException, ServiceException, IOException;
    }

    /** A method for operators that answers once. */
    public static Method of(String name, Handler handler, String... parameters) {
        return new Method(name, Role.OPERATOR, false, false, Set.of(parameters), handler);
    }

    /** A method for operators that streams. */
    public static Method stream(String name, Handler handler, String... parameters) {
        return new Method(name, Role.OPERATOR, true, false, Set.of(parameters), handler);
    }

    public Method forAdmin() {
        return new Method(name, Role.ADMIN, streams, audited, parameters, handler);
    }

    public Method forAnybody() {
        return new Method(name, Role.NONE, streams, audited, parameters, handler);
    }

    public Method withAudit() {
        return new Method(name, needs, streams, true, parameters, handler);
    }
}
