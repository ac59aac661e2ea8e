package io.thingconnect.pulse.ctl;

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

    /** What to say on standard error if somebody ends the program from now on; "" for nothing. */
    void onInterrupt(String notice);
}
