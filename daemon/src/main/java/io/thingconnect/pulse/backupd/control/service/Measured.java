package io.thingconnect.pulse.backupd.control.service;

import io.thingconnect.pulse.backupd.error.BackupException;

/** What is measured of this installation, for those who keep such numbers. */
public interface Measured {
    /** In Prometheus' text format 0.0.4. */
    String metrics() throws BackupException;
}
