package io.thingconnect.pulse.backupd.control.varlink;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * One line of the audit file, and one item of {@code ListAudit}.
 *
 * @param method without the interface
 * @param parameters as JSON, secrets removed
 * @param result {@code ok}, the name of the error, or {@code ConnectionLost} where the caller hung up in between
 */
public record AuditRecord(
        Instant at, long uid, String user, long pid, String method, String parameters, String result) {
    public AuditRecord {
        requireNonNull(at, "at is null");
        requireNonNull(user, "user is null");
        requireNonNull(method, "method is null");
        requireNonNull(parameters, "parameters is null");
        requireNonNull(result, "result is null");
    }
}
