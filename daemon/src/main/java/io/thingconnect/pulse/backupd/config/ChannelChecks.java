package io.thingconnect.pulse.backupd.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Whether the parts of each entry of {@code notifications:} fit together. */
final class ChannelChecks {
    private static final Pattern ADDRESS = Pattern.compile("[^\\s@<>,;\"]+@[^\\s@<>,;\"]+");

    private final Problems problems;

    ChannelChecks(Problems problems) {
        this.problems = problems;
    }

    void channel(String name, Value.Block channel) {
        String path = "notifications." + name;
        if (channel.at("on").isPresent() && channel.texts("on").isEmpty()) {
            problems.error(channel.place("on"), path + ".on is empty: the channel would never be told anything");
        }
        switch (channel.text("type").orElse("")) {
            case "email" -> email(path, channel);
            case "webhook" -> webhook(path, channel);
            case "command" -> command(path, channel);
            default -> {
                // Reported where the type was read.
            }
        }
    }

    private void email(String path, Value.Block channel) {
        if (channel.at("to").isPresent() && channel.texts("to").isEmpty()) {
            problems.error(channel.place("to"), path + ".to is empty: nobody would be told");
        }
        channel.texts("to").forEach(to -> address(path + ".to", to, channel.place("to")));
        channel.text("from").ifPresent(from -> address(path + ".from", from, channel.place("from")));
        Value.Block smtp = channel.block("smtp");
        boolean login = smtp.text("username").filter(user -> !user.isEmpty()).isPresent();
        if (login && smtp.at("password").isEmpty()) {
            problems.error(smtp.place("username"), path + ".smtp: a username needs a password");
        }
        if (login && smtp.text("tls").equals(Optional.of("none"))) {
            problems.warning(smtp.place("tls"), path + ".smtp: with tls: none the password can be read on the network");
        }
    }

    private void address(String path, String address, Place place) {
        if (!ADDRESS.matcher(address).matches()) {
            problems.error(place, path + ": \"" + address + "\" is not a mail address such as admin@company.com");
        }
    }

    /** The address itself is never shown: it may hold a key. */
    private void webhook(String path, Value.Block channel) {
        Optional<String> url = channel.text("url");
        // What `config show` printed can be checked as well, though not used.
        if (url.isPresent() && !url.get().equals(EffectiveYaml.MASK) && !isWeb(url.get())) {
            problems.error(channel.place("url"), path + ".url: the value is not an address of http:// or https://");
        }
        boolean signed =
                channel.text("secret").filter(secret -> !secret.isEmpty()).isPresent();
        if (signed && !channel.text("format").equals(Optional.of("json"))) {
            problems.warning(channel.place("secret"), path + ".secret: only format: json is signed");
        }
    }

    private static boolean isWeb(String text) {
        try {
            URI uri = new URI(text);
            String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            return uri.getHost() != null && (scheme.equals("http") || scheme.equals("https"));
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private void command(String path, Value.Block channel) {
        if (channel.at("command").isPresent()
                && !channel.texts("command").stream().findFirst().orElse("").startsWith("/")) {
            problems.error(
                    channel.place("command"),
                    path + ".command: begin with the absolute path of a program; no shell is put in between");
        }
    }
}
