package io.thingconnect.pulse.backupd.config;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.Nearest;
import io.thingconnect.pulse.backupd.schedule.CronSchedule;
import io.thingconnect.pulse.backupd.storage.smb.SmbAddress;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The kinds of single values that the file knows. */
final class Scalars {
    static final Pattern NAMES = Pattern.compile("[a-z0-9-]{1,32}");
    static final String NAMES_ARE = "names are 1 to 32 of a-z, 0-9 and -";
    static final Pattern WINDOWS = Pattern.compile("([01]\\d|2[0-3]):[0-5]\\d-(([01]\\d|2[0-3]):[0-5]\\d|24:00)");

    static final Type.Scalar TEXT = matching("a text", t -> true, "");
    static final Type.Scalar WORDS = matching("a text that is not empty", t -> !t.isBlank(), "is empty");
    /** Never shown. */
    static final Type.Scalar SECRET = new Type.Scalar("a text", t -> Optional.empty(), true);

    static final Type.Scalar BOOLEAN =
            matching("true or false", t -> Quantities.flag(t).isPresent(), "is neither true nor false");
    static final Type.Scalar DURATION = matching(
            "a duration such as 90s, 15m, 24h, 30d or 2w",
            t -> Quantities.duration(t).isPresent(),
            "is not a duration; write for example 90s, 15m, 24h, 30d or 2w");
    /** A duration for which nothing at all makes no sense. */
    static final Type.Scalar SPAN = positive(
            DURATION,
            t -> Quantities.duration(t)
                    .filter(d -> d.compareTo(Duration.ZERO) > 0)
                    .isPresent());

    static final Type.Scalar SIZE = matching(
            "a size such as 500MB or 10GiB",
            t -> Quantities.bytes(t).isPresent(),
            "is not a size; write for example 500MB, 10GB or 10GiB");
    static final Type.Scalar AMOUNT =
            positive(SIZE, t -> Quantities.bytes(t).filter(b -> b > 0).isPresent());
    static final Type.Scalar RATE = matching(
            "a size per second such as 20MB",
            t -> Quantities.rate(t).filter(r -> r > 0).isPresent(),
            "is not a size per second; write for example 20MB");
    static final Type.Scalar PATH = new Type.Scalar("an absolute path", Scalars::noPath, false);
    static final Type.Scalar NAME = matching("a name", t -> NAMES.matcher(t).matches(), "is no name; " + NAMES_ARE);
    static final Type.Scalar HOST = matching(
            "a host name, or system",
            t -> t.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,62}"),
            "is no host name; letters, digits, dots, _ and - are");
    static final Type.Scalar ZONE =
            new Type.Scalar("a time zone such as Europe/Berlin, or system", Scalars::noZone, false);
    static final Type.Scalar CRON = new Type.Scalar("a cron expression such as \"30 3 * * *\"", Scalars::noCron, false);
    static final Type.Scalar SHARE = matching(
            "a share such as //server/share",
            t -> SmbAddress.parse(t).isPresent(),
            "is no share; write //server/share, with [:port] after the server and /folder after the share");

    static final Type.Scalar URL = matching(
            "a URL such as https://s3.example:9000",
            t -> t.isEmpty()
                    || t.matches("https?://[A-Za-z0-9._-]+(:\\d{1,5})?/?|https?://\\[[0-9a-fA-F:]+](:\\d{1,5})?/?"),
            "is no URL of a server; write for example https://s3.example:9000");
    static final Type.Scalar PREFIX = matching(
            "a prefix such as backups/plants",
            t -> !("/" + t + "/").matches(".*/\\.{1,2}/.*") && !t.matches(".+//.+"),
            "is no prefix; write for example backups/plants");

    private Scalars() {}

    static Type.Scalar word(String... words) {
        List<String> known = List.of(words);
        String expects = "one of " + String.join(", ", known);
        return new Type.Scalar(
                expects,
                t -> known.contains(t)
                        ? Optional.empty()
                        : Optional.of("is not known here; " + expects + Nearest.hint(t, known)),
                false);
    }

    static Type.Scalar count(long min, long max) {
        String expects = "a whole number from " + min + " to " + max;
        Predicate<Long> inside = n -> n >= min && n <= max;
        return matching(expects, t -> Quantities.count(t).filter(inside).isPresent(), "is not " + expects);
    }

    private static Type.Scalar matching(String expects, Predicate<String> fine, String complaint) {
        Function<String, Optional<String>> check = t -> fine.test(t) ? Optional.empty() : Optional.of(complaint);
        return new Type.Scalar(expects, check, false);
    }

    private static Type.Scalar positive(Type.Scalar type, Predicate<String> isPositive) {
        return new Type.Scalar(
                type.expects() + ", more than nothing",
                t -> type.complaint()
                        .apply(t)
                        .or(() -> isPositive.test(t) ? Optional.empty() : Optional.of("must be more than nothing")),
                false);
    }

    private static Optional<String> noPath(String text) {
        if (!text.startsWith("/")) {
            return Optional.of("is not an absolute path");
        }
        if (text.chars().anyMatch(c -> c < ' ')) {
            return Optional.of("holds a control character");
        }
        if (List.of(text.split("/")).contains("..")) {
            return Optional.of("must not hold \"..\"");
        }
        return Optional.empty();
    }

    private static Optional<String> noZone(String text) {
        if (text.equals("system")) {
            return Optional.empty();
        }
        try {
            ZoneId.of(text);
            return Optional.empty();
        } catch (DateTimeException e) {
            return Optional.of("is not a time zone" + Nearest.hint(text, ZoneId.getAvailableZoneIds()));
        }
    }

    private static Optional<String> noCron(String text) {
        try {
            CronSchedule.parse(text, ZoneOffset.UTC);
            return Optional.empty();
        } catch (BackupException e) {
            return Optional.of(
                    e.getMessage().replaceFirst("^schedule \".*?\" ", "").replace("\n", " "));
        }
    }
}
