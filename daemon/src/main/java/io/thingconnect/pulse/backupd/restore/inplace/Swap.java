package io.thingconnect.pulse.backupd.restore.inplace;

import java.nio.file.Path;
import java.util.List;

/**
 * What changes places, worked out and written down before the first rename. From which of the three paths exists it can
 * be seen how far each item got.
 */
record Swap(List<Item> items, List<Directory> directories) {
    Swap {
        items = List.copyOf(items);
        directories = List.copyOf(directories);
    }

    /**
     * @param live where it stands, or will
     * @param out where the old one goes; null where there is none
     * @param in where the new one comes from; null where there is none
     */
    record Item(String live, String out, String in) {
        Path livePath() {
            return Path.of(live);
        }

        Path outPath() {
            return Path.of(out);
        }

        Path inPath() {
            return Path.of(in);
        }
    }

    /**
     * A directory that stays while its entries change.
     *
     * @param after null: as the renames leave it
     */
    record Directory(String path, DirectoryFacts before, DirectoryFacts after) {}
}
