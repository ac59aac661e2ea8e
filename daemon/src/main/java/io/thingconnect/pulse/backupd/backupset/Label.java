package io.thingconnect.pulse.backupd.backupset;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of one backup, for example {@code pulse-backup-20240115T020000Z-full}. Labels are unique and sort by time;
 * the allocator sees to it, also when the clock steps back. Resolution: one second, UTC.
 */
public record Label(Instant at, Kind kind) implements Comparable<Label> {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final Pattern SHAPE =
            Pattern.compile("pulse-backup-(\\d{8}T\\d{6}Z)-(full|incremental|differential)");
    private static final Comparator<Label> ORDER =
            Comparator.comparing(Label::at).thenComparing(Label::kind);

    public Label {
        requireNonNull(kind, "kind is null");
        at = at.truncatedTo(ChronoUnit.SECONDS);
    }

    public static Optional<Label> parse(String text) {
        Matcher matcher = SHAPE.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            Instant at = STAMP.parse(matcher.group(1), Instant::from);
            Label label = new Label(at, Kind.parse(matcher.group(2)).orElseThrow());
            return label.toString().equals(text) ? Optional.of(label) : Optional.empty();
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    @Override
    public int compareTo(Label other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return "pulse-backup-" + STAMP.format(at) + "-" + kind.word();
    }
}
