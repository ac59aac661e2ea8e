#!/usr/bin/env bash
# What encryption costs a full backup: the same Pulse installation backed up with and without it, and by hand with
# sqlite3, tar and gpg piped. Then the bare rates of encrypting and decrypting the archive's bytes. Writes a table to bench/results/.
#
#   bench/encryption.sh [--mb 512] [--rounds 3] [--out FILE]
set -euo pipefail
# shellcheck source=bench/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

mb=512 rounds=3
out=$house/bench/results/encryption-$(date -u +%Y%m%dT%H%M%SZ).md
options "mb rounds out" "$@"

need sqlite3=sqlite3 gpg=gpg zstd=zstd
machine=$(machine)
build
make_sample "$mb"
config=$root/etc/thingconnect-pulse/backup.yaml
cp "$config" "$work/plain.yaml"
{
    cat "$config"
    echo '  encryption: {method: gpg, passphrase: bench}'
} >"$work/gpg.yaml"
export GNUPGHOME=$work/gnupg
mkdir -m 700 "$GNUPGHOME"
echo bench >"$work/passphrase"
cleanup() {
    stop_all
    gpgconf --kill all
}
trap cleanup EXIT
start_daemon
rows=$work/rows.tsv
: >"$rows"

symmetric() { gpg --quiet --batch --pinentry-mode loopback --passphrase-file "$work/passphrase" --cipher-algo AES256 --compress-algo none --symmetric; }

by_hand() { # COMPRESSOR
    sqlite3 "$database" ".backup '$work/spec/pulse.db'"
    tar -cf - -C "$work/spec" pulse.db -C "$root" etc/thingconnect-pulse var/lib/thingconnect-pulse/versions | "$@" | symmetric >"$work/spec/backup.gpg"
}

