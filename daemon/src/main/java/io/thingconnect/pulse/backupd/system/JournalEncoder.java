package io.thingconnect.pulse.backupd.system;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;

/**
 * Log lines for stderr: with time and level, or, where the journal reads them, each with its level alone, for the journal
 * notes the time itself. Every line of a stack trace has the level of its message.
 */
final class JournalEncoder extends EncoderBase<ILoggingEvent> {
    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendLiteral('T')
            .appendValue(ChronoField.HOUR_OF_DAY, 2)
            .appendLiteral(':')
            .appendValue(ChronoField.MINUTE_OF_HOUR, 2)
            .appendLiteral(':')
            .appendValue(ChronoField.SECOND_OF_MINUTE, 2)
            .appendFraction(ChronoField.MILLI_OF_SECOND, 3, 3, true)
            .appendOffset("+HH:MM", "Z")
            .toFormatter();

    private final boolean journal;
    private final ZoneId zone;

    JournalEncoder(boolean journal, ZoneId zone) {
        this.journal = journal;
        this.zone = zone;
    }

    @Override
    public byte[] headerBytes() {
        return null;
    }

    @Override
    public byte[] footerBytes() {
        return null;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        String text = event.getFormattedMessage() + "\n";
        if (event.getThrowableProxy() != null) {
            text += ThrowableProxyUtil.asString(event.getThrowableProxy());
        }
        String line = journal ? Journal.levelled(level(event.getLevel()), text) : dated(event) + text;
        return line.getBytes(StandardCharsets.UTF_8);
    }

    /** {@code 2024-01-15T02:00:00.000+01:00 WARN  }: levels in a column. */
    private String dated(ILoggingEvent event) {
        String level = event.getLevel().toString();
        return TIME.format(Instant.ofEpochMilli(event.getTimeStamp()).atZone(zone)) + " " + level
                + " ".repeat(Math.max(0, 5 - level.length())) + " ";
    }

    private static int level(Level level) {
        if (level.isGreaterOrEqual(Level.ERROR)) {
            return Journal.ERROR;
        }
        if (level.isGreaterOrEqual(Level.WARN)) {
            return Journal.WARNING;
        }
        return level.isGreaterOrEqual(Level.INFO) ? Journal.INFO : Journal.DEBUG;
    }
}
