package io.thingconnect.pulse.backupd.backupset;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
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
            json.writeStringField("contentId", manifest.contentId());
            databases(json, manifest.databases());
            entries(json, manifest.entries());
            json.writeStringField("finishedAt", manifest.finishedAt().toString());
            json.writeNumberField("format", manifest.format());
            json.writeStringField("host", manifest.host());
            json.writeStringField("instanceId", manifest.instanceId());
            json.writeStringField("job", manifest.job());
            json.writeStringField("kind", manifest.label().kind().word());
            json.writeStringField("label", manifest.label().toString());
            json.writeStringField("note", manifest.note());
            json.writeStringField("parent", manifest.parent());
            json.writeStringField("parentLabel", manifest.parentLabel());
            json.writeStringField("productVersion", manifest.productVersion());
            words(json, "secretsLeftOut", manifest.secretsLeftOut());
            json.writeStringField("sqliteVersion", manifest.sqliteVersion());
            json.writeStringField("takenAt", manifest.takenAt().toString());
            json.writeNumberField("timeline", manifest.timeline());
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
            json.writeStringField("method", database.method());
            json.writeNumberField("pageSize", database.pageSize());
            json.writeNumberField("pages", database.pages());
            json.writeStringField("path", database.path());
            json.writeStringField("schemaVersion", database.schemaVersion());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void entries(JsonGenerator json, List<Entry> entries) throws IOException {
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
