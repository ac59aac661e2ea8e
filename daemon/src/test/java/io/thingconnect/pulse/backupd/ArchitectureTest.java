package io.thingconnect.pulse.backupd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The floors of the house, held by the build: a room uses lower floors only, never a neighbour. */
final class ArchitectureTest {
    private static final String BASE = "io.thingconnect.pulse.backupd.";

    /** From the ground up. A room below a room ({@code storage.local}) stands on its parent's floor and may use it. */
    private static final List<Set<String>> FLOORS = List.of(
            Set.of("error"),
            Set.of("backupset", "encryption", "schedule", "system"),
            Set.of("archive", "storage", "storage.local", "storage.smb", "storage.s3", "retention", "watch"),
            Set.of("catalog", "source", "source.sqlite", "source.files"),
            Set.of("verify", "restore.tables"),
            Set.of(
                    "backup",
                    "publish",
                    "restore",
                    "restore.inplace",
                    "restore.salvage",
                    "drill",
                    "expire",
                    "consolidate"),
            Set.of("job", "job.executor", "job.scheduler", "recovery"),
            Set.of("copies"),
            Set.of("proof"),
            Set.of("operation"),
            Set.of("control.varlink", "control.service"),
            Set.of("control", "notify", "report", "report.doctor"),
            Set.of("config"),
            Set.of("daemon", "rescue"));

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.thingconnect.pulse.backupd");

    private static String room(JavaClass type) {
        return type.getPackageName().substring(BASE.length());
    }

    private static int floor(String room) {
        for (int i = 0; i < FLOORS.size(); i++) {
            if (FLOORS.get(i).contains(room)) {
                return i;
            }
        }
        return -1;
    }

    @Test
    void everyPackageIsARoomOfTheList() {
        Set<String> rooms = CLASSES.stream().map(ArchitectureTest::room).collect(Collectors.toCollection(TreeSet::new));
        Set<String> listed = FLOORS.stream().flatMap(Set::stream).collect(Collectors.toCollection(TreeSet::new));
        assertEquals(listed, rooms);
    }

    @Test
    void aRoomUsesLowerFloorsOnly() {
        List<String> wrong = new ArrayList<>();
        int seen = 0;
        for (JavaClass type : CLASSES) {
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                JavaClass target = dependency.getTargetClass().getBaseComponentType();
                if (!target.getPackageName().startsWith(BASE)) {
                    continue;
                }
                String from = room(type);
                String to = room(target);
                if (from.equals(to)) {
                    continue;
                }
                seen++;
                boolean lower = floor(to) < floor(from);
                boolean parent = from.startsWith(to + ".");
                if (!lower && !parent) {
                    wrong.add(from + " uses " + to + ": " + dependency.getDescription());
                }
            }
        }
        assertEquals(List.of(), wrong);
        assertTrue(seen > 50, "the test saw hardly any dependency: " + seen);
    }
}
