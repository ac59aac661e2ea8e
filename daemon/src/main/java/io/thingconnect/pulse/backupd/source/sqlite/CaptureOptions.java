package io.thingconnect.pulse.backupd.source.sqlite;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What a capture may cost the application.
 *
 * @param maxWalGrowth bytes the application's WAL may grow while its snapshot is held
 * @param maxDuration for which the snapshot may be held
 * @param expectedRate bytes of database per second that whoever takes the pages can swallow: with the size it predicts
 *     how long the snapshot would be held
 * @param walRate bytes per second by which this database's WAL was last seen to grow
 * @param staged true: copy raw to the spool first whatever the prediction says
 * @param spool directory for private page copies and staged databases
 */
public record CaptureOptions(
        long maxWalGrowth, Duration maxDuration, long expectedRate, long walRate, boolean staged, Path spool) {}
