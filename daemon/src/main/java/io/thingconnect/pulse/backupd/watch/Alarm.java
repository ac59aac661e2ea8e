package io.thingconnect.pulse.backupd.watch;

import java.time.Instant;

/**
 * Something that is not as it should be.
 *
 * @param id stable for as long as the cause lasts, for example {@code destination-unreachable:nas}
 * @param since when it began
 * @param message what is wrong, with which thing, since when
 * @param hint one sentence with the next command
 */
public record Alarm(String id, Severity severity, Instant since, String message, String hint) {}
