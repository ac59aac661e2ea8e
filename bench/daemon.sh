#!/usr/bin/env bash
# What the daemon takes when it has nothing to do and when it works, and how long `pulsectl status` takes beside a bare JVM.
#
#   bench/daemon.sh [--mb 512] [--idle 60] [--runs 20]
set -euo pipefail
# shellcheck source=bench/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

mb=512 idle=60 runs=20 out=$house/bench/results/daemon-$(date -u +%Y%m%dT%H%M%SZ).md
options "mb idle runs out" "$@"

need sqlite3=sqlite3
machine=$(machine)
build
make_sample "$mb"
trap stop_all EXIT
start_daemon
start_cpu=$(cpu_seconds "$daemon")

# How often any of its threads was waiting, and was woken.
wakes() { awk '$1 == "voluntary_ctxt_switches:" { n += $2 } END { print n }' /proc/"$daemon"/task/*/status; }

sleep 20 # its start is over, and the compilers have done what it left them
before=$(cpu_seconds "$daemon") woken=$(wakes)
sleep "$idle"
after=$(cpu_seconds "$daemon") woken=$(($(wakes) - woken))
idle_kb=$(status_kb "$daemon" VmRSS)

java=${JAVA_HOME:+$JAVA_HOME/bin/}java
TIMEFORMAT='%U %S'
milliseconds() { # NAME COMMAND...: the time on the wall to NAME.ms, that of the processors to NAME.cpu
    local name=$1 start=$EPOCHREALTIME
    shift
    { time "$@" >/dev/null 2>&1 || fail "$* fails"; } 2>"$work/time"
    awk "BEGIN { printf \"%.1f\n\", ($EPOCHREALTIME - $start) * 1000 }" >>"$work/$name.ms"
    awk '{ print ($1 + $2) * 1000 }' "$work/time" >>"$work/$name.cpu"
}
for _ in $(seq "$runs"); do # in turn, so that both meet the same machine
    milliseconds java "$java" -Xshare:auto -version
    milliseconds status "$image/usr/bin/pulsectl" status
done

peaks=
for contender in ours-gzip ours-zstd; do
    prepare "$contender"
    echo 5 >"/proc/$daemon/clear_refs"
    (backup "$contender") >"$work/backup.log" 2>&1 || fail "a backup failed: $(tail -n 3 "$work/backup.log")"
    peaks+="| peak RSS, full backup, ${contender#ours-} | $(($(status_kb "$daemon" VmHWM) / 1024)) MiB |"$'\n'
done
sleep 5
after_kb=$(status_kb "$daemon" VmRSS)

{
    echo "# The daemon at rest and at work"
    echo
    echo "$(date -u +%Y-%m-%dT%H:%MZ). $machine"
    echo
    echo "$mb MiB database, no writer. RSS from /proc/PID/status (VmRSS, VmHWM), CPU from /proc/PID/stat, wakes from voluntary_ctxt_switches. Wall times: medians of $runs, taken in turn."
    echo
    echo '| what | |'
    echo '|---|---|'
    echo "| from its start to the socket | $ready s |"
    echo "| CPU until then | $start_cpu s |"
    echo "| RSS after $idle s idle | $((idle_kb / 1024)) MiB |"
    awk -v a="$before" -v b="$after" -v s="$idle" 'BEGIN { printf "| CPU in those %d s | %.2f s (%.2f %%) |\n", s, b - a, (b - a) * 100 / s }'
    awk -v n="$woken" -v s="$idle" 'BEGIN { printf "| threads woken in them | %.1f a second |\n", n / s }'
    printf '%s' "$peaks"
    echo "| RSS 5 s after them | $((after_kb / 1024)) MiB |"
    status=$(median <"$work/status.ms")
    bare=$(median <"$work/java.ms")
    echo "| pulsectl status | $status ms |"
    echo "| java -Xshare:auto -version | $bare ms |"
    awk -v a="$status" -v b="$bare" 'BEGIN { printf "| ratio | %.2f |\n", a / b }'
    status=$(median <"$work/status.cpu")
    bare=$(median <"$work/java.cpu")
    awk -v a="$status" -v b="$bare" 'BEGIN { printf "| the same in CPU | %d ms, %d ms: %.2f |\n", a, b, a / b }'
} >"$out"
cat "$out"
