package io.thingconnect.pulse.backupd.watch;

import io.thingconnect.pulse.backupd.watch.ObjectiveFacts.Changes;
import io.thingconnect.pulse.backupd.watch.ObjectiveFacts.Recovery;
import io.thingconnect.pulse.backupd.watch.Standing.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Holds what would be lost, and how long recovery would take, against what was promised, and says so before it is broken:
 * from the schedule, and at four fifths of a limit where there is none.
 */
public final class Objectives {
    /** Of a limit, from which on it is at risk. */
    private static final int RISK_PERCENT = 80;

    /**
     * A job every 15 minutes keeps "15 minutes": the time that the backup itself takes is not held against it, up to a
     * tenth of the limit and at least this.
     */
    private static final Duration GRACE = Duration.ofMinutes(1);

    private final ObjectiveFacts facts;
    private final Instant now;
    private final List<Alarm> alarms = new ArrayList<>();

    private Objectives(ObjectiveFacts facts, Instant now) {
        this.facts = facts;
        this.now = now;
    }

    public static Standing standing(ObjectiveFacts facts, Instant now) {
        return new Objectives(facts, now).standing();
    }

    private Standing standing() {
        Optional<Recovery> recovery = facts.recoveries().stream().max(Comparator.comparing(Recovery::takes));
        Verdict rpo = facts.objective().rpo().map(this::rpo).orElse(Verdict.NONE);
        Verdict rto = facts.objective().rto().map(limit -> rto(limit, recovery)).orElse(Verdict.NONE);
        return new Standing(facts.objective(), loss(), facts.worstGap(), recovery, rpo, rto, alarms);
    }

    private Optional<Duration> loss() {
        if (facts.newestGood().isEmpty() || facts.changes().isEmpty()) {
            return facts.newestGood().map(this::age);
        }
        return Optional.of(facts.changes().get().unsavedSince().map(this::age).orElse(Duration.ZERO));
    }

    private Duration age(Instant then) {
        Duration age = Duration.between(then, now);
        return age.isNegative() ? Duration.ZERO : age;
    }

    private Verdict rpo(Duration limit) {
        if (facts.newestGood().isEmpty()) {
            return neverSaved(limit);
        }
        if (facts.changes().isPresent()) {
            return onChange(facts.changes().get(), limit);
        }
        return limit.isZero()
                ? unwatched()
                : bySchedule(limit, facts.newestGood().get());
    }

    private static Duration grace(Duration limit) {
        Duration tenth = limit.dividedBy(10);
        return tenth.compareTo(GRACE) > 0 ? tenth : GRACE;
    }

    private Verdict neverSaved(Duration limit) {
        Duration allowed = limit.plus(grace(limit));
        if (age(facts.watchedSince()).compareTo(allowed) <= 0) {
            return Verdict.UNKNOWN;
        }
        String next =
                next().map(due -> "; the next one is due at " + Words.time(due)).orElse("; no schedule makes one");
        rpoAlarm(
                Severity.CRITICAL,
                facts.watchedSince().plus(limit),
                "no good backup holds the " + name() + ", of which at most " + Words.span(limit) + " may be lost"
                        + next,
                "Make one now with 'pulsectl backup', and see which job includes it with 'pulsectl jobs'.");
        return Verdict.MISSED;
    }

    private Verdict onChange(Changes changes, Duration limit) {
        Duration twice = changes.debounce().multipliedBy(2);
        Duration allowed = limit.compareTo(twice) > 0 ? limit : twice;
        Optional<Instant> since =
                changes.unsavedSince().filter(change -> age(change).compareTo(allowed) > 0);
        if (since.isEmpty()) {
            return Verdict.MET;
        }
        rpoAlarm(
                Severity.CRITICAL,
                since.get(),
                "a change of the " + name() + " of " + Words.time(since.get()) + " is not saved after "
                        + Words.span(age(since.get())) + "; it should be within " + Words.span(allowed),
                "See what keeps its job from running with 'pulsectl runs', and save it now with 'pulsectl backup'.");
        return Verdict.MISSED;
    }

    private Verdict unwatched() {
        String wait = next().map(due -> "they wait for the backup that is due at " + Words.time(due))
                .orElse("no schedule saves them");
        rpoAlarm(
                Severity.WARNING,
                facts.newestGood().orElse(now),
                "changes of the " + name() + " are to be saved at once, but no job watches it: " + wait,
                "Give a job in backup.yaml 'onChange: {debounce: 5s}', or set objectives.rpo."
                        + facts.objective().component() + " to what a schedule can keep.");
        return Verdict.AT_RISK;
    }

    private Verdict bySchedule(Duration limit, Instant newest) {
        Duration allowed = limit.plus(grace(limit));
        if (age(newest).compareTo(allowed) > 0) {
            rpoAlarm(
                    Severity.CRITICAL,
                    newest.plus(limit),
                    "if this box died now, " + Words.span(age(newest)) + " of the " + name()
                            + " would be lost, and the objective is " + Words.span(limit)
                            + ": the newest good backup that holds it is of " + Words.time(newest),
                    "Make one now with 'pulsectl backup', and see what became of the last ones with 'pulsectl runs'.");
            return Verdict.MISSED;
        }
        Optional<Instant> next = next();
        boolean late = next.isPresent()
                ? Duration.between(newest, next.get()).compareTo(allowed) > 0
                : isNear(age(newest), limit);
        if (!late) {
            return Verdict.MET;
        }
        rpoAlarm(
                Severity.WARNING,
                newest,
                "the objective for the loss of the " + name() + ", " + Words.span(limit)
                        + ", will be missed: the newest good backup that holds it is of " + Words.time(newest) + " and "
                        + next.map(end -> "the next one will be there at " + Words.time(end))
                                .orElse("no schedule makes another one"),
                "Make one now with 'pulsectl backup', or let a job in backup.yaml run more often.");
        return Verdict.AT_RISK;
    }

    /** When the first of the backups to come will be there. */
    private Optional<Instant> next() {
        return facts.dues().stream()
                .map(due -> due.at().plus(due.takes()))
                .map(end -> end.isBefore(now) ? now : end)
                .min(Comparator.naturalOrder());
    }

    private static boolean isNear(Duration value, Duration limit) {
        return value.compareTo(limit.multipliedBy(RISK_PERCENT).dividedBy(100)) >= 0;
    }

    private Verdict rto(Duration limit, Optional<Recovery> recovery) {
        if (recovery.isEmpty()) {
            return Verdict.UNKNOWN;
        }
        Duration takes = recovery.get().takes();
        boolean missed = takes.compareTo(limit) > 0;
        if (!missed && !isNear(takes, limit)) {
            return Verdict.MET;
        }
        alarms.add(new Alarm(
                "objective-rto:" + facts.objective().component(),
                missed ? Severity.CRITICAL : Severity.WARNING,
                recovery.get().at(),
                "bringing back the " + name() + " would take about " + Words.span(takes) + " ("
                        + recovery.get().basis() + "); the objective is " + Words.span(limit),
                "Measure it with 'pulsectl drill', and shorten it: a shorter chain ('pulsectl consolidate latest'),"
                        + " zstd, a nearer destination."));
        return missed ? Verdict.MISSED : Verdict.AT_RISK;
    }

    private String name() {
        return facts.objective().component();
    }

    private void rpoAlarm(Severity severity, Instant since, String message, String hint) {
        alarms.add(new Alarm("objective-rpo:" + name(), severity, since, message, hint));
    }
}
