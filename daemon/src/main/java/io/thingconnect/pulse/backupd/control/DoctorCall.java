package io.thingconnect.pulse.backupd.control;

import io.thingconnect.pulse.backupd.control.service.Diagnosis;
import io.thingconnect.pulse.backupd.control.service.Examination;
import io.thingconnect.pulse.backupd.control.varlink.Method;
import io.thingconnect.pulse.backupd.control.varlink.Parameters;
import io.thingconnect.pulse.backupd.control.varlink.Peer;
import io.thingconnect.pulse.backupd.control.varlink.Replies;
import io.thingconnect.pulse.backupd.control.varlink.ServiceException;
import io.thingconnect.pulse.backupd.error.BackupException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Streams what the doctor finds; empty replies now and then say that it is still looking. */
final class DoctorCall {
    private final Examination examination;
    private final Duration beat;

    DoctorCall(Examination examination, Duration beat) {
        this.examination = examination;
        this.beat = beat;
    }

    List<Method> methods() {
        return List.of(
                Method.stream("Doctor", this::doctor, "integrity"), Method.of("DescribeCatalog", this::describe));
    }

    private void describe(Parameters parameters, Peer peer, Replies replies) throws BackupException, IOException {
        replies.only(examination.catalog());
    }

    private void doctor(Parameters parameters, Peer peer, Replies replies) throws ServiceException, IOException {
        examination.examine(parameters.flag("integrity"), new Examination.Listener() {
            private long last = System.nanoTime();

            @Override
            public void found(Diagnosis diagnosis) throws IOException {
                replies.now(Map.of("finding", diagnosis));
                last = System.nanoTime();
            }

            @Override
            public void waiting() throws IOException {
                replies.requireListener();
                if (System.nanoTime() - last >= beat.toNanos()) {
                    replies.now(Map.of());
                    last = System.nanoTime();
                }
            }
        });
        replies.only(Map.of());
    }
}
