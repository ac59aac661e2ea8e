package io.thingconnect.pulse.backupd.control.varlink;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.thingconnect.pulse.backupd.control.Fakes;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class RolesTest {
    private final Fakes.FakeGroups groups = new Fakes.FakeGroups();
    private final Roles roles = new Roles(groups, OptionalLong.empty());

    private Role of(long uid, long gid) {
        return roles.of(roles.peer(uid, gid, 1));
    }

    @Test
    void rootIsAdminWhateverTheDatabaseSays() {
        groups.groups.clear();
        assertEquals(Role.ADMIN, of(0, 0));
        assertEquals("root", roles.peer(0, 0, 1).user());
    }

    @Test
    void membersByListAndByPrimaryGroupHaveTheirGroupsRole() {
        assertEquals(Role.ADMIN, of(1, 100));
        assertEquals(Role.OPERATOR, of(2, 100));
        assertEquals(Role.OPERATOR, of(3, 502));
        assertEquals(Role.ADMIN, of(3, 501));
        assertEquals(Role.NONE, of(4, 100));
    }

    @Test
    void whoeverIsInBothGroupsIsAdmin() {
        groups.groups.put(Roles.ADMIN_GROUP, new GroupDatabase.Group(501, Set.of("olga")));
        assertEquals(Role.ADMIN, of(2, 100));
    }

    @Test
    void aUserWithoutANameIsCalledByNumberAndIsNoMember() {
        assertEquals("77", roles.peer(77, 77, 1).user());
        assertEquals(Role.NONE, of(77, 77));
    }

    @Test
    void theOwnerOfASandboxIsAdminThereAndNowhereElse() {
        Roles sandbox = new Roles(groups, OptionalLong.of(4));
        assertEquals(Role.ADMIN, sandbox.of(sandbox.peer(4, 100, 1)));
        assertEquals(Role.OPERATOR, sandbox.of(sandbox.peer(2, 100, 1)));
        assertEquals(Role.NONE, of(4, 100));
    }

    @Test
    void withoutGroupsNobodyIsAMember() {
        groups.groups.clear();
        assertEquals(Role.NONE, of(1, 501));
    }
}
