package io.thingconnect.pulse.backupd.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations, sizes, rates and switches as an operator writes them. */
final class Quantities {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})([smhdw]?)");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,18}(?:\\.\\d{1,9})?) ?(?:([KMGT])(I?)B|B)?");

    private Quantities() {}

    /** {@code 90s 15m 24h 30d 2w}; a bare number is seconds. */
    static Optional<Duration> duration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long unit =
                switch (matcher.group(2)) {
                    case "m" -> 60;
                    case "h" -> 3_600;
                    case "d" -> 86_400;
                    case "w" -> 604_800;
                    default -> 1;
                };
        return Optional.of(Duration.ofSeconds(Long.parseLong(matcher.group(1)) * unit));
    }

    /** {@code 10GB} is 10^10 bytes, {@code 10GiB} is 10 * 2^30; a bare number is bytes. */
    static Optional<Long> bytes(String text) {
        Matcher matcher = SIZE.matcher(text.toUpperCase(Locale.ROOT));
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int power = matcher.group(2) == null ? 0 : "KMGT".indexOf(matcher.group(2)) + 1;
        BigDecimal unit =
                BigDecimal.valueOf("I".equals(matcher.group(3)) ? 1024 : 1000).pow(power);
        BigDecimal bytes = new BigDecimal(matcher.group(1)).multiply(unit);
        boolean fits = bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0;
        return fits ? Optional.of(bytes.longValue()) : Optional.empty();
    }

    /** A size per second, the {@code /s} being optional. */
    static Optional<Long> rate(String text) {
        return bytes(text.endsWith("/s") ? text.substring(0, text.length() - 2) : text);
    }

    static Optional<Boolean> flag(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on" -> Optional.of(true);
            case "false", "no", "off" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    static Optional<Long> count(String text) {
        return text.matches("\\d{1,9}") ? Optional.of(Long.parseLong(text)) : Optional.empty();
    }
}
