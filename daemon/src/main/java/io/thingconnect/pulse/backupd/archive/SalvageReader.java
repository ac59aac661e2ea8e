package io.thingconnect.pulse.backupd.archive;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import io.thingconnect.pulse.backupd.archive.TarFields.FieldException;
import io.thingconnect.pulse.backupd.backupset.Compression;
import io.thingconnect.pulse.backupd.encryption.Opening;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Reads what can be read of an archive that is damaged or lies. Where {@link ArchiveReader} refuses the whole, this one goes
 * on at the next header that somebody looks for. Nothing it yields is proven: neither that a member was written by us, nor
 * that its content is what it was; whoever takes a content must compare its hash. Memory does not depend on the archive,
 * time on its size.
 */
public final class SalvageReader implements AutoCloseable {
    /** In step all that a member may have; behind a damage only what ours do have. */
    private static final int MAX_EXTENDED = 1024 * 1024;

    private static final int MAX_ZSTD_WINDOW_LOG = 24;
    private static final int MAGIC = 257;

    private final Pieces pieces;
    private final Predicate<ArchiveMember> known;
    private final Consumer<BackupException> refused;
    private final long maxPlainBytes;
    private final byte[] block = new byte[TarFields.BLOCK];
    private final byte[] scratch = new byte[64 * 1024];
    private long plainBytes;
    private long contentLeft;
    private int padding;
    private boolean inStep = true;
    private boolean torn;
    private boolean ended;
    private boolean damaged;

    private SalvageReader(Pieces pieces, Expectation expectation) {
        this.pieces = pieces;
        this.known = expectation.known();
        this.refused = expectation.refused();
        this.maxPlainBytes = expectation.maxPlainBytes();
    }

    /**
     * What is looked for.
     *
     * @param maxPlainBytes of the tar stream; what is behind them is not read
     * @param known whether what looks like a header behind a damage is one: there may be archives in the content of files
     * @param refused told of members that no archive of ours has, such as devices
     */
    public record Expectation(long maxPlainBytes, Predicate<ArchiveMember> known, Consumer<BackupException> refused) {}

    /**
     * @param stored closed with this one, and where this fails
     * @param opening one that gives what it can; where it can give nothing, the archive is empty
     * @throws BackupException {@code KEY_MISSING}
     */
    public static SalvageReader open(
            InputStream stored, Compression compression, Opening opening, Expectation expectation)
            throws BackupException {
        try {
            InputStream in = opened(stored, opening);
            Pieces pieces =
                    switch (compression) {
                        case GZIP -> new GzipPieces(in);
                        case ZSTD ->
                            new Pieces.Straight(
                                    new ZstdInputStreamNoFinalizer(new ZstdBlocks(in)).setLongMax(MAX_ZSTD_WINDOW_LOG));
                        case NONE -> new Pieces.Straight(in);
                    };
            return new SalvageReader(pieces, expectation);
        } catch (IOException e) {
            throw new BackupException(
                    ErrorCode.INTERNAL, "cannot set up " + compression.word() + " decompression", "", e);
        }
    }

    private static InputStream opened(InputStream stored, Opening opening) throws BackupException {
        try {
            return opening.open(stored);
        } catch (IOException e) {
            Pieces.closeQuietly(stored);
            return new FailingInput(e);
        } catch (BackupException e) {
            Pieces.closeQuietly(stored);
            throw e;
        }
    }

    /** Of an archive whose first bytes are gone there is nothing but the reason. */
    private static final class FailingInput extends InputStream {
        private final IOException failure;

        FailingInput(IOException failure) {
            this.failure = failure;
        }

        @Override
        public int read() throws IOException {
            throw failure;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            throw failure;
        }
    }

    /** The next member, or null where nothing more is found. What was left of the one before is skipped. */
    public ArchiveMember next() {
        while (contentLeft > 0 && !torn) {
            read(scratch, 0, scratch.length);
        }
        skipPadding();
        contentLeft = 0;
        torn = false;
        while (!ended) {
            ArchiveMember member = readBlock() ? candidate() : null;
            if (member != null && (inStep || known.test(member))) {
                inStep = true;
                contentLeft = member.size();
                padding = (int) (-member.size() & (TarFields.BLOCK - 1));
                return member;
            }
        }
        return null;
    }

