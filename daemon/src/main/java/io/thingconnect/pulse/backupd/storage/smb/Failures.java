package io.thingconnect.pulse.backupd.storage.smb;

import com.hierynomus.mserref.NtStatus;
import com.hierynomus.mssmb2.SMBApiException;
import io.thingconnect.pulse.backupd.system.PlaceFailure;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.Optional;

/**
 * From what the SMB library throws to what a person can act on. Status codes are those of [MS-ERREF] 2.3; the numbers
 * stand here where the library has no name for them.
 */
final class Failures {
    private static final long QUOTA_EXCEEDED = 0xC0000044L;
    private static final long MEDIA_WRITE_PROTECTED = 0xC00000A2L;
    private static final long ACCOUNT_RESTRICTION = 0xC000006EL;
    private static final long WRONG_PASSWORD = 0xC000006AL;
    private static final long PASSWORD_MUST_CHANGE = 0xC0000224L;
    private static final long ACCOUNT_LOCKED_OUT = 0xC0000234L;

    private final SmbAddress address;
    private final SmbLogin login;
    private final Duration timeout;

    Failures(SmbAddress address, SmbLogin login, Duration timeout) {
        this.address = address;
        this.login = login;
        this.timeout = timeout;
    }

    /** @param what the file or the act, for messages */
    IOException of(String what, Throwable thrown) {
        if (thrown instanceof PlaceFailure || thrown instanceof NoSuchFileException) {
            return (IOException) thrown;
        }
        Optional<SMBApiException> answer = cause(thrown, SMBApiException.class);
        if (answer.isPresent()) {
            return status(what, answer.get().getStatusCode(), answer.get());
        }
        if (cause(thrown, InterruptedException.class).isPresent()) {
            Thread.currentThread().interrupt();
            InterruptedIOException interrupted = new InterruptedIOException("interrupted during " + what);
            interrupted.initCause(thrown);
            return interrupted;
        }
        if (cause(thrown, UnknownHostException.class).isPresent()) {
            return new PlaceFailure(
                    "server " + address.server() + " is not known to the name service",
                    "Check the server's name in location:, or write its address there.",
                    thrown);
        }
        if (cause(thrown, SocketTimeoutException.class).isPresent()) {
            return frozen(what, thrown);
        }
        if (cause(thrown, ConnectException.class).isPresent()
                || cause(thrown, NoRouteToHostException.class).isPresent()) {
            return new ConnectionLost(
                    server() + " cannot be reached: " + deepest(thrown),
                    "Check that it is switched on and that its port " + address.port() + " is open from here.",
                    thrown);
        }
        return new ConnectionLost(
                "the connection to " + server() + " broke during " + what + ": " + deepest(thrown),
                "Nothing of it counts as a backup; try again, and look at the server's log.",
                thrown);
    }

    PlaceFailure frozen(String what, Throwable cause) {
        return new PlaceFailure(
                server() + " did not answer for " + timeout.toMillis() / 1000.0 + " s during " + what,
                "Look whether the server is overloaded or its disk is asleep or broken.",
                cause);
    }

    PlaceFailure notEncrypted() {
        return new PlaceFailure(
                server() + " cannot encrypt (it takes SMB 3 or newer), and smbEncryption is required",
                "Enable SMB 3 encryption there, or set smbEncryption: auto.",
                null);
    }

    PlaceFailure otherBytes(String name) {
        return new PlaceFailure(
                server() + " does not hold what was written to it as " + name,
                "Check the server's disk and memory; the file was not made visible.",
                null);
    }

