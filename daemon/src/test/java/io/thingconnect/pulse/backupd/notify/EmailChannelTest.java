package io.thingconnect.pulse.backupd.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.thingconnect.pulse.backupd.TestCertificate;
import io.thingconnect.pulse.backupd.notify.ChannelSpec.Tls;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real mail server, with a certificate that nobody but these tests trusts. */
final class EmailChannelTest {
    private static final String PASSWORD = "correct horse battery";
    private static TestCertificate certificate;
    private static GreenMail server;

    @TempDir
    static Path directory;

    @BeforeAll
    static void startServer() throws Exception {
        certificate = TestCertificate.make(directory);
        System.setProperty("greenmail.tls.keystore.file", certificate.store().toString());
        System.setProperty("greenmail.tls.keystore.password", TestCertificate.PASSWORD);
        ServerSetup plain = new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP);
        ServerSetup tls = new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTPS);
        // A busy machine takes longer than the two seconds that it has by default.
        plain.setServerStartupTimeout(60_000);
        tls.setServerStartupTimeout(60_000);
        server = new GreenMail(new ServerSetup[] {plain, tls});
        server.start();
        GreenMailUser user = server.getUserManager().hasUser("pulse")
                ? server.getUserManager().getUser("pulse")
                : server.setUser("admin@company.com", "pulse", PASSWORD);
        assertEquals("pulse", user.getLogin());
    }

    @AfterAll
    static void stopServer() {
        server.stop();
    }

    @BeforeEach
    void emptyMailboxes() throws Exception {
        server.purgeEmailFromAllMailboxes();
    }

    private static ChannelSpec.Email spec(Tls tls, String user, String password, String... to) {
        int port =
                tls == Tls.TLS ? server.getSmtps().getPort() : server.getSmtp().getPort();
        return new ChannelSpec.Email(
                Notices.EVERYTHING,
                List.of(to),
                "pulse@company.com",
                new ChannelSpec.Smtp("localhost", port, tls, user, Secret.of(password)));
    }

    private static EmailChannel trusting(ChannelSpec.Email spec) throws Exception {
        return new EmailChannel(spec, Optional.of(certificate.context().getSocketFactory()));
    }

    private static Undelivered failure(Channel channel) {
        return assertThrows(Undelivered.class, () -> channel.send(Notices.alarm()));
    }

    @Test
    void aMessage_saysWhatWhereSinceWhenAndWhatToDo() throws Exception {
        String answer = trusting(spec(Tls.NONE, "", "", "admin@company.com", "jo@company.com"))
                .send(Notices.alarm());
        assertTrue(answer.startsWith("250"), answer);
        MimeMessage[] mails = server.getReceivedMessages();
        assertEquals(2, mails.length);
        MimeMessage mail = mails[0];
        assertEquals(
                "[plant7] CRITICAL: destination 'nas' cannot be used: <host> is \"down\" & gone, Überlauf",
                mail.getSubject());
        assertEquals("pulse@company.com", mail.getFrom()[0].toString());
        assertEquals("auto-generated", mail.getHeader("Auto-Submitted")[0]);
        String text = ((String) mail.getContent()).replace("\r\n", "\n");
        assertEquals(NoticeText.body(Notices.alarm()).strip(), text.strip());
        assertTrue(text.contains("\n  since: 2024-01-16T02:00:00Z\n  next:  Put it right"), text);
        assertTrue(mail.getMessageID().endsWith("@company.com>"), mail.getMessageID());
    }

    private static ChannelSpec.Email spec(SmtpScript script, Tls tls, String password, String... to) {
        return new ChannelSpec.Email(
                Notices.EVERYTHING,
                List.of(to),
                "",
                new ChannelSpec.Smtp(
                        "localhost", script.port(), tls, password.isEmpty() ? "" : "pulse", Secret.of(password)));
    }

    @Test
    void tls_bringsALoginAndAMessage() throws Exception {
        trusting(spec(Tls.TLS, "pulse", PASSWORD, "admin@company.com")).send(Notices.alarm());
        assertEquals(1, server.getReceivedMessages().length);
    }

    @Test
    void starttls_bringsALoginAndAMessageOnlyWhenItIsEncrypted() throws Exception {
        try (SmtpScript script = SmtpScript.starttls(certificate.context(), "pulse", PASSWORD)) {
            assertEquals(
                    "250 taken",
                    trusting(spec(script, Tls.STARTTLS, PASSWORD, "admin@company.com"))
                            .send(Notices.alarm()));
            List<String> words =
                    script.heard().stream().map(line -> line.split(" ")[0]).toList();
            assertEquals(List.of("EHLO", "STARTTLS", "EHLO", "AUTH", "MAIL", "RCPT", "DATA"), words.subList(0, 7));
            Undelivered wrong = failure(trusting(spec(script, Tls.STARTTLS, "not-the-password", "admin@company.com")));
            assertTrue(wrong.isRefused());
            assertTrue(wrong.getMessage().contains("refused the login of 'pulse': 535"), wrong.getMessage());
        }
    }

    @Test
    void aCertificateThatIsNotTrusted_isRefusedByUs() throws Exception {
        try (SmtpScript script = SmtpScript.starttls(certificate.context(), "pulse", PASSWORD)) {
            for (ChannelSpec.Email spec : List.of(
                    spec(script, Tls.STARTTLS, PASSWORD, "admin@company.com"),
                    spec(Tls.TLS, "pulse", PASSWORD, "admin@company.com"))) {
                Undelivered why = failure(new EmailChannel(spec));
                assertTrue(why.getMessage().contains("certification path"), why.getMessage());
            }
            assertTrue(script.heard().stream().noneMatch(line -> line.startsWith("AUTH")), script.heard()::toString);
        }
        assertEquals(0, server.getReceivedMessages().length);
    }

    @Test
    void aWrongPassword_isRefusedForGoodAndNotRepeated() throws Exception {
        Undelivered why = failure(trusting(spec(Tls.TLS, "pulse", "not-the-password", "admin@company.com")));
        assertTrue(why.isRefused());
        assertTrue(why.getMessage().contains("refused the login of 'pulse'"), why.getMessage());
        assertFalse(why.getMessage().contains("not-the-password"), why.getMessage());
    }

    @Test
    void noServer_isTriedAgain() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        ChannelSpec.Smtp smtp = new ChannelSpec.Smtp("localhost", port, Tls.STARTTLS, "", Secret.of(""));
        Undelivered why =
                failure(new EmailChannel(new ChannelSpec.Email(Notices.EVERYTHING, List.of("a@b.example"), "", smtp)));
        assertFalse(why.isRefused());
        assertTrue(why.getMessage().contains("mail server localhost:" + port), why.getMessage());
    }

    /** STARTTLS that is not offered must not become a password in clear. */
    @Test
    void aServerWithoutStarttls_getsNoPassword() throws Exception {
        try (SmtpScript bare = SmtpScript.bare()) {
            Undelivered why = failure(trusting(spec(bare, Tls.STARTTLS, PASSWORD, "a@company.com")));
            assertTrue(why.getMessage().contains("STARTTLS"), why.getMessage());
            assertTrue(bare.heard().stream().noneMatch(line -> line.startsWith("AUTH")), bare.heard()::toString);
        }
    }

    @Test
    void aRefusedRecipient_doesNotKeepTheOthersFromBeingTold() throws Exception {
        try (SmtpScript script = SmtpScript.bare()) {
            String answer = new EmailChannel(spec(script, Tls.NONE, "", "gone@company.com", "jo@company.com"))
                    .send(Notices.alarm());
            assertTrue(answer.contains("told [jo@company.com]"), answer);
            assertTrue(answer.contains("refused 'gone@company.com' (550 no such user here)"), answer);
            Undelivered why = failure(new EmailChannel(spec(script, Tls.NONE, "", "gone@company.com")));
            assertTrue(why.isRefused());
            assertTrue(why.getMessage().contains("'gone@company.com' (550 no such user here)"), why.getMessage());
        }
    }
}
