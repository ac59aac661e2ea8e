package io.thingconnect.pulse.backupd.job;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.backupset.Kind;
import java.time.Duration;

/**
 * What kind of backups a job makes, and when it starts a new chain.
 *
 * @param type for a delta: of every run that is not the first of a chain
 * @param fullEvery a chain whose full is that old has come to its end
 * @param maxChain backups in a chain, its full included
 * @param consolidate whether the full of a new chain is made from the old chain instead of from the application
 */
public record ChainPolicy(Kind type, Duration fullEvery, int maxChain, boolean consolidate) {
    public ChainPolicy {
        requireNonNull(type, "type is null");
        requireNonNull(fullEvery, "fullEvery is null");
    }

    /** Fulls only; the rest counts where somebody asks for a delta all the same. */
    public static ChainPolicy fulls() {
        return of(Kind.FULL);
    }

    /** Incrementals without an end. */
    public static ChainPolicy endless() {
        return new ChainPolicy(Kind.INCREMENTAL, Duration.ofDays(36_500), Integer.MAX_VALUE, false);
    }

    /** With the usual limits. */
    public static ChainPolicy of(Kind type) {
        return new ChainPolicy(type, Duration.ofDays(7), 100, false);
    }
}
