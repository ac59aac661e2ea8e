package io.thingconnect.pulse.backupd.publish;

import java.util.Map;

/** Those lines of {@code RESTORE.md} that differ where anything in a chain is encrypted. */
final class RestoreSteps {
    private static final String GPG =
            "gpg --quiet ${K:+--batch --pinentry-mode loopback --passphrase-file \"$K\"} --decrypt";

    private RestoreSteps() {}

    static Map<String, String> plain() {
        return Map.of(
                "SECRET", "",
                "PASSPHRASE", "",
                "PLAIN", "",
                "MANIFEST", "cat \"${1%%.tar*}.manifest.json\"",
                "UNPACK", "tar -x -p --xattrs --acls -f \"$FULL\" -C \"$D\"",
                "APPLY", """
                            tar -x -f "$A" -C "$D" .pulse-backup
                            (J=$PWD; cd "$D"; sh .pulse-backup/apply.sh "$J/$A")
                        """.stripTrailing(),
                "LOOK", "cat \"$L.manifest.json\"",
                "SEARCH", "`grep -l '\"contentId\":\"ID\"' *.manifest.json`");
    }

    /**
     * @param byPassphrase or else to public keys
     * @param hint where the secret is kept; "" where nobody said
     */
    static Map<String, String> encrypted(boolean byPassphrase, String hint) {
        return Map.of(
                "SECRET",
                secret(byPassphrase, hint) + "\n\n",
                "PASSPHRASE",
                "K=                                  # a file whose first line is the passphrase; empty: gpg asks\n",
                "PLAIN",
                """
                        case $K in '' | /*) ;; *) K=$PWD/$K ;; esac
                        plain() {
                            case $1 in
                                *.gpg) %s "$1" ;;
                                *) cat "$1" ;;
                            esac
                        }
                        # What gpg says at the very end counts, too: a pipe alone would not tell.
                        unpack() {
                            case ${1%%.gpg} in *.gz) Z=--gzip ;; *.zst) Z=--use-compress-program=zstd ;; *) Z= ;; esac
                            { plain "$1" || : > "$D/.pulse-backup/failed"; } | tar -x -p --xattrs --acls $Z -f - -C "$D"
                            test ! -e "$D/.pulse-backup/failed"
                        }
                        """.formatted(GPG),
                "MANIFEST",
                "case $1 in *.gpg) M=.gpg ;; *) M= ;; esac; plain \"${1%%.tar*}.manifest.json$M\"",
                "UNPACK",
                "unpack \"$FULL\"",
                "APPLY",
                """
                            O=$D/.pulse-backup/${A%.gpg}
                            plain "$A" > "$O"
                            tar -x -f "$O" -C "$D" .pulse-backup
                            (cd "$D"; sh .pulse-backup/apply.sh "$O")
                            rm -f "$O"
                        """.stripTrailing(),
                "LOOK",
                "if test -e \"$L.manifest.json\"; then cat \"$L.manifest.json\"; else " + GPG
                        + " \"$L.manifest.json.gpg\"; fi",
                "SEARCH",
                "`for M in *.manifest.json.gpg; do gpg --quiet --decrypt \"$M\" | grep -l --label=\"$M\""
                        + " '\"contentId\":\"ID\"'; done`");
    }

    private static String secret(boolean byPassphrase, String hint) {
        String kept = hint.isEmpty() ? "" : " Where it is kept: " + hint.strip().replaceAll("\\s+", " ") + ".";
        return byPassphrase
                ? "**These backups are encrypted.** You need the passphrase, which is not written here." + kept
                : "**These backups are encrypted to public keys.** You need one of the secret keys in the keyring of `gpg`"
                        + " (`gpg --import FILE`), and its passphrase." + kept;
    }
}
