package io.thingconnect.pulse.backupd.notify;

import jakarta.mail.Address;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import javax.net.ssl.SSLSocketFactory;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPTransport;

/** Mail. The server's certificate has to be valid and of that name, unless TLS is switched off altogether. */
final class EmailChannel implements Channel {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ChannelSpec.Email spec;
    private final Optional<SSLSocketFactory> trust;

    EmailChannel(ChannelSpec.Email spec) {
        this(spec, Optional.empty());
    }

    /** @param trust instead of the certificates that the machine trusts */
    EmailChannel(ChannelSpec.Email spec, Optional<SSLSocketFactory> trust) {
        this.spec = spec;
        this.trust = trust;
    }

    @Override
    public String send(Notice notice) throws Undelivered {
        ChannelSpec.Smtp smtp = spec.smtp();
        String scheme = smtp.tls() == ChannelSpec.Tls.TLS ? "smtps" : "smtp";
        Session session = Session.getInstance(properties(scheme, notice.host()));
        try {
            MimeMessage message = message(session, notice);
            try (SMTPTransport transport = (SMTPTransport) session.getTransport(scheme)) {
                boolean login = !smtp.username().isEmpty();
                transport.connect(
                        smtp.host(),
                        smtp.port(),
                        login ? smtp.username() : null,
                        login ? smtp.password().reveal() : null);
                transport.sendMessage(message, message.getAllRecipients());
                return clean(transport.getLastServerResponse());
            }
        } catch (AuthenticationFailedException e) {
            throw Undelivered.refused(
                    server() + " refused the login of '" + smtp.username() + "': " + clean(e.getMessage()), e);
        } catch (SendFailedException e) {
            return partly(e);
        } catch (MessagingException e) {
            throw Undelivered.forNow(server() + ": " + reason(e), e);
        }
    }

    private Properties properties(String scheme, String host) {
        Properties properties = new Properties();
        String millis = Long.toString(PATIENCE.toMillis());
        ChannelSpec.Smtp smtp = spec.smtp();
        properties.put("mail." + scheme + ".connectiontimeout", millis);
        properties.put("mail." + scheme + ".timeout", millis);
        properties.put("mail." + scheme + ".writetimeout", millis);
        properties.put(
                "mail." + scheme + ".auth", Boolean.toString(!smtp.username().isEmpty()));
        properties.put("mail." + scheme + ".ssl.checkserveridentity", "true");
        // One try, and its reason; not a second one in another way that hides it.
        properties.put("mail." + scheme + ".socketFactory.fallback", "false");
        properties.put("mail.smtp.starttls.enable", Boolean.toString(smtp.tls() == ChannelSpec.Tls.STARTTLS));
        properties.put("mail.smtp.starttls.required", Boolean.toString(smtp.tls() == ChannelSpec.Tls.STARTTLS));
        // One address that does not exist any more must not keep the others from being told.
        properties.put("mail." + scheme + ".sendpartial", "true");
        // Else the library asks the name service who we are, and waits for it where there is none.
        properties.put("mail." + scheme + ".localhost", helo(host));
        properties.put("mail.from", from(host));
        trust.ifPresent(factory -> properties.put("mail." + scheme + ".ssl.socketFactory", factory));
        return properties;
    }

    private MimeMessage message(Session session, Notice notice) throws MessagingException, Undelivered {
        MimeMessage message = new MimeMessage(session);
        message.setFrom(address(from(notice.host())));
        for (String to : spec.to()) {
            message.addRecipient(jakarta.mail.Message.RecipientType.TO, address(to));
        }
        message.setSubject(NoticeText.subject(notice), StandardCharsets.UTF_8.name());
        message.setSentDate(Date.from(Instant.parse(notice.at())));
        // So that nobody's holiday answers it.
        message.setHeader("Auto-Submitted", "auto-generated");
        message.setText(NoticeText.body(notice), StandardCharsets.UTF_8.name());
        return message;
    }

    private static InternetAddress address(String text) throws Undelivered {
        try {
            return new InternetAddress(text, true);
        } catch (MessagingException e) {
            throw Undelivered.refused("'" + text + "' is no mail address: " + e.getMessage(), e);
        }
    }

    private String from(String host) {
        return spec.from().isEmpty() ? "pulse-backup@" + helo(host) : spec.from();
    }

    /** A name that every server takes in its greeting. */
    private static String helo(String host) {
        String name = host.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.-]", "-");
        return name.isEmpty() ? "localhost" : name;
    }

    /** Some were told: that counts, and sending it again would tell them twice. */
    private String partly(SendFailedException e) throws Undelivered {
        List<String> refusals = new ArrayList<>();
        boolean forGood = true;
        for (Exception next = e;
                next != null;
                next = next instanceof MessagingException m ? m.getNextException() : null) {
            if (next instanceof SMTPAddressFailedException failed) {
                refusals.add("'" + failed.getAddress() + "' (" + clean(failed.getMessage()) + ")");
                forGood &= failed.getReturnCode() >= 500;
            }
        }
        String why =
                server() + " refused " + (refusals.isEmpty() ? clean(e.getMessage()) : String.join(", ", refusals));
        Address[] told = e.getValidSentAddresses();
        if (told != null && told.length > 0) {
            return "told " + Arrays.stream(told).map(Address::toString).toList() + "; " + why;
        }
        throw forGood ? Undelivered.refused(why, e) : Undelivered.forNow(why, e);
    }

    private String reason(MessagingException e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String said = clean(e.getMessage());
        String deeper = clean(root.getMessage());
        return said.contains(deeper) || deeper.isEmpty() ? said : said + ": " + deeper;
    }

    private String server() {
        return "mail server " + spec.smtp().host() + ":" + spec.smtp().port();
    }

    private String clean(String said) {
        String text = said == null ? "" : said.strip().replaceAll("\\s+", " ");
        return spec.smtp().password().removeFrom(text);
    }
}
