package io.thingconnect.pulse.backupd.notify;

import io.thingconnect.pulse.backupd.TestCertificate;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.catalog.NoticeRecord;
import io.thingconnect.pulse.backupd.notify.ChannelSpec.Tls;
import jakarta.mail.internet.MimeMessage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a Postfix, as a company has one: what it took is read from the mailbox, and what it refused from its own words. */
final class MailIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    static Path directory;

    private static TestCertificate certificate;
    private static PostfixServer server;

    @BeforeAll
    static void startServer() throws Exception {
        PostfixServer.assumePossible();
        certificate = TestCertificate.make(directory);
        server = PostfixServer.start(Files.createDirectory(directory.resolve("mx")), certificate);
    }

    @AfterAll
    static void stopServer() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    private static ChannelSpec.Email spec(Tls tls, String password, String... to) {
        return new ChannelSpec.Email(
                Notices.EVERYTHING,
                List.of(to),
                "pulse@" + PostfixServer.DOMAIN,
                new ChannelSpec.Smtp(
                        "localhost",
                        server.port(tls),
                        tls,
                        password.isEmpty() ? "" : PostfixServer.USER,
                        Secret.of(password)));
    }

    private static EmailChannel trusting(ChannelSpec.Email spec) {
        try {
            return new EmailChannel(spec, Optional.of(certificate.context().getSocketFactory()));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static Undelivered failure(Channel channel) {
        return assertThrows(Undelivered.class, () -> channel.send(Notices.alarm()));
    }

    /** The newest one in a mailbox that had so many before. */
    private static MimeMessage arrived(String user, int before) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        List<MimeMessage> mails = server.mailbox(user);
        while (mails.size() <= before) {
            assertTrue(System.nanoTime() - deadline < 0, () -> "no mail for " + user + ": " + logged());
            TimeUnit.MILLISECONDS.sleep(20);
            mails = server.mailbox(user);
        }
        return mails.get(mails.size() - 1);
    }

    private static String logged() {
        try {
            return server.log();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String received(MimeMessage mail) throws Exception {
        return String.join("\n", mail.getHeader("Received")).replaceAll("\\s+", " ");
    }

    @Test
    void starttlsAndALogin_bringTheWholeMessageIntoTheMailbox() throws Exception {
        int before = server.mailbox("ops").size();
        String answer = trusting(spec(Tls.STARTTLS, PostfixServer.PASSWORD, "ops@plant.invalid"))
                .send(Notices.alarm());
        assertTrue(answer.startsWith("250 2.0.0 Ok: queued as"), answer);
        MimeMessage mail = arrived("ops", before);
        assertEquals(NoticeText.subject(Notices.alarm()), mail.getSubject());
        String text = ((String) mail.getContent()).replace("\r\n", "\n");
        assertEquals(NoticeText.body(Notices.alarm()).strip(), text.strip());
        String received = received(mail);
        assertTrue(received.contains("Authenticated sender: " + PostfixServer.USER), received);
        assertTrue(received.contains("using TLSv1.3"), received);
    }

    @Test
    void tlsFromTheFirstByteAndALogin_bringIt() throws Exception {
        int before = server.mailbox("ops").size();
        trusting(spec(Tls.TLS, PostfixServer.PASSWORD, "ops@plant.invalid")).send(Notices.alarm());
        String received = received(arrived("ops", before));
        assertTrue(received.contains("Authenticated sender: " + PostfixServer.USER), received);
    }

    @Test
    void inClear_onlyWhereTheServerWantsNoMore() throws Exception {
        int before = server.mailbox("ops").size();
        trusting(spec(Tls.NONE, "", "ops@plant.invalid")).send(Notices.alarm());
        assertTrue(received(arrived("ops", before)).contains(" with ESMTP "), "more than it was asked for");
        ChannelSpec.Smtp unencrypted =
                new ChannelSpec.Smtp("localhost", server.port(Tls.STARTTLS), Tls.NONE, "", Secret.of(""));
        Undelivered why = failure(new EmailChannel(
                new ChannelSpec.Email(Notices.EVERYTHING, List.of("ops@plant.invalid"), "", unencrypted)));
        assertTrue(why.getMessage().contains("Must issue a STARTTLS command first"), why.getMessage());
    }

    @Test
    void aWrongPassword_isRefusedForGoodAndNotRepeatedInTheReason() {
        for (Tls tls : List.of(Tls.STARTTLS, Tls.TLS)) {
            Undelivered why = failure(trusting(spec(tls, "not-the-password", "ops@plant.invalid")));
            assertTrue(why.isRefused());
            assertTrue(why.getMessage().contains("refused the login of 'pulse': 535"), why.getMessage());
            assertFalse(why.getMessage().contains("not-the-password"), why.getMessage());
        }
    }

    @Test
    void aServerThatWantsALoginAndGetsNone_refusesForGood() {
        Undelivered why = failure(trusting(spec(Tls.STARTTLS, "", "ops@plant.invalid")));
        assertTrue(why.isRefused(), why.getMessage());
        assertTrue(why.getMessage().contains("'ops@plant.invalid' (554"), why.getMessage());
    }

    @Test
    void aCertificateThatNobodyTrusts_getsNoPasswordAndNoMessage() throws Exception {
        int logins = occurrences("sasl_username=");
        int mails = server.mailbox("ops").size();
        for (Tls tls : List.of(Tls.STARTTLS, Tls.TLS)) {
            Undelivered why = failure(new EmailChannel(spec(tls, PostfixServer.PASSWORD, "ops@plant.invalid")));
            assertTrue(why.getMessage().contains("certification path"), why.getMessage());
        }
        assertEquals(logins, occurrences("sasl_username="));
        assertEquals(mails, server.mailbox("ops").size());
    }

    private static int occurrences(String words) {
        return logged().split(words, -1).length;
    }

    @Test
    void aRecipientThatIsGone_doesNotKeepTheOthersFromBeingTold() throws Exception {
        int before = server.mailbox("jo").size();
        String answer = trusting(spec(Tls.TLS, PostfixServer.PASSWORD, "gone@plant.invalid", "jo@plant.invalid"))
                .send(Notices.alarm());
        assertTrue(answer.startsWith("told [jo@plant.invalid]; "), answer);
        assertTrue(answer.contains("refused 'gone@plant.invalid' (550 5.1.1"), answer);
        arrived("jo", before);
        Undelivered why = failure(trusting(spec(Tls.TLS, PostfixServer.PASSWORD, "gone@plant.invalid")));
        assertTrue(why.isRefused());
    }

    @Test
    void aServerThatIsAway_getsTheMessageWhenItIsBack() throws Exception {
        Instant[] now = {Instant.parse("2024-01-16T10:00:00Z")};
        InstantSource time = () -> now[0];
        Clock clock = time.withZone(ZoneOffset.UTC);
        ChannelSpec.Email spec = spec(Tls.STARTTLS, PostfixServer.PASSWORD, "jo@plant.invalid");
        int before = server.mailbox("jo").size();
        try (Catalog catalog = Catalog.open(directory.resolve("away.db"));
                Deliveries deliveries = new Deliveries(catalog, () -> List.of(spec), any -> trusting(spec), clock)) {
            server.down();
            catalog.notices()
                    .add(NoticeRecord.fresh(spec.name(), Notices.alarm().json(), now[0]));
            deliveries.deliver();
            await(() -> !deliveries.failing().isEmpty());
            Deliveries.Failing failing = deliveries.failing().get(0);
            assertFalse(failing.refused(), failing.why());
            assertTrue(failing.why().contains("mail server localhost:" + server.port(Tls.STARTTLS)), failing.why());
            server.up();
            now[0] = now[0].plus(Deliveries.backoff(1));
            deliveries.deliver();
            arrived("jo", before);
            await(() -> deliveries.failing().isEmpty());
        }
    }

    private static void await(java.util.function.BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() - deadline < 0, "it did not come to that");
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }
}
