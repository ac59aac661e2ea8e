package io.thingconnect.pulse.ctl;

import java.util.ArrayList;
import java.util.List;

/** Backups in words. */
final class BackupText {
    private BackupText() {}

    /** Without what every label begins with; the daemon understands it as well. */
    static String brief(String label) {
        String common = "pulse-backup-";
        return label.startsWith(common) ? label.substring(common.length()) : label;
    }

    /** {@code 132 entries, 2.9 GB before compression, database 2.8 GB}. */
    static String contents(Fields backup) throws Failure {
        return Text.count(backup.number("entries"), "entry", "entries") + ", "
                + Sizes.of(backup.number("plainBytes")) + " before compression, databases "
                + Sizes.of(backup.number("databaseBytes"));
    }

    /** For a list; "" where it is not encrypted, or nobody knows. */
    static String sealed(Fields backup) throws Failure {
        return switch (backup.text("encryption")) {
            case "passphrase" -> "encrypted";
            case "publicKeys" -> "encrypted to public keys";
            default -> "";
        };
    }

    /** @param keys of the configuration that open it, or the ids of public keys */
    static String encryption(Fields backup, List<String> keys) throws Failure {
        return switch (backup.text("encryption")) {
            case "none" -> "no";
            case "passphrase" ->
                keys.isEmpty()
                        ? "with a passphrase that is not configured here; put it into encryption.oldPassphrases"
                        : "with a passphrase, by " + Text.join(keys, ", ");
            case "publicKeys" ->
                "to the public keys " + Text.join(keys, ", ") + "; read where a secret one is, by RESTORE.md";
            default -> "";
        };
    }

    /** {@code local (good, read back from the disk itself)}. */
    static String copy(Fields copy) throws Failure {
        String state = copy.text("state");
        String readBack = copy.text("readBack");
        String how = "";
        if (readBack.equals("direct")) {
            how = ", read back from the device";
        } else if (readBack.equals("cached")) {
            how = ", read back through the cache";
        }
        String problem = copy.text("problem");
        String next = state.equals("pending") ? ", will be tried again" : "";
        next += problem.isEmpty() ? "" : ": " + problem;
        return copy.text("destination") + " (" + state + how + next + ")";
    }

    /** {@code local, nas (pending)}: what is not good is said. */
    static String copies(Fields backup) throws Failure {
        List<String> names = new ArrayList<>();
        for (Fields copy : backup.objects("copies")) {
            String state = copy.text("state");
            names.add(copy.text("destination") + (state.equals("good") ? "" : " (" + state + ")"));
        }
        return names.isEmpty() ? "none" : Text.join(names, ", ");
    }

    /** {@code restored from 20240115T020000Z-full, timeline 2}, {@code timeline 2}; "" on the first. */
    static String restoredLine(Fields backup) throws Failure {
        String restored = backup.text("restoredFrom");
        long timeline = backup.number("timeline");
        if (!restored.isEmpty()) {
            return "restored from " + brief(restored) + ", timeline " + timeline;
        }
        return timeline > 1 ? "timeline " + timeline : "";
    }

    /** {@code until 2024-02-01 00:00:00 (in 16 d): audit}, {@code for ever: audit}; "" where it is not pinned. */
    static String pin(Fields backup, Times times) throws Failure {
        if (!backup.has("pinReason")) {
            return "";
        }
        String until = backup.raw("pinnedUntil");
        return (until.isEmpty() ? "for ever" : "until " + times.full(until)) + ": " + backup.text("pinReason");
    }

    /** {@code passed, level entries, at local, 1.2 GB read, 2024-01-15 03:00:00 (3 h ago)}. */
    static String verification(Fields verification, Times times) throws Failure {
        String message = verification.text("message");
        return (verification.flag("passed") ? "passed" : "FAILED") + ", level " + verification.text("level") + ", "
                + verification.text("destination") + ", " + Sizes.of(verification.number("bytesRead")) + " read, "
                + times.full(verification.raw("at")) + (message.isEmpty() ? "" : ": " + message);
    }
}
