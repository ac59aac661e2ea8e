package io.thingconnect.pulse.backupd.watch;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Channels that do not take what they are told; the others and status have to say it. */
public final class ChannelWatch {
    /** About a minute of tries: a mail server that is being restarted is no news. */
    static final int ATTEMPTS = 3;

    private ChannelWatch() {}

    /**
     * @param attempts that failed one after the other
     * @param refused trying again does not help by itself
     */
    public record ChannelFacts(String name, Instant since, int attempts, boolean refused, String why) {}

    public static List<Alarm> alarms(List<ChannelFacts> channels) {
        List<Alarm> alarms = new ArrayList<>();
        for (ChannelFacts channel : channels) {
            if (channel.refused() || channel.attempts() >= ATTEMPTS) {
                alarms.add(new Alarm(
                        "channel-failed:" + channel.name(),
                        Severity.WARNING,
                        channel.since(),
                        "notifications by channel '" + channel.name() + "' have not arrived since "
                                + Words.time(channel.since()) + ", " + channel.attempts()
                                + (channel.attempts() == 1 ? " attempt: " : " attempts: ") + channel.why(),
                        "Put it right, 'pulsectl reload' after a change of backup.yaml, then 'pulsectl notify test "
                                + channel.name() + "'."));
            }
        }
        return alarms;
    }
}
