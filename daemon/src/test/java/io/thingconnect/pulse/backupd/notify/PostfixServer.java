package io.thingconnect.pulse.backupd.notify;

import io.thingconnect.pulse.backupd.TestCertificate;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A Postfix of its own: everything below one directory, on three free ports of the loopback. In clear and without a login; with
 * STARTTLS and a login; with TLS and a login. What it takes for {@code ops} and {@code jo} lies in a Maildir; nobody else exists.
 */
final class PostfixServer implements AutoCloseable {
    static final String USER = "pulse";
    static final String PASSWORD = "pw12345 with a space";
    static final String DOMAIN = "plant.invalid";

    private static final Path POSTFIX = Path.of("/usr/sbin/postfix");
    private static final Path SASLPASSWD = Path.of("/usr/sbin/saslpasswd2");

    /** The parts that receive, keep and deliver a message here; the others are for the way to other machines. */
    private static final String MASTER = """
            127.0.0.1:CLEAR    inet n - n - - smtpd
            127.0.0.1:STARTTLS inet n - n - - smtpd
              -o smtpd_tls_security_level=encrypt -o smtpd_sasl_auth_enable=yes
              -o smtpd_relay_restrictions=permit_sasl_authenticated,reject
            127.0.0.1:TLS      inet n - n - - smtpd
              -o smtpd_tls_wrappermode=yes -o smtpd_sasl_auth_enable=yes
              -o smtpd_relay_restrictions=permit_sasl_authenticated,reject
            cleanup  unix       n - n - 0 cleanup
            qmgr     unix       n - n 300 1 qmgr
            rewrite  unix       - - n - - trivial-rewrite
            virtual  unix       - n n - - virtual
            bounce   unix       - - n - 0 bounce
            defer    unix       - - n - 0 bounce
            trace    unix       - - n - 0 bounce
            error    unix       - - n - - error
            retry    unix       - - n - - error
            proxymap unix       - - n - - proxymap
            tlsmgr   unix       - - n 1000? 1 tlsmgr
            anvil    unix       - - n - 1 anvil
            postlog  unix-dgram n - n - 1 postlogd
            """;

    private static final String MAIN = """
            compatibility_level = 3.6
            queue_directory = DIR/queue
            data_directory = DIR/data
            maillog_file = DIR/log
            maillog_file_prefixes = DIR
            myhostname = mx.plant.invalid
            mydestination =
            inet_interfaces = 127.0.0.1
            inet_protocols = ipv4
            mynetworks = 127.0.0.0/8
            default_transport = error:nothing leaves this machine
            virtual_mailbox_domains = plant.invalid
            virtual_mailbox_base = DIR/mail
            virtual_mailbox_maps = inline:{ { ops@plant.invalid = ops/ }, { jo@plant.invalid = jo/ } }
            virtual_uid_maps = static:65534
            virtual_gid_maps = static:65534
            virtual_minimum_uid = 100
            smtpd_tls_chain_files = DIR/conf/server.pem
            smtpd_sasl_path = smtpd
            smtpd_sasl_local_domain = $myhostname
            smtpd_sasl_authenticated_header = yes
            smtpd_tls_received_header = yes
            cyrus_sasl_config_path = DIR/conf/sasl
            """;

    private final Path directory;
    private final List<Integer> ports;

    private PostfixServer(Path directory, List<Integer> ports) {
        this.directory = directory;
        this.ports = ports;
    }

