#!/usr/bin/env bash
# What a backup costs the application: the 99th percentile of its commits' latency, with full backups running back to back
# through the whole run ("on") and without ("off"), in interleaved pairs. Writes all values to bench/results/.
#
#   bench/latency.sh [--mb 512] [--pairs 7] [--seconds 60] [--rate 200] [--contender ours-gzip]
set -euo pipefail
# shellcheck source=bench/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

mb=512 pairs=7 seconds=60 rate=200 contender=ours-gzip out=
options "mb pairs seconds rate contender out" "$@"
out=${out:-$house/bench/results/latency-$contender-$(date -u +%Y%m%dT%H%M%SZ).md}

need sqlite3=sqlite3
case $contender in
restic) need restic=restic ;;
borg*) need borg=borgbackup ;;
esac
machine=$(machine)
build
make_sample "$mb"
trap stop_all EXIT
! is_ours "$contender" || start_daemon
rows=$work/rows.tsv
: >"$rows"

one() { # PAIR on|off
    local backups=0 status=0
    prepare "$contender"
    start_writer "$rate" "$seconds" "$work/latencies"
    if [ "$2" = on ]; then
        while kill -0 "$writer" 2>/dev/null; do
            # The one that the end of the writer cuts short is finished all the same: the next run starts on a quiet machine.
            prepare_next
            (backup "$contender") >"$work/backup.log" 2>&1 || fail "a backup failed: $(tail -n 3 "$work/backup.log")"
            backups=$((backups + 1))
        done
    fi
    wait "$writer" || status=$?
    writer=''
    [ "$status" -eq 0 ] || fail "the writer failed: $(tail -n 5 "$work/writer.log")"
    printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$1" "$2" \
        "$(sort -n "$work/latencies" | awk '{ a[NR] = $1 } END { printf "%d\t%d\t%d", a[int((NR + 1) / 2)], a[int(NR * 0.99)], a[NR] }')" \
        "$(wc -l <"$work/latencies")" "$backups" "$(tail -n 1 "$work/writer.log")" | tee -a "$rows"
}

prepare_next() { # Only what must go for the next to be a full one: a fresh repository.
    is_ours "$contender" || prepare "$contender"
}

for pair in $(seq "$pairs"); do
    # Which of the two comes first changes with the pair: a drift of the machine favours neither.
    if [ $((pair % 2)) -eq 1 ]; then one "$pair" off && one "$pair" on; else one "$pair" on && one "$pair" off; fi
done

value() { awk -F '\t' -v p="$1" -v k="$2" -v f="$3" '$1 == p && $2 == k { print $f }' "$rows"; }
{
    echo "# Commit latency of the application beside $contender"
    echo
    echo "$(date -u +%Y-%m-%dT%H:%MZ). $machine"
    echo
    echo "$mb MiB database, a writer at $rate commits/s in a process of its own, $seconds s a run. On: full backups back to back through"
    echo "the whole run. Latency: from BEGIN IMMEDIATE to the end of COMMIT, in microseconds. The pairs alternate in their order."
    echo
    echo '| pair | p99 off | p99 on | ratio | backups |'
    echo '|---|---|---|---|---|'
    for pair in $(seq "$pairs"); do
        off=$(value "$pair" off 4)
        on=$(value "$pair" on 4)
        awk -v p="$pair" -v off="$off" -v on="$on" -v n="$(value "$pair" on 7)" \
            'BEGIN { printf "| %d | %d | %d | %.2f | %d |\n", p, off, on, on / off, n }'
    done
    echo
    for pair in $(seq "$pairs"); do
        awk -v off="$(value "$pair" off 4)" -v on="$(value "$pair" on 4)" 'BEGIN { print on / off }'
    done | median | awk '{ printf "Median of the ratios: **%.2f**\n", $1 }'
    echo
    echo '```'
    printf 'pair\tbackup\tp50\tp99\tmax\tcommits\tbackups\twriter\n'
    cat "$rows"
    echo '```'
} >"$out"
cat "$out"
