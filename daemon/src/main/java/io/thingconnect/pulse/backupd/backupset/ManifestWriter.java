package io.thingconnect.pulse.backupd.backupset;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A manifest as canonical JSON: UTF-8, keys in alphabetical order, no white space but a newline after each entry and at
 * the end (so that {@code grep} and {@code diff} are of use), absent values left out. The same manifest always gives the
 * same bytes.
 */
public final class ManifestWriter {
    private static final JsonFactory JSON = new JsonFactory();

    private ManifestWriter() {}

    public static byte[] write(Manifest manifest) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 16);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            archive(json, manifest.archive());
            words(
                    json,
                    "components",
                    manifest.components().stream().map(Component::word).toList());
            if (manifest.lineage().consolidatedFrom() != null) {
                json.writeStringField(
                        "consolidatedFrom",
                        manifest.lineage().consolidatedFrom().toString());
            }
            json.writeStringField("contentId", manifest.contentId());
            control(json, manifest.difference().control());
            databases(json, manifest.databases());
            if (!manifest.difference().deleted().isEmpty()) {
                words(json, "deleted", manifest.difference().deleted());
            }
            entries(json, manifest.entries(), manifest.difference().unchanged());
            json.writeStringField("finishedAt", manifest.finishedAt().toString());
            json.writeNumberField("format", manifest.format());
            if (!manifest.lineage().fullReason().isEmpty()) {
                json.writeStringField("fullReason", manifest.lineage().fullReason());
            }
            json.writeStringField("host", manifest.host());
            json.writeStringField("instanceId", manifest.instanceId());
            json.writeStringField("job", manifest.job());
            json.writeStringField("kind", manifest.label().kind().word());
            json.writeStringField("label", manifest.label().toString());
            json.writeStringField("note", manifest.note());
            Label parent = manifest.lineage().parent();
            json.writeStringField("parent", manifest.lineage().parentId());
            json.writeStringField("parentLabel", parent == null ? "" : parent.toString());
            json.writeStringField("productVersion", manifest.productVersion());
            if (manifest.lineage().restoredFrom() != null) {
                json.writeStringField(
                        "restoredFrom", manifest.lineage().restoredFrom().toString());
            }
            words(json, "secretsLeftOut", manifest.secretsLeftOut());
            json.writeStringField("sqliteVersion", manifest.sqliteVersion());
            json.writeStringField("takenAt", manifest.takenAt().toString());
            json.writeNumberField("timeline", manifest.lineage().timeline());
            words(json, "warnings", manifest.warnings());
            json.writeEndObject();
            json.writeRaw('\n');
        } catch (IOException e) {
            throw new UncheckedIOException("a byte array never fails", e);
        }
        return bytes.toByteArray();
    }

    private static void archive(JsonGenerator json, Manifest.ArchiveInfo archive) throws IOException {
        json.writeObjectFieldStart("archive");
        json.writeStringField("compression", archive.compression().word());
        if (archive.encryption() != Encryption.NONE) {
            json.writeStringField("encryption", archive.encryption().word());
        }
        json.writeStringField("file", archive.file());
        json.writeNumberField("plainSize", archive.plainSize());
        json.writeStringField("sha256", archive.sha256().hex());
        json.writeNumberField("size", archive.size());
        json.writeEndObject();
    }

    private static void databases(JsonGenerator json, List<DatabaseState> databases) throws IOException {
        json.writeArrayFieldStart("databases");
        for (DatabaseState database : databases) {
            json.writeStartObject();
            json.writeStringField("after", database.after().hex());
            if (database.before() != null) {
                json.writeStringField("before", database.before().hex());
            }
            json.writeNumberField("changedPages", database.changedPages());
            if (database.isDelta()) {
                json.writeStringField("deltaSha256", database.delta().sha256().hex());
                json.writeNumberField("deltaSize", database.delta().size());
            }
            json.writeStringField("method", database.method());
            json.writeNumberField("pageSize", database.pageSize());
            json.writeNumberField("pages", database.pages());
            json.writeStringField("path", database.path());
            json.writeStringField("schemaVersion", database.schemaVersion());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void control(JsonGenerator json, List<Difference.ControlMember> control) throws IOException {
        if (control.isEmpty()) {
            return;
        }
        json.writeArrayFieldStart("control");
        for (Difference.ControlMember member : control) {
            json.writeStartObject();
            json.writeStringField("path", member.path());
            json.writeStringField("sha256", member.sha256().hex());
            json.writeNumberField("size", member.size());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void entries(JsonGenerator json, List<Entry> entries, Set<String> unchanged) throws IOException {
        json.writeArrayFieldStart("entries");
        for (Entry entry : entries) {
            json.writeRaw('\n');
            json.writeStartObject();
            if (entry.acl() != null) {
                json.writeStringField("acl", entry.acl());
            }
            json.writeStringField("component", entry.component().word());
            json.writeNumberField("gid", entry.owner().gid());
            json.writeStringField("group", entry.owner().group());
            if (entry.linkTarget() != null) {
                json.writeStringField("linkTarget", entry.linkTarget());
            }
            json.writeStringField("mode", Integer.toOctalString(entry.mode()));
            json.writeStringField("mtime", entry.mtime().toString());
            json.writeStringField("path", entry.path());
            if (entry.sha256() != null) {
                json.writeStringField("sha256", entry.sha256().hex());
            }
            json.writeNumberField("size", entry.size());
            json.writeStringField("type", entry.type().word());
            json.writeNumberField("uid", entry.owner().uid());
            if (unchanged.contains(entry.path())) {
                json.writeBooleanField("unchanged", true);
            }
            json.writeStringField("user", entry.owner().user());
            xattrs(json, entry.xattrs());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void xattrs(JsonGenerator json, Map<String, String> xattrs) throws IOException {
        if (xattrs.isEmpty()) {
            return;
        }
        json.writeObjectFieldStart("xattrs");
        for (Map.Entry<String, String> xattr : new TreeMap<>(xattrs).entrySet()) {
            json.writeStringField(xattr.getKey(), xattr.getValue());
        }
        json.writeEndObject();
    }

    private static void words(JsonGenerator json, String name, List<String> words) throws IOException {
        json.writeArrayFieldStart(name);
        for (String word : words) {
            json.writeString(word);
        }
        json.writeEndArray();
    }
}
