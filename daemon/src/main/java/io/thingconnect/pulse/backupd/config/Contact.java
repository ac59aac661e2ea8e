package io.thingconnect.pulse.backupd.config;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.error.BackupException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * One entry of {@code contacts:}, whom the runbook names; what is not known is "".
 *
 * @param emergency to be called first
 */
public record Contact(String name, String role, String phone, String email, boolean emergency) {
    public Contact {
        requireNonNull(name, "name is null");
        requireNonNull(role, "role is null");
        requireNonNull(phone, "phone is null");
        requireNonNull(email, "email is null");
    }

    /**
     * In the order of the file.
     *
     * @throws BackupException {@code CONFIG_INVALID} as {@link Loaded#settings()}
     */
    public static List<Contact> of(Loaded loaded) throws BackupException {
        loaded.settings();
        Map<?, ?> whole = new Yaml(new SafeConstructor(new LoaderOptions())).load(loaded.effective());
        List<Contact> contacts = new ArrayList<>();
        if (whole.get("contacts") instanceof List<?> entries) {
            for (Object entry : entries) {
                Map<?, ?> contact = (Map<?, ?>) entry;
                contacts.add(new Contact(
                        text(contact, "name"),
                        text(contact, "role"),
                        text(contact, "phone"),
                        text(contact, "email"),
                        Boolean.parseBoolean(text(contact, "emergency"))));
            }
        }
        return contacts;
    }

    private static String text(Map<?, ?> contact, String key) {
        Object value = contact.get(key);
        return value == null ? "" : value.toString();
    }
}
