package io.thingconnect.pulse.backupd.rescue;

import io.thingconnect.pulse.backupd.config.RestoreSettings;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.restore.inplace.Surroundings;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Asks the application over HTTP until it gives the expected answer, or the time is over. */
final class HealthProbe implements Surroundings.Check {
    private static final int CONNECT_MILLIS = 2_000;
    private static final int READ_MILLIS = 5_000;
    private static final int PAUSE_MILLIS = 250;
    private static final int MOST_BYTES = 64 << 10;

    private final RestoreSettings.Health health;
    private final List<String> services;

    /** @param services whose logs tell more */
    HealthProbe(RestoreSettings.Health health, List<String> services) {
        this.health = health;
        this.services = List.copyOf(services);
    }

    @Override
    public void run() throws BackupException {
        if (health.url().isEmpty()) {
            return;
        }
        long deadline = System.nanoTime() + health.timeout().toNanos();
        String answer = ask();
        while (!answer.equals(health.expect())) {
            if (System.nanoTime() - deadline >= 0) {
                throw new BackupException(
                        ErrorCode.VERIFICATION_FAILED,
                        "the application is not well after " + health.timeout().toSeconds() + " s: " + health.url()
                                + " answers '" + shortened(answer) + "' instead of '" + health.expect() + "'",
                        services.isEmpty()
                                ? "Look at its log."
                                : "Look at its log: journalctl -u " + String.join(" -u ", services));
            }
            pause();
            answer = ask();
        }
    }

    private String ask() {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) URI.create(health.url()).toURL().openConnection();
            connection.setConnectTimeout(CONNECT_MILLIS);
            connection.setReadTimeout(READ_MILLIS);
            try (InputStream in = connection.getInputStream()) {
                return new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8).strip();
            } finally {
                connection.disconnect();
            }
        } catch (IOException | IllegalArgumentException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static void pause() throws BackupException {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BackupException(ErrorCode.CANCELLED, "the wait for the application was interrupted", "", e);
        }
    }

    private static String shortened(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }
}
