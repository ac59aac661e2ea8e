package io.thingconnect.pulse.backupd.system;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** What an {@code IOException} of the JDK really was; the JDK keeps the errno only in its message (strerror, C locale). */
public final class Errno {
    private Errno() {}

    /** ENOSPC or EDQUOT. */
    public static boolean isNoSpace(IOException e) {
        if (e instanceof PlaceFailure failure) {
            return failure.isNoSpace();
        }
        String message = String.valueOf(e.getMessage());
        return message.contains("No space left on device") || message.contains("Disk quota exceeded");
    }

    /** For people: the reason alone, without the path that the caller names anyway. */
    public static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "no such file or directory";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof FileSystemException failure && failure.getReason() != null) {
            return lower(failure.getReason());
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : lower(e.getMessage());
    }

    /** What to do next: the place's own advice where it has one. */
    public static String hint(IOException e, String otherwise) {
        return e instanceof PlaceFailure failure ? failure.hint() : otherwise;
    }

    private static String lower(String text) {
        boolean acronym = text.length() > 1 && Character.isUpperCase(text.charAt(1));
        return text.isEmpty() || acronym ? text : Character.toLowerCase(text.charAt(0)) + text.substring(1);
    }
}
