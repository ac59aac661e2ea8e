package io.thingconnect.pulse.backupd.archive;

import io.thingconnect.pulse.backupd.backupset.Entry;
import io.thingconnect.pulse.backupd.backupset.EntryType;
import io.thingconnect.pulse.backupd.system.AccessList;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.attribute.FileTime;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * An entry as a tar header in PAX form (POSIX.1-2001). Times keep 100 ns, which is what the tar library writes.
 *
 * <p>Access lists become {@code SCHILY.acl.*} records, which {@code tar --acls} reads, an SELinux context the one that
 * {@code tar --selinux} reads. Extended attributes become {@code SCHILY.xattr.*} records, for {@code tar --xattrs}. The library's records
 * are strings, so an attribute travels in the archive only where its value is UTF-8; a binary one, and what goes beyond
 * {@link #MAX_XATTRS}, stays in the manifest alone. Sparse files are stored plain, holes as zero bytes.
 */
final class TarHeaders {
    /** Bytes for the attributes of one member; the reader refuses extended headers of more than twice as many. */
    private static final int MAX_XATTRS = 512 * 1024;

    /** What the smallest attribute counts for, so that their number is bounded too. */
    private static final int MIN_XATTR = 1024;

    private TarHeaders() {}

    static TarArchiveEntry of(Entry entry) {
        String name = entry.type() == EntryType.DIRECTORY ? entry.path() + "/" : entry.path();
        // The name is taken as it stands: without the flag the library would tidy up what it thinks a drive letter.
        TarArchiveEntry header = new TarArchiveEntry(name, flag(entry.type()), true);
        header.setSize(entry.type() == EntryType.FILE ? entry.size() : 0);
        header.setMode(entry.mode());
        header.setUserId(Integer.toUnsignedLong(entry.owner().uid()));
        header.setGroupId(Integer.toUnsignedLong(entry.owner().gid()));
        header.setUserName(entry.owner().user());
        header.setGroupName(entry.owner().group());
        header.setLastModifiedTime(FileTime.from(entry.mtime()));
        if (entry.linkTarget() != null) {
            header.setLinkName(entry.linkTarget());
        }
        addXattrs(header, entry);
        if (entry.acl() != null) {
            addAccessList(header, AccessList.parse(entry.acl()));
        }
        return header;
    }

    /** Sorted, so that equal entries give equal bytes. */
    private static void addXattrs(TarArchiveEntry header, Entry entry) {
        int room = MAX_XATTRS;
        for (Map.Entry<String, String> xattr : new TreeMap<>(entry.xattrs()).entrySet()) {
            Optional<String> value = text(xattr.getValue());
            int cost = Math.max(
                    MIN_XATTR, xattr.getKey().length() + xattr.getValue().length());
            if (value.isPresent() && cost <= room) {
                header.addPaxHeader(key(xattr.getKey()), value.get());
                room -= cost;
            }
        }
    }

    private static String key(String xattr) {
        return xattr.equals(PaxRecords.SELINUX_XATTR) ? PaxRecords.SELINUX : PaxRecords.XATTR + escape(xattr);
    }

    private static void addAccessList(TarArchiveEntry header, AccessList list) {
        if (!list.access().isEmpty()) {
            header.addPaxHeader(PaxRecords.ACCESS, list.accessText());
        }
        if (!list.defaults().isEmpty()) {
            header.addPaxHeader(PaxRecords.DEFAULTS, list.defaultText());
        }
    }

    private static byte flag(EntryType type) {
        return switch (type) {
            case FILE -> TarConstants.LF_NORMAL;
            case DIRECTORY -> TarConstants.LF_DIR;
            case SYMLINK -> TarConstants.LF_SYMLINK;
            case HARDLINK -> TarConstants.LF_LINK;
        };
    }

    /** A record's key ends at the first equals sign, so GNU tar escapes it in attribute names. */
    private static String escape(String key) {
        return key.replace("%", "%25").replace("=", "%3D");
    }

    private static Optional<String> text(String base64) {
        byte[] value = Base64.getDecoder().decode(base64);
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(value))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
