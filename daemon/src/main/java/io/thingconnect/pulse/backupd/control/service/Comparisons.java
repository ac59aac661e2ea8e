package io.thingconnect.pulse.backupd.control.service;

import io.thingconnect.pulse.backupd.error.BackupException;
import java.io.IOException;
import java.util.function.BooleanSupplier;

/** What sets one backup apart from another, or from the application as it is now. */
public interface Comparisons {
    /** Stands for the application as it is now. */
    String LIVE = "live";

    /**
     * A path that is not a database. Its components are exactly what the protocol sends.
     *
     * @param change "added", "changed", "removed" or "metadata"
     * @param type of what is there now, or was
     * @param sizeBefore bytes; null where it was not there
     * @param sizeAfter bytes; null where it is not there
     */
    record FileChange(String path, String change, String type, Long sizeBefore, Long sizeAfter) {}

    /**
     * A database whose content is not the same. Its components are exactly what the protocol sends.
     *
     * @param change "added", "changed" or "removed"
     * @param pageSize of what is there now, or was
     * @param pagesBefore null where it was not there as a database
     * @param pagesAfter null where it is not there as a database
     * @param differingPages null where the pages are of another size, or there are none in one of the two
     */
    record DatabaseChange(
            String path, String change, long pageSize, Long pagesBefore, Long pagesAfter, Long differingPages) {}

    /** Takes the changes, in any order, as they are found. */
    interface Listener {
        /** @throws IOException when the caller is gone */
        void file(FileChange change) throws IOException;

        /** @throws IOException when the caller is gone */
        void database(DatabaseChange change) throws IOException;
    }

    /**
     * @param label what is looked at as the state before
     * @param other what is looked at as the state after: a label, or {@link #LIVE}
     * @param gone whether the caller has hung up; asked now and then by what takes long
     * @throws BackupException {@code BACKUP_NOT_FOUND}, {@code CANCELLED} where the caller is gone, {@code NO_SPACE} in the
     *     spool; what reading the archives or the application has to say
     * @throws IOException from the listener only
     */
    void compare(String label, String other, Listener listener, BooleanSupplier gone)
            throws BackupException, IOException;
}
