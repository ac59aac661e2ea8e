package io.thingconnect.pulse.backupd.system;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.time.ZoneId;

/**
 * What is logged, and where to. In code, because reading it from a file would load a parser of XML and 300 classes that stay in memory
 * for as long as the daemon runs.
 */
public final class Logging extends ContextAwareBase implements Configurator {
    /** For logback, which finds this class as a service. */
    public Logging() {}

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        // systemd hands stderr to the journal; stdout is for answers.
        ConsoleAppender<ILoggingEvent> stderr = new ConsoleAppender<>();
        JournalEncoder encoder = new JournalEncoder(Journal.hasStderr(System.getenv()), ZoneId.systemDefault());
        encoder.setContext(context);
        encoder.start();
        stderr.setName("stderr");
        stderr.setContext(context);
        stderr.setTarget("System.err");
        stderr.setEncoder(encoder);
        stderr.start();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.INFO);
        root.addAppender(stderr);
        // What goes wrong is told by whoever called; at lower levels it logs requests with their headers.
        context.getLogger("software.amazon.awssdk").setLevel(Level.ERROR);
        // Tells of every lost connection with a stack trace, beside the exception that we report.
        context.getLogger("com.hierynomus").setLevel(Level.OFF);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }
}
