package io.thingconnect.pulse.backupd.report;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.catalog.DrillRecord;
import io.thingconnect.pulse.backupd.publish.RestoreCommands;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is known of one installation, as far as whoever recovers it has to know. No credential is in it.
 *
 * @param at when it was gathered
 * @param places where backups lie, in the order of the configuration
 * @param newest one chain for each backup that the newest state is made of: the one with the database first, then those
 *     whose files are newer, oldest first; empty where nothing good lies anywhere
 * @param drills of each name at each destination the newest
 * @param provenRestore when a restore was last proven; empty: never
 */
public record RunbookFacts(
        Box box,
        Instant at,
        List<Component> components,
        List<Job> jobs,
        List<Place> places,
        Secret secret,
        List<Contact> contacts,
        List<Chain> newest,
        List<DrillRecord> drills,
        Optional<Instant> provenRestore) {
    public RunbookFacts {
        requireNonNull(box, "box is null");
        components = List.copyOf(components);
        jobs = List.copyOf(jobs);
        places = List.copyOf(places);
        requireNonNull(secret, "secret is null");
        contacts = List.copyOf(contacts);
        newest = List.copyOf(newest);
        drills = List.copyOf(drills);
    }

    /**
     * The machine.
     *
     * @param version of this product
     * @param schema the application's schema version in the newest backup, "" where nobody knows
     * @param services in the order they are started in
     * @param health URL and the answer that is expected
     */
    public record Box(
            String host,
            String version,
            String schema,
            String zone,
            String config,
            boolean enabled,
            List<String> services,
            Health health) {
        public Box {
            services = List.copyOf(services);
        }
    }

    public record Health(String url, String expect) {}

    /** @param paths as the configuration names them */
    public record Component(String name, List<String> paths) {
        public Component {
            paths = List.copyOf(paths);
        }
    }

    /**
     * @param when in words
     * @param keep what stays, in words
     */
    public record Job(
            String name, String when, String type, List<String> components, List<String> destinations, String keep) {
        public Job {
            components = List.copyOf(components);
            destinations = List.copyOf(destinations);
        }
    }

    /**
     * A destination.
     *
     * @param settings that name it in a {@code backup.yaml}, without its credentials
     * @param newest label of the newest good backup with the database there; "" where there is none
     * @param backups how many good ones lie there
     */
    public record Place(String name, Address address, List<Setting> settings, String newest, long backups) {
        public Place {
            settings = List.copyOf(settings);
        }
    }

    /** A line of a {@code backup.yaml}. */
    public record Setting(String key, String value) {}

    /** Where it is, and how its files are fetched with programs that others have made. */
    public sealed interface Address {}

    public record Directory(String path) implements Address {}

    /** @param folder below the share, with the box's own directory */
    public record Share(String server, int port, String share, String folder) implements Address {}

    /** @param prefix with the box's own directory */
    public record Bucket(String bucket, String prefix, Optional<String> region, Optional<String> endpoint)
            implements Address {}

    /**
     * What opens the backups; not the secret itself.
     *
     * @param kind {@code none}, {@code passphrase} or {@code recipients}
     * @param hint where it is kept, "" where nobody said
     * @param files with secrets, which are in no backup
     */
    public record Secret(String kind, String hint, List<String> files) {
        public Secret {
            files = List.copyOf(files);
        }
    }

    /** Whom to call; what is not known is "". */
    public record Contact(String name, String role, String phone, String email, boolean emergency) {}

    /**
     * A backup with all that it stands on.
     *
     * @param place name of the destination that the commands are written for
     * @param copies names of all destinations with a good copy
     * @param bytes that it has when it is restored
     */
    public record Chain(
            String label,
            String job,
            Instant takenAt,
            List<String> components,
            String place,
            List<String> copies,
            long bytes,
            int archives,
            RestoreCommands commands) {
        public Chain {
            components = List.copyOf(components);
            copies = List.copyOf(copies);
        }
    }
}
