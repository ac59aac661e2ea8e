package io.thingconnect.pulse.backupd.report;

import java.util.List;
import java.util.stream.Collectors;

/** A document as Markdown. */
final class MarkdownText {
    private MarkdownText() {}

    static String of(Document document) {
        StringBuilder text = new StringBuilder("# " + Document.plain(document.title()) + "\n");
        for (Document.Block block : document.blocks()) {
            text.append('\n').append(block(block));
        }
        return text.toString();
    }

    private static String block(Document.Block block) {
        if (block instanceof Document.Heading heading) {
            return "#".repeat(heading.level()) + " " + heading.text() + "\n";
        }
        if (block instanceof Document.Listing list) {
            return listing(list);
        }
        if (block instanceof Document.Grid grid) {
            List<String> rule = grid.head().stream().map(cell -> "---").toList();
            return row(grid.head())
                    + row(rule)
                    + grid.rows().stream().map(MarkdownText::row).collect(Collectors.joining());
        }
        if (block instanceof Document.Commands commands) {
            String fence = commands.text().contains("```") ? "`````" : "```";
            return fence + "sh\n" + commands.text() + fence + "\n";
        }
        return ((Document.Paragraph) block).text() + "\n";
    }

    private static String listing(Document.Listing list) {
        boolean counted = !list.mark().startsWith("-");
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < list.items().size(); i++) {
            String mark = counted ? Integer.parseInt(list.mark()) + i + "." : list.mark();
            text.append(mark).append(' ').append(list.items().get(i)).append('\n');
        }
        return text.toString();
    }

    private static String row(List<String> cells) {
        return cells.stream().map(cell -> cell.replace("|", "\\|")).collect(Collectors.joining(" | ", "| ", " |\n"));
    }
}
