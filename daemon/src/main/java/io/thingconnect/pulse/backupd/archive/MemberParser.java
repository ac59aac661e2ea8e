package io.thingconnect.pulse.backupd.archive;

import io.thingconnect.pulse.backupd.archive.TarFields.FieldException;
import io.thingconnect.pulse.backupd.backupset.EntryType;
import io.thingconnect.pulse.backupd.backupset.Owner;
import io.thingconnect.pulse.backupd.error.BackupException;

/**
 * Reads one member's header, its extended headers included. A parser of our own, because a general one is generous where
 * this one must not be: it allocates what a header asks for, takes a missing end for an end, and skips what it does not
 * know.
 */
final class MemberParser {
    /** All extended headers of one member together; a path has at most 4 KiB and attributes 64 KiB. */
    private static final int MAX_EXTENDED = 1024 * 1024;

    private final PlainSource source;
    private final byte[] block = new byte[TarFields.BLOCK];

    MemberParser(PlainSource source) {
        this.source = source;
    }

    /** The next member as it claims to be, null at the archive's end mark. */
    ArchiveMember next() throws BackupException {
        PaxRecords extended = new PaxRecords();
        int allowed = MAX_EXTENDED;
        try {
            while (true) {
                if (!source.readFully(block, block.length)) {
                    throw source.corrupt("it ends without the end mark", null);
                }
                if (TarFields.isZero(block, block.length)) {
                    readSecondEndBlock();
                    return null;
                }
                TarFields fields = new TarFields(block);
                fields.checkSum();
                char type = fields.type();
                if (type != 'x' && type != 'L' && type != 'K') {
                    return member(fields, extended);
                }
                long size = fields.size();
                if (size < 0 || size > allowed) {
                    throw MemberRules.unsafe(fields.path(), "an oversized extended header");
                }
                allowed -= (int) size + TarFields.BLOCK;
                add(extended, type, readExtended((int) size));
            }
        } catch (FieldException e) {
            throw source.corrupt(e.getMessage(), e);
        }
    }

    private void readSecondEndBlock() throws BackupException {
        if (!source.readFully(block, block.length) || !TarFields.isZero(block, block.length)) {
            throw source.corrupt("its end mark is broken", null);
        }
    }

    private byte[] readExtended(int size) throws BackupException {
        byte[] bytes = new byte[size];
        int padding = (TarFields.BLOCK - size % TarFields.BLOCK) % TarFields.BLOCK;
        boolean whole =
                size == 0 || (source.readFully(bytes, size) && (padding == 0 || source.readFully(block, padding)));
        if (!whole) {
            throw source.corrupt("it ends too early", null);
        }
        return bytes;
    }

    static void add(PaxRecords extended, char type, byte[] bytes) throws FieldException {
        switch (type) {
            case 'L' -> extended.putIfAbsent("path", bytes);
            case 'K' -> extended.putIfAbsent("linkpath", bytes);
            default -> extended.parse(bytes);
        }
    }

    /** What the headers of one member come to. */
    static ArchiveMember member(TarFields fields, PaxRecords extended) throws FieldException, BackupException {
        String path = extended.text("path", fields.path());
        EntryType type = type(path, fields.type());
        if (extended.hasPrefix("GNU.sparse.")) {
            throw MemberRules.unsafe(path, "a sparse map, which is not supported");
        }
        long size = extended.number("size", fields.size());
        if (size < 0 || (type != EntryType.FILE && size != 0)) {
            throw MemberRules.unsafe(path, "an impossible size");
        }
        if (type == EntryType.DIRECTORY && path.endsWith("/") && path.length() > 1) {
            path = path.substring(0, path.length() - 1);
        }
        boolean link = type == EntryType.SYMLINK || type == EntryType.HARDLINK;
        return new ArchiveMember(
                path,
                type,
                size,
                (int) (fields.mode() & 07777),
                owner(fields, extended),
                extended.time("mtime", fields.mtime()),
                link ? extended.text("linkpath", fields.link()) : null,
                extended.xattrs(),
                acl(path, extended));
    }

    private static String acl(String path, PaxRecords extended) throws FieldException, BackupException {
        try {
            return extended.acl();
        } catch (IllegalArgumentException e) {
            throw MemberRules.unsafe(path, "a malformed access list");
        }
    }

    private static EntryType type(String path, char flag) throws BackupException {
        return switch (flag) {
            case '0', '\0' -> EntryType.FILE;
            case '1' -> EntryType.HARDLINK;
            case '2' -> EntryType.SYMLINK;
            case '5' -> EntryType.DIRECTORY;
            case '3', '4' -> throw MemberRules.unsafe(path, "the type of a device");
            case '6' -> throw MemberRules.unsafe(path, "the type of a pipe");
            default -> throw MemberRules.unsafe(path, "an unknown type (0x" + Integer.toHexString(flag) + ")");
        };
    }

    private static Owner owner(TarFields fields, PaxRecords extended) throws FieldException {
        return new Owner(
                id(extended.number("uid", fields.uid())),
                id(extended.number("gid", fields.gid())),
                extended.text("uname", fields.user()),
                extended.text("gname", fields.group()));
    }

    private static int id(long id) throws FieldException {
        if (id < 0 || id > 0xffffffffL) {
            throw new FieldException("a user or group id is out of range");
        }
        return (int) id;
    }
}
