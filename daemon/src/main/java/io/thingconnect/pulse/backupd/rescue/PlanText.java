package io.thingconnect.pulse.backupd.rescue;

import io.thingconnect.pulse.backupd.restore.inplace.InPlaceRestore;
import io.thingconnect.pulse.backupd.restore.tables.Tables;
import io.thingconnect.pulse.backupd.schedule.PointInTime;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A plan, for people and for programs. Where components come from several backups, each says its label, time and loss. */
final class PlanText {
    private static final int MOST_REMOVED = 10;

    private PlanText() {}

    static String of(
            Chosen chosen,
            Arguments arguments,
            InPlaceRestore.Plan plan,
            List<String> notes,
            Optional<Instant> wanted,
            ZoneId zone,
            Instant now) {
        List<String> lines = new ArrayList<>();
        Chosen.Source first = chosen.sources().get(0);
        lines.add("restore " + first.name() + " from " + first.place());
        for (Chosen.Source source : chosen.sources()) {
            boolean alone = chosen.sources().size() == 1;
            String taken = chosen.file().isPresent() ? "last written " : "";
            lines.add("  taken at    " + taken + PointInTime.show(source.takenAt(), zone)
                    + (alone ? "" : ", " + source.name() + ": " + String.join(", ", source.components())));
        }
        lines.add("  components  " + components(arguments, plan));
        arguments.paths().forEach(path -> lines.add("  only        /" + path));
        lines.add("  writes      " + plan.files() + " entries, " + Report.bytes(plan.neededBytes())
                + " beside what is there");
        for (Chosen.Source source : chosen.sources()) {
            lines.add("  loss        " + loss(source, chosen, wanted, now));
        }
        removed(plan.removed(), lines);
        notes.forEach(note -> lines.add("  note        " + note));
        lines.add("  afterwards  pulse-restore --undo brings the present state back");
        return String.join("\n", lines) + "\n";
    }

    private static String components(Arguments arguments, InPlaceRestore.Plan plan) {
        if (arguments.tables().isEmpty()) {
            return String.join(", ", plan.components());
        }
        List<String> words =
                arguments.tables().stream().sorted().map(Tables::word).toList();
        return String.join(", ", words)
                + " alone, merged into a copy of the database that is there; what the backup holds"
                + " wins, what it does not hold stays";
    }

    private static String loss(Chosen.Source source, Chosen chosen, Optional<Instant> wanted, Instant now) {
        String what = chosen.sources().size() == 1 ? "" : String.join(", ", source.components()) + ": ";
        String older = wanted.map(at -> "; the backup is " + Report.age(Duration.between(source.takenAt(), at))
                        + " older than the time asked for")
                .orElse("");
        return what + "what changed in the last " + Report.age(Duration.between(source.takenAt(), now)) + " is replaced"
                + older;
    }

    private static void removed(List<String> removed, List<String> lines) {
        for (int i = 0; i < Math.min(MOST_REMOVED, removed.size()); i++) {
            lines.add("  takes away  " + removed.get(i) + " (not in the backup)");
        }
        if (removed.size() > MOST_REMOVED) {
            lines.add("  takes away  " + (removed.size() - MOST_REMOVED) + " more");
        }
    }

    /** {@code label}, {@code destination} and {@code takenAt} are those of the first source. */
    static Map<String, Object> fields(Chosen chosen, InPlaceRestore.Plan plan, List<String> notes) {
        Map<String, Object> fields = new LinkedHashMap<>();
        Chosen.Source first = chosen.sources().get(0);
        fields.put("label", first.name());
        fields.put("destination", first.place());
        fields.put("takenAt", first.takenAt().toString());
        List<Map<String, Object>> sources = new ArrayList<>();
        for (Chosen.Source source : chosen.sources()) {
            sources.add(Map.of(
                    "label", source.name(),
                    "destination", source.place(),
                    "takenAt", source.takenAt().toString(),
                    "components", source.components()));
        }
        fields.put("sources", sources);
        fields.put("components", plan.components());
        fields.put("entries", plan.files());
        fields.put("neededBytes", plan.neededBytes());
        fields.put("databases", plan.databases());
        fields.put("removed", plan.removed());
        fields.put("notes", notes);
        return fields;
    }
}
