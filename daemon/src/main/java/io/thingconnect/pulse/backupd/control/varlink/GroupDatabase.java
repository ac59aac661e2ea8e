package io.thingconnect.pulse.backupd.control.varlink;

import java.util.Optional;
import java.util.Set;

/** Users and groups as the machine knows them, from whatever directory service it uses. May take seconds. */
public interface GroupDatabase {
    /** Empty where there is no such group, or nobody can tell. */
    Optional<Group> group(String name);

    /** The name of a user; empty where there is none, or nobody can tell. */
    Optional<String> user(long uid);

    /**
     * One group.
     *
     * @param members names of the users who have it as a supplementary group; those who have it as primary group are
     *     not listed
     */
    record Group(long gid, Set<String> members) {
        public Group {
            members = Set.copyOf(members);
        }
    }
}
