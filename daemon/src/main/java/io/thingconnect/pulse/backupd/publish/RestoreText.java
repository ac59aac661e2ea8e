package io.thingconnect.pulse.backupd.publish;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.thingconnect.pulse.backupd.backupset.BackupFiles;
import io.thingconnect.pulse.backupd.backupset.Encryption;
import io.thingconnect.pulse.backupd.encryption.Keys;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The text of {@code RESTORE.md} for one chain: the resource of that name, with {@code @WORDS@} for what differs. */
final class RestoreText {
    private static final Pattern WORD = Pattern.compile("@([A-Z]+)@");

    private final Restorable newest;
    private final List<BackupFiles> chain;
    private final Keys keys;

    RestoreText(Restorable newest) {
        this.newest = newest;
        this.keys = newest.keys();
        this.chain = newest.chain();
    }

    String text() {
        List<BackupFiles> deltas = chain.subList(1, chain.size());
        Map<String, String> words = new HashMap<>(
                isEncrypted() ? RestoreSteps.encrypted(keys.readsItsOwn(), keys.hint()) : RestoreSteps.plain());
        words.put("HOST", newest.host());
        words.put("LABEL", newest.last().label().toString());
        words.put("LINKS", deltas.isEmpty() ? "" : ", the last of a chain of " + chain.size() + " archives");
        words.put("JOB", newest.last().job());
        words.put("PROGRAMS", programs());
        words.put("FULL", chain.get(0).archiveName());
        words.put(
                "DELTAS",
                deltas.stream().map(files -> "\n" + files.archiveName()).collect(Collectors.joining()));
        words.put("SOUND", databases(database -> "sound " + quoted("./" + database)));
        words.put("PLACE", databases(database -> "database " + quoted("./" + database)));
        words.put("STOP", systemctl("stop", reversed(newest.services())));
        words.put("START", systemctl("start", newest.services()));
        return WORD.matcher(template()).replaceAll(word -> Matcher.quoteReplacement(words.get(word.group(1))));
    }

    private boolean isEncrypted() {
        return chain.stream().anyMatch(files -> files.encryption() != Encryption.NONE);
    }

    private String programs() {
        Stream<String> unpackers = chain.stream()
                .map(BackupFiles::compression)
                .flatMap(compression -> switch (compression) {
                    case GZIP -> Stream.of("gzip");
                    case ZSTD -> Stream.of("zstd");
                    case NONE -> Stream.empty();
                });
        Stream<String> always = Stream.of("sha256sum", "sed", "tar", "sqlite3");
        Stream<String> decrypting = isEncrypted() ? Stream.of("gpg") : Stream.empty();
        return Stream.of(always, decrypting, unpackers.distinct())
                .flatMap(programs -> programs)
                .collect(Collectors.joining(" "));
    }

    private String databases(Function<String, String> line) {
        return newest.databases().stream().map(line).collect(Collectors.joining("\n"));
    }

    /** One after the other: all at once they would go in an order of systemd's. */
    private static String systemctl(String verb, List<String> services) {
        return services.stream()
                .map(service -> "systemctl " + verb + " " + quoted(service))
                .collect(Collectors.joining("\n"));
    }

    private static List<String> reversed(List<String> services) {
        List<String> reversed = new ArrayList<>(services);
        Collections.reverse(reversed);
        return reversed;
    }

    /** For a POSIX shell; plain names, which most are, as they stand. */
    private static String quoted(String path) {
        boolean plain = path.matches("[A-Za-z0-9._/@-]+");
        return plain ? path : "'" + path.replace("'", "'\\''") + "'";
    }

    private static String template() {
        try (InputStream in = RestoreText.class.getResourceAsStream(RestoreNotes.FILE)) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(RestoreNotes.FILE + " is missing from this program", e);
        }
    }
}
