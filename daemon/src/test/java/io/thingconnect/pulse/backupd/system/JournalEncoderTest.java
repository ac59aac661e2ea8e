package io.thingconnect.pulse.backupd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class JournalEncoderTest {
    private final LoggerContext context = new LoggerContext();

    private String encoded(boolean journal, Level level, String message, Throwable defect) {
        JournalEncoder encoder = new JournalEncoder(journal, ZoneId.of("Europe/Berlin"));
        encoder.setContext(context);
        encoder.start();
        Logger logger = context.getLogger("test");
        LoggingEvent event = new LoggingEvent("test", logger, level, message, defect, null);
        event.setInstant(Instant.parse("2024-01-15T02:00:00.120Z"));
        return new String(encoder.encode(event), StandardCharsets.UTF_8);
    }

    @Test
    void encode_givesTheJournalALevelOfItsOwnForEach() {
        assertEquals("<3>geht nicht: Größe\n", encoded(true, Level.ERROR, "geht nicht: Größe", null));
        assertEquals("<4>careful\n", encoded(true, Level.WARN, "careful", null));
        assertEquals("<6>done\n", encoded(true, Level.INFO, "done", null));
        assertEquals("<7>look\n", encoded(true, Level.DEBUG, "look", null));
        assertEquals("<7>closer\n", encoded(true, Level.TRACE, "closer", null));
    }

    @Test
    void encode_givesEachLineOfAMessageItsLevel() {
        assertEquals("<3>not usable:\n<3>line 3\n", encoded(true, Level.ERROR, "not usable:\nline 3", null));
    }

    @Test
    void encode_givesEachLineOfAStackTraceTheLevelOfItsMessage() {
        String text = encoded(true, Level.ERROR, "a defect", new IllegalStateException("why"));
        assertTrue(text.contains("<3>java.lang.IllegalStateException: why\n"), text);
        assertTrue(text.lines().count() > 2, text);
        assertTrue(text.lines().allMatch(line -> line.startsWith("<3>")), text);
    }

    @Test
    void encode_addsTimeAndLevelElsewhere() {
        assertEquals("2024-01-15T03:00:00.120+01:00 WARN  careful\n", encoded(false, Level.WARN, "careful", null));
        String text = encoded(false, Level.ERROR, "a defect", new IllegalStateException("why"));
        assertTrue(
                text.startsWith("2024-01-15T03:00:00.120+01:00 ERROR a defect\njava.lang.IllegalStateException: why\n"),
                text);
    }

    @Test
    void provider_logsFromInfoOnToStderr_andLeavesOutTheLibrariesWordsAboutRequests() {
        LoggingProvider provider = new LoggingProvider();
        provider.initialize();
        LoggerContext made = (LoggerContext) provider.getLoggerFactory();
        Logger root = made.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        assertEquals(Level.INFO, root.getLevel());
        assertEquals("System.err", ((ConsoleAppender<?>) root.getAppender("stderr")).getTarget());
        assertTrue(root.getAppender("stderr").isStarted());
        assertEquals(
                Level.ERROR, made.getLogger("software.amazon.awssdk.request").getEffectiveLevel());
        assertEquals(Level.OFF, made.getLogger("com.hierynomus.smbj").getEffectiveLevel());
        made.stop();
    }

    @Test
    void logbackItself_findsTheSameConfiguration() {
        LoggerContext usual = (LoggerContext) LoggerFactory.getILoggerFactory();
        assertTrue(
                usual.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).getAppender("stderr") instanceof ConsoleAppender<?> a
                        && ((ConsoleAppender<?>) a).getEncoder() instanceof JournalEncoder);
    }

    @Test
    void isStream_comparesDeviceAndInode(@TempDir Path directory) throws IOException {
        Path file = Files.createFile(directory.resolve("stderr"));
        String stream = Files.getAttribute(file, "unix:dev") + ":" + Files.getAttribute(file, "unix:ino");
        assertTrue(Journal.isStream(stream, file));
        assertFalse(Journal.isStream(stream, Files.createFile(directory.resolve("other"))));
        assertFalse(Journal.isStream("", file));
        assertFalse(Journal.isStream(stream, directory.resolve("missing")));
    }
}
