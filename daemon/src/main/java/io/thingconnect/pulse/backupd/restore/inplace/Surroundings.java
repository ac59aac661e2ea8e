package io.thingconnect.pulse.backupd.restore.inplace;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.error.BackupException;
import java.time.Duration;
import java.util.List;

/**
 * What a restore in place needs of the box beside its files.
 *
 * @param services in the order they are started in
 * @param timeout for each of them to stop or to start
 * @param validation says whether the application accepts what was restored; asked before its services start
 * @param health says whether it works again; asked after they started, and waits as long as that may take
 */
public record Surroundings(Units units, List<String> services, Duration timeout, Check validation, Check health) {
    public Surroundings {
        requireNonNull(units, "units is null");
        services = List.copyOf(services);
        requireNonNull(validation, "validation is null");
        requireNonNull(health, "health is null");
    }

    /** One question that is answered by returning. */
    public interface Check {
        void run() throws BackupException;

        /** Always content. */
        static Check none() {
            return () -> {};
        }
    }

    /** A directory tree with nothing around it. */
    public static Surroundings none() {
        return new Surroundings(Units.none(), List.of(), Duration.ZERO, Check.none(), Check.none());
    }
}
