package io.thingconnect.pulse.backupd.rescue;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** A time as people write it, with or without an offset. One that the clocks skipped or showed twice is refused. */
final class PointInTime {
    private static final DateTimeFormatter PLAIN = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
    private static final String HINT = "Write it as \"2024-01-15 14:30:00\", or with an offset: 2024-01-15T13:30:00Z.";

    private PointInTime() {}

    static Instant parse(String text, ZoneId zone) throws BackupException {
        String iso = text.strip().replaceFirst("^(\\d{4}-\\d{2}-\\d{2})[ Tt]+(?=\\d)", "$1T");
        try {
            if (iso.matches(".*T.*([Zz]|[+-]\\d{2}:?\\d{2})")) {
                return OffsetDateTime.parse(iso.toUpperCase(java.util.Locale.ROOT))
                        .toInstant();
            }
            LocalDateTime local = LocalDateTime.parse(iso);
            List<ZoneOffset> offsets = zone.getRules().getValidOffsets(local);
            if (offsets.size() != 1) {
                throw new BackupException(
                        ErrorCode.INVALID_PARAMETER,
                        "the time " + text.strip() + (offsets.isEmpty() ? " does not exist in " : " came twice in ")
                                + zone,
                        "Write it with its offset: 2024-10-27T02:30:00+02:00.");
            }
            return local.toInstant(offsets.get(0));
        } catch (DateTimeException e) {
            throw new BackupException(ErrorCode.INVALID_PARAMETER, "'" + text + "' is no time", HINT, e);
        }
    }

    static String show(Instant at, ZoneId zone) {
        OffsetDateTime local = at.atZone(zone).toOffsetDateTime();
        return PLAIN.format(local) + local.getOffset().getId();
    }
}
