package io.thingconnect.pulse.ctl;

import java.io.IOException;

/** One command, carried out. */
interface Verb {
    /**
     * @return the exit status
     * @throws IOException if standard output cannot be written; trouble with the daemon is a Failure
     */
    int run(Session session) throws Failure, IOException;
}
