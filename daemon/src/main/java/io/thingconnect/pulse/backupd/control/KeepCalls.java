package io.thingconnect.pulse.backupd.control;

import io.thingconnect.pulse.backupd.control.service.Keeping;
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

/** What an expiry would remove, and what it must not. */
final class KeepCalls {
    private static final int LONGEST_REASON = 500;

    private final Keeping keeping;

    KeepCalls(Keeping keeping) {
        this.keeping = keeping;
    }

    List<Method> methods() {
        return List.of(
                Method.stream("PlanExpire", this::plan, "job"),
                Method.of("Pin", this::pin, "label", "until", "reason")
                        .forAdmin()
                        .withAudit(),
                Method.of("Unpin", this::unpin, "label").forAdmin().withAudit());
    }

    private void plan(Parameters parameters, Peer peer, Replies replies)
            throws BackupException, ServiceException, IOException {
        for (Keeping.ExpiryPlan plan : keeping.plans(parameters.optionalText("job"))) {
            replies.item(Map.of("plan", plan));
        }
        replies.end();
    }

    private void pin(Parameters parameters, Peer peer, Replies replies)
            throws BackupException, ServiceException, IOException {
        Optional<Instant> until = until(parameters.optionalText("until"));
        String reason = reason(parameters.text("reason"));
        List<String> warnings = keeping.pin(parameters.text("label"), until, reason, peer.user());
        replies.only(Map.of("warnings", warnings));
    }

    private void unpin(Parameters parameters, Peer peer, Replies replies)
            throws BackupException, ServiceException, IOException {
        replies.only(Map.of("warnings", keeping.unpin(parameters.text("label"))));
    }

    private static Optional<Instant> until(Optional<String> text) throws BackupException {
        try {
            return text.map(Instant::parse);
        } catch (DateTimeParseException e) {
            throw new BackupException(
                    ErrorCode.INVALID_PARAMETER,
                    "'" + text.orElse("") + "' is no time",
                    "Write it as 2024-01-15T02:00:00Z, or leave it out for a pin that stays.",
                    e);
        }
    }

    private static String reason(String reason) throws BackupException {
        if (reason.isBlank()
                || reason.length() > LONGEST_REASON
                || reason.chars().anyMatch(Character::isISOControl)) {
            throw new BackupException(
                    ErrorCode.INVALID_PARAMETER,
                    "the reason is empty, longer than " + LONGEST_REASON + " characters, or holds control characters",
                    "Say in one line why it has to stay.");
        }
        return reason;
    }
}
