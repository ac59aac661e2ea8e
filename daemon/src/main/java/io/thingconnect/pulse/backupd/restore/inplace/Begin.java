package io.thingconnect.pulse.backupd.restore.inplace;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a restore in place sets out to do, as the journal has it.
 *
 * @param kind {@code restore} or {@code undo}
 * @param label the backup's, or that of the restore that is undone
 * @param undoes id of the restore that is undone; "" otherwise
 * @param components words
 * @param ownFiles whether our own configuration is replaced too
 * @param places where what comes and what goes is kept
 * @param earlier what directories were like before staging was made in them
 * @param timeline that begins with it; 0 in journals of versions that did not count them
 */
record Begin(
        String kind,
        String label,
        String undoes,
        Set<String> components,
        List<String> paths,
        boolean ownFiles,
        List<Places.Place> places,
        Map<String, DirectoryFacts> earlier,
        int timeline) {
    static final String RESTORE = "restore";
    static final String UNDO = "undo";

    Begin {
        components = Set.copyOf(components);
        paths = List.copyOf(paths);
        places = List.copyOf(places);
        earlier = Map.copyOf(earlier);
    }
}
