package io.thingconnect.pulse.backupd.daemon;

import io.thingconnect.pulse.backupd.catalog.BackupRecord;
import io.thingconnect.pulse.backupd.notify.Deliveries;
import io.thingconnect.pulse.backupd.watch.Alarm;
import io.thingconnect.pulse.backupd.watch.ChannelWatch;
import java.time.Instant;
import java.util.List;

/** Channels that do not take what they are told. */
final class ChannelAlarms implements AlarmSource {
    private final Deliveries deliveries;

    ChannelAlarms(Deliveries deliveries) {
        this.deliveries = deliveries;
    }

    @Override
    public List<Alarm> alarms(List<BackupRecord> backups, Instant now) {
        return ChannelWatch.alarms(deliveries.failing().stream()
                .map(failing -> new ChannelWatch.ChannelFacts(
                        failing.channel(), failing.since(), failing.attempts(), failing.refused(), failing.why()))
                .toList());
    }
}
