package io.thingconnect.pulse.backupd.daemon;

import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.catalog.RunRecord;
import io.thingconnect.pulse.backupd.catalog.RunState;
import io.thingconnect.pulse.backupd.config.Settings;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.job.JobSpec;
import io.thingconnect.pulse.backupd.schedule.Schedule;
import io.thingconnect.pulse.backupd.watch.GapWatch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Notes in the catalog when was watched last, and so knows afterwards for how long nobody did. */
final class Downtime {
    private static final Logger LOG = LoggerFactory.getLogger(Downtime.class);

    private static final String SEEN = "watch.seen";
    private static final String GAP = "watch.gap";

    /** More due times than that are counted as that many. */
    private static final int MOST = 10_000;

    private final Catalog catalog;
    private boolean first = true;
    private GapWatch.GapFacts gap;

    Downtime(Catalog catalog) {
        this.catalog = catalog;
    }

    /** Notes that somebody watches now; called about once a minute. */
    void watched(Settings settings, Instant now) throws BackupException {
        Optional<Instant> seen = catalog.fact(SEEN).map(Instant::parse);
        if (seen.isPresent() && Duration.between(seen.get(), now).compareTo(GapWatch.UNREMARKABLE) > 0) {
            remember(settings, new GapWatch.GapFacts(seen.get(), now, first, List.of()));
        } else if (first) {
            gap = catalog.fact(GAP).flatMap(Downtime::parse).orElse(null);
            gap = gap == null ? null : counted(settings, gap);
        }
        first = false;
        catalog.setFact(SEEN, now.toString());
    }

    private void remember(Settings settings, GapWatch.GapFacts found) throws BackupException {
        gap = counted(settings, found);
        // Before the time of this look: a crash between the two says it twice rather than never.
        catalog.setFact(GAP, (gap.down() ? "down" : "asleep") + " " + gap.from() + " " + gap.to());
        if (gap.missed().isEmpty()) {
            LOG.info("{}", GapWatch.sentence(gap));
        } else {
            LOG.warn("{}", GapWatch.sentence(gap));
        }
    }

    /** As it is now: a job that ran well since has made up for it. */
    Optional<GapWatch.GapFacts> gap() throws BackupException {
        GapWatch.GapFacts found = gap;
        if (found == null) {
            return Optional.empty();
        }
        List<GapWatch.MissedDues> missed = new ArrayList<>();
        for (GapWatch.MissedDues dues : found.missed()) {
            missed.add(
                    new GapWatch.MissedDues(dues.job(), dues.count(), dues.last(), isMadeUp(dues.job(), found.to())));
        }
        return Optional.of(new GapWatch.GapFacts(found.from(), found.to(), found.down(), missed));
    }

    private boolean isMadeUp(String job, Instant since) throws BackupException {
        Optional<RunRecord> last = catalog.lastRun(job);
        return last.isPresent()
                && last.get().state() == RunState.SUCCEEDED
                && last.get().startedAt() != null
                // What runs at once after the start may begin before the first look.
                && !last.get().startedAt().isBefore(since.minus(GapWatch.UNREMARKABLE));
    }

    private static GapWatch.GapFacts counted(Settings settings, GapWatch.GapFacts gap) {
        List<GapWatch.MissedDues> missed = new ArrayList<>();
        for (JobSpec job : settings.enabled() ? settings.jobs() : List.<JobSpec>of()) {
            job.schedule()
                    .flatMap(schedule -> missed(job.name(), schedule, gap))
                    .ifPresent(missed::add);
        }
        return new GapWatch.GapFacts(gap.from(), gap.to(), gap.down(), missed);
    }

    private static Optional<GapWatch.MissedDues> missed(String job, Schedule schedule, GapWatch.GapFacts gap) {
        long count = 0;
        Instant last = gap.from();
        Optional<Instant> due = schedule.nextAfter(last);
        while (due.isPresent() && due.get().isBefore(gap.to()) && count < MOST) {
            count++;
            last = due.get();
            due = schedule.nextAfter(last);
        }
        return count == 0 ? Optional.empty() : Optional.of(new GapWatch.MissedDues(job, count, last, false));
    }

    private static Optional<GapWatch.GapFacts> parse(String text) {
        String[] words = text.split(" ");
        return words.length == 3
                ? Optional.of(new GapWatch.GapFacts(
                        Instant.parse(words[1]), Instant.parse(words[2]), words[0].equals("down"), List.of()))
                : Optional.empty();
    }
}
