#!/usr/bin/env bash
# Recovery of a whole box in place, from the decision to the healthy application: pulse-restore against the manual steps of the
# Pulse documentation (stop, tar -xzf, owners, integrity check, start) as a script, one after the other, several rounds. Needs root:
# the sample lies at its real paths in a mount namespace of its own, with a stand-in for systemctl that starts and stops a real
# process with a health endpoint. Writes a table to bench/results/.
#
#   bench/restore.sh [--mb 512] [--rounds 3] [--compressions "gzip zstd"]
set -euo pipefail
# shellcheck source=bench/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

mb=512 rounds=3 compressions='gzip zstd'
out=$house/bench/results/restore-$(date -u +%Y%m%dT%H%M%SZ).md
options "mb rounds compressions out" "$@"
[ "$(id -u)" -eq 0 ] || fail "mounts need root"
if [ -z "${BENCH_NAMESPACE:-}" ]; then
    export BENCH_NAMESPACE=1
    exec unshare --mount --propagation private "$0" --mb "$mb" --rounds "$rounds" --compressions "$compressions" --out "$out"
fi

need sqlite3=sqlite3 python3=python3 zstd=zstd
machine=$(machine)
build
make_sample "$mb"
export PULSE_APP=$work/app.pid
archives=$work/archives
mkdir -p "$work/bin" "$archives"

# The application: opens its database, then answers as the documented health endpoint does.
cat >"$work/bin/app" <<'PY'
#!/usr/bin/env python3
import http.server, sqlite3
db = sqlite3.connect("/var/lib/thingconnect-pulse/pulse.db", check_same_thread=False)
db.execute("select count(*) from sqlite_master").fetchone()
class Health(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers(); self.wfile.write(b"false")
    def log_message(self, *_): pass
class Server(http.server.HTTPServer):
    allow_reuse_address = True
Server(("127.0.0.1", 8090), Health).serve_forever()
PY
cat >"$work/bin/systemctl" <<'SH'
#!/bin/sh
pid=$(cat "$PULSE_APP" 2>/dev/null)
up() { [ -n "$pid" ] && kill -0 "$pid" 2>/dev/null; }
case $1 in
show) up && echo ActiveState=active || echo ActiveState=inactive
    echo LoadState=loaded; echo UnitFileState=enabled ;;
stop) if up; then kill "$pid"; while up; do sleep 0.01; done; fi ;;
start) up || { setsid "${0%/*}/app" </dev/null >/dev/null 2>&1 & echo $! >"$PULSE_APP"; } ;;
esac
SH
chmod +x "$work/bin/app" "$work/bin/systemctl"
export PATH=$work/bin:$PATH

# Nothing of the box that runs this is touched: its own directories are covered for this process and its children.
made=()
for path in /etc/thingconnect-pulse /var/lib/thingconnect-pulse /var/log/thingconnect-pulse /var/lib/thingconnect-pulse-backup /etc/systemd/system; do
    [ -d "$path" ] || { mkdir -p "$path" && made+=("$path"); }
done
finish() {
    stop_all
    systemctl stop thingconnect-pulse || :
    umount /etc/systemd/system /etc/thingconnect-pulse /var/lib/thingconnect-pulse /var/log/thingconnect-pulse \
        /var/lib/thingconnect-pulse-backup 2>/dev/null || :
    for path in "${made[@]}"; do rmdir "$path" 2>/dev/null || :; done
}
trap finish EXIT

start_daemon
for compression in $compressions; do
    "$image/usr/bin/pulsectl" backup --type full --compression "$compression" >/dev/null
done
stop_all
mkdir -p "$root/var/log/thingconnect-pulse"
for path in etc/thingconnect-pulse var/lib/thingconnect-pulse var/log/thingconnect-pulse var/lib/thingconnect-pulse-backup; do
    mount --bind "$root/$path" "/$path"
done
mkdir -p "$work/units"
mount --bind "$work/units" /etc/systemd/system
unset PULSECTL_ROOT

healthy() {
    until python3 -c 'import urllib.request as u; exit(u.urlopen("http://127.0.0.1:8090/api/auth/setup-required", timeout=1).read() != b"false")' 2>/dev/null; do
        sleep 0.05
    done
}

