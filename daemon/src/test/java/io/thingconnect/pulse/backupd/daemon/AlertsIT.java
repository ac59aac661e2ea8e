package io.thingconnect.pulse.backupd.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** From a destination that has died to the mailbox, with the built programs and a mail server. */
final class AlertsIT {
    private static String config(int port) {
        return """
                backup:
                  jobs:
                    daily: {type: full, destinations: [one, two]}
                  destinations:
                    one: {type: local, path: /one}
                    two: {type: local, path: /two, requireMarker: true}
                  verification: {enabled: false}
                notifications:
                  ops: {type: email, to: [admin@company.com], from: pulse@company.com, smtp: {host: localhost, port: %d, tls: none}}
                  pager: {type: command, command: [/nowhere/page], on: [alarm]}
                """.formatted(port);
    }

    private static List<String> subjects(GreenMail mail) {
        return Arrays.stream(mail.getReceivedMessages()).map(AlertsIT::subject).toList();
    }

    private static String subject(MimeMessage message) {
        try {
            return message.getSubject();
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean anyHas(GreenMail mail, String words) {
        return subjects(mail).stream().anyMatch(subject -> subject.contains(words));
    }

    private static List<String> open(Sandbox box) throws IOException {
        return box.json("alerts").get("alarms").findValuesAsText("id");
    }

    @Test
    void aDestinationThatDies_isInTheMailbox_andARestartForgetsNothing() throws Exception {
        GreenMail mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        mail.start();
        try (Sandbox box = Sandbox.create(2)) {
            Path marker = Files.createDirectories(box.root().resolve("two")).resolve(".pulse-destination");
            Files.createFile(marker);
            box.configure(config(mail.getSmtp().getPort()));
            box.start();

            Sandbox.Answer test = box.ctl("notify", "test");
            assertEquals(1, test.status(), test.out() + test.err());
            assertTrue(test.out().contains("ops (email): told in"), test.out());
            assertTrue(test.out().contains("pager (command): FAILED"), test.out());
            assertTrue(anyHas(mail, "TEST: this is a test of the channel"), subjects(mail)::toString);

            box.ctl("backup").succeeded();
            Files.delete(marker);
            long died = System.nanoTime();
            // Whatever ends makes the daemon look; the next minute would have as well.
            box.ctl("backup");
            Sandbox.await("the alarm is in the mailbox", () -> anyHas(mail, "destination 'two'"));
            Duration took = Duration.ofNanos(System.nanoTime() - died);
            System.out.println("from a dead destination to the mailbox: " + took.toMillis() + " ms");

            assertTrue(open(box).contains("destination-unreachable:two"), open(box)::toString);
            box.ctl("alerts", "ack", "destination-unreachable", "--note", "on its way")
                    .succeeded();
            JsonNode status = box.json("status");
            for (JsonNode alarm : status.get("alarms")) {
                assertEquals(
                        alarm.get("id").asText().equals("destination-unreachable:two"), alarm.has("acknowledgedBy"));
            }
            // It refuses; at the next look the other channel says so.
            Sandbox.await("the pager was tried", () -> log(box).contains("channel pager did not take a message"));
            box.ctl("backup");
            Sandbox.await("the pager's own failure is told", () -> anyHas(mail, "by channel 'pager'"));

            box.stop();
            box.start();
            assertTrue(open(box).contains("destination-unreachable:two"), "a restart forgets nothing");
            assertFalse(log(box).contains("alarms cannot be kept"));
        } finally {
            mail.stop();
        }
    }

    private static String log(Sandbox box) {
        try {
            return Files.readString(box.log());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
