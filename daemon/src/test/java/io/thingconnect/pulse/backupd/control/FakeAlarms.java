package io.thingconnect.pulse.backupd.control;

import io.thingconnect.pulse.backupd.catalog.AlarmRecord;
import io.thingconnect.pulse.backupd.control.service.Alarms;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.watch.Alarm;
import io.thingconnect.pulse.backupd.watch.OpenAlarm;
import io.thingconnect.pulse.backupd.watch.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One open alarm and one that is over. */
final class FakeAlarms implements Alarms {
    static final String ID = "destination-unreachable:nas";

    /** Id, user and note of each acknowledgement. */
    final List<List<String>> acknowledged = new ArrayList<>();

    private static OpenAlarm state(String id, Severity severity, Optional<OpenAlarm.Acknowledgement> by) {
        Alarm alarm = new Alarm(id, severity, Fakes.NOW, "the share does not answer", "Look at it.");
        return new OpenAlarm(alarm, Fakes.NOW, severity, Fakes.NOW, by, Optional.empty());
    }

    @Override
    public List<AlarmRecord> open() {
        return List.of(new AlarmRecord(2, state(ID, Severity.CRITICAL, Optional.empty()), null));
    }

    @Override
    public List<AlarmRecord> history(int limit) {
        AlarmRecord over = new AlarmRecord(1, state("run-failed:daily", Severity.WARNING, Optional.empty()), Fakes.NOW);
        return List.of(open().get(0), over).subList(0, Math.min(limit, 2));
    }

    @Override
    public List<ChannelTest> test(Optional<String> channel) throws BackupException {
        if (!channel.orElse("ops").equals("ops")) {
            throw new BackupException(ErrorCode.CHANNEL_NOT_FOUND, "there is no channel '" + channel.get() + "'", "");
        }
        return List.of(new ChannelTest("ops", "email", true, "250 OK", 12));
    }

    @Override
    public AlarmRecord acknowledge(String id, String by, String note) throws BackupException {
        if (!id.equals(ID)) {
            throw new BackupException(ErrorCode.ALARM_NOT_FOUND, "alarm '" + id + "' is not open", "");
        }
        acknowledged.add(List.of(id, by, note));
        OpenAlarm.Acknowledgement acknowledgement = new OpenAlarm.Acknowledgement(by, Fakes.NOW, note);
        return new AlarmRecord(2, state(ID, Severity.CRITICAL, Optional.of(acknowledgement)), null);
    }
}
