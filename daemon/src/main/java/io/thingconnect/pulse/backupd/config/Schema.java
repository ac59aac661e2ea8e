package io.thingconnect.pulse.backupd.config;

import static io.thingconnect.pulse.backupd.config.Key.key;
import static io.thingconnect.pulse.backupd.config.Scalars.AMOUNT;
import static io.thingconnect.pulse.backupd.config.Scalars.BOOLEAN;
import static io.thingconnect.pulse.backupd.config.Scalars.CRON;
import static io.thingconnect.pulse.backupd.config.Scalars.DURATION;
import static io.thingconnect.pulse.backupd.config.Scalars.HOST;
import static io.thingconnect.pulse.backupd.config.Scalars.NAME;
import static io.thingconnect.pulse.backupd.config.Scalars.PATH;
import static io.thingconnect.pulse.backupd.config.Scalars.PREFIX;
import static io.thingconnect.pulse.backupd.config.Scalars.RATE;
import static io.thingconnect.pulse.backupd.config.Scalars.SECRET;
import static io.thingconnect.pulse.backupd.config.Scalars.SHARE;
import static io.thingconnect.pulse.backupd.config.Scalars.SIZE;
import static io.thingconnect.pulse.backupd.config.Scalars.SPAN;
import static io.thingconnect.pulse.backupd.config.Scalars.TEXT;
import static io.thingconnect.pulse.backupd.config.Scalars.URL;
import static io.thingconnect.pulse.backupd.config.Scalars.WORDS;
import static io.thingconnect.pulse.backupd.config.Scalars.ZONE;
import static io.thingconnect.pulse.backupd.config.Scalars.count;
import static io.thingconnect.pulse.backupd.config.Scalars.word;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Every key of {@code backup.yaml}: its type, its default, and, where this version does not act on it yet, what
 * therefore does not happen. Reading, warnings, {@code config show} and the manual's table all follow it.
 */
final class Schema {
    private static final Type COMPONENTS =
            list(word("database", "configuration", "state", "certificates", "scripts", "logs"));

    private static final Type.Block KEEP = block(
            key("last", count(1, 100_000)),
            key("hourly", count(1, 100_000)),
            key("daily", count(1, 100_000)),
            key("weekly", count(1, 100_000)),
            key("monthly", count(1, 100_000)),
            key("yearly", count(1, 100_000)),
            key("within", SPAN),
            key("minimum", count(1, 100_000)));

    static final Type.Block JOB = block(
            key("schedule", CRON),
            key(
                            "onChange",
                            block(
                                    key("debounce", SPAN).byDefault("5s"),
                                    key("minInterval", SPAN).byDefault("1m")))
                    .isOptional(),
            key("type", word("full", "incremental", "differential")).byDefault("full"),
            key("fullEvery", SPAN).byDefault("7d"),
            key("maxChain", count(1, 100_000)).byDefault("100"),
            key("consolidate", BOOLEAN).byDefault("false"),
            key("include", COMPONENTS),
            key("compression", word("gzip", "zstd", "none")),
            key("compressionLevel", count(0, 19)),
            key("destinations", list(NAME)),
            key("retention", count(1, 100_000)),
            key("keep", KEEP).isOptional(),
            key(
                    "hooks",
                    block(
                            key("before", list(WORDS)).byDefault("[]"),
                            key("after", list(WORDS)).byDefault("[]"))));

    static final Type.Block LOCAL = block(
            key("type", word("local")).isRequired(),
            key("path", PATH).isRequired(),
            key("requireMarker", BOOLEAN).byDefault("false"),
            key("bandwidth", bandwidth()).isOptional(),
            key("copyOverdue", SPAN).byDefault("6h"),
            key("offsite", BOOLEAN).byDefault("false"),
            key("media", WORDS).byDefault("local"));

    private static final Type.Block NETWORK = block(
            key("type", word("network")).isRequired(),
            key("location", SHARE).isRequired(),
            key(
                            "credentials",
                            block(
                                    key("username", TEXT),
                                    key("password", SECRET),
                                    key("domain", TEXT).byDefault("\"\"")))
                    .isOptional(),
            key("smbEncryption", word("auto", "required", "off")).byDefault("auto"),
            key("timeout", SPAN).byDefault("60s"),
            key("bandwidth", bandwidth()).isOptional(),
            key("copyOverdue", SPAN).byDefault("6h"),
            key("offsite", BOOLEAN).byDefault("false"),
            key("media", WORDS).byDefault("network"));

