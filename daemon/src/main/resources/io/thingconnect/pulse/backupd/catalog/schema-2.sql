-- No reference to backup: a pin that was found beside an archive may be known before the archive is.
CREATE TABLE pin (
    label TEXT PRIMARY KEY,
    until TEXT,
    reason TEXT NOT NULL,
    pinned_by TEXT NOT NULL,
    at TEXT NOT NULL
) WITHOUT ROWID;

-- What an expiry is removing at this moment. A row that is there at start was left by a daemon that was killed in the middle.
CREATE TABLE removal (
    label TEXT NOT NULL,
    destination TEXT NOT NULL,
    job TEXT NOT NULL,
    PRIMARY KEY (label, destination)
) WITHOUT ROWID;
