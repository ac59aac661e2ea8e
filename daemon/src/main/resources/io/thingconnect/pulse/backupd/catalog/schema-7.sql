-- What had been restored in place before the first full of a timeline. Backups that were taken in before this step have it in
-- their manifests only; a rebuild brings it here.
ALTER TABLE backup ADD COLUMN restored_from TEXT;
