package io.thingconnect.pulse.backupd.control;

import io.thingconnect.pulse.backupd.control.varlink.Audit;
import io.thingconnect.pulse.backupd.control.varlink.Method;
import io.thingconnect.pulse.backupd.control.varlink.Parameters;
import io.thingconnect.pulse.backupd.control.varlink.Peer;
import io.thingconnect.pulse.backupd.control.varlink.Replies;
import io.thingconnect.pulse.backupd.control.varlink.ServiceException;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who did what. */
final class AuditCall {
    private final Audit audit;

    AuditCall(Audit audit) {
        this.audit = audit;
    }

    List<Method> methods() {
        return List.of(Method.stream("ListAudit", this::list, "since", "user", "method")
                .forAdmin());
    }

    private void list(Parameters parameters, Peer peer, Replies replies)
            throws BackupException, ServiceException, IOException {
        Optional<Instant> since = since(parameters.optionalText("since"));
        Optional<String> user = parameters.optionalText("user");
        Optional<String> method = parameters.optionalText("method");
        audit.read(entry -> {
            boolean wanted = since.map(from -> !entry.at().isBefore(from)).orElse(true)
                    && user.map(entry.user()::equals).orElse(true)
                    && method.map(entry.method()::equals).orElse(true);
            if (wanted) {
                replies.item(Map.of("record", entry));
            }
        });
        replies.end();
    }

    private static Optional<Instant> since(Optional<String> text) throws BackupException {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Instant.parse(text.get()));
        } catch (DateTimeParseException e) {
            throw new BackupException(
                    ErrorCode.INVALID_PARAMETER,
                    "'" + text.get() + "' is no time",
                    "Write it as 2024-01-15T02:00:00Z.",
                    e);
        }
    }
}
