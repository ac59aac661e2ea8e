package io.thingconnect.pulse.backupd.config;

import io.thingconnect.pulse.backupd.storage.s3.Checksums;
import io.thingconnect.pulse.backupd.storage.s3.S3Attributes;
import io.thingconnect.pulse.backupd.storage.s3.S3Keys;
import io.thingconnect.pulse.backupd.storage.s3.S3Server;
import io.thingconnect.pulse.backupd.storage.s3.S3Settings;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Takes the buckets out of a long form that has no errors. */
final class S3Reader {
    private final Value.Block destinations;
    private final Path root;

    /** @param root below which {@code caFile} lies */
    S3Reader(Value.Block destinations, Path root) {
        this.destinations = destinations;
        this.root = root;
    }

    List<S3Destination> destinations() {
        List<S3Destination> found = new ArrayList<>();
        destinations.values().forEach((name, value) -> {
            Value.Block block = (Value.Block) value;
            if (block.text("type").equals(Optional.of("s3"))) {
                found.add(new S3Destination(name, settings(block)));
            }
        });
        return found;
    }

    private S3Settings settings(Value.Block block) {
        Checksums checksums =
                Checksums.valueOf(block.text("checksums").orElseThrow().toUpperCase(Locale.ROOT));
        return new S3Settings(
                block.text("bucket").orElseThrow(),
                block.text("prefix").orElse(""),
                server(block),
                attributes(block),
                checksums);
    }

    private S3Server server(Value.Block block) {
        return new S3Server(
                said(block, "region"),
                said(block, "endpoint").map(URI::create),
                Quantities.flag(block.text("pathStyle").orElseThrow()).orElseThrow(),
                said(block, "caFile")
                        .map(path -> root.resolve(path.replaceFirst("^/+", "")).normalize()),
                said(block, "proxy").map(URI::create),
                keys(block));
    }

    /** Without an access key it is the environment that says who we are. */
    private static Optional<S3Keys> keys(Value.Block block) {
        Value.Block credentials = block.block("credentials");
        return said(credentials, "accessKey")
                .map(key -> new S3Keys(
                        key,
                        credentials.text("secretKey").orElse(""),
                        credentials.text("sessionToken").orElse("")));
    }

    private static S3Attributes attributes(Value.Block block) {
        return new S3Attributes(
                said(block, "encryption").filter(method -> !method.equals("none")),
                said(block, "kmsKey"),
                block.text("storageClass").orElseThrow(),
                lock(block.block("objectLock")));
    }

    private static Optional<S3Attributes.Lock> lock(Value.Block block) {
        int days = block.text("days").map(Integer::parseInt).orElse(0);
        return said(block, "mode")
                .filter(mode -> !mode.equals("none") && days > 0)
                .map(mode -> new S3Attributes.Lock(mode.equals("compliance"), days));
    }

    static boolean isProxy(String text) {
        try {
            return text.isEmpty() || new URI(text).getHost() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static Optional<String> said(Value.Block block, String key) {
        return block.text(key).filter(text -> !text.isEmpty());
    }
}
