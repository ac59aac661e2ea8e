package io.thingconnect.pulse.backupd.storage.smb;

import static java.util.Objects.requireNonNull;

/**
 * Who we are to the server.
 *
 * @param username empty: a guest
 * @param domain empty where the server has none
 */
public record SmbLogin(String username, String password, String domain) {
    public static final SmbLogin GUEST = new SmbLogin("", "", "");

    public SmbLogin {
        requireNonNull(username, "username is null");
        requireNonNull(password, "password is null");
        requireNonNull(domain, "domain is null");
    }

    public boolean isGuest() {
        return username.isEmpty();
    }

    /** Without the password, for messages. */
    @Override
    public String toString() {
        if (isGuest()) {
            return "guest";
        }
        return domain.isEmpty() ? username : domain + "\\" + username;
    }
}
