package io.thingconnect.pulse.backupd.restore;

import io.thingconnect.pulse.backupd.archive.ArchiveMember;
import io.thingconnect.pulse.backupd.archive.ArchiveReader;
import io.thingconnect.pulse.backupd.archive.ArchiveWriter;
import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.backupset.Compression;
import io.thingconnect.pulse.backupd.backupset.Encryption;
import io.thingconnect.pulse.backupd.backupset.Entry;
import io.thingconnect.pulse.backupd.backupset.EntryType;
import io.thingconnect.pulse.backupd.backupset.Manifest;
import io.thingconnect.pulse.backupd.backupset.Owner;
import io.thingconnect.pulse.backupd.encryption.Keys;
import io.thingconnect.pulse.backupd.encryption.Opening;
import io.thingconnect.pulse.backupd.error.BackupException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** An archive taken apart, changed in one thing, and made anew, so that its own checksums are right. */
final class ArchiveEdit {
    private final List<Entry> headers = new ArrayList<>();
    private final List<byte[]> contents = new ArrayList<>();
    private final Random random;

    ArchiveEdit(byte[] archive, Compression compression, Random random) throws BackupException {
        this.random = random;
        ArchiveReader.Limits limits = new ArchiveReader.Limits(1L << 30, 100_000);
        try (ArchiveReader reader =
                ArchiveReader.open(new ByteArrayInputStream(archive), compression, Opening.PLAIN, limits)) {
            for (ArchiveMember member = reader.next(); member != null; member = reader.next()) {
                byte[] content = new byte[(int) member.size()];
                for (int at = 0; at < content.length; ) {
                    at += reader.read(content, at, content.length - at);
                }
                add(member, content);
            }
        }
    }

    private void add(ArchiveMember member, byte[] content) {
        headers.add(new Entry(
                member.path(),
                member.type(),
                Component.STATE,
                content.length,
                member.mode(),
                member.owner(),
                member.mtime(),
                null,
                member.linkTarget(),
                member.xattrs(),
                null));
        contents.add(content);
    }

    /** Changes one thing; says which. */
    String change() {
        int at = random.nextInt(headers.size());
        Entry old = headers.get(at);
        byte[] content = contents.get(at);
        int kind = random.nextInt(9);
        switch (kind) {
            case 0, 1 -> {
                if (content.length > 0) {
                    content[random.nextInt(content.length)] ^= (byte) (1 << random.nextInt(8));
                }
            }
            case 2 -> {
                headers.remove(at);
                contents.remove(at);
            }
            case 3 -> with(at, old.path() + "x", old.mode(), old.owner(), 0, old.xattrs());
            case 4 -> with(at, old.path(), old.mode() ^ 1 << random.nextInt(9), old.owner(), 0, old.xattrs());
            case 5 -> with(at, old.path(), old.mode(), new Owner(7, 7, "", ""), 0, old.xattrs());
            case 6 -> with(at, old.path(), old.mode(), old.owner(), 1 + random.nextInt(1 << 30), old.xattrs());
            case 7 -> with(at, old.path(), old.mode(), old.owner(), 0, Map.of("user.text", "eA=="));
            default -> {
                int other = random.nextInt(headers.size());
                Collections.swap(headers, at, other);
                Collections.swap(contents, at, other);
            }
        }
        return "member " + old.path() + " change " + kind;
    }

    /** Another content for a member; false where there is none of that name. */
    boolean replace(String path, byte[] content) {
        for (int i = 0; i < headers.size(); i++) {
            if (headers.get(i).path().equals(path)) {
                headers.set(i, headers.get(i).withContent(content.length, null));
                contents.set(i, content);
                return true;
            }
        }
        return false;
    }

    /** The content of a member, null where there is none of that name. */
    byte[] content(String path) {
        for (int i = 0; i < headers.size(); i++) {
            if (headers.get(i).path().equals(path)) {
                return contents.get(i);
            }
        }
        return null;
    }

    private void with(int at, String path, int mode, Owner owner, long nanos, Map<String, String> xattrs) {
        Entry old = headers.get(at);
        headers.set(
                at,
                new Entry(
                        path,
                        old.type(),
                        old.component(),
                        old.size(),
                        mode,
                        owner,
                        old.mtime().plusNanos(nanos / 100 * 100),
                        null,
                        old.linkTarget(),
                        xattrs,
                        null));
    }

    /** An archive and what its manifest has to say of it. */
    static final class Made {
        private final byte[] bytes;
        private final Manifest.ArchiveInfo info;

        private Made(byte[] bytes, Manifest.ArchiveInfo info) {
            this.bytes = bytes;
            this.info = info;
        }

        byte[] bytes() {
            return bytes;
        }

        Manifest.ArchiveInfo info() {
            return info;
        }
    }

    Made make(Manifest.ArchiveInfo was) throws IOException, BackupException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Compression compression = was.compression();
        try (ArchiveWriter writer = ArchiveWriter.open(bytes, compression, compression.minLevel(), 1, Keys.none())) {
            for (int i = 0; i < headers.size(); i++) {
                byte[] content = contents.get(i);
                boolean file = headers.get(i).type() == EntryType.FILE;
                writer.add(headers.get(i), file ? out -> out.write(content) : null);
            }
            ArchiveWriter.Totals totals = writer.finish();
            return new Made(
                    bytes.toByteArray(),
                    new Manifest.ArchiveInfo(
                            was.file(),
                            compression,
                            Encryption.NONE,
                            totals.size(),
                            totals.plainSize(),
                            totals.sha256()));
        }
    }
}