    /** Skips the test, with the reason, where there cannot be one. */
    static void assumePossible() throws IOException, InterruptedException {
        Assumptions.assumeTrue(Files.isExecutable(POSTFIX), "no mail server: package postfix is not installed");
        Assumptions.assumeTrue(
                Files.isExecutable(SASLPASSWD), "no logins for a mail server: package sasl2-bin is not installed");
        Assumptions.assumeTrue(
                hasPlainLogins(), "no logins for a mail server: package libsasl2-modules is not installed");
        Process id = new ProcessBuilder("id", "-u").start();
        String uid = new String(id.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        id.waitFor();
        Assumptions.assumeTrue(uid.equals("0"), "postfix must be started by root");
    }

    private static boolean hasPlainLogins() throws IOException {
        try (DirectoryStream<Path> platforms = Files.newDirectoryStream(Path.of("/usr/lib"), "*-linux-*")) {
            for (Path platform : platforms) {
                if (Files.exists(platform.resolve("sasl2/libplain.so"))) {
                    return true;
                }
            }
            return false;
        }
    }

    static PostfixServer start(Path directory, TestCertificate certificate)
            throws IOException, InterruptedException, GeneralSecurityException {
        PostfixServer server = new PostfixServer(directory, freePorts(3));
        // Its parts run as users of their own, and come in through every directory above.
        for (Path above : List.of(directory, directory.getParent())) {
            Set<PosixFilePermission> mode = new HashSet<>(Files.getPosixFilePermissions(above));
            mode.addAll(PosixFilePermissions.fromString("--x--x--x"));
            Files.setPosixFilePermissions(above, mode);
        }
        for (String name : List.of("conf/sasl", "queue", "data", "mail")) {
            Files.createDirectories(directory.resolve(name));
        }
        Files.setPosixFilePermissions(directory.resolve("mail"), PosixFilePermissions.fromString("rwxrwxrwx"));
        server.own(directory.resolve("data"));
        server.write("main.cf", MAIN);
        server.write("master.cf", MASTER);
        server.write("server.pem", certificate.pemWithKey());
        server.write(
                "sasl/smtpd.conf",
                "pwcheck_method: auxprop\nauxprop_plugin: sasldb\nmech_list: PLAIN LOGIN\nsasldb_path: DIR/conf/users\n");
        server.command(
                PASSWORD,
                SASLPASSWD.toString(),
                "-p",
                "-c",
                "-f",
                directory.resolve("conf/users").toString(),
                "-u",
                "mx." + DOMAIN,
                USER);
        server.own(directory.resolve("conf/users"));
        server.up();
        return server;
    }

    private static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> free = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                free.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            return free.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (ServerSocket socket : free) {
                socket.close();
            }
        }
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(
                directory.resolve("conf").resolve(name),
                text.replace("DIR", directory.toString())
                        .replace(":CLEAR ", ":" + port(ChannelSpec.Tls.NONE) + " ")
                        .replace(":STARTTLS ", ":" + port(ChannelSpec.Tls.STARTTLS) + " ")
                        .replace(":TLS ", ":" + port(ChannelSpec.Tls.TLS) + " "));
    }

    private void own(Path path) throws IOException {
        Files.setOwner(
                path, path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("postfix"));
    }

    /** Starts it, or starts it again, on the same ports; it answers when this returns. */
    void up() throws IOException, InterruptedException {
        command("", POSTFIX.toString(), "-c", directory.resolve("conf").toString(), "start");
    }

    /** No port of it answers when this returns. */
    void down() throws IOException, InterruptedException {
        command("", POSTFIX.toString(), "-c", directory.resolve("conf").toString(), "stop");
    }

    @Override
    public void close() throws IOException {
        try {
            down();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while postfix was ended", e);
        }
    }

    private void command(String input, String... words) throws IOException, InterruptedException {
        Path said = directory.resolve("said");
        ProcessBuilder builder = new ProcessBuilder(words);
        builder.environment().put("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        Process process = builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(said.toFile()))
                .start();
        try (OutputStream in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        }
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException(String.join(" ", words) + ": " + Files.readString(said) + log());
        }
    }

    int port(ChannelSpec.Tls tls) {
        return ports.get(
                switch (tls) {
                    case NONE -> 0;
                    case STARTTLS -> 1;
                    case TLS -> 2;
                });
    }

    String log() throws IOException {
        Path log = directory.resolve("log");
        return Files.exists(log) ? Files.readString(log) : "";
    }

    /** What lies in a mailbox; a message comes there whole, by a rename. */
    List<MimeMessage> mailbox(String user) throws IOException, MessagingException {
        Path fresh = directory.resolve("mail").resolve(user).resolve("new");
        List<MimeMessage> messages = new ArrayList<>();
        if (Files.isDirectory(fresh)) {
            try (Stream<Path> files = Files.list(fresh)) {
                for (Path file : files.sorted().toList()) {
                    try (InputStream in = Files.newInputStream(file)) {
                        messages.add(new MimeMessage(Session.getInstance(new Properties()), in));
                    }
                }
            }
        }
        return messages;
    }
}
