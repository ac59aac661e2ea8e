package io.thingconnect.pulse.backupd.restore.inplace;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Services that remember what was asked of them. A service is refused its start while the marker exists. */
final class FakeUnits implements Units {
    final List<String> calls = new ArrayList<>();
    final Set<String> up = new LinkedHashSet<>();
    String willNotStop = "";
    String willNotStart = "";
    private Path marker;

    FakeUnits(String... names) {
        up.addAll(List.of(names));
    }

    @Override
    public List<String> running(List<String> names) {
        return names.stream().filter(up::contains).toList();
    }

    @Override
    public void guard(List<String> names, Path file) {
        marker = file;
    }

    @Override
    public void stop(String name, Duration timeout) throws BackupException {
        calls.add("stop " + name);
        if (name.equals(willNotStop)) {
            throw new BackupException(ErrorCode.INTERNAL, "service '" + name + "' does not stop", "");
        }
        up.remove(name);
    }

    @Override
    public void start(String name, Duration timeout) throws BackupException {
        calls.add("start " + name);
        if (marker != null && Files.exists(marker)) {
            throw new BackupException(ErrorCode.INTERNAL, "the marker keeps '" + name + "' from starting", "");
        }
        if (name.equals(willNotStart)) {
            // Once: what was there before started before.
            willNotStart = "";
            throw new BackupException(ErrorCode.INTERNAL, "service '" + name + "' does not start", "");
        }
        up.add(name);
    }
}
