package io.thingconnect.pulse.backupd.report;

import java.util.List;
import java.util.stream.Collectors;

/** A document as one page of HTML for screen and paper, which needs nothing else. Everything in it is escaped. */
final class HtmlPage {
    private static final String STYLE = """
            body { font: 11pt/1.45 sans-serif; color: #111; background: #fff; max-width: 46em; margin: 2em auto; padding: 0 1em }
            h1 { font-size: 1.7em } h2 { margin-top: 1.8em; border-bottom: 1px solid #999 }
            table { border-collapse: collapse; width: 100% } th, td { border: 1px solid #999; padding: .25em .5em; text-align: left; vertical-align: top }
            pre { border: 1px solid #999; background: #f4f4f4; padding: .6em; white-space: pre-wrap; overflow-wrap: anywhere; font-size: 9pt }
            code { font-family: monospace; overflow-wrap: anywhere } ul.checks { list-style: none; padding-left: .5em }
            @media print { body { margin: 0; max-width: none } h2, h3 { break-after: avoid } tr, li { break-inside: avoid } pre { background: #fff } }
            """;

    private HtmlPage() {}

    static String of(Document document) {
        String body = document.blocks().stream().map(HtmlPage::block).collect(Collectors.joining());
        return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                + "<meta name=\"viewport\" content=\"width=device-width\">\n"
                + "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
                + "<title>" + escaped(document.title()) + "</title>\n<style>\n" + STYLE
                + "</style>\n</head>\n<body>\n<h1>"
                + escaped(document.title()) + "</h1>\n" + body + "</body>\n</html>\n";
    }

    private static String block(Document.Block block) {
        if (block instanceof Document.Heading heading) {
            return element("h" + heading.level(), inline(heading.text()));
        }
        if (block instanceof Document.Listing list) {
            return list(list);
        }
        if (block instanceof Document.Grid grid) {
            String rows = grid.rows().stream().map(row -> row("td", row)).collect(Collectors.joining());
            return "<table>\n" + row("th", grid.head()) + rows + "</table>\n";
        }
        if (block instanceof Document.Commands commands) {
            return element("pre", escaped(commands.text()));
        }
        return element("p", inline(((Document.Paragraph) block).text()));
    }

    private static String list(Document.Listing list) {
        boolean checks = list.mark().endsWith("]");
        boolean counted = !list.mark().startsWith("-");
        String name = counted ? "ol" : "ul";
        String start = counted ? " start=\"" + list.mark() + "\"" : "";
        String items = list.items().stream()
                .map(item -> element("li", (checks ? "&#9744; " : "") + inline(item)))
                .collect(Collectors.joining());
        return "<" + name + start + (checks ? " class=\"checks\"" : "") + ">\n" + items + "</" + name + ">\n";
    }

    private static String row(String name, List<String> cells) {
        return "<tr>"
                + cells.stream()
                        .map(cell -> "<" + name + ">" + inline(cell) + "</" + name + ">")
                        .collect(Collectors.joining())
                + "</tr>\n";
    }

    private static String element(String name, String content) {
        return "<" + name + ">" + content + "</" + name + ">\n";
    }

    /** The marks of a line: bold, code, and the backslash. One that is not closed ends with the line. */
    static String inline(String line) {
        StringBuilder out = new StringBuilder();
        boolean bold = false;
        boolean code = false;
        for (int i = 0; i < line.length(); i++) {
            char letter = line.charAt(i);
            if (letter == '`') {
                out.append(code ? "</code>" : "<code>");
                code = !code;
            } else if (!code && letter == '\\' && i + 1 < line.length()) {
                i++;
                out.append(escaped(line.substring(i, i + 1)));
            } else if (!code && line.startsWith("**", i)) {
                i++;
                out.append(bold ? "</strong>" : "<strong>");
                bold = !bold;
            } else {
                out.append(escaped(String.valueOf(letter)));
            }
        }
        return out.append(code ? "</code>" : "").append(bold ? "</strong>" : "").toString();
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
