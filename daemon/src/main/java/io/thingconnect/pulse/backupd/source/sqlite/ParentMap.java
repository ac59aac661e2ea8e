package io.thingconnect.pulse.backupd.source.sqlite;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.source.sqlite.DatabaseSnapshot.Misfit;
import io.thingconnect.pulse.backupd.source.sqlite.DatabaseSnapshot.ParentUnfit;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Whether a parent's page map serves, read to its end before the first page of the database is: a map that shows its
 * damage only at the end of the pass would cost the application a second one.
 */
final class ParentMap {
    private ParentMap() {}

    /**
     * @param pageSize of the database, bytes
     * @return empty when it serves
     */
    static Optional<ParentUnfit> misfit(Path map, int pageSize) {
        try (PageMapReader reader = new PageMapReader(map)) {
            reader.verify();
            if (reader.pageSize() == pageSize) {
                return Optional.empty();
            }
            return unfit(
                    Misfit.PAGE_SIZE_CHANGED,
                    "the database's pages are now " + pageSize + " bytes, in the parent " + reader.pageSize());
        } catch (NoSuchFileException e) {
            return unfit(Misfit.MISSING, "the parent's page map is missing");
        } catch (IOException e) {
            return unfit(Misfit.DAMAGED, "the parent's page map is damaged");
        } catch (BackupException e) {
            return unfit(Misfit.TOO_NEW, "the parent's page map was written by a newer version");
        }
    }

    private static Optional<ParentUnfit> unfit(Misfit misfit, String why) {
        return Optional.of(new ParentUnfit(misfit, why));
    }
}
