-- How backups hang together. A delta that was taken in before knows its parent by label only and cannot be there: no version made one.
ALTER TABLE backup ADD COLUMN timeline INTEGER NOT NULL DEFAULT 1;
ALTER TABLE backup ADD COLUMN parent_id TEXT NOT NULL DEFAULT '';
ALTER TABLE backup ADD COLUMN full_reason TEXT NOT NULL DEFAULT '';
ALTER TABLE backup ADD COLUMN consolidated_from TEXT;
