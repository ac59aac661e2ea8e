-- Restores for practice. No reference to backup or run: a verdict stays when they are gone. The column phases holds name and
-- milliseconds in turn, checks holds name, passed or failed, and what was found.
CREATE TABLE drill (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    run_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    label TEXT NOT NULL,
    destination TEXT NOT NULL,
    scope TEXT NOT NULL,
    passed INTEGER NOT NULL,
    started_at TEXT NOT NULL,
    ended_at TEXT NOT NULL,
    bytes_read INTEGER NOT NULL,
    phases TEXT NOT NULL,
    checks TEXT NOT NULL,
    message TEXT NOT NULL,
    note TEXT NOT NULL
);

CREATE INDEX drill_name ON drill (name, destination, id);
