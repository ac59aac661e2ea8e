-- Alarms, open and over. The column worst holds the severest it was while open; told_at is when people were last told.
CREATE TABLE alarm (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL,
    severity TEXT NOT NULL,
    worst TEXT NOT NULL,
    since TEXT NOT NULL,
    message TEXT NOT NULL,
    hint TEXT NOT NULL,
    opened_at TEXT NOT NULL,
    told_at TEXT NOT NULL,
    absent_since TEXT,
    acknowledged_by TEXT,
    acknowledged_at TEXT,
    note TEXT NOT NULL,
    cleared_at TEXT
);

CREATE UNIQUE INDEX alarm_open ON alarm (id) WHERE cleared_at IS NULL;

-- Messages that wait for their channel. The column body holds what is to be said as JSON; no secret stands in it.
CREATE TABLE notice (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    channel TEXT NOT NULL,
    body TEXT NOT NULL,
    made_at TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    next_at TEXT NOT NULL,
    error TEXT NOT NULL
);
