package io.thingconnect.pulse.backupd.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.catalog.NoticeRecord;
import io.thingconnect.pulse.backupd.catalog.RunRecord;
import io.thingconnect.pulse.backupd.catalog.RunState;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.watch.Alarm;
import io.thingconnect.pulse.backupd.watch.AlarmBook;
import io.thingconnect.pulse.backupd.watch.OpenAlarm;
import io.thingconnect.pulse.backupd.watch.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class TellingTest {
    private static final Instant NOW = Instant.parse("2024-01-16T10:00:00Z");

    private static ChannelSpec channel(String name, Set<Event> on, String... jobs) {
        return new ChannelSpec.Command(new ChannelSpec.Subscription(name, on, Set.of(jobs)), List.of("/bin/true"));
    }

    private static List<AlarmBook.Change> opened(String... ids) {
        List<Alarm> alarms = Stream.of(ids)
                .map(id -> new Alarm(
                        id, id.startsWith("copy") ? Severity.CRITICAL : Severity.WARNING, NOW, "about " + id, "Do."))
                .toList();
        return AlarmBook.turn(List.of(), alarms, NOW, Duration.ZERO).changes();
    }

    private static List<NoticeRecord> tell(ChannelSpec channel, List<AlarmBook.Change> changes) {
        return Telling.ofAlarms(List.of(channel), changes, "plant7", alarm -> false, NOW);
    }

    private static String text(List<NoticeRecord> notices) throws Exception {
        assertEquals(1, notices.size(), "one message for all of it");
        Notice notice = Notice.parse(notices.get(0).body());
        return NoticeText.subject(notice) + "\n" + NoticeText.body(notice);
    }

    @Test
    void manyAlarms_areOneMessageWithTheWorstFirst() throws Exception {
        String text = text(tell(
                channel("ops", EnumSet.of(Event.ALARM)),
                opened("run-failed:daily", "copy-failed:L@nas", "clock-behind")));
        assertEquals("""
                [plant7] CRITICAL: about copy-failed:L@nas (and 2 more)
                ThingConnect Pulse Backup on plant7, 2024-01-16T10:00:00Z

                CRITICAL: about copy-failed:L@nas
                  since: 2024-01-16T10:00:00Z
                  means: Do not rely on that copy in an emergency. Other copies are not touched by this.
                  next:  Do.
                  alarm: copy-failed:L@nas

                WARNING: about run-failed:daily
                  since: 2024-01-16T10:00:00Z
                  means: There is no backup of that time. The backups before it are not touched by this.
                  next:  Do.
                  alarm: run-failed:daily

                WARNING: about clock-behind
                  since: 2024-01-16T10:00:00Z
                  means: Backups go on, in the right order; the times they show may be wrong.
                  next:  Do.
                  alarm: clock-behind

                Commands are to be typed on that box. To be reminded of an alarm no more: pulsectl alerts ack ID,
                with what stands behind "alarm:". What is wrong at this moment: pulsectl status
                """, text);
    }

    /** The cause is gone, and stays gone for as long as it takes to be believed. */
    @Test
    void anAllClear_saysWhatIsOverAndAsksForNothing() throws Exception {
        List<AlarmBook.Change> opened = opened("copy-failed:L@nas");
        Instant gone = NOW.plusSeconds(60);
        List<OpenAlarm> open = AlarmBook.turn(List.of(opened.get(0).alarm()), List.of(), gone, Duration.ZERO)
                .open();
        List<AlarmBook.Change> cleared = AlarmBook.turn(open, List.of(), gone.plus(AlarmBook.SETTLE), Duration.ZERO)
                .changes();
        assertEquals("""
                [plant7] ALL CLEAR: copy-failed:L@nas is over. It was: about copy-failed:L@nas
                ThingConnect Pulse Backup on plant7, 2024-01-16T10:00:00Z

                ALL CLEAR: copy-failed:L@nas is over. It was: about copy-failed:L@nas
                  since: 2024-01-16T10:00:00Z
                  alarm: copy-failed:L@nas
                """, text(tell(channel("ops", EnumSet.of(Event.CLEAR)), cleared)));
    }

    @Test
    void aChannel_hearsWhatItAskedForAndNothingOfItself() {
        List<AlarmBook.Change> changes = opened("run-failed:daily", "channel-failed:ops");
        assertFalse(tell(channel("ops", EnumSet.of(Event.ALARM)), changes)
                .get(0)
                .body()
                .contains("channel-failed"));
        assertTrue(tell(channel("pager", EnumSet.of(Event.ALARM)), changes)
                .get(0)
                .body()
                .contains("channel-failed"));
        assertEquals(List.of(), tell(channel("ops", EnumSet.of(Event.CLEAR)), changes));
        assertEquals(List.of(), tell(channel("ops", EnumSet.of(Event.ALARM), "weekly"), changes));
        assertEquals(
                1,
                tell(channel("ops", EnumSet.of(Event.ALARM), "daily"), changes).size());
    }

    @Test
    void aRun_isToldToThoseWhoAskedForItsJob() throws Exception {
        ChannelSpec deadman = channel("deadman", EnumSet.of(Event.START, Event.SUCCESS, Event.FAILURE), "weekly");
        assertEquals(List.of(), Telling.ofRun(List.of(deadman), run("daily", RunState.RUNNING), "plant7", NOW));
        assertEquals(List.of(), Telling.ofRun(List.of(deadman), run("weekly", RunState.CANCELLED), "plant7", NOW));
        assertTrue(text(Telling.ofRun(List.of(deadman), run("weekly", RunState.RUNNING), "plant7", NOW))
                .startsWith("[plant7] STARTED: run 7 of job 'weekly' is running"));
        String failed = text(Telling.ofRun(List.of(deadman), run("weekly", RunState.FAILED), "plant7", NOW));
        assertTrue(failed.startsWith("[plant7] FAILED: run 7 of job 'weekly' failed: no space"), failed);
        assertTrue(failed.contains("next:  Free some."), failed);
    }

    private static RunRecord run(String job, RunState state) {
        RunRecord.Failure failure =
                state == RunState.FAILED ? new RunRecord.Failure(ErrorCode.NO_SPACE, "no space", "Free some.") : null;
        return new RunRecord(7, "backup", job, "schedule", state, null, NOW, NOW, NOW, "LABEL", failure, "", List.of());
    }

    @Test
    void aSubject_isOneShortLine() {
        Notice.Item item =
                new Notice.Item("alarm", "opened", "x", "warning", "", "a\nBcc: b" + "c".repeat(500), "", "", 0);
        String subject = NoticeText.subject(Notices.of(item, item));
        assertTrue(subject.startsWith("[plant7] WARNING: a Bcc: bccc"), subject);
        assertTrue(subject.endsWith("... (and 1 more)"), subject);
        assertTrue(subject.length() <= 150, subject);
    }
}
