package io.thingconnect.pulse.backupd.backupset;

import java.util.Locale;

/** What stands at a path of the protected tree. Sockets, devices and pipes are never captured. */
public enum EntryType {
    FILE,
    DIRECTORY,
    SYMLINK,
    /** A further name of a file captured under another path of the same archive. */
    HARDLINK;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
