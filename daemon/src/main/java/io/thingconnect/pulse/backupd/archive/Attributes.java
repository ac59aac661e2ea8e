package io.thingconnect.pulse.backupd.archive;

import io.thingconnect.pulse.backupd.backupset.Owner;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Sets what a member says beside its content. The order matters: attributes and times while the mode still lets us, the
 * owner before the mode (the kernel clears bits at a change of owner), the mode last.
 */
final class Attributes {
    private static final String USER = "user.";

    private final boolean owners;
    private final Map<String, Optional<UserPrincipal>> users = new HashMap<>();
    private final Map<String, Optional<GroupPrincipal>> groups = new HashMap<>();

    Attributes(boolean owners) {
        this.owners = owners;
    }

    /** Of a file or directory. */
    void of(Path path, ArchiveMember member) throws IOException {
        setXattrs(path, member);
        setOwner(path, member.owner());
        setTime(path, member);
        Files.setAttribute(path, "unix:mode", member.mode(), LinkOption.NOFOLLOW_LINKS);
    }

    /** A symlink has an owner and a time, which the platform sets to the microsecond. */
    void ofSymlink(Path path, ArchiveMember member) throws IOException {
        setOwner(path, member.owner());
        setTime(path, member);
    }

    private static void setTime(Path path, ArchiveMember member) throws IOException {
        FileTime time = FileTime.from(member.mtime());
        Files.getFileAttributeView(path, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .setTimes(time, time, null);
    }

    /** Where the file system does not take one, the file is still worth having; the manifest keeps what it was. */
    private static void setXattrs(Path path, ArchiveMember member) {
        if (member.xattrs().isEmpty()) {
            return;
        }
        UserDefinedFileAttributeView view =
                Files.getFileAttributeView(path, UserDefinedFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        member.xattrs().forEach((name, value) -> {
            // Only what users may set for themselves: security.* and trusted.* are not an archive's to give.
            if (!name.startsWith(USER)) {
                return;
            }
            try {
                view.write(
                        name.substring(USER.length()),
                        ByteBuffer.wrap(Base64.getDecoder().decode(value)));
            } catch (IOException | RuntimeException unused) {
                // See above.
            }
        });
    }

    private void setOwner(Path path, Owner owner) throws IOException {
        if (!owners) {
            return;
        }
        PosixFileAttributeView view =
                Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        Optional<GroupPrincipal> group = group(path, owner.group());
        if (group.isPresent()) {
            view.setGroup(group.get());
        } else {
            Files.setAttribute(path, "unix:gid", owner.gid(), LinkOption.NOFOLLOW_LINKS);
        }
        Optional<UserPrincipal> user = user(path, owner.user());
        if (user.isPresent()) {
            view.setOwner(user.get());
        } else {
            Files.setAttribute(path, "unix:uid", owner.uid(), LinkOption.NOFOLLOW_LINKS);
        }
    }

    private Optional<UserPrincipal> user(Path path, String name) throws IOException {
        Optional<UserPrincipal> known = users.get(name);
        if (known == null) {
            known = name.isEmpty()
                    ? Optional.empty()
                    : lookUp(() -> service(path).lookupPrincipalByName(name));
            users.put(name, known);
        }
        return known;
    }

    private Optional<GroupPrincipal> group(Path path, String name) throws IOException {
        Optional<GroupPrincipal> known = groups.get(name);
        if (known == null) {
            known = name.isEmpty()
                    ? Optional.empty()
                    : lookUp(() -> service(path).lookupPrincipalByGroupName(name));
            groups.put(name, known);
        }
        return known;
    }

    private static UserPrincipalLookupService service(Path path) {
        return path.getFileSystem().getUserPrincipalLookupService();
    }

    private static <T> Optional<T> lookUp(Lookup<T> lookup) throws IOException {
        try {
            return Optional.of(lookup.find());
        } catch (UserPrincipalNotFoundException e) {
            return Optional.empty();
        } catch (FileSystemException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // A name out of a hostile archive that the system's user database chokes on is a name nobody has here.
            return Optional.empty();
        }
    }

    private interface Lookup<T> {
        T find() throws IOException;
    }
}
