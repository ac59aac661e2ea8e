package io.thingconnect.pulse.backupd.backupset;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads manifests nobody vouches for. "Not JSON", "contradicts itself" and "written by a newer version" are different
 * errors. Fields that this version does not know are passed over: the format number rises when they matter.
 */
public final class ManifestReader {
    /** Bytes; a tree of a million paths stays well below. */
    public static final int MAX_BYTES = 512 << 20;

    private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(8)
                            .maxStringLength(1 << 20)
                            .maxNumberLength(20)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private ManifestReader() {}

    /**
     * @param name for messages: the file's name
     * @throws BackupException {@code MANIFEST_CORRUPT} or {@code FORMAT_TOO_NEW}
     */
    public static Manifest read(byte[] bytes, String name) throws BackupException {
        try {
            JsonNode root = MAPPER.readTree(bytes);
            Fields fields = new Fields(root, "manifest");
            int format = fields.integer("format", 1, Integer.MAX_VALUE);
            if (format > Manifest.FORMAT) {
                throw new BackupException(
                        ErrorCode.FORMAT_TOO_NEW,
                        "manifest " + name + " has format " + format + ", this version reads up to " + Manifest.FORMAT,
                        "Install the version of thingconnect-pulse-backup that wrote it, or a newer one.");
            }
            return manifest(fields, format);
        } catch (IOException e) {
            throw corrupt(name, "not valid JSON", e);
        } catch (IllegalArgumentException e) {
            throw corrupt(name, e.getMessage(), e);
        }
    }

    private static BackupException corrupt(String name, String why, Exception cause) {
        return new BackupException(
                ErrorCode.MANIFEST_CORRUPT,
                "manifest " + name + " cannot be used: " + why,
                "Use the copy at another destination, or another backup: pulsectl list.",
                cause);
    }

    private static Manifest manifest(Fields fields, int format) {
        Label label = Label.parse(fields.text("label")).orElseThrow(() -> fields.wrong("label"));
        if (!label.kind().word().equals(fields.text("kind"))) {
            throw fields.wrong("kind");
        }
        List<Component> components = new ArrayList<>();
        for (String word : fields.texts("components")) {
            components.add(Component.parse(word).orElseThrow(() -> fields.wrong("components")));
        }
        Set<String> unchanged = new HashSet<>();
        List<Entry> entries = entries(fields, unchanged);
        List<DatabaseState> databases = databases(fields);
        String contentId = fields.hash("contentId").hex();
        if (!contentId.equals(ContentId.of(databases, entries))) {
            throw new IllegalArgumentException("its content id is not that of what it lists");
        }
        return new Manifest(
                format,
                label,
                fields.text("job"),
                contentId,
                lineage(fields),
                fields.instant("takenAt"),
                fields.instant("finishedAt"),
                fields.text("host"),
                fields.text("instanceId"),
                fields.text("productVersion"),
                fields.text("sqliteVersion"),
                fields.text("note"),
                components,
                archive(fields.object("archive"), label),
                databases,
                entries,
                new Difference(unchanged, fields.paths("deleted"), control(fields)),
                fields.texts("secretsLeftOut"),
                fields.texts("warnings"));
    }

    private static Lineage lineage(Fields fields) {
        String parent = fields.text("parentLabel");
        return new Lineage(
                fields.integer("timeline", 1, Integer.MAX_VALUE),
                fields.text("parent"),
                parent.isEmpty() ? null : Label.parse(parent).orElseThrow(() -> fields.wrong("parentLabel")),
                fields.has("fullReason") ? fields.text("fullReason") : "",
                label(fields, "consolidatedFrom"),
                label(fields, "restoredFrom"));
    }

    private static Label label(Fields fields, String name) {
        return fields.has(name) ? Label.parse(fields.text(name)).orElseThrow(() -> fields.wrong(name)) : null;
    }

    private static List<Difference.ControlMember> control(Fields fields) {
        List<Difference.ControlMember> members = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        if (!fields.has("control")) {
            return members;
        }
        for (Fields member : fields.objects("control")) {
            String path = member.path("path");
            if (!path.startsWith(Difference.DIRECTORY + "/") || !seen.add(path)) {
                throw member.wrong("path");
            }
            members.add(new Difference.ControlMember(path, member.number("size", MAX_BYTES), member.hash("sha256")));
        }
        return members;
    }

    private static Manifest.ArchiveInfo archive(Fields fields, Label label) {
        Compression compression =
                Compression.parse(fields.text("compression")).orElseThrow(() -> fields.wrong("compression"));
        Encryption encryption = fields.has("encryption")
                ? Encryption.parse(fields.text("encryption")).orElseThrow(() -> fields.wrong("encryption"))
                : Encryption.NONE;
        String file = fields.text("file");
        if (!file.equals(label + compression.suffix() + encryption.suffix())) {
            // A manifest must not be able to name another backup's archive, or a path.
            throw fields.wrong("file");
        }
        return new Manifest.ArchiveInfo(
                file,
                compression,
                encryption,
                fields.number("size", Long.MAX_VALUE),
                fields.number("plainSize", Long.MAX_VALUE),
                fields.hash("sha256"));
    }

    private static List<DatabaseState> databases(Fields fields) {
        List<DatabaseState> databases = new ArrayList<>();
        for (Fields database : fields.objects("databases")) {
            int pageSize = database.integer("pageSize", 512, 65536);
            if (Integer.bitCount(pageSize) != 1) {
                throw database.wrong("pageSize");
            }
            databases.add(new DatabaseState(
                    database.path("path"),
                    pageSize,
                    database.number("pages", 0xffff_fffeL),
                    database.number("changedPages", 0xffff_fffeL),
                    database.has("before") ? database.hash("before") : null,
                    database.hash("after"),
                    database.text("schemaVersion"),
                    database.text("method"),
                    database.has("deltaSize")
                            ? new DatabaseState.Delta(
                                    database.number("deltaSize", Long.MAX_VALUE), database.hash("deltaSha256"))
                            : null));
        }
        return databases;
    }

    private static List<Entry> entries(Fields fields, Set<String> unchanged) {
        List<Entry> entries = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Fields field : fields.objects("entries")) {
            Entry entry = EntryReader.read(field);
            if (field.flag("unchanged")) {
                unchanged.add(entry.path());
            }
            if (!seen.add(entry.path())) {
                throw new IllegalArgumentException("the path '" + entry.path() + "' stands there twice");
            }
            entries.add(entry);
        }
        return entries;
    }
}
