package io.thingconnect.pulse.backupd.control.varlink;

import static java.util.Objects.requireNonNull;

import java.util.OptionalLong;

/**
 * Who may do what. The socket gives uid and primary gid only, so supplementary groups are looked up by name. Whatever
 * cannot be looked up counts as no membership.
 */
public final class Roles {
    /** Members may do everything. */
    public static final String ADMIN_GROUP = "pulse-backup-admin";
    /** Members may back up, verify and read what is known. */
    public static final String OPERATOR_GROUP = "pulse-backup";

    private static final long ROOT = 0;

    private final GroupDatabase groups;
    private final OptionalLong sandboxOwner;

    /** @param sandboxOwner the daemon's own uid where it runs in a sandbox: that user is then admin; empty otherwise */
    public Roles(GroupDatabase groups, OptionalLong sandboxOwner) {
        this.groups = requireNonNull(groups, "groups is null");
        this.sandboxOwner = requireNonNull(sandboxOwner, "sandboxOwner is null");
    }

    /** Names the user behind a connection. */
    Peer peer(long uid, long gid, long pid) {
        String user = uid == ROOT ? "root" : groups.user(uid).orElse(Long.toString(uid));
        return new Peer(uid, gid, pid, user);
    }

    /** Asked anew at every call, so that who loses a group loses the role without reconnecting. */
    public Role of(Peer peer) {
        boolean owner = sandboxOwner.isPresent() && sandboxOwner.getAsLong() == peer.uid();
        if (peer.uid() == ROOT || owner || member(peer, ADMIN_GROUP)) {
            return Role.ADMIN;
        }
        return member(peer, OPERATOR_GROUP) ? Role.OPERATOR : Role.NONE;
    }

    private boolean member(Peer peer, String name) {
        return groups.group(name)
                .filter(group -> group.gid() == peer.gid() || group.members().contains(peer.user()))
                .isPresent();
    }
}
