package io.thingconnect.pulse.backupd.source.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/**
 * The {@code user.*} attributes of a path, full name to Base64. The platform shows no others, so POSIX ACLs
 * ({@code system.posix_acl_access}) are out of reach here. Reading them opens the file: never for a database.
 */
final class Xattrs {
    private Xattrs() {}

    static Map<String, String> of(Path path) throws IOException {
        UserDefinedFileAttributeView view =
                Files.getFileAttributeView(path, UserDefinedFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        Map<String, String> values = new TreeMap<>();
        if (view == null) {
            return values;
        }
        for (String name : view.list()) {
            ByteBuffer value = ByteBuffer.allocate(view.size(name));
            view.read(name, value);
            byte[] bytes = new byte[value.flip().remaining()];
            value.get(bytes);
            values.put("user." + name, Base64.getEncoder().encodeToString(bytes));
        }
        return values;
    }
}
