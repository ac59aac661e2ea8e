package io.thingconnect.pulse.backupd.storage.smb;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A folder of a share.
 *
 * @param server a name, an IPv4 address, or an IPv6 address in brackets
 * @param folder directories below the share's root, outermost first; empty: the root itself
 */
public record SmbAddress(String server, int port, String share, List<String> folder) {
    /** Of SMB over TCP, as registered. */
    public static final int DEFAULT_PORT = 445;

    private static final Pattern FORM = Pattern.compile(
            "//(?<server>\\[[0-9A-Fa-f:.%]+]|[^/:\\s\\[\\]]+)(:(?<port>\\d{1,5}))?/(?<share>[^/\\\\]+)(?<folder>/.*)?");

    public SmbAddress {
        requireNonNull(server, "server is null");
        requireNonNull(share, "share is null");
        folder = List.copyOf(folder);
    }

    /** Reads {@code //server[:port]/share[/folder]}; empty where it is something else. */
    public static Optional<SmbAddress> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int port = matcher.group("port") == null ? DEFAULT_PORT : Integer.parseInt(matcher.group("port"));
        List<String> folder = Arrays.stream(
                        Optional.ofNullable(matcher.group("folder")).orElse("").split("/"))
                .filter(part -> !part.isEmpty())
                .toList();
        boolean leadsOut =
                folder.stream().anyMatch(part -> part.equals(".") || part.equals("..") || part.contains("\\"));
        if (port < 1 || port > 65_535 || leadsOut) {
            return Optional.empty();
        }
        return Optional.of(new SmbAddress(matcher.group("server"), port, matcher.group("share"), folder));
    }

    /** The same, one directory further down. */
    public SmbAddress below(String directory) {
        return new SmbAddress(
                server,
                port,
                share,
                Stream.concat(folder.stream(), Stream.of(directory)).toList());
    }

    /** As it is written in the configuration. */
    @Override
    public String toString() {
        String where = "//" + server + (port == DEFAULT_PORT ? "" : ":" + port) + "/" + share;
        return folder.isEmpty() ? where : where + "/" + String.join("/", folder);
    }
}
