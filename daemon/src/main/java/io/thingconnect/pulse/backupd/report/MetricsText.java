package io.thingconnect.pulse.backupd.report;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;

/**
 * Writes Prometheus' text format 0.0.4. A family without a sample leaves no trace: some readers refuse one.
 *
 * @see <a href="https://prometheus.io/docs/instrumenting/exposition_formats/">its description</a>
 */
final class MetricsText {
    private static final String PREFIX = "pulse_backup_";

    private final StringBuilder text = new StringBuilder(16 * 1024);

    /** @param name without the prefix that all share, unit last */
    Family gauge(String name, String help) {
        return new Family(PREFIX + name, "gauge", help);
    }

    /** @param name without the prefix that all share; ends in {@code _total} */
    Family counter(String name, String help) {
        return new Family(PREFIX + name, "counter", help);
    }

    @Override
    public String toString() {
        return text.toString();
    }

    /** The samples of one name. They have to follow each other: the next family ends this one. */
    final class Family {
        private final String name;
        private String head;

        private Family(String name, String type, String help) {
            this.name = name;
            this.head = "# HELP " + name + " " + help.replace("\\", "\\\\").replace("\n", "\\n") + "\n# TYPE " + name
                    + " " + type + "\n";
        }

        /** @param labels names and values in turn; the names are ours, the values anybody's */
        Family sample(long value, String... labels) {
            return add(Long.toString(value), labels);
        }

        Family sample(boolean value, String... labels) {
            return sample(value ? 1 : 0, labels);
        }

        /** Seconds. */
        Family sample(Duration value, String... labels) {
            return seconds(value.getSeconds(), value.getNano(), labels);
        }

        /** Seconds since 1970. */
        Family sample(Instant value, String... labels) {
            return seconds(value.getEpochSecond(), value.getNano(), labels);
        }

        private Family seconds(long seconds, int nanos, String... labels) {
            BigDecimal value = BigDecimal.valueOf(seconds).add(BigDecimal.valueOf(nanos / 1_000_000, 3));
            return add(value.stripTrailingZeros().toPlainString(), labels);
        }

        private Family add(String value, String... labels) {
            text.append(head).append(name);
            head = "";
            for (int i = 0; i < labels.length; i += 2) {
                text.append(i == 0 ? '{' : ',').append(labels[i]).append("=\"");
                text.append(escaped(labels[i + 1])).append('"');
            }
            text.append(labels.length > 0 ? "} " : " ").append(value).append('\n');
            return this;
        }

        private static String escaped(String value) {
            return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
        }
    }
}
