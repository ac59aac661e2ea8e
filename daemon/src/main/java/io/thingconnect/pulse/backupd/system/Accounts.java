package io.thingconnect.pulse.backupd.system;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * User and group ids by name and back, each asked for once: the user database may be across a network. Where the C library
 * cannot be reached nobody has a name. For one thread.
 */
public final class Accounts {
    /** The library's answers lie in memory that the next question overwrites. */
    private static final Object LIBRARY = new Object();

    /** Of the id in {@code struct passwd} and {@code struct group}: behind name and password. */
    private static final long ID_OFFSET = 2L * Native.POINTER_SIZE;

    /** What is asked for. */
    private enum Kind {
        USER,
        GROUP
    }

    private record IdKey(Kind kind, int id) {}

    private record NameKey(Kind kind, String name) {}

    private final Map<IdKey, Optional<String>> names = new HashMap<>();
    private final Map<NameKey, OptionalInt> ids = new HashMap<>();

    /** The name of a user id, empty where nobody has it. */
    public Optional<String> user(int uid) {
        return names.computeIfAbsent(new IdKey(Kind.USER, uid), Accounts::name);
    }

    /** The name of a group id, empty where no group has it. */
    public Optional<String> group(int gid) {
        return names.computeIfAbsent(new IdKey(Kind.GROUP, gid), Accounts::name);
    }

    /** The id of a user, empty where the name is unknown here. */
    public OptionalInt uid(String user) {
        return ids.computeIfAbsent(new NameKey(Kind.USER, user), Accounts::id);
    }

    /** The id of a group, empty where the name is unknown here. */
    public OptionalInt gid(String group) {
        return ids.computeIfAbsent(new NameKey(Kind.GROUP, group), Accounts::id);
    }

    private static Optional<String> name(IdKey key) {
        if (!Libc.LOADED) {
            return Optional.empty();
        }
        synchronized (LIBRARY) {
            Pointer found = key.kind() == Kind.USER ? Libc.getpwuid(key.id()) : Libc.getgrgid(key.id());
            return found == null
                    ? Optional.empty()
                    : Optional.of(found.getPointer(0).getString(0));
        }
    }

    private static OptionalInt id(NameKey key) {
        if (!Libc.LOADED) {
            return OptionalInt.empty();
        }
        synchronized (LIBRARY) {
            Pointer found = key.kind() == Kind.USER ? Libc.getpwnam(key.name()) : Libc.getgrnam(key.name());
            return found == null ? OptionalInt.empty() : OptionalInt.of(found.getInt(ID_OFFSET));
        }
    }
}
