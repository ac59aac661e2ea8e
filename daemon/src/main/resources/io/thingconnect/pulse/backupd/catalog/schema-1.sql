-- Times are text in UTC with nine fractional digits, so that they sort. Lists are JSON arrays. Labels sort by time.

CREATE TABLE backup (
    label TEXT PRIMARY KEY,
    job TEXT NOT NULL,
    content_id TEXT NOT NULL,
    parent TEXT,
    taken_at TEXT NOT NULL,
    finished_at TEXT NOT NULL,
    compression TEXT NOT NULL,
    archive_bytes INTEGER NOT NULL,
    plain_bytes INTEGER NOT NULL,
    database_bytes INTEGER NOT NULL,
    entries INTEGER NOT NULL,
    schema_version TEXT NOT NULL,
    components TEXT NOT NULL,
    note TEXT NOT NULL,
    warnings TEXT NOT NULL,
    run_id INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE copy (
    label TEXT NOT NULL REFERENCES backup (label) ON DELETE CASCADE,
    destination TEXT NOT NULL,
    position INTEGER NOT NULL,
    state TEXT NOT NULL,
    read_back TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (label, destination)
) WITHOUT ROWID;

CREATE INDEX copy_good ON copy (label) WHERE state = 'good';

-- Every label ever given away, also those whose backup was never made or is long gone.
CREATE TABLE label (label TEXT PRIMARY KEY) WITHOUT ROWID;

CREATE TABLE run (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    operation TEXT NOT NULL,
    job TEXT NOT NULL,
    "trigger" TEXT NOT NULL,
    state TEXT NOT NULL,
    due_at TEXT,
    queued_at TEXT NOT NULL,
    started_at TEXT,
    ended_at TEXT,
    label TEXT,
    error_code TEXT,
    error_message TEXT,
    error_hint TEXT,
    result TEXT NOT NULL,
    warnings TEXT NOT NULL
);

CREATE INDEX run_ended ON run (job, id) WHERE ended_at IS NOT NULL;
CREATE INDEX run_unfinished ON run (id) WHERE ended_at IS NULL;

-- No reference to backup: what was proven stays on record when the backup is gone.
CREATE TABLE verification (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    label TEXT NOT NULL,
    destination TEXT NOT NULL,
    level TEXT NOT NULL,
    passed INTEGER NOT NULL,
    at TEXT NOT NULL,
    bytes_read INTEGER NOT NULL,
    message TEXT NOT NULL
);

CREATE INDEX verification_label ON verification (label, id);
CREATE INDEX verification_proven ON verification (level, at) WHERE passed = 1;

CREATE TABLE last_due (job TEXT PRIMARY KEY, due TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
