package io.thingconnect.pulse.backupd.daemon;

import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.watch.ObjectiveDay;
import io.thingconnect.pulse.backupd.watch.Standing;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Remembers day by day the worst that each component stood at. It is seen every minute and written every ten, and at once where
 * a verdict got worse: a crash loses minutes, and the disk is left alone.
 */
final class ObjectiveHistory {
    static final Duration RHYTHM = Duration.ofMinutes(10);

    private final Catalog catalog;
    private final Map<String, ObjectiveDay> today = new TreeMap<>();
    private LocalDate day = LocalDate.MIN;
    private Instant writtenAt = Instant.MIN;

    ObjectiveHistory(Catalog catalog) {
        this.catalog = catalog;
    }

    synchronized void seen(List<Standing> standings, Instant now) throws BackupException {
        begin(ObjectiveDay.dayOf(now));
        boolean worse = false;
        for (Standing standing : standings) {
            ObjectiveDay look = ObjectiveDay.of(standing, now);
            ObjectiveDay known = today.get(look.component());
            ObjectiveDay worst = known == null ? look : known.and(look);
            worse |= known == null || worst.rpo() != known.rpo() || worst.rto() != known.rto();
            today.put(look.component(), worst);
        }
        boolean due = writtenAt.isAfter(now) || !writtenAt.plus(RHYTHM).isAfter(now);
        if (worse || due) {
            catalog.objectiveDays().put(today.values());
            writtenAt = now;
        }
    }

    /** Another day, the first one since the start, or an earlier one where the clock was set back. */
    private void begin(LocalDate present) throws BackupException {
        if (present.equals(day)) {
            return;
        }
        catalog.objectiveDays().put(today.values());
        today.clear();
        for (ObjectiveDay known : catalog.objectiveDays().since(present)) {
            if (known.day().equals(present)) {
                today.put(known.component(), known);
            }
        }
        day = present;
    }

    /**
     * So many days with this one, the newest first.
     *
     * @param present how things stand now, which may be worse than at the last look
     */
    synchronized List<ObjectiveDay> days(int count, List<Standing> present, Instant now) throws BackupException {
        Map<String, ObjectiveDay> looks = new HashMap<>();
        present.forEach(standing -> looks.put(standing.objective().component(), ObjectiveDay.of(standing, now)));
        LocalDate first = ObjectiveDay.dayOf(now).minusDays(count - 1L);
        List<ObjectiveDay> days = new ArrayList<>();
        for (ObjectiveDay known : catalog.objectiveDays().since(first)) {
            ObjectiveDay kept = known.day().equals(day) ? today.getOrDefault(known.component(), known) : known;
            ObjectiveDay look = looks.get(kept.component());
            days.add(look != null && look.day().equals(kept.day()) ? kept.and(look) : kept);
        }
        return days;
    }
}
