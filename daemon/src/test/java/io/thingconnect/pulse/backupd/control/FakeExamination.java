package io.thingconnect.pulse.backupd.control;

import io.thingconnect.pulse.backupd.catalog.Catalog;
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
    public Catalog.Contents catalog() {
        return new Catalog.Contents(7, List.of(new Catalog.Contents.Table("run", "CREATE TABLE run (id INTEGER)", 3)));
    }
}
