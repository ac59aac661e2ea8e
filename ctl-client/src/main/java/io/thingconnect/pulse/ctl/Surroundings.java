package io.thingconnect.pulse.ctl;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.TimeZone;

/** What the program stands in: the process's own, or a test's. */
interface Surroundings {
    /** "" where unset. */
    String environment(String name);

    /** A property the launcher sets, "" where unset. */
    String property(String name);

    /** The present directory, absolute. */
    Path directory();

    Clock clock();

    TimeZone zone();

    Output out();

    Output err();

    /** Whether somebody sits at standard input and sees standard error. */
    boolean canAnswer();

    /** A line from standard input, "" at its end. */
    String answer() throws IOException;

    /** What to say on standard error if somebody ends the program from now on; "" for nothing. */
    void onInterrupt(String notice);
}
