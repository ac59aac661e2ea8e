-- When a pending copy is tried again, and why it failed the last time. A pending copy without a row was not tried yet.
CREATE TABLE copy_attempt (
    label TEXT NOT NULL,
    destination TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    next_at TEXT NOT NULL,
    message TEXT NOT NULL,
    PRIMARY KEY (label, destination)
) WITHOUT ROWID;
