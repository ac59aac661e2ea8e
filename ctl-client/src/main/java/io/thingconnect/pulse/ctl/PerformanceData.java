package io.thingconnect.pulse.ctl;

import java.util.ArrayList;
import java.util.List;

/**
 * The numbers behind the bar of a check: {@code label=value[unit];warning;critical;minimum;maximum}. What nobody knows is
 * left out.
 */
final class PerformanceData {
    private final Fields status;
    private final Times times;

    PerformanceData(Fields status, Times times) {
        this.status = status;
        this.times = times;
    }

    /** @param age of the newest good backup in seconds, -1 for none; limits -1 for none */
    List<String> of(long age, long warning, long critical) throws Failure {
        List<String> data = new ArrayList<>();
        if (age >= 0) {
            data.add("age=" + age + "s;" + known(warning) + ";" + known(critical) + ";0;");
        }
        long proven = CheckVerb.age(status.object("lastProvenRestore"), "at", times);
        if (proven >= 0) {
            data.add("proven_age=" + proven + "s;;;0;");
        }
        Fields backup = status.object("lastBackup");
        if (backup != null) {
            data.add("size=" + backup.number("archiveBytes") + "B;;;0;");
        }
        long severe = 0;
        List<Fields> alarms = status.objects("alarms");
        for (Fields alarm : alarms) {
            severe += alarm.raw("severity").equals("critical") ? 1 : 0;
        }
        data.add("critical_alarms=" + severe + ";;0;0;");
        data.add("warning_alarms=" + (alarms.size() - severe) + ";0;;0;");
        for (Fields destination : status.objects("destinations")) {
            long free = destination.number("freeBytes");
            if (free >= 0) {
                String name = destination.text("name").replace("'", "''");
                data.add("'free_" + name + "'=" + free + "B;;;0;" + known(destination.number("totalBytes")));
            }
        }
        return data;
    }

    private static String known(long number) {
        return number < 0 ? "" : Long.toString(number);
    }
}
