#!/usr/bin/env bash
# How fast a file goes to a Samba share and back, by us and by smbclient in the same run, for each dialect and with encryption; then
# what each layer below does alone.
# The server is a private smbd on the loopback. Be root: smbd acts for its user. Writes a table to bench/results/.
#
#   bench/network.sh [--mb 256] [--rounds 3] [--out FILE]
set -euo pipefail
# shellcheck source=bench/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

mb=256 rounds=3
out=$house/bench/results/network-$(date -u +%Y%m%dT%H%M%SZ).md
options "mb rounds out" "$@"

[ "$(id -u)" -eq 0 ] || fail "smbd must be started by root to act for its user: sudo bench/network.sh"
PATH=$PATH:/usr/sbin:/sbin
need smbd=samba smbclient=smbclient python3=python3
machine=$(machine)
build
rm -rf "$work"
mkdir -p "$work"
# shellcheck source=bench/places.sh
. "$(dirname "${BASH_SOURCE[0]}")/places.sh"
trap stop_server EXIT
: >"$rows"
dd if=/dev/urandom of="$work/file" bs=1M count="$mb" status=none
export PLACE_USER=nobody PLACE_PASSWORD=bench12345

start_smbd() { # LINES of [global]
    stop_server
    rm -rf "$work/smb"
    mkdir -p "$work"/smb/{share,priv,lock,state,cache,pid,log,rpc}
    chmod 777 "$work/smb/share"
    port=$(free_port)
    cat >"$work/smb/smb.conf" <<CONF
[global]
  server role = standalone server
  interfaces = 127.0.0.1/8
  bind interfaces only = yes
  smb ports = $port
  disable netbios = yes
  server min protocol = SMB2_10
  security = user
  passdb backend = tdbsam:$work/smb/priv/passdb.tdb
  private dir = $work/smb/priv
  lock directory = $work/smb/lock
  state directory = $work/smb/state
  cache directory = $work/smb/cache
  pid directory = $work/smb/pid
  ncalrpc dir = $work/smb/rpc
  log file = $work/smb/log/%m.log
  load printers = no
  printcap name = /dev/null
$1
[backup]
  path = $work/smb/share
  read only = no
  valid users = nobody
CONF
    printf '%s\n%s\n' "$PLACE_PASSWORD" "$PLACE_PASSWORD" | smbpasswd -c "$work/smb/smb.conf" -s -a nobody >/dev/null
    smbd --foreground --debug-stdout -s "$work/smb/smb.conf" >"$work/server.log" 2>&1 &
    server=$!
    until_open "$port"
}

# The password is not in the argument list.
stock() { # PROTECTION COMMAND
    USER=nobody PASSWD=$PLACE_PASSWORD smbclient //127.0.0.1/backup -U nobody -p "$port" -s /dev/null -m SMB3 --client-protection="$1" -c "$2"
}

put_and_sync() { # PROTECTION: what ours waits for
    stock "$1" "put $work/file stock" && sync "$work/smb/share/stock"
}

measure() { # NAME PROTECTION SMBENCRYPTION
    mkdir -p "$work/smb/share/bench" && chmod 777 "$work/smb/share/bench"
    for _ in $(seq "$rounds"); do
        ours "ours, $1" smb "//127.0.0.1:$port/backup" "$3" "$work/file"
        for which in first- ''; do
            clock "smbclient, $1" "${which}put" stock "$2" "put $work/file stock"
            clock "smbclient, $1" "${which}get" stock "$2" "get stock $work/back"
            cmp -s "$work/file" "$work/back" || fail "smbclient brought other bytes back"
            rm "$work/back" "$work/smb/share/stock"
        done
        clock "smbclient, then sync, $1" put put_and_sync "$2"
        rm "$work/smb/share/stock"
    done
}

# The interfaces reach no further than this machine, so the traversal of the directories above is all the user needs.
for above in "$work" "$work/.." "$house"; do [ -x "$above" ] && chmod o+x "$above"; done

# Not "desired": smbclient would encrypt where the table says that it signs.
start_smbd "  server smb encrypt = off"
measure "SMB 3.1.1, signed" sign off
start_smbd "  server smb encrypt = off
  strict sync = no"
measure "SMB 3.1.1, signed, the server ignoring FLUSH" sign off
start_smbd "  server smb encrypt = required"
measure "SMB 3.1.1, encrypted" encrypt required
start_smbd "  server max protocol = SMB2_10
  server signing = mandatory"
measure "SMB 2.1, signed" sign off
stop_server

for layer in gcm-encrypt gcm-decrypt cmac hmac sha256 jdk-encrypt jdk-decrypt; do
    in_jvm storage.smb.LayerRate "$layer"
done >"$work/layers"

disk() { # OPTION...: writing a new file of this size
    local begin=$EPOCHREALTIME
    dd if="$work/file" of="$work/smb/share/disk" bs=1M "$@" status=none
    awk -v mb="$mb" -v s="$(awk "BEGIN { print $EPOCHREALTIME - $begin }")" 'BEGIN { printf "%.0f\n", mb * 1.048576 / s }'
    rm "$work/smb/share/disk"
}

{
    echo "# To a Samba share and back: $mb MiB"
    echo
    echo "$(date -u +%Y-%m-%dT%H:%MZ). $machine; $(smbd --version)"
    echo "Median of $rounds rounds, in turn, over the loopback: server and client share the processors. Ours ends when the file is flushed to the"
    echo "server's disk, renamed and visible; smbclient's when it has closed the file, its start included; \"then sync\" when the"
    echo "server has it on its disk too. Both get into a file. Each time the second new file of two, after the first was removed."
    echo
    heading
    for dialect in "SMB 3.1.1, encrypted" "SMB 3.1.1, signed" "SMB 2.1, signed"; do
        row "ours, $dialect"
        row "smbclient, $dialect" "ours, $dialect"
        row "smbclient, then sync, $dialect" "ours, $dialect"
    done
    row "ours, SMB 3.1.1, signed, the server ignoring FLUSH"
    echo
    echo "The first file, in MB/s: $(first)."
    memory
    echo
    echo "| a layer alone | MB/s, the first 128 MiB of a JVM | MB/s, the fourth |"
    echo "|---|---:|---:|"
    awk -F '\t' '{ printf "| %s | %s | %s |\n", $3, $1, $2 }' "$work/layers"
    echo "| the server's disk, \`dd\` of the file into its cache, best of 3 | - | $(for _ in 1 2 3; do disk; done | sort -n | tail -n 1) |"
    echo "| the server's disk, \`dd conv=fsync\`, best of 3 | - | $(for _ in 1 2 3; do disk conv=fsync; done | sort -n | tail -n 1) |"
} >"$out"
cat "$out"