    private static final Type.Block S3 = block(
            key("type", word("s3")).isRequired(),
            key("bucket", WORDS).isRequired(),
            key("region", WORDS),
            key("encryption", word("AES256", "aws:kms", "none")).byDefault("AES256"),
            key("kmsKey", WORDS),
            key(
                            "credentials",
                            block(
                                    key("accessKey", SECRET),
                                    key("secretKey", SECRET),
                                    key("sessionToken", SECRET).byDefault("\"\"")))
                    .isOptional(),
            key("prefix", PREFIX).byDefault("\"\""),
            key("endpoint", URL).byDefault("\"\""),
            key("pathStyle", BOOLEAN).byDefault("false"),
            key("caFile", PATH),
            // Its URL may hold a password.
            key("proxy", SECRET),
            key("storageClass", WORDS).byDefault("STANDARD"),
            key("checksums", word("auto", "when_supported", "when_required")).byDefault("auto"),
            key(
                    "objectLock",
                    block(
                            key("mode", word("none", "governance", "compliance"))
                                    .byDefault("none"),
                            key("days", count(0, 36_500)).byDefault("0"))),
            key("bandwidth", bandwidth()).isOptional(),
            key("copyOverdue", SPAN).byDefault("6h"),
            key("offsite", BOOLEAN).byDefault("true"),
            key("media", WORDS).byDefault("s3"));

    static final Type.Variants DESTINATION =
            new Type.Variants(ordered("local", LOCAL, "network", NETWORK, "s3", S3), Map.of());

    private static final Type.Block APPLICATION = block(
            key("databases", list(PATH)).byDefault("[/var/lib/thingconnect-pulse/pulse.db]"),
            key("configuration", list(PATH)).byDefault("[/etc/thingconnect-pulse]"),
            key("state", list(PATH)).byDefault("[/var/lib/thingconnect-pulse]"),
            key("certificates", list(PATH)).byDefault("[]"),
            key("scripts", list(PATH)).byDefault("[]"),
            key("logs", list(PATH)).byDefault("[/var/log/thingconnect-pulse]"),
            key("exclude", list(WORDS)).byDefault("[\"*.tmp\", \"cache/**\", \"tmp/**\"]"));

    private static final Type.Block ENCRYPTION = block(
            key("method", word("none", "gpg")).byDefault("none"),
            key("passphrase", SECRET),
            key("recipients", list(PATH)),
            key("oldPassphrases", list(SECRET)).byDefault("[]"),
            key("hint", TEXT).byDefault("\"\""));

    private static final Type.Block VERIFICATION = block(
            key("enabled", BOOLEAN).byDefault("true"),
            key("checksumVerification", BOOLEAN).byDefault("true"),
            key("reverifyAfter", SPAN).byDefault("30d"),
            key("nightlyBudget", AMOUNT).byDefault("20GB"),
            key("testRestore", BOOLEAN).byDefault("true"),
            key("notifyOnFailure", BOOLEAN).byDefault("true"));

    private static final Type.Block DRILL = block(
            key("schedule", CRON).isRequired(),
            key("scope", word("database", "box")).byDefault("database"),
            key("from", NAME),
            key("backup", word("newest", "oldest")).byDefault("newest"),
            key(
                            "assertions",
                            list(block(
                                    key("sql", WORDS).isRequired(),
                                    key("expect", TEXT).isRequired())))
                    .byDefault("[]"));

    private static final Type.Block RESTORE = block(
            key("services", list(WORDS)).byDefault("[thingconnect-pulse]"),
            key("stopTimeout", SPAN).byDefault("60s"),
            key(
                    "health",
                    block(
                            key("url", WORDS).byDefault("\"http://127.0.0.1:8090/api/auth/setup-required\""),
                            key("expect", TEXT).byDefault("\"false\""),
                            key("timeout", SPAN).byDefault("60s"))),
            key("validateCommand", list(WORDS)).byDefault("[thingconnect-pulse, --validate-config]"),
            key("safetyBackup", BOOLEAN).byDefault("true"),
            key(
                    "keepPrevious",
                    block(
                            key("last", count(0, 1_000)).byDefault("2"),
                            key("within", DURATION).byDefault("14d"))));

    static final Type.Block BACKUP = block(
            key("enabled", BOOLEAN).byDefault("true"),
            key("host", HOST).byDefault("system"),
            key("timezone", ZONE).byDefault("system"),
            key("schedule", CRON),
            key("destination", PATH),
            key("storage", DESTINATION),
            key("compression", word("gzip", "zstd", "none")).byDefault("gzip"),
            key("compressionLevel", count(0, 19)),
            key("retention", count(1, 100_000)).byDefault("30"),
            key("include", COMPONENTS).byDefault("[database, configuration, state, certificates, scripts]"),
            key("application", APPLICATION),
            key(
                    "capture",
                    block(
                            key("maxWalGrowth", AMOUNT).byDefault("1GiB"),
                            key("maxDuration", SPAN).byDefault("30m"))),
            key(
                    "spool",
                    block(
                            key("path", PATH).byDefault("/var/lib/thingconnect-pulse-backup/spool"),
                            key("maxSize", AMOUNT).byDefault("20GB"),
                            key("reserve", SIZE).byDefault("500MB"))),
            key("jobs", named(JOB)),
            key("destinations", named(DESTINATION)),
            key("encryption", ENCRYPTION),
            key("verification", VERIFICATION),
            key("drills", named(DRILL)).byDefault("{}"),
            key("restore", RESTORE));

