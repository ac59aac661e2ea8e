package io.thingconnect.pulse.backupd.report.doctor;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.copies.KeyCheck;
import java.util.List;
import java.util.Optional;

/** Opens the newest backup with the configured secrets. */
public final class KeysLook implements Check {
    private final KeyCheck keys;
    private final Commands commands;

    public KeysLook(KeyCheck keys, Commands commands) {
        this.keys = requireNonNull(keys, "keys is null");
        this.commands = requireNonNull(commands, "commands is null");
    }

    @Override
    public String name() {
        return "the secret of the newest backup";
    }

    @Override
    public List<Finding> look() {
        keys.run();
        Optional<KeyCheck.Locked> locked = keys.found();
        return List.of(locked.map(copy -> Finding.error(
                        FindingId.KEY_MISSING,
                        copy.destination(),
                        "the newest backup " + copy.label() + " does not open with what is configured: "
                                + copy.message(),
                        commands.editSecrets()))
                .orElse(Finding.ok(FindingId.KEY_MISSING, "", "no backup was found that does not open")));
    }
}
