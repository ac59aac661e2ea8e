package io.thingconnect.pulse.backupd.catalog;

import io.thingconnect.pulse.backupd.error.BackupException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** Table {@code notice}: messages that wait for their channel, so that a restart forgets none. */
public final class Notices {
    /** For each channel; the oldest go when it is more. */
    static final int KEPT = 200;

    private final Store store;

    Notices(Store store) {
        this.store = store;
    }

    public void add(NoticeRecord notice) throws BackupException {
        store.together(s -> {
            add(s, notice);
            return notice;
        });
    }

    /** Within {@link Store#together} only. */
    static void add(Store s, NoticeRecord notice) throws SQLException {
        s.update(
                "INSERT INTO notice (channel, body, made_at, attempts, next_at, error) VALUES (?,?,?,?,?,?)",
                notice.channel(),
                notice.body(),
                SqlValues.text(notice.madeAt()),
                notice.attempts(),
                SqlValues.text(notice.nextAt()),
                notice.error());
        s.update(
                "DELETE FROM notice WHERE channel = ? AND id NOT IN"
                        + " (SELECT id FROM notice WHERE channel = ? ORDER BY id DESC LIMIT ?)",
                notice.channel(),
                notice.channel(),
                KEPT);
    }

    /** The oldest first. */
    public List<NoticeRecord> waiting() throws BackupException {
        return store.together(s -> s.list(Notices::notice, "SELECT * FROM notice ORDER BY id"));
    }

    /** Another attempt was made, and failed. */
    public void update(NoticeRecord notice) throws BackupException {
        store.together(s -> s.update(
                "UPDATE notice SET attempts = ?, next_at = ?, error = ? WHERE id = ?",
                notice.attempts(),
                SqlValues.text(notice.nextAt()),
                notice.error(),
                notice.id()));
    }

    /** It was taken, or is given up. */
    public void remove(long id) throws BackupException {
        store.together(s -> s.update("DELETE FROM notice WHERE id = ?", id));
    }

    /** Those older than a time. */
    public int removeBefore(Instant madeBefore) throws BackupException {
        return store.together(s -> s.update("DELETE FROM notice WHERE made_at < ?", SqlValues.text(madeBefore)));
    }

    private static NoticeRecord notice(ResultSet row) throws SQLException {
        return new NoticeRecord(
                row.getLong("id"),
                row.getString("channel"),
                row.getString("body"),
                SqlValues.instant(row, "made_at"),
                row.getInt("attempts"),
                SqlValues.instant(row, "next_at"),
                row.getString("error"));
    }
}
