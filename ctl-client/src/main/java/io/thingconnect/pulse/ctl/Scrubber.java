package io.thingconnect.pulse.ctl;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes secrets out of a text that goes to strangers: those that are known by value, and whatever looks like one. It rather
 * takes too much.
 */
final class Scrubber {
    static final String MASK = "********";

    /** Shorter ones would be found in half of all words. */
    private static final int SHORTEST = 4;

    private static final String QUOTES = "[\\\\\"']*";

    /** {@code password: x}, {@code "token":"x"}, {@code PASS=x}, {@code --secret x}; the value ends at a blank or quote. */
    private static final String NAMES =
            "[a-z0-9_.-]*(?:passw(?:or)?d|passphrase|secret|token|api[_-]?key|access[_-]?key"
                    + "|private[_-]?key|credential|signature|hmac)[a-z0-9_-]*";

    private static final Pattern NAMED = Pattern.compile("(?i)((?:--" + NAMES + "\\s+|" + NAMES + QUOTES
            + "\\s*[:=]\\s*)" + QUOTES + ")([^\\s\"'\\\\,;&}\\]\\[{]+)");

    private static final Pattern AUTHORIZATION =
            Pattern.compile("(?i)(\\b(?:bearer|basic|digest|apikey)\\s+)[A-Za-z0-9+/=._~-]{6,}");

    /** Scheme, user, host, and all the rest: hooks are secret by their path alone. */
    private static final Pattern URL = Pattern.compile(
            "(?i)\\b(https?|ftps?|smtps?|smb|ssh|sftp)://(?:([^\\s\"'/@\\\\]*)@)?([^\\s\"'/?#\\\\,\\]}]+)([^\\s\"'\\\\,\\]}]*)");

    /** Commands that an administrator wrote: anything may stand in them. */
    private static final Pattern COMMANDS = Pattern.compile("(?m)^(\\s*)(before|after|command): \\[.*$");

    private final List<String> known;

    /** @param known secrets by value */
    Scrubber(List<String> known) {
        List<String> usable = new ArrayList<>();
        for (String secret : known) {
            if (secret.length() >= SHORTEST) {
                usable.add(secret);
                usable.add(JsonWriter.write(secret).replaceAll("^\"|\"$", ""));
            }
        }
        // A secret that holds another one first.
        usable.sort(Comparator.comparingInt(String::length).reversed());
        this.known = List.copyOf(usable);
    }

    String clean(String text) {
        String clean = text;
        for (String secret : known) {
            clean = clean.replace(secret, MASK);
        }
        clean = COMMANDS.matcher(clean).replaceAll("$1$2: [" + MASK + "]");
        clean = urls(clean);
        clean = AUTHORIZATION.matcher(clean).replaceAll("$1" + MASK);
        return NAMED.matcher(clean).replaceAll("$1" + MASK);
    }

    private static String urls(String text) {
        Matcher url = URL.matcher(text);
        StringBuilder clean = new StringBuilder();
        while (url.find()) {
            String user = url.group(2) == null ? "" : MASK + "@";
            String rest = url.group(4).length() > 1 ? "/" + MASK : url.group(4);
            url.appendReplacement(clean, Matcher.quoteReplacement(url.group(1) + "://" + user + url.group(3) + rest));
        }
        return url.appendTail(clean).toString();
    }
}
