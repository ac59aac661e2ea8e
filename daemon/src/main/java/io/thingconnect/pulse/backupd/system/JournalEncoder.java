package io.thingconnect.pulse.backupd.system;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.nio.charset.StandardCharsets;

/**
 * Log lines for stderr: by the pattern of the configuration, or, where the journal reads them, each with its level and
 * without the time that the journal notes itself. Every line of a stack trace has the level of its message.
 */
public final class JournalEncoder extends PatternLayoutEncoder {
    private final boolean journal;

    /** For {@code logback.xml}. */
    public JournalEncoder() {
        this(Journal.hasStderr(System.getenv()));
    }

    JournalEncoder(boolean journal) {
        this.journal = journal;
    }

    @Override
    public void start() {
        if (journal) {
            setPattern("%msg%n");
        }
        super.start();
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        return journal
                ? Journal.levelled(level(event.getLevel()), getLayout().doLayout(event))
                        .getBytes(StandardCharsets.UTF_8)
                : super.encode(event);
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
