package io.thingconnect.pulse.backupd.report;

import java.util.ArrayList;
import java.util.List;

/**
 * A text in blocks, written as Markdown or as a page of HTML. In its lines {@code **}bold{@code **} and
 * {@code `}code{@code `} are marked as in Markdown, and a backslash takes a character's meaning away; whatever comes from
 * outside goes through {@link #plain} or {@link #code}.
 */
final class Document {
    private final String title;
    private final List<Block> blocks = new ArrayList<>();

    Document(String title) {
        this.title = title;
    }

    /** A part of a document. */
    sealed interface Block {}

    record Heading(int level, String text) implements Block {}

    record Paragraph(String text) implements Block {}

    /** @param mark what stands before each line: {@code -}, {@code - [ ]}, or a number, from which on they are counted */
    record Listing(String mark, List<String> items) implements Block {}

    record Grid(List<String> head, List<List<String>> rows) implements Block {}

    /** Commands for a shell, as they stand. */
    record Commands(String text) implements Block {}

    /** From outside, as text: nothing in it is a mark. */
    static String plain(String text) {
        StringBuilder plain = new StringBuilder();
        for (char letter : oneLine(text).toCharArray()) {
            if ("\\`*_<>[]#&".indexOf(letter) >= 0) {
                plain.append('\\');
            }
            plain.append(letter);
        }
        return plain.toString();
    }

    /** From outside, as code. */
    static String code(String text) {
        String line = oneLine(text).replace('`', '\'');
        return line.isEmpty() ? "" : "`" + line + "`";
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("[\\s\\p{Cntrl}]+", " ");
    }

    /** A word of a shell's command. */
    static String quoted(String text) {
        boolean isPlain = text.matches("[A-Za-z0-9._/:@%+=,-]+");
        return isPlain ? text : "'" + text.replace("'", "'\\''") + "'";
    }

    Document heading(int level, String text) {
        blocks.add(new Heading(level, text));
        return this;
    }

    Document text(String text) {
        blocks.add(new Paragraph(text));
        return this;
    }

    Document items(List<String> items) {
        blocks.add(new Listing("-", List.copyOf(items)));
        return this;
    }

    /** @param first number of the first */
    Document steps(int first, String... items) {
        blocks.add(new Listing(Integer.toString(first), List.of(items)));
        return this;
    }

    Document checks(List<String> items) {
        blocks.add(new Listing("- [ ]", List.copyOf(items)));
        return this;
    }

    Document grid(List<String> head, List<List<String>> rows) {
        blocks.add(new Grid(List.copyOf(head), List.copyOf(rows)));
        return this;
    }

    Document commands(String text) {
        blocks.add(new Commands(text.endsWith("\n") ? text : text + "\n"));
        return this;
    }

    String title() {
        return title;
    }

    List<Block> blocks() {
        return List.copyOf(blocks);
    }
}
