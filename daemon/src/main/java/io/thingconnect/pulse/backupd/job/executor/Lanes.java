package io.thingconnect.pulse.backupd.job.executor;

import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.job.JobSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;

/**
 * Who works through which runs: backups, consolidations, expiries and rebuilds one after the other; beside them the backups of
 * files that a change has started, for these are promised within seconds and a long backup of a database may be under way;
 * beside both verifications, drills and restores one after the other; and for each destination the copies to it.
 */
final class Lanes {
    private final Lane backups;
    private final Lane changes;
    private final Lane proofs;
    private final Consumer<ActiveRun> carryOut;
    private final Map<String, Lane> copies = new HashMap<>();
    private boolean closed;

    /** Two jobs may publish side by side. Whatever removes, gathers or looks through all jobs is alone. */
    private final ReadWriteLock publishing = new ReentrantReadWriteLock(true);

    /** By name: a job with and without its database is in two lanes, and must not overlap itself all the same. */
    private final Map<String, Object> jobs = new ConcurrentHashMap<>();

    /**
     * @param carryOut does a run
     * @param afterwards is told of each run of the two lanes that make backups
     */
    Lanes(Consumer<ActiveRun> carryOut, Consumer<ActiveRun> afterwards) {
        this.carryOut = carryOut;
        backups = new Lane("backup-lane", run -> write(run, afterwards));
        changes = new Lane("change-lane", run -> write(run, afterwards));
        proofs = new Lane("proof-lane", carryOut);
    }

    void start() {
        List.of(backups, changes, proofs).forEach(Lane::start);
    }

    void put(ActiveRun run) {
        lane(run.task).put(run);
    }

    private Lane lane(Task task) {
        if (task instanceof Task.CopyTask copy) {
            return copies(copy.request().destination());
        }
        if (task instanceof Task.BackupTask backup) {
            return isOfChangedFiles(backup) ? changes : backups;
        }
        boolean writes = task instanceof Task.ExpireTask
                || task instanceof Task.RebuildTask
                || task instanceof Task.ConsolidateTask;
        return writes ? backups : proofs;
    }

    /** The application's databases are read by one backup at a time. */
    private static boolean isOfChangedFiles(Task.BackupTask task) {
        JobSpec job = task.job();
        return job.onChange().isPresent() && !task.request().components(job).contains(Component.DATABASE);
    }

    /** A slow destination keeps nobody waiting but itself. */
    private synchronized Lane copies(String destination) {
        return copies.computeIfAbsent(destination, name -> {
            Lane lane = new Lane("copy-lane-" + name, carryOut);
            lane.start();
            if (closed) {
                lane.close();
            }
            return lane;
        });
    }

    private void write(ActiveRun run, Consumer<ActiveRun> afterwards) {
        if (run.task instanceof Task.BackupTask backup) {
            Object job = jobs.computeIfAbsent(backup.job().name(), name -> new Object());
            holding(publishing.readLock(), () -> {
                synchronized (job) {
                    carryOut.accept(run);
                }
            });
        } else {
            holding(publishing.writeLock(), () -> carryOut.accept(run));
        }
        afterwards.accept(run);
    }

    private static void holding(Lock lock, Runnable work) {
        lock.lock();
        try {
            work.run();
        } finally {
            lock.unlock();
        }
    }

    /** Each worker ends once it has done what it is at. */
    synchronized List<Lane> close() {
        closed = true;
        List<Lane> all = new ArrayList<>(copies.values());
        all.addAll(List.of(backups, changes, proofs));
        all.forEach(Lane::close);
        return all;
    }

    /** Whether there is somebody to make backups and somebody to prove them. */
    boolean isAlive() {
        return backups.isAlive() && changes.isAlive() && proofs.isAlive();
    }
}