    private static final Type.Block MONITORING = block(
            key("backup_success", BOOLEAN).byDefault("true"),
            key("backup_duration", SPAN).byDefault("3600"),
            key("backup_size", AMOUNT).byDefault("10GB"),
            key("missing_backups", SPAN).byDefault("24h"),
            key("chain_length", count(1, 100_000)).byDefault("100"),
            key("repeat", SPAN).byDefault("24h"));

    private static final Type.Block OBJECTIVES =
            block(key("rto", new Type.Either(DURATION, times())), key("rpo", new Type.Either(DURATION, times())));

    private static final Type EVENTS = list(word("alarm", "clear", "start", "success", "failure"));

    private static final Type.Variants NOTIFICATION = new Type.Variants(
            ordered(
                    "email",
                    block(
                            key("type", word("email")).isRequired(),
                            key("to", list(WORDS)).isRequired(),
                            key("from", WORDS),
                            key("on", EVENTS).byDefault("[alarm, clear]"),
                            key("jobs", list(NAME)),
                            key(
                                    "smtp",
                                    block(
                                            key("host", WORDS).byDefault("localhost"),
                                            key("port", count(1, 65_535)).byDefault("587"),
                                            key("tls", word("starttls", "tls", "none"))
                                                    .byDefault("starttls"),
                                            key("username", TEXT),
                                            key("password", SECRET)))),
                    "webhook",
                    block(
                            key("type", word("webhook")).isRequired(),
                            key("url", SECRET).isRequired(),
                            key("format", word("json", "slack", "teams", "ping"))
                                    .byDefault("json"),
                            key("secret", SECRET),
                            key("on", EVENTS).byDefault("[alarm, clear]"),
                            key("jobs", list(NAME))),
                    "command",
                    block(
                            key("type", word("command")).isRequired(),
                            key("command", list(WORDS)).isRequired(),
                            key("on", EVENTS).byDefault("[alarm, clear]"),
                            key("jobs", list(NAME)))),
            Map.of());

    private static final Type.Block CONTACT = block(
            key("name", WORDS).isRequired(),
            key("role", TEXT),
            key("phone", TEXT),
            key("email", TEXT),
            key("emergency", BOOLEAN).byDefault("false"));

    private static final Type.Block HA = block(
            key("primary", node()).isOptional(),
            key("secondary", node()).isOptional(),
            key("replication", block(key("mode", word("asynchronous", "synchronous")), key("lag_threshold", DURATION)))
                    .isOptional());

    static final Type.Block FILE = block(
            key("backup", BACKUP),
            key("monitoring", MONITORING),
            key("objectives", OBJECTIVES),
            key("notifications", named(NOTIFICATION)).byDefault("{}"),
            key("contacts", list(CONTACT)).byDefault("[]"),
            key("ha", HA).isOptional().later("this program backs up; it does not replicate or fail over"));

    private Schema() {}

    private static Type.Block block(Key... keys) {
        return new Type.Block(List.of(keys));
    }

    private static Type list(Type item) {
        return new Type.ListOf(item);
    }

    private static Type named(Type item) {
        return new Type.Named(item, Scalars.NAMES, Scalars.NAMES_ARE);
    }

    private static Type.Block bandwidth() {
        Type windows = new Type.Named(RATE, Scalars.WINDOWS, "a window is HH:MM-HH:MM");
        return block(key("limit", RATE), key("windows", windows).byDefault("{}"));
    }

    private static Type.Block node() {
        return block(key("node", WORDS), key("address", WORDS));
    }

    /** What an objective can be set for; none by default: what a box promises is its owner's to say. */
    private static Type.Block times() {
        return block(
                key("database", DURATION),
                key("configuration", DURATION),
                key("state", DURATION),
                key("certificates", DURATION),
                key("scripts", DURATION),
                key("users", DURATION),
                key("settings", DURATION),
                key("logs", DURATION));
    }

    private static Map<String, Type.Block> ordered(
            String first, Type.Block one, String second, Type.Block two, String third, Type.Block three) {
        Map<String, Type.Block> blocks = new LinkedHashMap<>();
        blocks.put(first, one);
        blocks.put(second, two);
        blocks.put(third, three);
        return blocks;
    }
}
