package io.thingconnect.pulse.backupd.rescue;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.encryption.Keys;
import io.thingconnect.pulse.backupd.encryption.Passphrase;
import io.thingconnect.pulse.backupd.encryption.Seal;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.storage.Destination;
import io.thingconnect.pulse.backupd.system.Errno;
import io.thingconnect.pulse.backupd.verify.StoredCopy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Passphrases that no configuration knows: out of a file, or typed when the first backup wants one. */
final class Unlocking {
    private static final int ATTEMPTS = 3;
    private static final int LONGEST_FILE = 1 << 16;
    private static final String KEPT =
            "RESTORE.md beside the backups says where the passphrase is kept, if encryption.hint was set";

    private final Terminal terminal;
    private final Optional<Path> file;
    private final List<Passphrase> known = new ArrayList<>();

    private Unlocking(Terminal terminal, Optional<Path> file) {
        this.terminal = requireNonNull(terminal, "terminal is null");
        this.file = requireNonNull(file, "file is null");
    }

    /**
     * @param file of passphrases, one a line; empty: they are asked for
     * @throws BackupException {@code INVALID_PARAMETER} where there is none in it
     */
    static Unlocking of(Terminal terminal, Optional<Path> file) throws BackupException {
        Unlocking unlocking = new Unlocking(terminal, file);
        if (file.isPresent()) {
            unlocking.read(file.get());
        }
        return unlocking;
    }

    private void read(Path path) throws BackupException {
        try {
            if (Files.size(path) > LONGEST_FILE) {
                throw Arguments.usage(path + " is longer than any file of passphrases");
            }
            for (String line : Files.readAllLines(path, StandardCharsets.UTF_8)) {
                if (!line.isEmpty()) {
                    known.add(Passphrase.of(line.toCharArray()));
                }
            }
        } catch (IOException e) {
            throw Arguments.usage("the passphrase file " + path + " cannot be read: " + Errno.reason(e));
        }
        if (known.isEmpty()) {
            throw Arguments.usage("the passphrase file " + path + " is empty");
        }
    }

    /** What was given or typed so far. */
    List<Passphrase> known() {
        return List.copyOf(known);
    }

    /**
     * A destination with what opens one backup there, if a passphrase does.
     *
     * @throws BackupException {@code KEY_MISSING}: none that was given opens it
     */
    Destination opened(Destination destination, String job, Label label) throws BackupException {
        Seal seal = StoredCopy.open(destination, job, label).seal();
        String what = label + " at " + destination.storage().location();
        for (int attempt = 0; !opens(destination, seal); attempt++) {
            if (file.isPresent()) {
                throw locked(what + " is not opened by what stands in " + file.get(), KEPT + ".");
            }
            if (terminal.answers().isEmpty()) {
                throw locked(
                        what + " is encrypted, and nobody can be asked for its passphrase: this is no terminal",
                        "Give it with --passphrase-file FILE; " + KEPT + ".");
            }
            if (attempt == ATTEMPTS) {
                throw locked(what + " is opened by none of the passphrases typed", KEPT + ".");
            }
            if (attempt > 0) {
                terminal.err().println("that one does not open it");
            }
            String typed = terminal.answers().get().askUnseen("Passphrase of " + what + ": ");
            if (!typed.isEmpty()) {
                known.add(Passphrase.of(typed.toCharArray()));
            }
        }
        return with(destination);
    }

    /** What no passphrase could open is not for us to complain of. */
    private boolean opens(Destination destination, Seal seal) throws BackupException {
        try {
            return seal.way() != Seal.Way.PASSPHRASE
                    || with(destination).keys().opener(seal).isPresent();
        } catch (IOException e) {
            throw locked(destination.storage().location() + ": " + e.getMessage(), KEPT + ".");
        }
    }

    private Destination with(Destination destination) {
        Keys keys = known.isEmpty() ? destination.keys() : destination.keys().also(known);
        return new Destination(destination.name(), destination.storage(), keys);
    }

    private static BackupException locked(String message, String hint) {
        return new BackupException(ErrorCode.KEY_MISSING, message, hint);
    }
}
