package io.thingconnect.pulse.backupd.control.service;

import io.thingconnect.pulse.backupd.error.BackupException;

/** The document to recover this box by. */
public interface Recovery {
    /** @param html a page of HTML; otherwise Markdown */
    String runbook(boolean html) throws BackupException;
}
