package io.thingconnect.pulse.backupd.storage.smb;

import com.hierynomus.msdtyp.AccessMask;
import com.hierynomus.smbj.share.File;
import io.thingconnect.pulse.backupd.storage.Upload;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * A file under a name nobody lists. It is written, flushed, closed, opened again, compared with what was written, and only
 * then renamed. Until the first close the server itself removes it when we are gone.
 */
final class SmbUpload implements Upload {
    /**
     * Files up to this size are read back before the rename. Larger ones are archives, which are compared by their size here
     * and read back as a whole by whoever publishes them: twice would be one time too many for a slow network.
     */
    static final long COMPARED = 8L << 20;

    private final Link link;
    private final SmbFiles files;
    private final String staged;
    private final String target;
    private final SmbOutput output;
    private File file;
    private boolean committed;
    private boolean kept;

    SmbUpload(Link link, String staged, String target) throws IOException {
        this.link = link;
        this.files = new SmbFiles(link);
        this.staged = staged;
        this.target = target;
        this.file = files.create(staged);
        this.output = new SmbOutput(link, file.getFileId(), SmbFiles.shown(target));
    }

    @Override
    public OutputStream stream() {
        return output;
    }

    @Override
    public void commit() throws IOException {
        output.finish();
        files.removeOnClose(file, staged, false);
        kept = true;
        files.close(file, staged);
        file = files.open(staged, AccessMask.GENERIC_READ, AccessMask.DELETE);
        if (!holdsWhatWasWritten()) {
            throw link.failures().otherBytes(SmbFiles.shown(target));
        }
        files.rename(file, staged, target);
        committed = true;
        files.close(file, target);
    }

    private boolean holdsWhatWasWritten() throws IOException {
        if (files.size(file, staged) != output.size()) {
            return false;
        }
        return output.size() > COMPARED || Arrays.equals(output.hash(), hash());
    }

    private byte[] hash() throws IOException {
        MessageDigest digest = SmbOutput.sha256();
        // Not closed: the file stays open for the rename.
        InputStream in = new SmbInput(link, file, SmbFiles.shown(target), output.size());
        byte[] buffer = new byte[1 << 16];
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            digest.update(buffer, 0, count);
        }
        return digest.digest();
    }

    /** Where the connection is lost nothing is tried: the server removes the file, or the next sweep does. */
    @Override
    public void close() throws IOException {
        try {
            if (!committed && link.isAlive()) {
                files.close(file, staged);
                if (kept) {
                    files.remove(staged);
                }
            }
        } finally {
            link.close();
        }
    }
}
