package io.thingconnect.pulse.backupd.daemon;

import io.thingconnect.pulse.backupd.catalog.AlarmRecord;
import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.config.Settings;
import io.thingconnect.pulse.backupd.control.service.Alarms;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.error.Nearest;
import io.thingconnect.pulse.backupd.notify.Deliveries;
import io.thingconnect.pulse.backupd.watch.OpenAlarm;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The control room's view of alarms. */
final class CatalogAlarms implements Alarms {
    private static final Logger LOG = LoggerFactory.getLogger(CatalogAlarms.class);

    private final Catalog catalog;
    private final Configuration configuration;
    private final Deliveries deliveries;
    private final Clock clock;

    CatalogAlarms(Catalog catalog, Configuration configuration, Deliveries deliveries, Clock clock) {
        this.catalog = catalog;
        this.configuration = configuration;
        this.deliveries = deliveries;
        this.clock = clock;
    }

    @Override
    public List<AlarmRecord> open() throws BackupException {
        return catalog.alarms().open();
    }

    @Override
    public List<AlarmRecord> history(int limit) throws BackupException {
        return catalog.alarms().newest(limit);
    }

    @Override
    public AlarmRecord acknowledge(String id, String by, String note) throws BackupException {
        String whole = whole(id);
        AlarmRecord alarm = catalog.alarms()
                .acknowledge(whole, new OpenAlarm.Acknowledgement(by, clock.instant(), note))
                .orElseThrow(() -> notFound(id, "no such alarm is open"));
        LOG.info("alarm {} was acknowledged by {}", whole, by);
        return alarm;
    }

    @Override
    public List<ChannelTest> test(Optional<String> channel) throws BackupException {
        Settings settings = configuration.settings();
        if (channel.isPresent()
                && settings.channels().stream().noneMatch(spec -> spec.name().equals(channel.get()))) {
            throw new BackupException(
                    ErrorCode.CHANNEL_NOT_FOUND,
                    "there is no channel '" + channel.get() + "'",
                    Nearest.question(
                                    channel.get(),
                                    settings.channels().stream()
                                            .map(spec -> spec.name())
                                            .toList())
                            + "Channels are the entries of notifications: in backup.yaml: 'pulsectl config show'.");
        }
        return deliveries.test(channel, settings.host()).stream()
                .map(tested -> new ChannelTest(
                        tested.channel(), tested.type(), tested.passed(), tested.answer(), tested.millis()))
                .toList();
    }

    private String whole(String id) throws BackupException {
        List<String> open =
                open().stream().map(alarm -> alarm.state().alarm().id()).toList();
        if (open.contains(id)) {
            return id;
        }
        List<String> meant = open.stream()
                .filter(candidate -> !id.isEmpty() && candidate.startsWith(id))
                .toList();
        if (meant.size() == 1) {
            return meant.get(0);
        }
        throw notFound(
                id, meant.isEmpty() ? "no such alarm is open" : "that may be any of " + String.join(", ", meant));
    }

    private static BackupException notFound(String id, String why) {
        return new BackupException(
                ErrorCode.ALARM_NOT_FOUND,
                "alarm '" + id + "' cannot be acknowledged: " + why,
                "'pulsectl alerts' lists the open ones with their ids.");
    }
}
