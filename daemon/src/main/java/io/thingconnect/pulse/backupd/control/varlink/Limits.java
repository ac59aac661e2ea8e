package io.thingconnect.pulse.backupd.control.varlink;

import java.time.Duration;

/**
 * What one caller may cost the others.
 *
 * @param connections open at a time; one more is told so and hung up on
 * @param connectionsPerUser the same for any one user but root, so that no user can keep the rest out
 * @param messageBytes of one message, without its final NUL
 * @param message from a message's first byte to its last
 * @param idle between two messages
 * @param write a peer that has not taken a reply after this is hung up on
 * @param beat the longest silence of a {@code Watch}
 */
public record Limits(
        int connections,
        int connectionsPerUser,
        int messageBytes,
        Duration message,
        Duration idle,
        Duration write,
        Duration beat) {
    /** What {@code docs/control-protocol.md} promises. */
    public static final Limits DEFAULT = new Limits(
            256,
            64,
            1 << 20,
            Duration.ofSeconds(30),
            Duration.ofMinutes(10),
            Duration.ofSeconds(30),
            Duration.ofSeconds(5));

    /** How often deadlines are looked at: often enough that none is missed by more than a quarter. */
    public Duration tick() {
        Duration shortest = message.compareTo(write) < 0 ? message : write;
        shortest = idle.compareTo(shortest) < 0 ? idle : shortest;
        Duration quarter = shortest.dividedBy(4);
        return quarter.compareTo(Duration.ofSeconds(1)) < 0 ? quarter : Duration.ofSeconds(1);
    }
}
