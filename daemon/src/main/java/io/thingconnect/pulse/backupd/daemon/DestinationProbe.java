package io.thingconnect.pulse.backupd.daemon;

import io.thingconnect.pulse.backupd.catalog.BackupRecord;
import io.thingconnect.pulse.backupd.catalog.CopyRecord;
import io.thingconnect.pulse.backupd.catalog.CopyState;
import io.thingconnect.pulse.backupd.catalog.Derived;
import io.thingconnect.pulse.backupd.control.service.DestinationStatus;
import io.thingconnect.pulse.backupd.copies.Installation;
import io.thingconnect.pulse.backupd.storage.Destination;
import io.thingconnect.pulse.backupd.storage.OwnedStorage;
import io.thingconnect.pulse.backupd.storage.Storage;
import io.thingconnect.pulse.backupd.system.Errno;
import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Asks the destinations how they are, on a thread of its own for each, so that one that hangs (a dead network mount)
 * delays a status query by a second at most, and is then reported by what was last known of it.
 */
final class DestinationProbe implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Supplier<Installation> installation;
    private final UnaryOperator<String> type;
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "destination-probe");
        thread.setDaemon(true);
        return thread;
    });
    private final Derived<Map<String, Held>> counted = new Derived<>(DestinationProbe::count);
    private final Map<String, Future<Answer>> asked = new ConcurrentHashMap<>();

    /** @param type of a destination, by its name: {@code local}, {@code network}, {@code s3} */
    DestinationProbe(Supplier<Installation> installation, UnaryOperator<String> type) {
        this.installation = installation;
        this.type = type;
    }

    private record Answer(Long free, Long total, Long millis, String error) {}

    List<DestinationStatus> look(List<BackupRecord> backups) {
        return look(backups, PATIENCE);
    }

    /** @param patience in all */
    List<DestinationStatus> look(List<BackupRecord> backups, Duration patience) {
        List<Destination> destinations =
                List.copyOf(installation.get().destinations().values());
        // One question at a time for each: whoever asks while one hangs waits for that one, and no thread is added.
        destinations.forEach(destination -> asked.compute(
                destination.name(),
                (name, before) ->
                        before == null || before.isDone() ? threads.submit(() -> ask(destination.storage())) : before));
        Map<String, Held> held = counted.from(backups);
        List<DestinationStatus> statuses = new ArrayList<>();
        long deadline = System.nanoTime() + patience.toNanos();
        for (Destination destination : destinations) {
            Answer answer = await(asked.get(destination.name()), deadline);
            statuses.add(new DestinationStatus(
                    destination.name(),
                    type.apply(destination.name()),
                    destination.storage().location(),
                    answer.error().isEmpty(),
                    answer.free(),
                    answer.total(),
                    held.getOrDefault(destination.name(), Held.NOTHING).good(),
                    held.getOrDefault(destination.name(), Held.NOTHING).pending(),
                    answer.millis(),
                    answer.error(),
                    notices(destination.storage())));
        }
        return statuses;
    }

    private static List<String> notices(Storage storage) {
        List<String> notices = new ArrayList<>(storage.notices());
        if (storage instanceof OwnedStorage owned) {
            owned.refusedToDelete()
                    .ifPresent(at -> notices.add("lets nobody delete (it refused at "
                            + at.truncatedTo(ChronoUnit.SECONDS) + "): expired backups stay there until it removes them"
                            + " by rules of its own"));
        }
        return notices;
    }

    /** Copies at one destination. */
    private record Held(long good, long pending) {
        static final Held NOTHING = new Held(0, 0);

        Held with(CopyState state) {
            return new Held(good + (state == CopyState.GOOD ? 1 : 0), pending + (state == CopyState.PENDING ? 1 : 0));
        }
    }

    private static Map<String, Held> count(List<BackupRecord> backups) {
        Map<String, Held> held = new HashMap<>();
        for (BackupRecord backup : backups) {
            for (CopyRecord copy : backup.copies()) {
                held.put(
                        copy.destination(),
                        held.getOrDefault(copy.destination(), Held.NOTHING).with(copy.state()));
            }
        }
        return held;
    }

    private static Answer ask(Storage storage) {
        try {
            OwnedStorage.requireNotAnothers(storage);
            long begin = System.nanoTime();
            Storage.Space space = storage.space();
            long millis = (System.nanoTime() - begin) / 1_000_000;
            return new Answer(known(space.free()), known(space.total()), millis, "");
        } catch (IOException e) {
            return new Answer(null, null, null, Errno.reason(e));
        }
    }

    private static Long known(long bytes) {
        return bytes < 0 ? null : bytes;
    }

    private static Answer await(Future<Answer> question, long deadline) {
        try {
            return question.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return new Answer(null, null, null, "it does not answer");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Answer(null, null, null, "it was not asked: the daemon is stopping");
        } catch (java.util.concurrent.ExecutionException e) {
            return new Answer(null, null, null, String.valueOf(e.getCause().getMessage()));
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
