#!/usr/bin/env bash
# A full backup of the same Pulse installation by each contender, one after the other, several rounds, without and with a
# live writer. Writes a table to bench/results/.
#
#   bench/full.sh [--mb 512] [--rounds 3] [--rate 200] [--limit 300] [--contenders "spec restic borg borg-zstd ours-gzip ours-zstd"]
set -euo pipefail
# shellcheck source=bench/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

mb=512 rounds=3 rate=200 limit=300 contenders='spec restic borg borg-zstd ours-gzip ours-zstd'
out=$house/bench/results/full-$(date -u +%Y%m%dT%H%M%SZ).md
options "mb rounds rate limit contenders out" "$@"

need sqlite3=sqlite3 restic=restic borg=borgbackup
[ -x /usr/bin/time ] || need gnu-time=time
machine=$(machine)
build
make_sample "$mb"
trap stop_all EXIT
[[ $contenders != *ours-* ]] || start_daemon
rows=$work/rows.tsv
: >"$rows"

# Runs one backup under the clock and adds a line: writer, contender, wall, CPU, peak KiB, bytes, end, consistent.
measure() { # WRITER CONTENDER LAST_ROUND
    local wall user system peak before=0 after=0 end=finished bytes=0 same=-
    prepare "$2"
    if is_ours "$2"; then
        before=$(cpu_seconds "$daemon")
        echo 5 >"/proc/$daemon/clear_refs" # the peak counts from here
    fi
    export -f backup fail
    export database root work image
    # GNU time sees every process it starts, and of the largest the peak memory.
    /usr/bin/time -q -o "$work/time" -f '%e %U %S %M' timeout "$limit" bash -c "backup $2" >"$work/backup.log" 2>&1 || end=$?
    [ "$end" != 124 ] || end="not within $limit s"
    read -r wall user system peak < <(tail -n 1 "$work/time")
    if is_ours "$2"; then
        after=$(cpu_seconds "$daemon")
        peak=$((peak + $(status_kb "$daemon" VmHWM)))
    fi
    if [ "$end" = finished ]; then
        bytes=$(stored_bytes "$2")
        [ "$3" = no ] || same=$(consistent "$2")
    else
        tail -n 3 "$work/backup.log" >&2
    fi
    printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$1" "$2" "$wall" \
        "$(awk "BEGIN { print $user + $system + $after - $before }")" "$peak" "$bytes" "$end" "$same" | tee -a "$rows"
}

for load in none "$rate"; do
    [ "$load" = none ] || start_writer "$rate" 86400
    for round in $(seq "$rounds"); do
        last=no
        [ "$round" -lt "$rounds" ] || last=yes
        for contender in $contenders; do measure "$load" "$contender" "$last"; done
    done
    stop_writer
done

column() { # WRITER CONTENDER FIELD: the median of the runs that finished
    awk -F '\t' -v w="$1" -v c="$2" -v f="$3" '$1 == w && $2 == c && $7 == "finished" { print $f }' "$rows" | median
}

{
    echo "# Full backup of a $mb MiB Pulse database"
    echo
    echo "$(date -u +%Y-%m-%dT%H:%MZ). $machine"
    echo
    echo "Medians of $rounds rounds; in each round every contender ran once, one after the other, page cache warm, into an empty"
    echo "destination on the same disk. CPU: user and system time of all processes, for ours client and daemon. Peak memory: the"
    echo "largest process, for ours daemon and client together. spec: \`sqlite3 .backup\` and \`tar -czf\`, as the operators' manual"
    echo "of Pulse shows it. restic and borg read the live files as they are; ours and spec make a consistent copy first. Ours also reads the stored copy back and"
    echo "proves it before it says done. Consistent: the database out of the last round's backup passed integrity_check, foreign"
    echo "keys, and the invariant that every transaction of the writer keeps."
    for load in none "$rate"; do
        echo
        if [ "$load" = none ]; then echo "## No writer"; else echo "## A writer at $rate commits/s"; fi
        echo
        echo '| contender | finished | wall s | CPU s | peak MiB | stored MiB | wall / spec | wall / restic | wall / borg | consistent |'
        echo '|---|---|---|---|---|---|---|---|---|---|'
        for contender in $contenders; do
            wall=$(column "$load" "$contender" 3)
            printf '| %s | %s of %s | %s' "$contender" \
                "$(awk -F '\t' -v w="$load" -v c="$contender" '$1 == w && $2 == c && $7 == "finished"' "$rows" | wc -l)" "$rounds" "${wall:--}"
            awk -v cpu="$(column "$load" "$contender" 4)" -v peak="$(column "$load" "$contender" 5)" -v bytes="$(column "$load" "$contender" 6)" \
                'BEGIN { if (cpu == "") printf " | - | - | -"; else printf " | %.1f | %.0f | %.1f", cpu, peak / 1024, bytes / 1048576 }'
            for other in spec restic borg; do
                awk -v a="$wall" -v b="$(column "$load" "$other" 3)" 'BEGIN { if (a == "" || b == "" || b == 0) printf " | -"; else printf " | %.2f", a / b }'
            done
            printf ' | %s |\n' "$(awk -F '\t' -v w="$load" -v c="$contender" '$1 == w && $2 == c && $8 != "-" { print $8 }' "$rows")"
        done
    done
    echo
    echo "## Every run"
    echo
    echo '```'
    printf 'writer\tcontender\twall s\tCPU s\tpeak KiB\tbytes\tend\tconsistent\n'
    cat "$rows"
    echo '```'
} >"$out"
cat "$out"