    IOException status(String what, long code, Throwable cause) {
        // The type of the library's constants is one enum; anything without a name there is OTHER.
        return switch (NtStatus.valueOf(code)) {
            case STATUS_OBJECT_NAME_NOT_FOUND,
                    STATUS_OBJECT_PATH_NOT_FOUND,
                    STATUS_NO_SUCH_FILE,
                    STATUS_NOT_FOUND,
                    STATUS_DELETE_PENDING,
                    STATUS_FILE_DELETED -> missing(what, cause);
            case STATUS_DISK_FULL -> noSpace(cause);
            case STATUS_ACCESS_DENIED, STATUS_PRIVILEGE_NOT_HELD, STATUS_CANNOT_DELETE -> denied(what, cause);
            case STATUS_LOGON_FAILURE -> refused("wrong name or password", cause);
            case STATUS_PASSWORD_EXPIRED -> refused("its password has expired", cause);
            case STATUS_ACCOUNT_DISABLED -> refused("the account is disabled", cause);
            case STATUS_LOGON_TYPE_NOT_GRANTED -> refused("it may not log on over the network", cause);
            case STATUS_BAD_NETWORK_NAME -> noShare(cause);
            case STATUS_NAME_TOO_LONG, STATUS_OBJECT_NAME_INVALID -> badName(what, cause);
            case STATUS_SHARING_VIOLATION, STATUS_FILE_LOCK_CONFLICT ->
                new FileInUse(
                        "another program on " + server() + " has " + what + " open",
                        "Close it there, or exclude the share from virus scanners and indexers.",
                        cause);
            case STATUS_USER_SESSION_DELETED,
                    STATUS_NETWORK_SESSION_EXPIRED,
                    STATUS_NETWORK_NAME_DELETED,
                    STATUS_CONNECTION_DISCONNECTED,
                    STATUS_CONNECTION_RESET,
                    STATUS_FILE_CLOSED ->
                new ConnectionLost(
                        server() + " has ended our session (" + hex(code) + ")",
                        "Try again; somebody may have closed the session or restarted the service there.",
                        cause);
            default -> unnamed(what, code, cause);
        };
    }

    private IOException unnamed(String what, long code, Throwable cause) {
        if (code == QUOTA_EXCEEDED) {
            return noSpace(cause);
        }
        if (code == MEDIA_WRITE_PROTECTED) {
            return denied(what, cause);
        }
        if (code == ACCOUNT_LOCKED_OUT) {
            return refused("the account is locked", cause);
        }
        if (code == ACCOUNT_RESTRICTION || code == WRONG_PASSWORD || code == PASSWORD_MUST_CHANGE) {
            return refused("wrong name or password, or a restriction of the account", cause);
        }
        return new PlaceFailure(
                server() + " answered " + what + " with status " + hex(code),
                "Look that status up in the server's log.",
                cause);
    }

    private static NoSuchFileException missing(String what, Throwable cause) {
        NoSuchFileException missing = new NoSuchFileException(what);
        missing.initCause(cause);
        return missing;
    }

    private PlaceFailure noSpace(Throwable cause) {
        return PlaceFailure.noSpace(
                "share " + share() + " is full, or our quota there is used up",
                "Free space on " + address.server() + ", or raise the quota of '" + login + "'.",
                cause);
    }

    private PlaceFailure denied(String what, Throwable cause) {
        return new Denied(
                "permission denied for '" + login + "' on share " + share() + " (" + what + ")",
                "Let that user write there, in the share's settings and in the folder's permissions; smbEncryption: off is"
                        + " refused by a server that insists on encryption.",
                cause);
    }

    private PlaceFailure refused(String why, Throwable cause) {
        return new PlaceFailure(
                server() + " refuses '" + login + "': " + why,
                "Check username, password and domain of this destination; then: pulsectl reload.",
                cause);
    }

    private PlaceFailure noShare(Throwable cause) {
        return new PlaceFailure(
                "server " + address.server() + " has no share '" + address.share() + "'",
                "See what it has with: smbclient -L //" + address.server() + " -p " + address.port()
                        + (login.isGuest() ? " -N" : " -U '" + login.username() + "'"),
                cause);
    }

    private PlaceFailure badName(String what, Throwable cause) {
        return new PlaceFailure(
                server() + " does not take the name " + what
                        + ": it is too long, or has characters that are not allowed there",
                "Choose a shorter folder in location:, or a shorter host:.",
                cause);
    }

    private String server() {
        return "server " + address.server() + (address.port() == SmbAddress.DEFAULT_PORT ? "" : ":" + address.port());
    }

    private String share() {
        return "//" + address.server() + "/" + address.share();
    }

    private static String hex(long code) {
        return String.format("0x%08X", code);
    }

    private static String deepest(Throwable thrown) {
        Throwable at = thrown;
        while (at.getCause() != null && at.getCause() != at) {
            at = at.getCause();
        }
        return at.getMessage() == null ? at.getClass().getSimpleName() : at.getMessage();
    }

    private static <T extends Throwable> Optional<T> cause(Throwable thrown, Class<T> type) {
        for (Throwable at = thrown; at != null; at = at.getCause()) {
            if (type.isInstance(at)) {
                return Optional.of(type.cast(at));
            }
        }
        return Optional.empty();
    }
}
