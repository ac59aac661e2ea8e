-- What opens a backup, by the beginning of its encrypted manifest: no secret. No row: it is not known.
CREATE TABLE seal (
    label TEXT PRIMARY KEY,
    way TEXT NOT NULL,
    key_ids TEXT NOT NULL,
    head TEXT NOT NULL
) WITHOUT ROWID;
