package io.thingconnect.pulse.backupd.catalog;

import java.time.Instant;

/**
 * A message that a channel has not taken yet.
 *
 * @param id positive, rising; 0 before it is kept
 * @param channel its name in the configuration
 * @param body what is to be said, as JSON
 * @param attempts how often it was tried
 * @param nextAt not to be tried before
 * @param error why the last attempt failed; "" before the first
 */
public record NoticeRecord(
        long id, String channel, String body, Instant madeAt, int attempts, Instant nextAt, String error) {
    public static NoticeRecord fresh(String channel, String body, Instant now) {
        return new NoticeRecord(0, channel, body, now, 0, now, "");
    }

    public NoticeRecord failed(Instant next, String why) {
        return new NoticeRecord(id, channel, body, madeAt, attempts + 1, next, why);
    }
}
