package io.thingconnect.pulse.backupd.control;

import io.thingconnect.pulse.backupd.catalog.Contents;
import io.thingconnect.pulse.backupd.control.service.Diagnosis;
import io.thingconnect.pulse.backupd.control.service.Examination;
import java.io.IOException;
import java.util.List;

/** Finds one thing. */
final class FakeExamination implements Examination {
    @Override
    public void examine(boolean integrity, Listener listener) throws IOException {
        listener.waiting();
        listener.found(new Diagnosis(
                "database-integrity",
                "database",
                integrity ? "ok" : "error",
                "/var/lib/thingconnect-pulse/pulse.db",
                "integrity_check says ok",
                "a damaged database is backed up as damaged",
                ""));
    }

    @Override
    public Contents catalog() {
        return new Contents(7, List.of(new Contents.Table("run", "CREATE TABLE run (id INTEGER)", 3)));
    }
}
