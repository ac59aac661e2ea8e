package io.thingconnect.pulse.backupd.notify;

import io.thingconnect.pulse.backupd.system.Processes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/** A program of the operator's, with the message as JSON on its standard input. */
final class CommandChannel implements Channel {
    private static final int KEPT = 300;

    private final ChannelSpec.Command spec;
    private final Duration patience;

    CommandChannel(ChannelSpec.Command spec) {
        this(spec, Duration.ofSeconds(30));
    }

    /** @param patience after which the program is killed, with all that it started */
    CommandChannel(ChannelSpec.Command spec, Duration patience) {
        this.spec = spec;
        this.patience = patience;
    }

    @Override
    public String send(Notice notice) throws Undelivered {
        String program = "'" + spec.command().get(0) + "'";
        byte[] input = (notice.json() + "\n").getBytes(StandardCharsets.UTF_8);
        try {
            Processes.Result result = Processes.run(
                    spec.command(),
                    Map.of(),
                    input,
                    patience,
                    KEPT,
                    () -> Thread.currentThread().isInterrupted());
            String said = clean(result.errors().isBlank() ? result.output() : result.errors());
            return switch (result.ending()) {
                case TIMED_OUT ->
                    throw Undelivered.forNow(
                            program + " did not end within " + patience.toSeconds() + " s and was killed", null);
                case STOPPED -> throw Undelivered.forNow(program + " was killed: the daemon is stopping", null);
                case EXITED -> {
                    if (!result.succeeded()) {
                        throw Undelivered.forNow(program + " ended with " + result.status() + said(said), null);
                    }
                    yield "exit 0" + said(clean(result.output()));
                }
            };
        } catch (IOException e) {
            throw Undelivered.refused(program + " cannot be run: " + clean(String.valueOf(e.getMessage())), e);
        }
    }

    private static String said(String text) {
        return text.isEmpty() ? "" : ": " + text;
    }

    private static String clean(String said) {
        return said.strip().replaceAll("[\\s\\p{Cntrl}]+", " ");
    }
}
