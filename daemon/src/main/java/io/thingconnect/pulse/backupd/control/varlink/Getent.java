package io.thingconnect.pulse.backupd.control.varlink;

import static java.util.Objects.requireNonNull;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The user database through {@code getent}, which also sees LDAP and SSSD where reading {@code /etc/group} would not.
 * Answers are kept for ten seconds; callers that ask for the same thing meanwhile wait for one process, callers that
 * ask for something else do not.
 */
public final class Getent implements GroupDatabase {
    private static final Logger LOG = LoggerFactory.getLogger(Getent.class);
    private static final Duration KEPT = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    /** More distinct questions than this come from nobody honest; the cache starts over. */
    private static final int MOST_KEPT = 1024;

    private final List<String> command;
    private final Duration patience;
    private final Clock clock;
    private final ConcurrentHashMap<String, Answer> answers = new ConcurrentHashMap<>();

    public Getent(Clock clock) {
        this(List.of("/usr/bin/getent"), PATIENCE, clock);
    }

    Getent(List<String> command, Duration patience, Clock clock) {
        this.patience = patience;
        this.command = List.copyOf(command);
        this.clock = requireNonNull(clock, "clock is null");
    }

    @Override
    public Optional<Group> group(String name) {
        return fields("group", name, 4).flatMap(Getent::toGroup);
    }

    @Override
    public Optional<String> user(long uid) {
        return fields("passwd", Long.toString(uid), 7).map(fields -> fields[0]);
    }

    private static Optional<Group> toGroup(String[] fields) {
        Set<String> members = Arrays.stream(fields[3].split(","))
                .map(String::strip)
                .filter(member -> !member.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
        try {
            return Optional.of(new Group(Long.parseLong(fields[2]), members));
        } catch (NumberFormatException e) {
            LOG.warn("getent answered a group without a number: {}", fields[0]);
            return Optional.empty();
        }
    }

    private Optional<String[]> fields(String database, String key, int count) {
        if (answers.size() >= MOST_KEPT) {
            answers.clear();
        }
        return answers.computeIfAbsent(database + ' ' + key, k -> new Answer(database, key))
                .line()
                .map(line -> line.split(":", -1))
                .filter(fields -> fields.length >= count);
    }

    /** One question and, for a while, what it was answered. Its monitor makes callers wait for each other. */
    private final class Answer {
        private final String database;
        private final String key;
        private Optional<String> line = Optional.empty();
        /** Null before the first time. */
        private Instant asked;

        Answer(String database, String key) {
            this.database = database;
            this.key = key;
        }

        synchronized Optional<String> line() {
            Instant now = clock.instant();
            // A clock that was set back makes an answer old, too: otherwise it would be kept for as long as the step.
            boolean fresh = asked != null && !now.isBefore(asked) && now.isBefore(asked.plus(KEPT));
            if (!fresh) {
                line = ask(database, key);
                asked = now;
            }
            return line;
        }
    }

    private Optional<String> ask(String database, String key) {
        List<String> words = new ArrayList<>(command);
        words.addAll(List.of(database, key));
        ProcessBuilder builder = new ProcessBuilder(words)
                .redirectInput(Redirect.from(new File("/dev/null")))
                .redirectError(Redirect.DISCARD);
        builder.environment().put("LC_ALL", "C.UTF-8");
        try {
            return firstLine(builder.start());
        } catch (IOException e) {
            LOG.warn("the user database cannot be asked for {} {}: {}", database, key, e.getMessage());
            return Optional.empty();
        }
    }

    private Optional<String> firstLine(Process process) throws IOException {
        // Reading comes after the exit: one group fits the pipe's 64 KiB, and one that does not is treated as hanging.
        try (var out = process.getInputStream()) {
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("the user database did not answer within {}", patience);
                return Optional.empty();
            }
            String text = new String(out.readAllBytes(), StandardCharsets.UTF_8);
            return process.exitValue() == 0 ? text.lines().findFirst() : Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            process.destroyForcibly();
        }
    }
}
