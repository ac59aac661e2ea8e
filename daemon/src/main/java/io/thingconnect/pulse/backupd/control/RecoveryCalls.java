package io.thingconnect.pulse.backupd.control;

import io.thingconnect.pulse.backupd.control.service.Recovery;
import io.thingconnect.pulse.backupd.control.varlink.Method;
import io.thingconnect.pulse.backupd.control.varlink.Parameters;
import io.thingconnect.pulse.backupd.control.varlink.Peer;
import io.thingconnect.pulse.backupd.control.varlink.Replies;
import io.thingconnect.pulse.backupd.control.varlink.ServiceException;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** The document to recover by. */
final class RecoveryCalls {
    private final Recovery recovery;

    RecoveryCalls(Recovery recovery) {
        this.recovery = recovery;
    }

    List<Method> methods() {
        return List.of(Method.of("GetRunbook", this::runbook, "format"));
    }

    private void runbook(Parameters parameters, Peer peer, Replies replies)
            throws ServiceException, BackupException, IOException {
        String format = parameters.optionalText("format").orElse("markdown");
        if (!format.equals("markdown") && !format.equals("html")) {
            throw new BackupException(
                    ErrorCode.INVALID_PARAMETER,
                    "there is no format '" + format + "' of the runbook",
                    "Formats are: markdown, html.");
        }
        replies.only(Map.of("text", recovery.runbook(format.equals("html"))));
    }
}
