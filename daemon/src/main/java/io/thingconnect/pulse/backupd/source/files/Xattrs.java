package io.thingconnect.pulse.backupd.source.files;

import io.thingconnect.pulse.backupd.system.AccessList;
import io.thingconnect.pulse.backupd.system.Accounts;
import io.thingconnect.pulse.backupd.system.ExtendedAttributes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a path bears beside its mode: {@code user.*} attributes, its SELinux context, its access list. Nothing is opened, so
 * that it may be asked of a live database. Nothing is there where the C library cannot be reached.
 *
 * @param xattrs full name to Base64 of the value
 * @param acl as {@link AccessList} writes it, or null
 */
record Xattrs(Map<String, String> xattrs, String acl) {
    static final Xattrs NONE = new Xattrs(Map.of(), null);

    private static final String CONTEXT = "security.selinux";

    static Xattrs of(Path path, Accounts accounts) throws IOException {
        if (!ExtendedAttributes.available()) {
            return NONE;
        }
        Map<String, String> values = new TreeMap<>();
        boolean listed = false;
        for (String name : ExtendedAttributes.names(path)) {
            listed |= name.startsWith("system.posix_acl_");
            if (name.startsWith("user.") || name.equals(CONTEXT)) {
                ExtendedAttributes.get(path, name)
                        .ifPresent(value -> values.put(name, Base64.getEncoder().encodeToString(trimmed(name, value))));
            }
        }
        AccessList acl = listed ? AccessList.of(path, accounts) : null;
        return new Xattrs(values, acl == null || acl.isEmpty() ? null : acl.text());
    }

    /** The kernel ends a context with a NUL, with which it would be no text. */
    private static byte[] trimmed(String name, byte[] value) {
        boolean ended = name.equals(CONTEXT) && value.length > 0 && value[value.length - 1] == 0;
        return ended ? Arrays.copyOf(value, value.length - 1) : value;
    }
}
