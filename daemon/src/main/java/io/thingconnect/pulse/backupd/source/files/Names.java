package io.thingconnect.pulse.backupd.source.files;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** File names between bytes and text: on disk a name is any bytes, in archive and manifest it is Unicode. */
final class Names {
    private static final char REPLACEMENT = '\uFFFD';

    private Names() {}

    /** Whether the child's name, written down and read back, still names the same file. */
    static boolean survive(Path directory, Path child) {
        try {
            return directory.resolve(child.getFileName().toString()).equals(child);
        } catch (InvalidPathException unused) {
            return false;
        }
    }

    static boolean isLossy(String text) {
        return text.indexOf(REPLACEMENT) >= 0;
    }

    /** For warnings: control characters made visible. */
    static String quoted(Path path) {
        StringBuilder line = new StringBuilder("'");
        path.toString().codePoints().forEach(c -> line.appendCodePoint(Character.isISOControl(c) ? '?' : c));
        return line.append('\'').toString();
    }

    /** The platform's messages begin with the path, which the warning has already. */
    static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "no such file";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        boolean said = e instanceof FileSystemException f && f.getReason() != null;
        return said ? ((FileSystemException) e).getReason() : String.valueOf(e.getMessage());
    }
}
