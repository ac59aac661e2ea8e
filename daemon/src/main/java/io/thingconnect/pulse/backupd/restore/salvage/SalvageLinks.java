package io.thingconnect.pulse.backupd.restore.salvage;

import io.thingconnect.pulse.backupd.backupset.Kind;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.backupset.Manifest;
import io.thingconnect.pulse.backupd.error.BackupException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A backup and what it stands on, as far back as manifests can be read.
 *
 * @param manifests the backup itself first
 * @param gap why it does not go back to a full, a clause; "" where it does
 */
record SalvageLinks(List<Manifest> manifests, String gap) {
    static SalvageLinks of(DamagedCopies copies, Manifest target) throws BackupException {
        List<Manifest> links = new ArrayList<>(List.of(target));
        Manifest link = target;
        while (link.lineage().isDelta()) {
            Optional<Manifest> parent = parent(copies, link);
            if (parent.isEmpty()) {
                return new SalvageLinks(
                        links,
                        "the manifest of " + link.lineage().parent() + ", on which " + link.label()
                                + " is based, is missing or damaged");
            }
            link = parent.get();
            links.add(link);
        }
        return new SalvageLinks(links, "");
    }

    /** By content; the label is a hint. A parent is older than its child, so this comes to an end. */
    private static Optional<Manifest> parent(DamagedCopies copies, Manifest child) throws BackupException {
        Label hint = child.lineage().parent();
        Set<Label> candidates = new LinkedHashSet<>(List.of(new Label(hint.at(), Kind.FULL), hint));
        candidates.addAll(copies.newestFirst());
        for (Label label : candidates) {
            if (label.at().isBefore(child.label().at())) {
                Optional<Manifest> found = copies.manifest(label).map(DamagedCopies.Found::manifest);
                if (found.isPresent()
                        && found.get().contentId().equals(child.lineage().parentId())) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    /** Of the archive that carries a file, by the manifests; empty where the links do not go back far enough. */
    Optional<Label> carrier(String path) {
        return manifests.stream()
                .filter(manifest -> !manifest.notCarried().contains(path))
                .map(Manifest::label)
                .findFirst();
    }
}
