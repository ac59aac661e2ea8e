package io.thingconnect.pulse.backupd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AccessListTest {
    private static final String TEXT =
            "user::rw-,user:nobody-here:r--:4294967290,group::r--,group:77:rw-:77,mask::rw-,other::---";

    @TempDir
    Path scratch;

    @ParameterizedTest
    @ValueSource(
            strings = {
                TEXT,
                "default:user::rwx,default:group::r-x,default:other::---",
                "user::rwx,group::---,other::---,default:user::rwx,default:group::r-x,default:other::---"
            })
    void text_isWhatWasParsed(String text) {
        assertEquals(text, AccessList.parse(text).text());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "user",
                "user::rwxx",
                "user::xwr",
                "user:alice:rwx",
                "user::rwx:5",
                "mask:alice:rwx:5",
                "nobody::rwx",
                "user:alice:rwx:4294967296",
                "user:al ice:rwx:5",
                "user::rw-,,other::---",
                "default:default:user::rwx"
            })
    void parse_refusesWhatIsNoList(String text) {
        assertThrows(IllegalArgumentException.class, () -> AccessList.parse(text));
    }

    @Test
    void parse_refusesMoreItemsThanAnyFileSystemTakes() {
        assertThrows(
                IllegalArgumentException.class, () -> AccessList.parse("user:a:rwx:5,".repeat(8191) + "mask::rwx"));
    }

    @Test
    void set_givesTheFileTheListWithUnknownNamesByNumber() throws IOException {
        assumeTrue(ExtendedAttributes.available(), "the C library cannot be reached from here");
        Path file = Files.createFile(scratch.resolve("file"));
        AccessList.parse(TEXT).set(file, new Accounts());
        assertEquals(
                TEXT.replace("nobody-here", "4294967290"),
                AccessList.of(file, new Accounts()).text());
        assertEquals(0660, (Integer) Files.getAttribute(file, "unix:mode") & 0777, "the mask is the group's bits");
    }

    @Test
    void set_looksNamesUpHere() throws IOException {
        assumeTrue(ExtendedAttributes.available(), "the C library cannot be reached from here");
        Path file = Files.createFile(scratch.resolve("file"));
        AccessList.parse("user::rw-,user:daemon:r--:54321,group::---,mask::r--,other::---")
                .set(file, new Accounts());
        assertTrue(AccessList.of(file, new Accounts()).text().contains("user:daemon:r--:1,"));
    }

    @Test
    void accounts_knowNamesAndNumbers() {
        assumeTrue(ExtendedAttributes.available(), "the C library cannot be reached from here");
        Accounts accounts = new Accounts();
        assertEquals(Optional.of("root"), accounts.user(0));
        assertEquals(Optional.of("root"), accounts.group(0));
        assertEquals(OptionalInt.of(1), accounts.uid("daemon"));
        assertEquals(OptionalInt.of(1), accounts.gid("daemon"));
        assertEquals(Optional.empty(), accounts.user(0xfffffff0));
        assertEquals(OptionalInt.empty(), accounts.gid("no-such-group"));
    }

    @Test
    void attributes_areSetReadAndRemoved() throws IOException {
        assumeTrue(ExtendedAttributes.available(), "the C library cannot be reached from here");
        Path file = Files.createFile(scratch.resolve("ümlaut"));
        assumeTrue(UserAttributes.work(file), "no user attributes on " + scratch);
        ExtendedAttributes.set(file, "user.a", new byte[] {0, (byte) 0xff});
        ExtendedAttributes.set(file, "user.b", new byte[0]);
        assertEquals(List.of("user.a", "user.b"), ExtendedAttributes.names(file));
        assertEquals(2, ExtendedAttributes.get(file, "user.a").orElseThrow().length);
        ExtendedAttributes.remove(file, "user.a");
        ExtendedAttributes.remove(file, "user.a");
        assertEquals(Optional.empty(), ExtendedAttributes.get(file, "user.a"));
        assertThrows(IOException.class, () -> ExtendedAttributes.names(scratch.resolve("nothing")));
    }
}
