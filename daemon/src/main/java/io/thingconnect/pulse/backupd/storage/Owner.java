package io.thingconnect.pulse.backupd.storage;

import static java.util.Objects.requireNonNull;

/**
 * The box whose backups lie somewhere.
 *
 * @param instance its random id; two boxes of one name differ in it
 * @param host its name, for people; may be ""
 * @param since when it began to write there, RFC 3339, for people; may be ""
 */
public record Owner(String instance, String host, String since) {
    public Owner {
        requireNonNull(instance, "instance is null");
        requireNonNull(host, "host is null");
        requireNonNull(since, "since is null");
    }

    /** For a sentence. */
    public String text() {
        return (host.isEmpty() ? "another box" : "host '" + host + "'") + " (instance " + instance + ")"
                + (since.isEmpty() ? "" : " since " + since);
    }
}
