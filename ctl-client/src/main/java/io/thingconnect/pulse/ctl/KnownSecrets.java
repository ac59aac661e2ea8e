package io.thingconnect.pulse.ctl;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The secrets of this installation by value, as far as whoever types the command may read them: what {@code backup.env}
 * assigns, what {@code backup.yaml} says itself, and the files that it refers to. Only to be taken out of something else.
 */
final class KnownSecrets {
    private static final Pattern ASSIGNMENT = Pattern.compile("(?m)^\\s*(?:export\\s+)?[A-Za-z_][A-Za-z0-9_]*=(.*)$");
    private static final Pattern LITERAL = Pattern.compile(
            "(?im)\\b(?:password|passphrase|secret|secretKey|accessKey|sessionToken|token|proxy|url)\\s*:\\s*([^,}\\n]+)");
    private static final Pattern LISTED = Pattern.compile("(?im)\\boldPassphrases\\s*:\\s*\\[([^\\]\\n]*)\\]");
    private static final Pattern FILE = Pattern.compile("\\$\\{file:([^}]+)\\}");

    private KnownSecrets() {}

    /** @param root "" for a real box */
    static List<String> below(String root) {
        Path top = Path.of(root.isEmpty() ? "/" : root);
        Path folder = top.resolve("etc/thingconnect-pulse");
        List<String> secrets = new ArrayList<>();
        Matcher assigned = ASSIGNMENT.matcher(read(folder.resolve("backup.env")));
        while (assigned.find()) {
            add(assigned.group(1), secrets);
        }
        String yaml = read(folder.resolve("backup.yaml"));
        Matcher literal = LITERAL.matcher(yaml);
        while (literal.find()) {
            add(literal.group(1).replaceFirst("\\s#.*$", ""), secrets);
        }
        Matcher listed = LISTED.matcher(yaml);
        while (listed.find()) {
            for (String one : listed.group(1).split(",")) {
                add(one, secrets);
            }
        }
        Matcher file = FILE.matcher(yaml);
        while (file.find()) {
            add(read(top.resolve(file.group(1).strip().replaceFirst("^/+", ""))), secrets);
        }
        return secrets;
    }

    private static void add(String value, List<String> secrets) {
        String text = value.strip();
        if (text.length() >= 2 && (text.startsWith("\"") || text.startsWith("'"))) {
            text = text.substring(1, text.endsWith(text.substring(0, 1)) ? text.length() - 1 : text.length());
        }
        if (!text.isEmpty() && !text.startsWith("${")) {
            secrets.add(text);
        }
    }

    /** "" for what may not be read: then it is not known, and patterns have to do. */
    private static String read(Path file) {
        try {
            return Files.size(file) > 1 << 20 ? "" : new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException | IllegalArgumentException e) {
            return "";
        }
    }
}
