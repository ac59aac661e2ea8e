package io.thingconnect.pulse.backupd.restore.inplace;

import io.thingconnect.pulse.backupd.backupset.Component;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Which part of an installation is restored.
 *
 * @param paths relative to the root, each with all below it; empty: every path of the components
 */
public record Selection(Set<Component> components, List<String> paths) {
    public Selection {
        components = Set.copyOf(components);
        paths = List.copyOf(paths);
    }

    /** Everything that a backup holds. */
    public static Selection everything() {
        return new Selection(EnumSet.allOf(Component.class), List.of());
    }

    boolean wants(String path, Component component) {
        return components.contains(component)
                && (paths.isEmpty()
                        || paths.stream().anyMatch(wanted -> path.equals(wanted) || path.startsWith(wanted + "/")));
    }

    /** Where a backup does not hold a component, the live one is none of our business. */
    Selection within(List<Component> held) {
        Set<Component> both = new java.util.HashSet<>(components);
        both.retainAll(held);
        return new Selection(both, paths);
    }

    /** A database that is named alone is not alone: a WAL that stayed would be laid over the restored one without a word. */
    Selection withSideFiles(Set<String> databases) {
        List<String> all = new ArrayList<>(paths);
        for (String path : paths) {
            if (databases.contains(path)) {
                LiveTree.SIDE_FILES.forEach(suffix -> all.add(path + suffix));
            }
        }
        return new Selection(components, all);
    }
}