archive() { # COMPRESSION
    local suffix=tar.gz
    [ "$1" = gzip ] || suffix=tar.zst
    ls /var/lib/thingconnect-pulse/backups/bench/*."$suffix"
}

manual() { # COMPRESSION
    systemctl stop thingconnect-pulse
    tar -xf "$(archive "$1")" -C /
    chown -R root:root /var/lib/thingconnect-pulse/pulse.db
    chown -R root:root /etc/thingconnect-pulse
    [ "$(sqlite3 /var/lib/thingconnect-pulse/pulse.db 'PRAGMA integrity_check;')" = ok ]
    systemctl start thingconnect-pulse
    healthy
}

rows=$work/rows.tsv
: >"$rows"
measure() { # CONTENDER COMPRESSION: contender, total, downtime, unpack, check, swap, start
    local begin took label
    label=$(basename "$(archive "$2")")
    label=${label%%.*}
    systemctl start thingconnect-pulse
    healthy
    # A row that the restore has to take away, so that a restore that did nothing would be seen.
    sqlite3 /var/lib/thingconnect-pulse/pulse.db "INSERT INTO setting VALUES ('bench', '$EPOCHREALTIME')"
    cat "$(archive "$2")" >/dev/null
    sync
    begin=$EPOCHREALTIME
    if [ "$1" = manual ]; then
        manual "$2"
        took=$(awk "BEGIN { print $EPOCHREALTIME - $begin }")
        printf 'manual\t%s\t%s\t%s\t-\t-\t-\n' "$2" "$took" "$took" | tee -a "$rows"
    else
        "$image/usr/sbin/pulse-restore" "$label" --yes --no-safety-backup --json >"$work/restored.json" 2>"$work/restored.log" ||
            fail "$(cat "$work/restored.log")"
        took=$(awk "BEGIN { print $EPOCHREALTIME - $begin }")
        python3 - "$work/restored.json" "$2" "$took" <<'PY' | tee -a "$rows"
import datetime, json, sys
phases = json.load(open(sys.argv[1]))["phases"]
at = {k: datetime.datetime.fromisoformat(v.replace("Z", "+00:00").split("+")[0][:26] + "+00:00") for k, v in phases.items()}
gap = lambda a, b: "%.2f" % (at[b] - at[a]).total_seconds()
print("pulse-restore", sys.argv[2], sys.argv[3], gap("stopping", "done"), gap("begun", "stopping"), gap("stopping", "committed"), gap("committed", "done"), sep="\t")
PY
    fi
    [ "$(sqlite3 /var/lib/thingconnect-pulse/pulse.db "SELECT count(*) FROM setting WHERE K = 'bench'")" = 0 ] || fail "$1: the restore left the new row"
    rm -rf /var/lib/thingconnect-pulse/.pre-restore-* /etc/thingconnect-pulse/.pre-restore-* /var/log/thingconnect-pulse/.pre-restore-*
}

for _ in $(seq "$rounds"); do
    for compression in $compressions; do
        measure manual "$compression"
        measure pulse-restore "$compression"
    done
done

column() { # CONTENDER COMPRESSION FIELD: the median
    awk -F '\t' -v w="$1" -v c="$2" -v f="$3" '$1 == w && $2 == c { print $f }' "$rows" | median
}

{
    echo "# Recovery of a box with a $mb MiB database, in place"
    echo
    echo "$(date -u +%Y-%m-%dT%H:%MZ). $machine. Medians of $rounds rounds, seconds; archive in the page cache, safety backup left out."
    echo
    echo "| archive | steps | total, stop or start of the command to healthy | services down | unpack and prove | stop and exchange | start to healthy |"
    echo "|---|---|---|---|---|---|---|"
    for compression in $compressions; do
        echo "| $compression | manual: stop, tar, owners, integrity_check, start | $(column manual "$compression" 3) | $(column manual "$compression" 4) | | | |"
        echo "| $compression | pulse-restore | $(column pulse-restore "$compression" 3) | $(column pulse-restore "$compression" 4) | $(column pulse-restore "$compression" 5) | $(column pulse-restore "$compression" 6) | $(column pulse-restore "$compression" 7) |"
        echo "| $compression | ratio | $(awk "BEGIN { printf \"%.2f\", $(column pulse-restore "$compression" 3) / $(column manual "$compression" 3) }") | $(awk "BEGIN { printf \"%.2f\", $(column pulse-restore "$compression" 4) / $(column manual "$compression" 4) }") | | | |"
    done
    echo
    echo "\`pulse-restore\` proves every byte by SHA-256, checks each database with \`integrity_check\` and \`foreign_key_check\`, keeps the old state and can"
    echo "take everything back; the manual steps do one \`integrity_check\`, with the services down."
} >"$out"
cat "$out"
