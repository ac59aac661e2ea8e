package io.thingconnect.pulse.backupd.archive;

import io.thingconnect.pulse.backupd.backupset.EntryType;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.system.AccessList;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * What an archive may claim. The reader holds every archive to it, the writer its own, so that nothing is written that
 * could not be read back. Remembers the paths of all members: about 150 bytes of heap each.
 */
final class MemberRules {
    /** Linux: NAME_MAX and PATH_MAX less the ending NUL, in bytes. */
    private static final int MAX_NAME = 255;

    private static final int MAX_PATH = 4095;

    /** What fits into an extended header beside everything else; ext4 has room for about 500 items. */
    private static final int MAX_ACCESS_LIST = 128 * 1024;

    private static final int SET_ID_BITS = 06000;

    private final Map<String, Seen> seen = new HashMap<>();

    /** What stands at a path; IMPLIED is a directory that only its members speak of. */
    private enum Seen {
        FILE,
        DIRECTORY,
        IMPLIED,
        OTHER
    }

    /** Refuses the member, or remembers it. */
    void accept(String path, EntryType type, int mode, String linkTarget) throws BackupException {
        checkPath(path);
        if (type == EntryType.FILE && (mode & SET_ID_BITS) != 0) {
            throw unsafe(path, "set-uid or set-gid bits");
        }
        if (type == EntryType.SYMLINK) {
            checkTarget(path, linkTarget);
        }
        if (type == EntryType.HARDLINK && seen.get(linkTarget) != Seen.FILE) {
            throw unsafe(path, "a hard link to " + quoted(linkTarget) + ", which is no file before it");
        }
        remember(path, type);
    }

    /** @param acl as {@link AccessList} writes it, or null */
    static void checkAccessList(String path, String acl) throws BackupException {
        try {
            if (acl != null
                    && (acl.length() > MAX_ACCESS_LIST || AccessList.parse(acl).isEmpty())) {
                throw unsafe(path, "an impossible access list");
            }
        } catch (IllegalArgumentException e) {
            throw unsafe(path, "an impossible access list");
        }
    }

    static void checkPath(String path) throws BackupException {
        if (path.isEmpty()) {
            throw unsafe(path, "an empty name");
        }
        if (path.startsWith("/")) {
            throw unsafe(path, "an absolute path");
        }
        if (path.indexOf('\0') >= 0) {
            throw unsafe(path, "a NUL in its name");
        }
        if (bytes(path) > MAX_PATH) {
            throw unsafe(path, "an overlong path");
        }
        for (String name : path.split("/", -1)) {
            if (name.equals("..") || name.equals(".") || name.isEmpty()) {
                throw unsafe(path, "an empty, '.' or '..' part in its path");
            }
            if (bytes(name) > MAX_NAME) {
                throw unsafe(path, "an overlong name");
            }
        }
    }

    private static void checkTarget(String path, String target) throws BackupException {
        if (target == null || target.isEmpty() || target.indexOf('\0') >= 0 || bytes(target) > MAX_PATH) {
            throw unsafe(path, "an impossible link target");
        }
    }

    private void remember(String path, EntryType type) throws BackupException {
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            String parent = path.substring(0, slash);
            Seen before = seen.putIfAbsent(parent, Seen.IMPLIED);
            if (before == Seen.FILE || before == Seen.OTHER) {
                throw unsafe(path, "a parent, " + quoted(parent) + ", that is no directory");
            }
        }
        Seen now =
                switch (type) {
                    case FILE -> Seen.FILE;
                    case DIRECTORY -> Seen.DIRECTORY;
                    case SYMLINK, HARDLINK -> Seen.OTHER;
                };
        Seen before = seen.put(path, now);
        if (before != null && !(before == Seen.IMPLIED && now == Seen.DIRECTORY)) {
            throw unsafe(path, "a path that was there before");
        }
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    static BackupException unsafe(String path, String what) {
        return new BackupException(
                ErrorCode.ARCHIVE_UNSAFE,
                "refused member " + quoted(path) + ": it has " + what,
                "Do not extract this archive by other means; restore from another copy.");
    }

    /** For messages: at most 200 characters, control characters made visible. */
    static String quoted(String text) {
        if (text == null) {
            return "''";
        }
        StringBuilder line = new StringBuilder("'");
        text.codePoints().limit(200).forEach(c -> line.appendCodePoint(Character.isISOControl(c) ? '?' : c));
        return line.append(text.length() > 200 ? "…'" : "'").toString();
    }
}
