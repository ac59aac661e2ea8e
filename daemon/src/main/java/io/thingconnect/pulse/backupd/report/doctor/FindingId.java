package io.thingconnect.pulse.backupd.report.doctor;

import static io.thingconnect.pulse.backupd.report.doctor.Group.CHAINS;
import static io.thingconnect.pulse.backupd.report.doctor.Group.CLOCK;
import static io.thingconnect.pulse.backupd.report.doctor.Group.CONFIGURATION;
import static io.thingconnect.pulse.backupd.report.doctor.Group.DATABASE;
import static io.thingconnect.pulse.backupd.report.doctor.Group.DESTINATIONS;
import static io.thingconnect.pulse.backupd.report.doctor.Group.DOCTOR;
import static io.thingconnect.pulse.backupd.report.doctor.Group.PERMISSIONS;
import static io.thingconnect.pulse.backupd.report.doctor.Group.RESTORES;
import static io.thingconnect.pulse.backupd.report.doctor.Group.SCHEDULES;
import static io.thingconnect.pulse.backupd.report.doctor.Group.SERVICE;
import static io.thingconnect.pulse.backupd.report.doctor.Group.SPACE;

import java.util.Locale;

/** Everything that can be found, and why it matters. A test holds the list against {@code docs/troubleshooting.md}. */
public enum FindingId {
    DISK_SPACE(SPACE, "a full disk stops backups, and on the application's disk it stops the application"),
    DISK_FORECAST(SPACE, "at the present growth the next backups will not fit"),

    SOURCE_UNREADABLE(PERMISSIONS, "what the daemon cannot read is missing from every backup"),
    DESTINATION_UNWRITABLE(PERMISSIONS, "no backup can be kept there"),
    SECRETS_EXPOSED(PERMISSIONS, "everybody with an account on this box can read passwords and passphrases"),
    DATABASE_OWNER(
            PERMISSIONS, "the application cannot write a database of another user, and does not start, or loses data"),

    DATABASE_UNUSABLE(DATABASE, "without a readable database there is nothing to back up"),
    DATABASE_LOCKED(
            DATABASE, "while one process keeps the database to itself, no other reads or writes it, a backup included"),
    JOURNAL_MODE(DATABASE, "without a write-ahead log every backup locks the application's writers out while it reads"),
    HOT_JOURNAL(
            DATABASE, "a transaction was cut off; only the application may roll it back, and no backup is made before"),
    WAL_SIZE(
            DATABASE,
            "a long write-ahead log fills the disk and slows every read; something keeps it from being folded in"),
    DATABASE_INTEGRITY(DATABASE, "a damaged database is backed up as damaged; restores of it are of no use"),
    SQLITE_VERSION(DATABASE, "SQLite before 3.51.3 can lose pages when two processes write and checkpoint at once"),

    CLOCK_BEHIND(CLOCK, "labels and schedules run by the clock; retention and points in time go wrong with it"),
    CLOCK_UNSYNCHRONISED(CLOCK, "a clock that nobody sets drifts, and two boxes' backups cannot be compared"),
    TIMEZONE(CLOCK, "schedules run by another clock than the one people and the application see"),

    DESTINATION_UNREACHABLE(DESTINATIONS, "copies wait in the spool, and nothing there can be restored now"),
    DESTINATION_FOREIGN(DESTINATIONS, "another box's backups lie there, and nothing is written among them"),
    DESTINATION_SLOW(DESTINATIONS, "backups and restores take longer than they should"),
    KEY_MISSING(DESTINATIONS, "an encrypted backup that nothing opens is no backup"),

    BACKUPS_DISABLED(SCHEDULES, "nothing is backed up unless somebody types it"),
    SCHEDULE_NONE(SCHEDULES, "nothing is backed up unless somebody types it"),
    SCHEDULE_PRUNE(
            SCHEDULES,
            "at 02:00 the application deletes old rows in one statement: the write-ahead log grows, and so do deltas"),
    SCHEDULE_INTERVAL(SCHEDULES, "a run that is due before the last one ended waits, and due times are skipped"),
    SCHEDULE_SKIPS(SCHEDULES, "in some months there is no such day, and no backup is made"),
    SCHEDULE_DST(SCHEDULES, "on the days when the clock changes, that time does not exist, or comes twice"),

    CHAIN_LONG(CHAINS, "a restore reads the whole chain; the longer it is, the slower and the more can break"),
    CHAIN_BROKEN(CHAINS, "a backup whose parent is gone cannot be restored"),
    COPY_QUARANTINED(CHAINS, "that copy was damaged; what is based on it cannot be restored from that destination"),
    RESTORE_UNPROVEN(CHAINS, "a backup that was never restored is a hope"),

    SERVICE_DISABLED(SERVICE, "after the next boot there are no backups"),
    UNITS_RELOAD(SERVICE, "systemd still runs the unit files of before"),
    UNITS_CHANGED(SERVICE, "upgrades do not reach a unit file that was replaced, and its protections may be gone"),
    UNITS_DROPIN(SERVICE, "the service does not run as it was delivered; whoever looks for a fault has to know"),
    APPLICATION_DOWN(SERVICE, "what is backed up does not change any more, and nobody watches the factory's network"),

    CONFIG_REJECTED(CONFIGURATION, "the file as it stands is not in force, and the next start of the daemon fails"),
    CONFIG_WARNING(CONFIGURATION, "the file asks for something that does not happen"),
    CHANNELS_NONE(CONFIGURATION, "alarms reach only those who look at status or the journal"),

    RESTORE_OPEN(RESTORES, "what stands there may be half old and half new, and no backup is made until it is settled"),
    RESTORE_LEFTOVERS(RESTORES, "they take space that backups or the application will want"),

    CHECK_HUNG(DOCTOR, "something does not answer; whatever else needs it hangs as well"),
    CHECK_FAILED(DOCTOR, "it is not known how this stands");

    private final Group group;
    private final String why;

    FindingId(Group group, String why) {
        this.group = group;
        this.why = why;
    }

    public Group group() {
        return group;
    }

    /** A clause: why it matters. */
    public String why() {
        return why;
    }

    /** As shown and documented: {@code disk-space}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
