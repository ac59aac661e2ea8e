package io.thingconnect.pulse.backupd.notify;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Set;

/** A channel as configured, an entry of {@code notifications:}. */
public sealed interface ChannelSpec {
    Subscription subscription();

    /** {@code email}, {@code webhook} or {@code command}. */
    String type();

    default String name() {
        return subscription().name();
    }

    /**
     * Who wants to hear what.
     *
     * @param name of the channel
     * @param on at least one
     * @param jobs only what is about one of these; empty: everything
     */
    record Subscription(String name, Set<Event> on, Set<String> jobs) {
        public Subscription {
            requireNonNull(name, "name is null");
            on = Set.copyOf(on);
            jobs = Set.copyOf(jobs);
        }
    }

    /** @param from an address; "" for one made of the host's name */
    record Email(Subscription subscription, List<String> to, String from, Smtp smtp) implements ChannelSpec {
        public Email {
            to = List.copyOf(to);
        }

        @Override
        public String type() {
            return "email";
        }
    }

    /** How the connection is protected. */
    enum Tls {
        /** Begun in clear and then encrypted; a server that does not offer that is refused. */
        STARTTLS,
        /** From the first byte. */
        TLS,
        NONE
    }

    /** @param username "" for no login */
    record Smtp(String host, int port, Tls tls, String username, Secret password) {}

    /** What is posted. */
    enum Format {
        JSON,
        SLACK,
        TEAMS,
        /** A dead-man's switch: the address itself for success, {@code /start} and {@code /fail} below it for the others. */
        PING
    }

    /** @param secret what a JSON body is signed with; empty: it is not */
    record Webhook(Subscription subscription, Secret url, Format format, Secret secret) implements ChannelSpec {
        @Override
        public String type() {
            return "webhook";
        }
    }

    /** @param command program and arguments; no shell is put in between */
    record Command(Subscription subscription, List<String> command) implements ChannelSpec {
        public Command {
            command = List.copyOf(command);
        }

        @Override
        public String type() {
            return "command";
        }
    }
}
