package io.thingconnect.pulse.backupd.control.varlink;

import java.io.IOException;

/** Where replies go: the peer's end of a connection. */
public interface Sink {
    /** @throws IOException when the peer has hung up, or did not read for too long */
    void send(byte[] bytes) throws IOException;

    /** Whether there is nobody left to send to. */
    boolean gone();
}
