package io.thingconnect.pulse.backupd.daemon;

import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.catalog.RunRecord;
import io.thingconnect.pulse.backupd.error.BackupException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which runs began and which ended since the last look. What was said is noted in the catalog, so that a restart neither says
 * twice that one began nor forgets to say how it ended.
 */
final class RunEvents {
    private static final String TOLD = "notify.runs";
    private static final int MOST = 100;

    private final Catalog catalog;
    private Optional<Seen> seen = Optional.empty();
    private Optional<Seen> told = Optional.empty();

    RunEvents(Catalog catalog) {
        this.catalog = catalog;
    }

    /**
     * @param newest id up to which all runs were seen
     * @param open of these, the ones that were not over, and whether they had begun
     */
    private record Seen(long newest, Map<Long, Boolean> open) {
        static Seen parse(String text) {
            String[] words = text.split(" ");
            Map<Long, Boolean> open = new LinkedHashMap<>();
            for (int i = 1; i < words.length; i++) {
                open.put(Long.parseLong(words[i].substring(1)), words[i].startsWith("b"));
            }
            return new Seen(Long.parseLong(words[0]), open);
        }

        String text() {
            return newest
                    + open.entrySet().stream()
                            .map(run -> (run.getValue() ? " b" : " q") + run.getKey())
                            .collect(Collectors.joining());
        }
    }

    /**
     * Oldest first. One that began and ended is there twice: running, and as it ended. Until {@link #told} the same ones come
     * again.
     */
    List<RunRecord> look() throws BackupException {
        List<RunRecord> runs = new ArrayList<>(catalog.runs(MOST));
        Collections.reverse(runs);
        told = catalog.fact(TOLD).map(Seen::parse);
        long newest = told.map(Seen::newest).orElse(0L);
        Map<Long, Boolean> open = new LinkedHashMap<>(told.map(Seen::open).orElse(Map.of()));
        List<RunRecord> events = new ArrayList<>();
        for (RunRecord run : runs) {
            // The very first look finds what ended before anybody wanted to know.
            boolean old = told.isEmpty() && run.state().isOver();
            if (run.id() > newest && !old) {
                open.put(run.id(), false);
            }
            newest = Math.max(newest, run.id());
            if (open.containsKey(run.id())) {
                events.addAll(events(run, open));
            }
        }
        seen = Optional.of(new Seen(newest, open));
        return events;
    }

    private static List<RunRecord> events(RunRecord run, Map<Long, Boolean> open) {
        List<RunRecord> events = new ArrayList<>();
        if (run.startedAt() != null && Boolean.FALSE.equals(open.get(run.id()))) {
            events.add(run.started(run.startedAt()));
            open.put(run.id(), true);
        }
        if (run.state().isOver()) {
            events.add(run);
            open.remove(run.id());
        }
        return events;
    }

    /** What {@link #look} found is on its way. */
    void told() throws BackupException {
        if (seen.isPresent() && !seen.equals(told)) {
            catalog.setFact(TOLD, seen.get().text());
        }
    }
}
