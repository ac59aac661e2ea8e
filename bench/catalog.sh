#!/usr/bin/env bash
# What a long history costs: the answers of the daemon, the commands, and the catalog's size, with many backups in the catalog.
#
#   bench/catalog.sh [--backups 10000] [--runs 50]
set -euo pipefail
# shellcheck source=bench/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

backups=10000 runs=50 out=$house/bench/results/catalog-$(date -u +%Y%m%dT%H%M%SZ).md
options "backups runs out" "$@"

need python3=python3 sqlite3=sqlite3
machine=$(machine)
build
make_sample 8
state=$root/var/lib/thingconnect-pulse-backup catalog=$root/var/lib/thingconnect-pulse-backup/catalog.db
mkdir -p "$state"
cat >"$root/etc/thingconnect-pulse/backup.yaml" <<'YAML'
backup:
  verification: {enabled: false}
  jobs:
    frequent: {schedule: "0 0 1 1 *", type: incremental, fullEvery: 1d, destinations: [local, second]}
  destinations:
    local: {type: local, path: /srv/local}
    second: {type: local, path: /srv/second}
objectives: {rpo: 400d, rto: 12h}
YAML
native=$image/usr/lib/thingconnect-pulse-backup/$(uname -m)
"${JAVA_HOME:+$JAVA_HOME/bin/}java" -Dorg.sqlite.lib.path="$native" -Dorg.sqlite.lib.name=libsqlitejdbc.so \
    -cp "$house/daemon/target/test-classes:$image/usr/share/thingconnect-pulse-backup/lib/*" \
    io.thingconnect.pulse.backupd.catalog.LongHistory "$catalog" "$root/srv" "$backups"
bytes=$(stat -c %s "$catalog")
trap stop_all EXIT
start_daemon

# From the request on the socket to the last byte of the answer: what the daemon takes, without a client's start.
ask() { # METHOD MORE: milliseconds, the first one alone, then the median, the 95th percentile, the daemon's processor time; bytes
    python3 - "$root/run/thingconnect-pulse-backup/control.sock" "$runs" "$daemon" "$@" <<'PYTHON'
import json, os, socket, sys, time
path, runs, daemon, method, more = sys.argv[1:]
def cpu():
    fields = open("/proc/%s/stat" % daemon).read().rsplit(") ", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")
sock = socket.socket(socket.AF_UNIX)
sock.connect(path)
call = json.dumps({"method": "io.thingconnect.pulse.backup." + method, "parameters": {}, "more": more == "more"})
took, size, used = [], 0, 0
for count in range(int(runs)):
    if count == 1:
        used = cpu()
    begin, size, rest = time.perf_counter(), 0, b""
    sock.sendall(call.encode() + b"\0")
    while True:
        part = sock.recv(1 << 20)
        size += len(part)
        last = (rest + part).rstrip(b"\0").rsplit(b"\0", 1)[-1]
        rest += part
        rest = rest[-65536:]
        if part.endswith(b"\0") and b'"continues":true' not in last:
            break
    took.append((time.perf_counter() - begin) * 1000)
    if b'"error":"io' in last:
        sys.exit(last.decode())
used = (cpu() - used) / (len(took) - 1)
first, took = took[0], sorted(took[1:])
print("%.1f | %.1f | %.1f | %.1f | %d" % (first, took[len(took) // 2], took[int(len(took) * 0.95)], used, size))
PYTHON
}

milliseconds() { # COMMAND...
    local start=$EPOCHREALTIME
    "$@" >/dev/null 2>&1 || [ "${2:-}" = check ] || fail "$* fails" # a check of such a box may well say WARNING
    awk "BEGIN { printf \"%.1f\n\", ($EPOCHREALTIME - $start) * 1000 }"
}
command_median() { # COMMAND...
    for _ in 1 2 3 4 5 6 7; do milliseconds "$image/usr/bin/pulsectl" "$@"; done | median
}

for destination in local second; do
    "$image/usr/bin/pulsectl" destinations adopt "$destination" --yes >"$work/adopt.log" 2>&1 || fail "$(cat "$work/adopt.log")"
done
until "$image/usr/bin/pulsectl" destinations --json | grep -q '"reachable":true.*"reachable":true'; do sleep 1; done
status=$(ask GetStatus once)
metrics=$(ask GetMetrics once)
objectives=$(ask GetObjectives once)
list=$(ask ListBackups more)
rss=$(status_kb "$daemon" VmRSS)
{
    echo "# A long history"
    echo
    echo "$(date -u +%Y-%m-%dT%H:%MZ). $machine"
    echo
    echo "$backups backups in the catalog: one every 15 minutes, a full each day and 95 incrementals on it, at two destinations, with a run and two"
    echo "proofs each. Answers: from the request on the socket to the last byte, $runs in a row; the first one reads the catalog. Processor: of the daemon, for one answer of"
    echo "those after the first, all threads."
    echo
    echo '| answer of the daemon | first, ms | median, ms | 95 of 100, ms | processor, ms | bytes |'
    echo '|---|---|---|---|---|---|'
    echo "| GetStatus | $status |"
    echo "| GetMetrics | $metrics |"
    echo "| GetObjectives | $objectives |"
    echo "| ListBackups | $list |"
    echo
    echo '| command, with its start (median of 7) | ms |'
    echo '|---|---|'
    for command in status check metrics list; do echo "| pulsectl $command | $(command_median "$command") |"; done
    echo
    echo "Catalog: $bytes bytes, $((bytes / backups)) for each backup with its copies, run and proofs. Daemon: $((rss / 1024)) MiB RSS afterwards."
} >"$out"
cat "$out"
