package io.thingconnect.pulse.backupd.storage.smb;

import com.hierynomus.msdtyp.AccessMask;
import com.hierynomus.mserref.NtStatus;
import com.hierynomus.msfscc.FileAttributes;
import com.hierynomus.msfscc.fileinformation.FileDispositionInformation;
import com.hierynomus.msfscc.fileinformation.FileIdBothDirectoryInformation;
import com.hierynomus.msfscc.fileinformation.FileStandardInformation;
import com.hierynomus.mssmb2.SMB2CreateDisposition;
import com.hierynomus.mssmb2.SMB2CreateOptions;
import com.hierynomus.mssmb2.SMB2ShareAccess;
import com.hierynomus.mssmb2.SMBApiException;
import com.hierynomus.smbj.share.File;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What we do with files of a share, over one connection. Paths are from the share's root, with backslashes. */
final class SmbFiles {
    private static final Set<SMB2CreateOptions> A_FILE = EnumSet.of(SMB2CreateOptions.FILE_NON_DIRECTORY_FILE);

    private final Link link;

    SmbFiles(Link link) {
        this.link = link;
    }

    /** A new file that nobody else can open, and that the server removes when the connection is lost. */
    File create(String path) throws IOException {
        File file = link.call(
                shown(path),
                () -> link.share()
                        .openFile(
                                path,
                                EnumSet.of(
                                        AccessMask.GENERIC_WRITE, AccessMask.FILE_READ_ATTRIBUTES, AccessMask.DELETE),
                                EnumSet.of(FileAttributes.FILE_ATTRIBUTE_NORMAL),
                                EnumSet.noneOf(SMB2ShareAccess.class),
                                SMB2CreateDisposition.FILE_CREATE,
                                A_FILE));
        removeOnClose(file, path, true);
        return file;
    }

    void removeOnClose(File file, String path, boolean remove) throws IOException {
        link.call(shown(path), () -> {
            file.setFileInformation(new FileDispositionInformation(remove));
            return null;
        });
    }

    File open(String path, AccessMask... access) throws IOException {
        return link.call(
                shown(path),
                () -> link.share()
                        .openFile(
                                path,
                                EnumSet.copyOf(List.of(access)),
                                null,
                                EnumSet.of(SMB2ShareAccess.FILE_SHARE_READ, SMB2ShareAccess.FILE_SHARE_DELETE),
                                SMB2CreateDisposition.FILE_OPEN,
                                A_FILE));
    }

    long size(File file, String path) throws IOException {
        return link.call(
                shown(path),
                () -> file.getFileInformation(FileStandardInformation.class).getEndOfFile());
    }

    /** Replaces what is there. */
    void rename(File file, String from, String to) throws IOException {
        link.call(shown(from), () -> {
            file.rename(to, true);
            return null;
        });
    }

    void close(File file, String path) throws IOException {
        link.call(shown(path), () -> {
            file.close();
            return null;
        });
    }

    /** One that does not exist is no error. */
    void remove(String path) throws IOException {
        try {
            link.call(shown(path), () -> {
                link.share().rm(path);
                return null;
            });
        } catch (NoSuchFileException e) {
            // Somebody was faster, or an answer was lost and this is the second try.
            return;
        }
    }

    /** Creates a directory and what is missing above it. */
    void createDirectories(String path) throws IOException {
        for (int end = path.indexOf('\\'); ; end = path.indexOf('\\', end + 1)) {
            String part = end < 0 ? path : path.substring(0, end);
            link.call(shown(part), () -> {
                createDirectory(part);
                return null;
            });
            if (end < 0) {
                return;
            }
        }
    }

    private void createDirectory(String path) {
        try {
            if (!link.share().folderExists(path)) {
                link.share().mkdir(path);
            }
        } catch (SMBApiException e) {
            // Another upload may have made it in between.
            if (e.getStatus() != NtStatus.STATUS_OBJECT_NAME_COLLISION) {
                throw e;
            }
        }
    }

    /** @throws NoSuchFileException where there is no such directory */
    List<FileIdBothDirectoryInformation> list(String path) throws IOException {
        return link.call(shown(path), () -> link.share().list(path));
    }

    static boolean isDirectory(FileIdBothDirectoryInformation entry) {
        return (entry.getFileAttributes() & FileAttributes.FILE_ATTRIBUTE_DIRECTORY.getValue()) != 0;
    }

    static String shown(String path) {
        return path.isEmpty() ? "the share's root" : path.replace('\\', '/');
    }
}
