package io.thingconnect.pulse.backupd.copies;

import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.catalog.BackupRecord;
import io.thingconnect.pulse.backupd.encryption.Keys;
import io.thingconnect.pulse.backupd.encryption.Seal;
import io.thingconnect.pulse.backupd.storage.Destination;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * Which passphrase each backup still needs, by what the catalog remembers of their messages: no destination is asked. To
 * try one takes a twentieth of a second, and what is found for one backup holds for all that the same daemon wrote.
 */
public final class OldKeys {
    /** Of a passphrase that is not configured. */
    private static final int NONE = -1;

    private final Map<Integer, List<Label>> needed;

    private OldKeys(Map<Integer, List<Label>> needed) {
        this.needed = needed;
    }

    /**
     * @param backups newest first
     * @param seals by label
     * @param enough asked before each attempt; what was not tried by then is left out
     */
    static OldKeys of(List<BackupRecord> backups, Map<String, Seal> seals, Keys keys, BooleanSupplier enough) {
        Map<Integer, List<Label>> needed = new TreeMap<>();
        Map<String, OptionalInt> known = new HashMap<>();
        for (BackupRecord backup : backups) {
            Seal seal = seals.getOrDefault(backup.label().toString(), Seal.NONE);
            boolean there =
                    backup.copies().stream().anyMatch(copy -> copy.state().isPresent());
            if (!there || seal.way() != Seal.Way.PASSPHRASE || enough.getAsBoolean()) {
                continue;
            }
            try {
                String salt = seal.salt();
                OptionalInt opener = known.containsKey(salt) ? known.get(salt) : keys.opener(seal);
                known.put(salt, opener);
                needed.computeIfAbsent(opener.orElse(NONE), key -> new ArrayList<>())
                        .add(backup.label());
            } catch (IOException unused) {
                // What the catalog remembers is no message: nothing can be told of this one.
            }
        }
        return new OldKeys(needed);
    }

    /** Newest first, those that no passphrase of the configuration opens. */
    List<Label> locked() {
        return needed.getOrDefault(NONE, List.of());
    }

    /** One line for each old passphrase that is still needed. */
    List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        needed.forEach((key, labels) -> {
            if (key > 0) {
                String some = labels.size() == 1
                        ? "backup " + labels.get(0) + " still needs"
                        : labels.size() + " backups, the newest " + labels.get(0) + ", still need";
                warnings.add(some + " an old passphrase: keep " + word(key)
                        + " until they have expired; pulsectl show LABEL tells what opens one");
            }
        });
        return List.copyOf(warnings);
    }

    private static String word(int key) {
        return key == 0 ? "encryption.passphrase" : "number " + key + " of encryption.oldPassphrases";
    }

    /** What opens one backup: a key of the configuration in words, or ids of public keys; empty where nothing here does. */
    public static List<String> words(Seal seal, Installation installation) {
        Keys keys = installation.destinations().values().stream()
                .map(Destination::keys)
                .findFirst()
                .orElse(Keys.none());
        try {
            return switch (seal.way()) {
                case NONE -> List.of();
                case PUBLIC_KEYS -> seal.keyIds();
                case PASSPHRASE ->
                    keys.opener(seal).stream().mapToObj(OldKeys::word).toList();
            };
        } catch (IOException e) {
            return List.of();
        }
    }
}
