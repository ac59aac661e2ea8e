package io.thingconnect.pulse.backupd.notify;

import io.thingconnect.pulse.backupd.catalog.NoticeRecord;
import io.thingconnect.pulse.backupd.catalog.RunRecord;
import io.thingconnect.pulse.backupd.catalog.RunState;
import io.thingconnect.pulse.backupd.watch.Alarm;
import io.thingconnect.pulse.backupd.watch.AlarmBook;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/** Which channel is told what: one message for each channel, however much one look found. */
public final class Telling {
    /** Ids of alarms that say that a channel fails begin so; that channel cannot tell it. */
    public static final String CHANNEL_FAILED = "channel-failed:";

    /** What an alarm about a job begins with; the job's name follows. */
    private static final List<String> ABOUT_JOBS = List.of(
            "run-failed:",
            "run-interrupted:",
            "due-missed:",
            "run-long:",
            "archive-large:",
            "capture-budget:",
            "chain-long:",
            "size-unusual:");

    private Telling() {}

    /**
     * @param host as the configuration names it
     * @param unwanted alarms that people asked not to be told of
     */
    public static List<NoticeRecord> ofAlarms(
            List<ChannelSpec> channels,
            List<AlarmBook.Change> changes,
            String host,
            Predicate<Alarm> unwanted,
            Instant now) {
        List<NoticeRecord> notices = new ArrayList<>();
        for (ChannelSpec channel : channels) {
            List<Notice.Item> items = changes.stream()
                    .filter(change -> !unwanted.test(change.alarm().alarm()))
                    .filter(change -> hears(channel, change))
                    .map(Telling::item)
                    .toList();
            if (!items.isEmpty()) {
                notices.add(record(channel, host, now, NoticeText.sorted(items)));
            }
        }
        return notices;
    }

    private static boolean hears(ChannelSpec channel, AlarmBook.Change change) {
        String id = change.alarm().alarm().id();
        Event event = event(change);
        ChannelSpec.Subscription wishes = channel.subscription();
        return wishes.on().contains(event)
                && !id.equals(CHANNEL_FAILED + channel.name())
                && (wishes.jobs().isEmpty()
                        || job(id).filter(wishes.jobs()::contains).isPresent());
    }

    private static Event event(AlarmBook.Change change) {
        return change.what() == AlarmBook.What.CLEARED ? Event.CLEAR : Event.ALARM;
    }

    private static Optional<String> job(String alarm) {
        return ABOUT_JOBS.stream()
                .filter(alarm::startsWith)
                .findFirst()
                .map(prefix -> alarm.substring(prefix.length()));
    }

    private static Notice.Item item(AlarmBook.Change change) {
        Alarm alarm = change.alarm().alarm();
        boolean over = change.what() == AlarmBook.What.CLEARED;
        return new Notice.Item(
                event(change).word(),
                change.what().name().toLowerCase(Locale.ROOT),
                alarm.id(),
                alarm.severity().word(),
                time(alarm.since()),
                over ? alarm.id() + " is over. It was: " + alarm.message() : alarm.message(),
                over ? "" : alarm.hint(),
                job(alarm.id()).orElse(""),
                0);
    }

    /** A backup that began, or ended; nothing about one that somebody cancelled. */
    public static List<NoticeRecord> ofRun(List<ChannelSpec> channels, RunRecord run, String host, Instant now) {
        Optional<Event> event = event(run.state());
        if (event.isEmpty() || !run.operation().equals("backup")) {
            return List.of();
        }
        Notice.Item item = new Notice.Item(
                event.get().word(),
                "",
                "",
                "",
                run.startedAt() == null ? "" : time(run.startedAt()),
                sentence(run),
                run.error() == null ? "" : run.error().hint(),
                run.job(),
                run.id());
        return channels.stream()
                .filter(channel -> channel.subscription().on().contains(event.get()))
                .filter(channel -> channel.subscription().jobs().isEmpty()
                        || channel.subscription().jobs().contains(run.job()))
                .map(channel -> record(channel, host, now, List.of(item)))
                .toList();
    }

    private static Optional<Event> event(RunState state) {
        return switch (state) {
            case RUNNING -> Optional.of(Event.START);
            case SUCCEEDED -> Optional.of(Event.SUCCESS);
            case FAILED, INTERRUPTED -> Optional.of(Event.FAILURE);
            case QUEUED, CANCELLED -> Optional.empty();
        };
    }

    private static String sentence(RunRecord run) {
        String which = "run " + run.id() + " of job '" + run.job() + "'";
        return switch (run.state()) {
            case SUCCEEDED -> which + " made backup '" + run.label() + "'";
            case FAILED, INTERRUPTED ->
                which + " " + run.state().word()
                        + (run.error() == null ? "" : ": " + run.error().message());
            case QUEUED, RUNNING, CANCELLED -> which + " is " + run.state().word();
        };
    }

    static Notice test(String host, Instant now) {
        return new Notice(
                1,
                host,
                time(now),
                List.of(new Notice.Item(
                        "test",
                        "",
                        "",
                        "",
                        "",
                        "this is a test of the channel; nothing is wrong",
                        "Nothing is to be done.",
                        "",
                        0)));
    }

    private static NoticeRecord record(ChannelSpec channel, String host, Instant now, List<Notice.Item> items) {
        return NoticeRecord.fresh(channel.name(), new Notice(1, host, time(now), items).json(), now);
    }

    private static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