measure() { # NAME COMMAND…
    local name=$1 begin cpu stored=0
    shift
    prepare spec
    cpu=$(cpu_seconds "$daemon")
    begin=$EPOCHREALTIME
    local TIMEFORMAT='%U %S'
    { time "$@" >"$work/backup.log" 2>&1 || fail "$name: $(tail -n 3 "$work/backup.log")"; } 2>"$work/time"
    local end=$EPOCHREALTIME own
    own=$(awk 'END { print $1 + $2 }' "$work/time")
    case $name in
    ours*) stored=$(stat -c %s "$root"/var/lib/thingconnect-pulse/backups/bench/*.tar.* | sort -n | tail -n 1) ;;
    *) stored=$(stat -c %s "$work/spec/backup.gpg") ;;
    esac
    printf '%s\t%s\t%s\t%s\n' "$name" "$(awk "BEGIN { print $end - $begin }")" \
        "$(awk "BEGIN { print $(cpu_seconds "$daemon") - $cpu + $own }")" "$stored" | tee -a "$rows"
}

ours() { "$image/usr/bin/pulsectl" --root "$root" backup --type full --compression "$1"; }

use() { # plain|gpg
    cp "$work/$1.yaml" "$config"
    "$image/usr/bin/pulsectl" --root "$root" reload >/dev/null
}

for _ in $(seq "$rounds"); do
    for compression in gzip zstd; do
        use plain
        measure "ours, $compression" ours "$compression"
        use gpg
        measure "ours, $compression, encrypted" ours "$compression"
        case $compression in
        gzip) measure "by hand: .backup, tar, gzip, gpg" by_hand gzip ;;
        zstd) measure "by hand: .backup, tar, zstd -3, gpg" by_hand zstd -q -3 -c ;;
        esac
    done
done

# An encrypted archive, copied out of the daemon, which checks it on the way, and by cp.
use gpg
ours gzip >"$work/backup.log" 2>&1
archive=$(find "$root/var/lib/thingconnect-pulse/backups/bench" -name '*.tar.*' ! -name '*.sha256' ! -name '*.json*' -printf '%T@ %p\n' | sort -n | tail -n 1 | cut -d ' ' -f 2)
copied() { cp "$archive" "$work/copied" && sync "$work/copied"; }
exported() { "$image/usr/bin/pulsectl" --root "$root" export latest -o "$work/exported" >"$work/backup.log" 2>&1; }
seconds() { # COMMAND, median of the rounds
    local begin
    for _ in $(seq "$rounds"); do
        rm -f "$work/copied" "$work"/exported*
        begin=$EPOCHREALTIME
        "$1"
        awk "BEGIN { print $EPOCHREALTIME - $begin }"
    done | median
}
export_seconds=$(seconds exported)
cmp "$archive" "$work/exported" || fail "the export has other bytes"
copy_seconds=$(seconds copied)
daemon_peak=$(($(status_kb "$daemon" VmHWM) / 1024))

value() { awk -F '\t' -v n="$1" -v f="$2" '$1 == n { print $f }' "$rows" | median; }

# The bare rates, on bytes that do not compress, as archives are.
dd if=/dev/urandom of="$work/random" bs=1M count=256 status=none
in_jvm encryption.EncryptionRate "$work/random" >"$work/rates"
best=0
for _ in 1 2 3; do
    begin=$EPOCHREALTIME
    symmetric <"$work/random" >"$work/random.out"
    rate=$(awk "BEGIN { printf \"%.0f\", 268.4 / ($EPOCHREALTIME - $begin) }")
    [ "$rate" -le "$best" ] || best=$rate
done
rate() { awk -v n="$1" '$1 == n { print $2 }' "$work/rates"; }

{
    echo "# What encryption costs: full backup of a $mb MiB Pulse database"
    echo
    echo "$(date -u +%Y-%m-%dT%H:%MZ). $machine"
    echo "Median of $rounds rounds, no writer. CPU is that of all processes that take part."
    echo "By hand means: \`sqlite3 .backup\` into a second file, \`tar\` of it piped through the compressor into \`gpg --symmetric\`."
    echo "Nothing is read back there; ours reads every stored byte back before it calls the backup good."
    echo
    echo "| | wall s | CPU s | stored MB |"
    echo "|---|---:|---:|---:|"
    cut -f 1 "$rows" | awk '!seen[$0]++' | while read -r name; do
        printf '| %s | %.2f | %.2f | %.1f |\n' "$name" "$(value "$name" 2)" "$(value "$name" 3)" \
            "$(awk "BEGIN { print $(value "$name" 4) / 1e6 }")"
    done
    echo
    echo "| 256 MiB that do not compress, best of 3 | MB/s |"
    echo "|---|---:|"
    echo "| ours, encrypt to a file | $(rate encrypt) |"
    echo "| ours, decrypt | $(rate decrypt) |"
    echo "| a layer alone: AES-256 in CFB mode, encrypting | $(rate cfb-encrypt) |"
    echo "| a layer alone: AES-256 in CFB mode, decrypting | $(rate cfb-decrypt) |"
    echo "| a layer alone: SHA-1, the integrity check of the format | $(rate sha1) |"
    echo "| bcpg with the JDK's own cipher, encrypt to a file | $(rate bcpg) |"
    echo "| \`gpg --symmetric\`, encrypt to a file | $best |"
    echo
    echo "Most memory, with heaps of 64 MiB: $daemon_peak MiB the daemon, $(rate peak) MiB the process of the bare rates."
    echo
    awk -v size="$(stat -c %s "$archive")" -v e="$export_seconds" -v c="$copy_seconds" 'BEGIN {
        printf "`pulsectl export latest -o FILE` of the %.1f MB archive: %.2f s, %.0f MB/s, checked and on the disk; ", size / 1e6, e, size / 1e6 / e
        printf "`cp` and `sync` of the same: %.2f s, %.0f MB/s.\n", c, size / 1e6 / c }'
} >"$out"
cat "$out"
