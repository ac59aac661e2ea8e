package io.thingconnect.pulse.backupd.archive;

import io.thingconnect.pulse.backupd.backupset.Owner;
import io.thingconnect.pulse.backupd.system.AccessList;
import io.thingconnect.pulse.backupd.system.Accounts;
import io.thingconnect.pulse.backupd.system.ExtendedAttributes;
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
 * owner before the mode (the kernel clears bits at a change of owner), the access list behind the mode, which narrows it.
 */
final class Attributes {
    private static final String USER = "user.";

    /** Where a kernel with SELinux in force shows itself. */
    private static final Path SELINUX = Path.of("/sys/fs/selinux/enforce");

    private final boolean owners;
    private final Accounts accounts = new Accounts();
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
        setAccessList(path, member);
    }

    /** As for attributes: a file system without access lists still keeps the file. */
    private void setAccessList(Path path, ArchiveMember member) {
        if (member.acl() == null || !ExtendedAttributes.available()) {
            return;
        }
        try {
            AccessList.parse(member.acl()).set(path, accounts);
        } catch (IOException | IllegalArgumentException unused) {
            // See above.
        }
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
    private void setXattrs(Path path, ArchiveMember member) {
        if (member.xattrs().isEmpty()) {
            return;
        }
        UserDefinedFileAttributeView view =
                Files.getFileAttributeView(path, UserDefinedFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        member.xattrs().forEach((name, value) -> {
            // Only what users may set for themselves, and the context where one means something: capabilities of
            // programs
            // and the like are not an archive's to give.
            if (name.equals(PaxRecords.SELINUX_XATTR)) {
                setContext(path, value);
                return;
            }
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

    private void setContext(Path path, String base64) {
        if (!Files.exists(SELINUX) || !ExtendedAttributes.available()) {
            return;
        }
        try {
            ExtendedAttributes.set(
                    path, PaxRecords.SELINUX_XATTR, Base64.getDecoder().decode(base64));
        } catch (IOException | IllegalArgumentException unused) {
            // A policy that does not know it: restorecon gives the file what belongs there.
        }
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
