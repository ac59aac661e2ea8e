package io.thingconnect.pulse.ctl;

import java.util.List;

/** Jobs in words. */
final class JobText {
    private JobText() {}

    /** {@code tomorrow 02:00 (in 5 h)}, {@code disabled}, {@code on demand}, {@code on change}. */
    static String next(Fields job, Times times) throws Failure {
        if (!job.flag("enabled")) {
            return "disabled";
        }
        Fields onChange = job.object("onChange");
        if (onChange != null) {
            long due = Times.parse(onChange.raw("captureDue"));
            return due == Times.NONE ? "on change" : "on change (" + times.age(due) + ")";
        }
        List<String> next = job.texts("next");
        if (next.isEmpty()) {
            return job.has("schedule") ? "never" : "on demand";
        }
        long at = Times.parse(next.get(0));
        return at == Times.NONE ? next.get(0) : times.due(at) + " (" + times.age(at) + ")";
    }
}
