package io.thingconnect.pulse.backupd.report.doctor;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.source.sqlite.DatabaseCondition;
import io.thingconnect.pulse.backupd.source.sqlite.DatabaseLock;
import io.thingconnect.pulse.backupd.source.sqlite.LiveDatabases;
import io.thingconnect.pulse.backupd.system.Sizes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** One of the application's databases, from outside. */
public final class DatabaseLook implements Check {
    /** SQLite folds the log in at 4 MB; nothing healthy lets it grow to this. */
    private static final long LONG_WAL = 256L << 20;

    private final Path db;
    private final LiveDatabases live;
    private final Commands commands;

    public DatabaseLook(Path db, LiveDatabases live, Commands commands) {
        this.db = requireNonNull(db, "db is null");
        this.live = requireNonNull(live, "live is null");
        this.commands = requireNonNull(commands, "commands is null");
    }

    @Override
    public String name() {
        return "database " + db;
    }

    @Override
    public List<Finding> look() {
        List<Finding> findings = new ArrayList<>();
        try {
            DatabaseCondition condition = live.condition(db);
            findings.add(Finding.ok(FindingId.DATABASE_UNUSABLE, subject(), Sizes.text(condition.bytes())));
            findings.add(journalMode(condition));
            findings.add(hotJournal(condition));
            findings.add(wal(condition));
            findings.add(owner());
        } catch (BackupException e) {
            findings.add(Finding.error(
                    FindingId.DATABASE_UNUSABLE,
                    subject(),
                    e.getMessage(),
                    "sudo ls -l " + Say.quoted(db) + "; sudo pulsectl restore latest --only database --dry-run"));
        } catch (IOException e) {
            findings.add(
                    Finding.warning(FindingId.CHECK_FAILED, subject(), e.getMessage(), "sudo ls -l " + Say.quoted(db)));
        }
        return findings;
    }

    private String subject() {
        return db.toString();
    }

    private Finding journalMode(DatabaseCondition condition) {
        return condition.wal()
                ? Finding.ok(FindingId.JOURNAL_MODE, subject(), "write-ahead log")
                : Finding.warning(
                        FindingId.JOURNAL_MODE,
                        subject(),
                        "it has a rollback journal instead of a write-ahead log",
                        commands.whileStopped(asOwner("sqlite3 " + Say.quoted(db) + " 'PRAGMA journal_mode=WAL'")));
    }

    /** What root's SQLite creates beside a database, the application could not write. */
    private String asOwner(String command) {
        return "sudo -u \"$(stat -c %U " + Say.quoted(db) + ")\" " + command;
    }

    private Finding hotJournal(DatabaseCondition condition) {
        return condition.unfinishedJournal()
                ? Finding.error(
                        FindingId.HOT_JOURNAL,
                        subject(),
                        "its journal " + Say.quoted(db) + "-journal holds a transaction that was never finished, and"
                                + " nobody is at work on it; never delete that file",
                        commands.restart(db))
                : Finding.ok(FindingId.HOT_JOURNAL, subject(), "no unfinished transaction");
    }

    private Finding wal(DatabaseCondition condition) {
        boolean isLong = condition.walBytes() > Math.max(LONG_WAL, condition.bytes());
        if (!isLong) {
            return Finding.ok(FindingId.WAL_SIZE, subject(), Sizes.text(condition.walBytes()));
        }
        Set<String> readers = LiveDatabases.locks(db).stream()
                .filter(lock -> lock.hold() == DatabaseLock.Hold.READING)
                .map(DatabaseLock::process)
                .collect(Collectors.toCollection(TreeSet::new));
        String by = readers.isEmpty() ? "no process reads it now" : "read by " + String.join(", ", readers);
        return Finding.warning(
                FindingId.WAL_SIZE,
                subject(),
                "its write-ahead log has " + Sizes.text(condition.walBytes()) + "; " + by + "; never delete that file",
                commands.restart(db));
    }

    /** The application made the directory; a file of another user came there by hand. */
    private Finding owner() throws IOException {
        Object directory = Files.getAttribute(db.toAbsolutePath().getParent(), "unix:uid");
        List<String> wrong = new ArrayList<>();
        for (String side : List.of("", "-wal", "-shm")) {
            Path file = db.resolveSibling(db.getFileName() + side);
            if (Files.exists(file) && !Files.getAttribute(file, "unix:uid").equals(directory)) {
                wrong.add(Say.quoted(file));
            }
        }
        return wrong.isEmpty()
                ? Finding.ok(FindingId.DATABASE_OWNER, subject(), "belongs to whom its directory belongs")
                : Finding.warning(
                        FindingId.DATABASE_OWNER,
                        subject(),
                        "it belongs to another user than its directory",
                        "sudo chown --reference="
                                + Say.quoted(db.toAbsolutePath().getParent()) + " " + String.join(" ", wrong));
    }
}
