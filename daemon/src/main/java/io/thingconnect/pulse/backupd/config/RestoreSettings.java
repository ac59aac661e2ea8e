package io.thingconnect.pulse.backupd.config;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * {@code backup.restore}, taken from the long form that a load ends in: every key is there, checked and with its default.
 *
 * @param services in the order they are started in
 * @param validateCommand program and arguments; empty: none
 * @param keepLast so many earlier states are kept, and those that are younger than {@code keepWithin}
 */
public record RestoreSettings(
        List<String> services,
        Duration stopTimeout,
        Health health,
        List<String> validateCommand,
        boolean safetyBackup,
        int keepLast,
        Duration keepWithin) {
    public RestoreSettings {
        services = List.copyOf(services);
        validateCommand = List.copyOf(validateCommand);
    }

    /**
     * How to see that the application works.
     *
     * @param expect the whole answer, less blanks around it
     */
    public record Health(String url, String expect, Duration timeout) {}

    /** @throws BackupException {@code CONFIG_INVALID} as {@link Loaded#settings()} */
    public static RestoreSettings of(Loaded loaded) throws BackupException {
        loaded.settings();
        Object whole = new Yaml(new SafeConstructor(new LoaderOptions())).load(loaded.effective());
        Block restore = new Block(whole).block("backup").block("restore");
        Block health = restore.block("health");
        Block keep = restore.block("keepPrevious");
        return new RestoreSettings(
                restore.texts("services"),
                restore.duration("stopTimeout"),
                new Health(health.text("url"), health.text("expect"), health.duration("timeout")),
                restore.texts("validateCommand"),
                Boolean.parseBoolean(restore.text("safetyBackup")),
                Integer.parseInt(keep.text("last")),
                keep.duration("within"));
    }

    private record Block(Object value) {
        private Object at(String key) throws BackupException {
            if (value instanceof Map<?, ?> map && map.get(key) != null) {
                return map.get(key);
            }
            throw new BackupException(ErrorCode.INTERNAL, "the long form of the configuration lacks '" + key + "'", "");
        }

        Block block(String key) throws BackupException {
            return new Block(at(key));
        }

        String text(String key) throws BackupException {
            return at(key).toString();
        }

        List<String> texts(String key) throws BackupException {
            return at(key) instanceof List<?> list
                    ? list.stream().map(String::valueOf).toList()
                    : List.of();
        }

        Duration duration(String key) throws BackupException {
            String text = text(key);
            return Quantities.duration(text)
                    .orElseThrow(() -> new BackupException(
                            ErrorCode.CONFIG_INVALID, "'" + text + "' is no duration (restore: " + key + ")", ""));
        }
    }
}
