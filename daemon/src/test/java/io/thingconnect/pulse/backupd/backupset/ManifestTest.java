package io.thingconnect.pulse.backupd.backupset;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class ManifestTest {
    private static final Path FORMAT = Path.of("../docs/format.md");

    @Test
    void write_thenRead_yieldsTheSameManifestAndTheSameBytes() throws Exception {
        Manifest manifest = Manifests.sample();
        byte[] bytes = ManifestWriter.write(manifest);
        Manifest read = ManifestReader.read(bytes, "m");
        assertEquals(manifest, read);
        assertArrayEquals(bytes, ManifestWriter.write(read));
        assertEquals(manifest.contentId(), ContentId.of(read.databases(), read.entries()));
    }

    /** The golden file of format 1 is never made anew: what it holds must be readable for ever. */
    @Test
    void read_understandsTheGoldenManifestOfFormat1() throws Exception {
        try (InputStream in = ManifestTest.class.getResourceAsStream("manifest-format-1.json")) {
            byte[] golden = in.readAllBytes();
            assertEquals(Manifests.sample(), ManifestReader.read(golden, "golden"));
            assertArrayEquals(golden, ManifestWriter.write(Manifests.sample()));
        }
    }

    @Test
    void keysStandInAlphabeticalOrder() throws Exception {
        assertSorted(new ObjectMapper().readTree(ManifestWriter.write(Manifests.sample())));
    }

    private static void assertSorted(JsonNode node) {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        assertEquals(names.stream().sorted().toList(), names);
        node.forEach(ManifestTest::assertSorted);
    }

    @Test
    void read_tellsTooNewFromCorrupt() {
        String text = new String(ManifestWriter.write(Manifests.sample()), StandardCharsets.UTF_8);
        assertCode(ErrorCode.FORMAT_TOO_NEW, text.replace("\"format\":1", "\"format\":2"));
        assertCode(ErrorCode.MANIFEST_CORRUPT, text.replace("\"format\":1", "\"format\":0"));
        assertCode(ErrorCode.MANIFEST_CORRUPT, text.substring(0, text.length() / 2));
        assertCode(ErrorCode.MANIFEST_CORRUPT, "");
        assertCode(ErrorCode.MANIFEST_CORRUPT, "[]");
        assertCode(ErrorCode.MANIFEST_CORRUPT, text + "{}");
        assertCode(ErrorCode.MANIFEST_CORRUPT, "[".repeat(100_000));
    }

    @Test
    void read_refusesWhatCouldLeadAstray() {
        String text = new String(ManifestWriter.write(Manifests.sample()), StandardCharsets.UTF_8);
        assertCode(ErrorCode.MANIFEST_CORRUPT, text.replace("\"etc/thingconnect-pulse/link\"", "\"../../etc/passwd\""));
        assertCode(ErrorCode.MANIFEST_CORRUPT, text.replace("\"etc/thingconnect-pulse/link\"", "\"/etc/passwd\""));
        assertCode(ErrorCode.MANIFEST_CORRUPT, text.replace("\"etc/thingconnect-pulse/link\"", "\"etc//x\""));
        assertCode(ErrorCode.MANIFEST_CORRUPT, text.replace("-full.tar.gz", "-full.tar.gz/../../x"));
        assertCode(ErrorCode.MANIFEST_CORRUPT, text.replace("\"kind\":\"full\"", "\"kind\":\"incremental\""));
        assertCode(
                ErrorCode.MANIFEST_CORRUPT, text.replace("etc/thingconnect-pulse/link", "etc/thingconnect-pulse/hard"));
        assertCode(ErrorCode.MANIFEST_CORRUPT, text.replace("\"pageSize\":4096", "\"pageSize\":4095"));
        assertCode(ErrorCode.MANIFEST_CORRUPT, text.replace("\"size\":4711", "\"size\":-4711"));
        assertCode(ErrorCode.MANIFEST_CORRUPT, text.replace("\"size\":4711", "\"size\":99999999999999999999"));
    }

    private static void assertCode(ErrorCode expected, String text) {
        BackupException e = assertThrows(
                BackupException.class, () -> ManifestReader.read(text.getBytes(StandardCharsets.UTF_8), "m"));
        assertEquals(expected, e.code(), e.getMessage());
    }

    @Test
    void read_ofMutatedManifests_isATypedErrorOrAManifest() {
        byte[] good = ManifestWriter.write(Manifests.sample());
        Random random = new Random(20240115);
        int refused = 0;
        for (int i = 0; i < 5_000; i++) {
            byte[] bytes = mutate(good, random);
            try {
                ManifestReader.read(bytes, "m");
            } catch (BackupException e) {
                assertTrue(Set.of(ErrorCode.MANIFEST_CORRUPT, ErrorCode.FORMAT_TOO_NEW)
                        .contains(e.code()));
                refused++;
            }
        }
        assertTrue(
                refused > 2_000, "only " + refused + " of 5000 mutations were refused: does the test mutate at all?");
    }

    private static byte[] mutate(byte[] good, Random random) {
        byte[] bytes = good.clone();
        int changes = 1 + random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return random.nextInt(5) == 0 ? java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
    }

    @Test
    void write_ofADelta_readsBackEqual() throws BackupException {
        for (Manifest manifest : List.of(Manifests.delta(), Manifests.consolidated())) {
            assertEquals(manifest, ManifestReader.read(ManifestWriter.write(manifest), "m"));
        }
    }

    @Test
    void read_whereTheContentIdIsOfAnotherState_isCorrupt() {
        String text = new String(ManifestWriter.write(Manifests.delta()), StandardCharsets.UTF_8);
        String other = text.replace(Manifests.delta().contentId(), Manifests.SOME_HASH.hex());
        BackupException e = assertThrows(
                BackupException.class, () -> ManifestReader.read(other.getBytes(StandardCharsets.UTF_8), "m"));
        assertEquals(ErrorCode.MANIFEST_CORRUPT, e.code());
    }

    @Test
    void contentId_dependsOnTheStateAndNotOnTheBackup() {
        Manifest manifest = Manifests.sample();
        List<Entry> reversed = new ArrayList<>(manifest.entries());
        java.util.Collections.reverse(reversed);
        assertEquals(manifest.contentId(), ContentId.of(manifest.databases(), reversed));
        List<Entry> changed = new ArrayList<>(manifest.entries());
        changed.set(1, changed.get(1).withContent(4, Sha256.of(new byte[] {9})));
        assertNotEquals(manifest.contentId(), ContentId.of(manifest.databases(), changed));
    }

    @Test
    void anEncryptedArchive_isNamedSo_andAManifestThatNamesAnotherFileIsRefused() throws Exception {
        Manifest manifest = Manifests.encrypted();
        byte[] json = ManifestWriter.write(manifest);
        assertEquals(manifest, ManifestReader.read(json, "m"));
        assertEquals(
                manifest.label() + ".manifest.json.gpg",
                BackupFiles.of(manifest).manifestName());
        String other = new String(json, StandardCharsets.UTF_8).replace("\"encryption\":\"gpg\",", "");
        BackupException e = assertThrows(
                BackupException.class, () -> ManifestReader.read(other.getBytes(StandardCharsets.UTF_8), "m"));
        assertEquals(ErrorCode.MANIFEST_CORRUPT, e.code());
    }

    @Test
    void formatDocument_listsExactlyTheFieldsWritten() throws IOException {
        Set<String> written = new TreeSet<>();
        Manifest sample = Manifests.sample();
        Manifest full = Manifests.after(
                sample,
                sample.label(),
                Lineage.full(2, "there was none").restoredFrom(sample.label()),
                sample.databases(),
                sample.entries(),
                Difference.NONE);
        for (Manifest manifest : List.of(full, Manifests.delta(), Manifests.consolidated(), Manifests.encrypted())) {
            fields(new ObjectMapper().readTree(ManifestWriter.write(manifest)), "", written);
        }
        written.add("entries[].acl");
        assertEquals(written, documented());
    }

    private static void fields(JsonNode node, String prefix, Set<String> names) {
        node.properties().forEach(property -> {
            String name = prefix + property.getKey();
            JsonNode value = property.getValue();
            if (value.isObject()) {
                names.add(name);
                if (!name.endsWith("xattrs")) {
                    fields(value, name + ".", names);
                }
            } else if (value.isArray() && value.size() > 0 && value.get(0).isObject()) {
                names.add(name);
                value.forEach(element -> fields(element, name + "[].", names));
            } else {
                names.add(name);
            }
        });
    }

    private static Set<String> documented() throws IOException {
        Set<String> names = new TreeSet<>();
        String text = Files.readString(FORMAT);
        String section = text.substring(text.indexOf("## The manifest"));
        Matcher matcher = Pattern.compile("(?m)^\\| `([^`]+)` \\|").matcher(section);
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
        return names;
    }
}
