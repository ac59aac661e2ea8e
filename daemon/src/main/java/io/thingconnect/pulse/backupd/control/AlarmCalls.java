package io.thingconnect.pulse.backupd.control;

import io.thingconnect.pulse.backupd.catalog.AlarmRecord;
import io.thingconnect.pulse.backupd.control.service.Alarms;
import io.thingconnect.pulse.backupd.control.varlink.Method;
import io.thingconnect.pulse.backupd.control.varlink.Parameters;
import io.thingconnect.pulse.backupd.control.varlink.Peer;
import io.thingconnect.pulse.backupd.control.varlink.Replies;
import io.thingconnect.pulse.backupd.control.varlink.ServiceException;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.watch.Meaning;
import io.thingconnect.pulse.backupd.watch.OpenAlarm;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The life of alarms. */
final class AlarmCalls {
    private static final long DEFAULT_LIMIT = 100;
    private static final long MOST = 10_000;
    private static final int LONGEST_NOTE = 500;

    private final Alarms alarms;

    AlarmCalls(Alarms alarms) {
        this.alarms = alarms;
    }

    List<Method> methods() {
        return List.of(
                Method.stream("ListAlarms", this::list, "all", "limit"),
                Method.of("AcknowledgeAlarm", this::acknowledge, "alarm", "note")
                        .withAudit(),
                Method.stream("TestChannels", this::test, "channel").withAudit());
    }

    /** As people and programs see it. A null is left out. */
    record Shown(
            long number,
            String id,
            String severity,
            Instant since,
            String message,
            String meaning,
            String hint,
            Instant openedAt,
            Instant toldAt,
            String acknowledgedBy,
            Instant acknowledgedAt,
            String note,
            Instant clearedAt) {
        static Shown of(AlarmRecord record) {
            OpenAlarm state = record.state();
            Optional<OpenAlarm.Acknowledgement> acknowledged = state.acknowledged();
            return new Shown(
                    record.number(),
                    state.alarm().id(),
                    state.alarm().severity().word(),
                    state.alarm().since(),
                    state.alarm().message(),
                    Meaning.of(state.alarm().id()),
                    state.alarm().hint(),
                    state.openedAt(),
                    state.toldAt(),
                    acknowledged.map(OpenAlarm.Acknowledgement::by).orElse(null),
                    acknowledged.map(OpenAlarm.Acknowledgement::at).orElse(null),
                    acknowledged.map(OpenAlarm.Acknowledgement::note).orElse(""),
                    record.clearedAt());
        }
    }

    private void list(Parameters parameters, Peer peer, Replies replies)
            throws BackupException, ServiceException, IOException {
        long limit = parameters.optionalInteger("limit").orElse(DEFAULT_LIMIT);
        if (limit < 1 || limit > MOST) {
            throw new BackupException(
                    ErrorCode.INVALID_PARAMETER, "the limit " + limit + " is not within 1 to " + MOST, "");
        }
        boolean all = parameters.flag("all");
        List<AlarmRecord> found = all ? alarms.history(Math.toIntExact(limit)) : alarms.open();
        for (AlarmRecord alarm : found.subList(0, (int) Math.min(limit, found.size()))) {
            replies.item(Map.of("alarm", Shown.of(alarm)));
        }
        replies.end();
    }

    private void test(Parameters parameters, Peer peer, Replies replies)
            throws BackupException, ServiceException, IOException {
        for (Alarms.ChannelTest test : alarms.test(parameters.optionalText("channel"))) {
            replies.item(Map.of("test", test));
        }
        replies.end();
    }

    private void acknowledge(Parameters parameters, Peer peer, Replies replies)
            throws BackupException, ServiceException, IOException {
        String note = parameters.optionalText("note").orElse("");
        if (note.length() > LONGEST_NOTE || note.chars().anyMatch(Character::isISOControl)) {
            throw new BackupException(
                    ErrorCode.INVALID_PARAMETER,
                    "the note is longer than " + LONGEST_NOTE + " characters or holds control characters",
                    "Say in one line what is being done about it.");
        }
        AlarmRecord alarm = alarms.acknowledge(parameters.text("alarm"), peer.user(), note);
        replies.only(Map.of("alarm", Shown.of(alarm)));
    }
}
