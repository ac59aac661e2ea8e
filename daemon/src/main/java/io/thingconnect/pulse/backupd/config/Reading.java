package io.thingconnect.pulse.backupd.config;

import java.nio.file.Path;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.Node;

/**
 * Where a walk through the file stands.
 *
 * @param path of the key, for people: {@code backup.jobs.daily}
 * @param here of the key, or of the list's item
 * @param acting whether this version does what is written here; what it does not do yet may name what is not set
 * @param given false while a default is read
 */
record Reading(
        Path file, Problems problems, References references, String path, Place here, boolean acting, boolean given) {

    static Reading of(Path file, Problems problems, References references) {
        return new Reading(file, problems, references, "", Place.start(file), true, true);
    }

    Reading below(String key, Place at, boolean acts) {
        String longer = path.isEmpty() ? key : path + "." + key;
        return new Reading(file, problems, references, longer, at, acting && acts, given);
    }

    Reading item(Node node) {
        return new Reading(file, problems, references, path, place(node), acting, given);
    }

    Reading notActing() {
        return new Reading(file, problems, references, path, here, false, given);
    }

    /** For a key that the file does not have. */
    Reading absent(String key) {
        Reading below = below(key, here, true);
        return new Reading(file, problems, references, below.path, here, acting, false);
    }

    Place place(Node node) {
        Mark mark = node.getStartMark();
        return given && mark != null ? new Place(file, mark.getLine() + 1, mark.getColumn() + 1) : here;
    }

    void error(Node node, String message) {
        problems.error(place(node), message);
    }
}
