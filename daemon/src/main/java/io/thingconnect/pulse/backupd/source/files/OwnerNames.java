package io.thingconnect.pulse.backupd.source.files;

import io.thingconnect.pulse.backupd.backupset.Owner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.Principal;
import java.util.HashMap;
import java.util.Map;

/** Names of user and group ids, each asked for once: the user database may be across a network. */
final class OwnerNames {
    private final Map<Integer, String> users = new HashMap<>();
    private final Map<Integer, String> groups = new HashMap<>();

    Owner of(Path path, FileFacts facts) {
        return new Owner(
                facts.uid(),
                facts.gid(),
                users.computeIfAbsent(facts.uid(), id -> name(path, "owner", id)),
                groups.computeIfAbsent(facts.gid(), id -> name(path, "group", id)));
    }

    /** The platform answers the id in digits where nobody has it. */
    private static String name(Path path, String attribute, int id) {
        try {
            Object value = Files.getAttribute(path, "posix:" + attribute, LinkOption.NOFOLLOW_LINKS);
            String name = ((Principal) value).getName();
            return name.equals(Integer.toString(id)) || name.equals(Integer.toUnsignedString(id)) ? "" : name;
        } catch (IOException unused) {
            // The path has just vanished; the ids are what counts.
            return "";
        }
    }
}
