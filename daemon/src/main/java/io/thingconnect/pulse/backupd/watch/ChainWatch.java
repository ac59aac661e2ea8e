package io.thingconnect.pulse.backupd.watch;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Chains that have become longer than somebody wanted. */
public final class ChainWatch {
    private ChainWatch() {}

    /**
     * @param newest label of the job's newest good backup
     * @param at when it was taken
     * @param length archives that a restore of it reads
     */
    public record ChainFacts(String job, String newest, Instant at, int length) {}

    /** @param limit key {@code monitoring.chain_length} */
    public static List<Alarm> alarms(List<ChainFacts> chains, int limit) {
        List<Alarm> alarms = new ArrayList<>();
        for (ChainFacts chain : chains) {
            if (chain.length() > limit) {
                alarms.add(new Alarm(
                        "chain-long:" + chain.job(),
                        Severity.WARNING,
                        chain.at(),
                        "backup '" + chain.newest() + "' of job '" + chain.job() + "' stands on a chain of "
                                + chain.length() + " archives; the limit is " + limit
                                + ": a restore reads them all, and each one has to be whole",
                        "Shorten it with 'pulsectl consolidate " + chain.newest()
                                + "', and see fullEvery and maxChain of" + " that job in backup.yaml."));
            }
        }
        return alarms;
    }
}
