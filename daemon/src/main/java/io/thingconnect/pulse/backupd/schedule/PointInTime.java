package io.thingconnect.pulse.backupd.schedule;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A point in time as people write it: {@code 2024-01-15 14:30:00}, without seconds, with {@code T}, and with a zone behind
 * it ({@code Z}, {@code +02:00}, {@code Europe/Berlin}) where another than the usual one is meant. Nothing is guessed: a day
 * without a time, and a local time that the clocks skipped or showed twice, are errors that show what to write.
 */
public final class PointInTime {
    private static final Pattern SHAPE =
            Pattern.compile("(\\d{4}-\\d{2}-\\d{2})(?:[ Tt](\\d{2}:\\d{2}(?::\\d{2}(?:\\.\\d{1,9})?)?))?\\s*(\\S+)?");
    private static final DateTimeFormatter PLAIN = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
    private static final String FORMAT =
            "Write it as \"2024-01-15 14:30:00\", or with a zone: \"2024-01-15 14:30:00 Europe/Berlin\","
                    + " 2024-01-15T14:30:00+01:00, 2024-01-15T13:30:00Z.";

    private PointInTime() {}

    /**
     * @param usual the zone where none is written
     * @throws BackupException {@code INVALID_PARAMETER}
     */
    public static Instant parse(String text, ZoneId usual) throws BackupException {
        Matcher matcher = SHAPE.matcher(text.strip());
        if (!matcher.matches()) {
            throw invalid("'" + text + "' is no time", FORMAT);
        }
        try {
            LocalDate date = LocalDate.parse(matcher.group(1));
            if (matcher.group(2) == null) {
                throw invalid("'" + text + "' is a day, and no time of it", FORMAT);
            }
            LocalDateTime local = date.atTime(LocalTime.parse(matcher.group(2)));
            return in(local, matcher.group(3) == null ? usual : zone(matcher.group(3)));
        } catch (DateTimeException e) {
            throw new BackupException(ErrorCode.INVALID_PARAMETER, "'" + text + "' is no time", FORMAT, e);
        }
    }

    private static ZoneId zone(String text) throws BackupException {
        try {
            return ZoneId.of(text.equals("z") ? "Z" : text);
        } catch (DateTimeException e) {
            throw new BackupException(ErrorCode.INVALID_PARAMETER, "there is no time zone '" + text + "'", FORMAT, e);
        }
    }

    private static Instant in(LocalDateTime local, ZoneId zone) throws BackupException {
        List<ZoneOffset> offsets = zone.getRules().getValidOffsets(local);
        if (offsets.size() == 1) {
            return local.toInstant(offsets.get(0));
        }
        ZoneOffsetTransition change = zone.getRules().getTransition(local);
        String readings = local.atOffset(change.getOffsetBefore()) + " or " + local.atOffset(change.getOffsetAfter());
        String why = offsets.isEmpty()
                ? " does not exist in " + zone + ", where the clocks went from " + change.getDateTimeBefore() + " to "
                        + change.getDateTimeAfter()
                : " came twice in " + zone + ", where the clocks went back from " + change.getDateTimeBefore() + " to "
                        + change.getDateTimeAfter();
        throw invalid("the time " + PLAIN.format(local) + why, "Say which one is meant: " + readings + ".");
    }

    /** {@code 2024-01-15 14:30:00+01:00}: a spelling that {@link #parse} reads back to the second. */
    public static String show(Instant at, ZoneId zone) {
        OffsetDateTime local = at.atZone(zone).toOffsetDateTime();
        return PLAIN.format(local) + local.getOffset().getId();
    }

    /**
     * The last instant that a time stands for: labels and lists show whole seconds, so who names one means all of it.
     */
    public static Instant endOf(Instant wanted) {
        boolean whole = wanted.equals(wanted.truncatedTo(ChronoUnit.SECONDS));
        return whole ? wanted.plusSeconds(1).minusNanos(1) : wanted;
    }

    private static BackupException invalid(String message, String hint) {
        return new BackupException(ErrorCode.INVALID_PARAMETER, message, hint);
    }
}
