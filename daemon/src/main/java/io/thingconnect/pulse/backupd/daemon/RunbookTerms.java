package io.thingconnect.pulse.backupd.daemon;

import io.thingconnect.pulse.backupd.job.JobSpec;
import io.thingconnect.pulse.backupd.retention.Keep;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Schedules and retention in words. */
final class RunbookTerms {
    private RunbookTerms() {}

    static String when(JobSpec job) {
        return job.schedule()
                .map(schedule -> schedule.expression())
                .or(() ->
                        job.onChange().map(rule -> "when a file changes, after " + span(rule.debounce()) + " of quiet"))
                .orElse("on demand");
    }

    static String keep(Keep keep) {
        List<String> rules = new ArrayList<>();
        count(rules, keep.last(), "the newest");
        count(rules, keep.hourly(), "hourly:");
        count(rules, keep.daily(), "daily:");
        count(rules, keep.weekly(), "weekly:");
        count(rules, keep.monthly(), "monthly:");
        count(rules, keep.yearly(), "yearly:");
        if (!keep.within().isZero()) {
            rules.add("all of " + span(keep.within()));
        }
        if (rules.isEmpty()) {
            return "everything";
        }
        count(rules, keep.minimum(), "at least");
        return String.join(", ", rules);
    }

    private static void count(List<String> rules, int count, String words) {
        if (count > 0) {
            rules.add(words + " " + count);
        }
    }

    private static String span(Duration span) {
        if (span.toDays() > 0 && span.equals(Duration.ofDays(span.toDays()))) {
            return span.toDays() + " d";
        }
        if (span.toHours() > 0 && span.equals(Duration.ofHours(span.toHours()))) {
            return span.toHours() + " h";
        }
        return span.toSeconds() + " s";
    }
}
