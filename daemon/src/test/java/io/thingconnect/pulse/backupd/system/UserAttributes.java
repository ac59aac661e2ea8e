package io.thingconnect.pulse.backupd.system;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;

/** Whether {@code user.*} attributes can be had where a test works; by trying, which a chroot does not mislead. */
public final class UserAttributes {
    private UserAttributes() {}

    public static boolean work(Path existing) {
        UserDefinedFileAttributeView view = Files.getFileAttributeView(existing, UserDefinedFileAttributeView.class);
        try {
            view.write("probe", ByteBuffer.wrap(new byte[1]));
            view.delete("probe");
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