    private void skipPadding() {
        if (contentLeft == 0 && padding > 0) {
            fill(scratch, padding);
        }
        padding = 0;
    }

    /** The member whose headers begin with the block; null where it is none, and then nothing is in step any more. */
    private ArchiveMember candidate() {
        if (TarFields.isZero(block, block.length)) {
            // The end mark, or a hole where a header was: what follows will show.
            inStep = false;
            return null;
        }
        ArchiveMember member = isHeader() ? header() : null;
        if (member == null) {
            damaged |= inStep;
            inStep = false;
        }
        return member;
    }

    private boolean isHeader() {
        return new String(block, MAGIC, 5, StandardCharsets.ISO_8859_1).equals("ustar");
    }

    private ArchiveMember header() {
        PaxRecords extended = new PaxRecords();
        int allowed = MAX_EXTENDED;
        try {
            while (true) {
                TarFields fields = new TarFields(block);
                fields.checkSum();
                char type = fields.type();
                if (type != 'x' && type != 'L' && type != 'K') {
                    return MemberParser.member(fields, extended);
                }
                long size = fields.size();
                if (size < 0 || size > allowed) {
                    return null;
                }
                allowed -= (int) size + TarFields.BLOCK;
                if (!addExtended(extended, type, (int) size) || !readBlock()) {
                    return null;
                }
            }
        } catch (FieldException e) {
            return null;
        } catch (BackupException e) {
            refused.accept(e);
            return null;
        }
    }

    /** Where the records are damaged, the header behind them may still say enough. */
    private boolean addExtended(PaxRecords extended, char type, int size) {
        byte[] bytes = new byte[size];
        boolean read = fill(bytes, size) && fill(scratch, -size & (TarFields.BLOCK - 1));
        if (read) {
            try {
                MemberParser.add(extended, type, bytes);
            } catch (FieldException e) {
                damaged = true;
            }
        }
        return read;
    }

    private boolean readBlock() {
        return fill(block, block.length);
    }

    private boolean fill(byte[] buffer, int length) {
        int filled = 0;
        while (filled < length) {
            int n = take(buffer, filled, length - filled);
            if (n < 0) {
                return false;
            }
            filled += n;
        }
        return true;
    }

    /** -1 where the next byte is not known: nothing is in step then. */
    private int take(byte[] buffer, int offset, int length) {
        int n = ended ? Pieces.END : pieces.read(buffer, offset, length);
        if (n >= 0) {
            plainBytes += n;
            if (plainBytes <= maxPlainBytes) {
                return n;
            }
            pieces.met("it unfolds to more than the allowed " + maxPlainBytes + " bytes");
            n = Pieces.END;
        }
        inStep = false;
        ended |= n == Pieces.END;
        return -1;
    }

    /**
     * Reads from the present member's content.
     *
     * @return bytes read, -1 at its end, or where it cannot be read further: see {@link #isTorn}
     */
    public int read(byte[] buffer, int offset, int length) {
        if (contentLeft == 0 || torn) {
            return -1;
        }
        int n = take(buffer, offset, (int) Math.min(length, contentLeft));
        if (n < 0) {
            torn = true;
            damaged = true;
            return -1;
        }
        contentLeft -= n;
        return n;
    }

    /** Whether the present member's content ended before its time. */
    public boolean isTorn() {
        return torn;
    }

    /** Whether anything was met so far that is no sound archive. */
    public boolean isDamaged() {
        return damaged || !pieces.trouble().isEmpty();
    }

    /** What was met first, a clause; "" where there is nothing to say. */
    public String trouble() {
        return damaged && pieces.trouble().isEmpty() ? "a header or a content in it is broken" : pieces.trouble();
    }

    @Override
    public void close() {
        pieces.close();
    }
}
