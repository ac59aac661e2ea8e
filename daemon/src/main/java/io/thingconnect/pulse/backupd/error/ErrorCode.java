package io.thingconnect.pulse.backupd.error;

/**
 * Every kind of failure the product knows. The wire name is the last part of the Varlink error
 * {@code io.thingconnect.pulse.backup.<wireName>}; the exit status is what {@code pulsectl} ends with.
 */
public enum ErrorCode {
    /** The command line or a method's parameters are not acceptable. */
    INVALID_PARAMETER("InvalidParameter", 2, "a parameter is missing, unknown or out of range"),
    CONFIG_INVALID("ConfigInvalid", 1, "backup.yaml cannot be used as it stands"),
    NOT_PERMITTED("NotPermitted", 4, "the caller's user or group may not do this"),
    BACKUP_NOT_FOUND("BackupNotFound", 5, "no backup has this label"),
    JOB_NOT_FOUND("JobNotFound", 5, "the configuration has no such job"),
    RUN_NOT_FOUND("RunNotFound", 5, "no run has this id"),
    DESTINATION_NOT_FOUND("DestinationNotFound", 5, "the configuration has no such destination"),
    PATH_NOT_FOUND("PathNotFound", 5, "the backup holds no such path"),
    ALARM_NOT_FOUND("AlarmNotFound", 5, "no such alarm is open"),
    CHANNEL_NOT_FOUND("ChannelNotFound", 5, "the configuration has no such channel"),
    BUSY("Busy", 6, "the same work is already queued or running"),
    SOURCE_MISSING("SourceMissing", 1, "something that is to be backed up does not exist"),
    SOURCE_EMPTY("SourceEmpty", 1, "a configured database holds nothing"),
    SOURCE_UNREADABLE("SourceUnreadable", 1, "something that is to be backed up cannot be read"),
    SOURCE_REPLACED("SourceReplaced", 1, "a database was replaced by another file while it was read"),
    SOURCE_CORRUPT("SourceCorrupt", 1, "a configured database is not a readable SQLite database"),
    HOT_JOURNAL("HotJournal", 1, "a database has a journal that its application must roll back first"),
    DATABASE_BUSY("DatabaseBusy", 1, "another process kept a database locked for too long"),
    CAPTURE_BUDGET(
            "CaptureBudget",
            1,
            "reading the database would have taken longer, or let its WAL grow further, than allowed"),
    NO_SPACE("NoSpace", 1, "there is not enough free space"),
    DESTINATION_UNAVAILABLE("DestinationUnavailable", 1, "a destination cannot be reached or written"),
    TARGET_NOT_EMPTY("TargetNotEmpty", 1, "the directory to restore into is not empty"),
    ARCHIVE_CORRUPT("ArchiveCorrupt", 7, "an archive is not what was written"),
    ARCHIVE_UNSAFE("ArchiveUnsafe", 7, "an archive holds something that must not be extracted"),
    MANIFEST_CORRUPT("ManifestCorrupt", 7, "a manifest is not readable or contradicts its archive"),
    KEY_MISSING("KeyMissing", 1, "no configured passphrase or key opens an encrypted backup"),
    CHAIN_BROKEN("ChainBroken", 7, "a backup and what it is based on do not fit together"),
    FORMAT_TOO_NEW("FormatTooNew", 1, "an archive or manifest was written by a newer version"),
    VERIFICATION_FAILED("VerificationFailed", 7, "a backup did not prove to be restorable"),
    CATALOG_CORRUPT("CatalogCorrupt", 1, "the catalog cannot be read"),
    CATALOG_TOO_NEW("CatalogTooNew", 1, "the catalog was written by a newer version"),
    HOOK_FAILED("HookFailed", 1, "a hook command failed"),
    CANCELLED("Cancelled", 1, "somebody cancelled the run"),
    INTERRUPTED("Interrupted", 1, "the daemon stopped while the run was under way"),
    NOT_SUPPORTED("NotSupported", 1, "this version does not do this yet"),
    INTERNAL("Internal", 1, "a defect of this program");

    private final String wireName;
    private final int exitStatus;
    private final String meaning;

    ErrorCode(String wireName, int exitStatus, String meaning) {
        this.wireName = wireName;
        this.exitStatus = exitStatus;
        this.meaning = meaning;
    }

    /** The name in the protocol, without the interface. */
    public String wireName() {
        return wireName;
    }

    /** What {@code pulsectl} exits with. */
    public int exitStatus() {
        return exitStatus;
    }

    /** One line for the manual's table. */
    public String meaning() {
        return meaning;
    }
}
