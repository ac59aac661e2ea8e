package io.thingconnect.pulse.backupd.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.thingconnect.pulse.backupd.backupset.DatabaseState;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.backupset.Lineage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code apply.sh} for one delta. The hashes and paths stand in it literally, so that it needs no other file but the
 * archive; the resource of that name has its steps, with {@code @WORDS@} for what differs.
 */
final class ApplyScript {
    private static final Pattern WORD = Pattern.compile("@([A-Z0-9_]+)@");

    private final Label label;
    private final Lineage lineage;
    private final String contentId;

    ApplyScript(Label label, Lineage lineage, String contentId) {
        this.label = label;
        this.lineage = lineage;
        this.contentId = contentId;
    }

    /** Parameters as those of {@link ControlFiles#of}. */
    String text(List<DatabaseState> databases, List<DatabaseState> before, List<String> deleted) {
        List<DatabaseState> deltas =
                databases.stream().filter(DatabaseState::isDelta).toList();
        boolean sqlite = deltas.stream().anyMatch(state -> state.delta().size() > 0);
        Map<String, String> words = Map.of(
                "LABEL", label.toString(),
                "ID", contentId,
                "PARENT", lineage.parent().toString(),
                "PARENT_ID", lineage.parentId(),
                "SQLITE3", sqlite ? "sqlite3" : "",
                "WAS", lines(deltas, state -> "    was " + quoted(state.path()) + " " + state.before()),
                "GONE", lines(deleted, path -> "rm -rf -- " + quoted(path)),
                "SIDES", lines(withSides(databases, before), ApplyScript::removeSides),
                "APPLY",
                        lines(
                                deltas,
                                state -> "apply " + quoted(state.path()) + " "
                                        + state.delta().sha256()),
                "NOW", lines(databases, state -> "now " + quoted(state.path()) + " " + state.after()));
        return WORD.matcher(template()).replaceAll(word -> Matcher.quoteReplacement(words.get(word.group(1))));
    }

    /** Of databases that are gone as well: what took their place is not to meet their side files. */
    private static List<String> withSides(List<DatabaseState> databases, List<DatabaseState> before) {
        Set<String> present = databases.stream().map(DatabaseState::path).collect(Collectors.toSet());
        List<String> paths = new ArrayList<>();
        Stream.concat(databases.stream(), before.stream().filter(state -> !present.contains(state.path())))
                .forEach(state -> paths.add(state.path()));
        return paths;
    }

    private static String removeSides(String path) {
        return "rm -f -- " + quoted(path + "-wal") + " " + quoted(path + "-shm") + " " + quoted(path + "-journal");
    }

    private static <T> String lines(List<T> items, Function<T, String> line) {
        return items.stream().map(line).collect(Collectors.joining("\n"));
    }

    /** For a POSIX shell: nothing but a single quote is special between single quotes. */
    private static String quoted(String path) {
        return "'./" + path.replace("'", "'\\''") + "'";
    }

    private static String template() {
        try (InputStream in = ApplyScript.class.getResourceAsStream("apply.sh")) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("apply.sh is missing from this program", e);
        }
    }
}
