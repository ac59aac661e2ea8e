package io.thingconnect.pulse.backupd.job.executor;

import io.thingconnect.pulse.backupd.catalog.BackupRecord;
import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.drill.Scope;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.error.Nearest;
import io.thingconnect.pulse.backupd.job.DrillSpec;
import io.thingconnect.pulse.backupd.job.Request;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether a drill that is asked for makes sense, and what it leaves open filled in. */
final class DrillCheck {
    private final Catalog catalog;
    private final Configured configured;

    DrillCheck(Catalog catalog, Configured configured) {
        this.catalog = catalog;
        this.configured = configured;
    }

    Task.DrillTask check(Request.Drill request) throws BackupException {
        Optional<Scope> scope = request.scope().flatMap(Scope::parse);
        if (request.scope().isPresent() && scope.isEmpty()) {
            throw new BackupException(
                    ErrorCode.INVALID_PARAMETER,
                    "there is no scope '" + request.scope().get() + "'",
                    Nearest.question(request.scope().get(), List.of("database", "box")) + "Scopes are: database, box.");
        }
        requireDestination(request.from());
        Optional<Boolean> oldest = request.backup().flatMap(DrillCheck::age);
        DrillSpec spec = named(request.name()).with(scope, request.from(), oldest);
        if (request.backup().isEmpty() || oldest.isPresent()) {
            return new Task.DrillTask(spec, null, request);
        }
        BackupRecord backup = catalog.find(request.backup().get());
        return new Task.DrillTask(spec, backup.label().toString(), request);
    }

    /** Empty where a label is meant. */
    private static Optional<Boolean> age(String word) {
        return switch (word) {
            case "newest" -> Optional.of(false);
            case "oldest" -> Optional.of(true);
            default -> Optional.empty();
        };
    }

    private void requireDestination(Optional<String> from) throws BackupException {
        Set<String> known = configured.destinations().get();
        if (from.isPresent() && !from.get().equals(DrillSpec.EACH) && !known.contains(from.get())) {
            throw new BackupException(
                    ErrorCode.DESTINATION_NOT_FOUND,
                    "there is no destination '" + from.get() + "'",
                    Nearest.question(from.get(), known) + "Configured are: " + String.join(", ", known)
                            + "; each means all of them.");
        }
    }

    private DrillSpec named(String name) throws BackupException {
        if (name.isEmpty()) {
            return DrillSpec.unnamed(configured.freshness().get());
        }
        List<DrillSpec> known = configured.drills().get();
        return known.stream()
                .filter(drill -> drill.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> new BackupException(
                                ErrorCode.JOB_NOT_FOUND,
                                "there is no drill '" + name + "', " + names(known),
                                Nearest.question(
                                                name,
                                                known.stream()
                                                        .map(DrillSpec::name)
                                                        .toList())
                                        + "Drills are configured in backup.yaml under drills:; 'pulsectl drill' needs no name."));
    }

    private static String names(List<DrillSpec> known) {
        return known.isEmpty()
                ? "none is configured"
                : "only " + known.stream().map(DrillSpec::name).collect(Collectors.joining("', '", "'", "'"));
    }
}
