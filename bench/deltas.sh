#!/usr/bin/env bash
# What a recovery point costs: an incremental of the same Pulse installation by each contender, after known parts of the
# database's pages were changed; then a restore of the newest of a full and ten incrementals. Writes a table and a plot to
# bench/results/. Sizes after the first one have rounds of their own, and no restore: they take long.
#
#   bench/deltas.sh [--sizes "512 4096"] [--changes "0.1 1 10"] [--rounds 3] [--large-rounds 1] [--chain 10]
#                   [--contenders "restic borg borg-zstd duplicity ours-gzip ours-zstd"] [--name deltas]
set -euo pipefail
# shellcheck source=bench/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

sizes='512 4096' changes='0.1 1 10' rounds=3 large_rounds=1 chain=10 name=deltas
contenders='restic borg borg-zstd duplicity ours-gzip ours-zstd'
options "sizes changes rounds large-rounds chain contenders name" "$@"

need sqlite3=sqlite3 restic=restic borg=borgbackup duplicity=duplicity
[ -x /usr/bin/time ] || need gnu-time=time
machine=$(machine)
build
export RESTIC_CACHE_DIR=$work/cache/restic
dup_options=(--no-encryption --archive-dir "$work/cache/duplicity" --tempdir "$work/tmp")
log=$work.log measured=$rounds
application=''
trap 'disconnect; stop_all' EXIT
rm -rf "$work"
mkdir -p "$work"
rows=$work.tsv
: >"$rows"

jobs_yaml() {
    echo 'backup:'
    # Or a scratch restore after each full would run beside the others.
    echo '  verification: {enabled: false}'
    echo '  jobs:'
    for method in gzip zstd; do
        echo "    $method: {type: incremental, compression: $method, destinations: [local], retention: 1000}"
    done
    echo '  destinations:'
    echo '    local: {type: local, path: /var/lib/thingconnect-pulse/backups}'
}

begin_sample() { # MB
    disconnect
    stop_all
    make_sample "$1"
    jobs_yaml >"$root/etc/thingconnect-pulse/backup.yaml"
    mkdir -p "$work/tmp"
    restic --quiet init >/dev/null
    for repository in borg borg-zstd; do BORG_REPO=$work/$repository borg init -e none; done
    connect
    start_daemon
}

# The application, connected and at rest, as it always is: SQLite behaves otherwise where nobody has the database open.
connect() {
    mkfifo "$work/application"
    sqlite3 "$database" <"$work/application" >"$work/connected" &
    application=$!
    exec 9>"$work/application"
    echo 'SELECT count(*) FROM setting;' >&9
    until [ -s "$work/connected" ]; do sleep 0.1; done
}

disconnect() {
    [ -n "$application" ] || return 0
    exec 9>&-
    kill "$application" 2>/dev/null || :
    wait "$application" 2>/dev/null || :
    application=''
}

# One recovery point by one contender: the first one is a full, every other one an incremental.
point() { # CONTENDER
    local var=$root/var/lib/thingconnect-pulse etc=$root/etc/thingconnect-pulse status=0
    case $1 in
    restic) restic --quiet backup --exclude "$var/backups" --exclude "$var/cache" --exclude "$var/tmp" "$var" "$etc" ;;
    borg | borg-zstd)
        local compression=lz4
        [ "$1" = borg ] || compression=zstd,3
        BORG_REPO=$work/$1 borg create --compression "$compression" --exclude "$var/backups" --exclude "$var/cache" \
            --exclude "$var/tmp" "::$(date +%s%N)" "$var" "$etc" || status=$?
        [ "$status" -le 1 ]
        ;;
    duplicity)
        duplicity "${dup_options[@]}" --exclude "$var/backups" --exclude "$var/cache" --exclude "$var/tmp" \
            --include "$var" --include "$etc" --exclude '**' "$root" "file://$work/duplicity"
        ;;
    ours-*) "$image/usr/bin/pulsectl" backup --job "${1#ours-}" ;;
    esac
}

restore_point() { # CONTENDER DIRECTORY: the newest one
    case $1 in
    restic) restic --quiet restore latest --target "$2" ;;
    borg | borg-zstd)
        mkdir -p "$2"
        (cd "$2" && BORG_REPO=$work/$1 && export BORG_REPO && borg extract "::$(borg list --last 1 --format '{archive}')")
        ;;
    duplicity) duplicity restore "${dup_options[@]}" "file://$work/duplicity" "$2" ;;
    ours-*)
        "$image/usr/bin/pulsectl" restore --target "$2" \
            "$(basename "$(find "$root/var/lib/thingconnect-pulse/backups/${1#ours-}" -name '*.sha256' | sort | tail -n 1)" .sha256)"
        ;;
    esac
}

stored() { # CONTENDER
    case $1 in
    ours-*) du -sb "$root/var/lib/thingconnect-pulse/backups/${1#ours-}" | cut -f 1 ;;
    *) du -sb "$work/$1" | cut -f 1 ;;
    esac
}

# Changes about so many percent of the pages: one row in each of them, spread over the whole table, and flushes the WAL, so
# that everybody finds the change in the file itself. Prints the number of rows.
change() { # PERCENT ROUND
    local pages rows_wanted most
    pages=$(sqlite3 "$database" 'PRAGMA page_count')
    most=$(sqlite3 "$database" 'SELECT max(Id) FROM check_result_raw')
    rows_wanted=$(awk -v p="$pages" -v c="$1" 'BEGIN { n = int(p * c / 100); print n < 1 ? 1 : n }')
    sqlite3 "$database" >/dev/null <<SQL
CREATE TEMP TABLE pick AS WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < $rows_wanted)
  SELECT 1 + (i * $most / $rows_wanted + $2 * 37) % $most AS id FROM n;
UPDATE check_result_raw SET RttMs = RttMs + 0.5 + $2 WHERE Id IN (SELECT id FROM pick);
PRAGMA wal_checkpoint(TRUNCATE);
SQL
    echo "$rows_wanted"
}

# Runs one step under the clock and adds a line: MB, change, step, contender, wall, CPU, peak KiB, bytes stored.
measure() { # MB CHANGE STEP CONTENDER COMMAND...
    local mb=$1 change=$2 step=$3 contender=$4 wall user system peak before=0 after=0 had=0 has=0
    shift 4
    sync
    # Some kernels let go of what was read a while ago.
    cat "$database" >/dev/null
    [ "$step" != point ] || had=$(stored "$contender")
    if is_ours "$contender"; then
        before=$(cpu_seconds "$daemon")
        echo 5 >"/proc/$daemon/clear_refs" # the peak counts from here
    fi
    export -f point restore_point fail
    export database root work image
    export DUP_OPTIONS="${dup_options[*]}"
    /usr/bin/time -q -o "$work/time" -f '%e %U %S %M' bash -c "dup_options=(\$DUP_OPTIONS); $*" >"$log" 2>&1 ||
        fail "$contender: $* failed: $(tail -n 5 "$log")"
    read -r wall user system peak < <(tail -n 1 "$work/time")
    if is_ours "$contender"; then
        after=$(cpu_seconds "$daemon")
        peak=$((peak + $(status_kb "$daemon" VmHWM)))
    fi
    [ "$step" != point ] || has=$(stored "$contender")
    printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$mb" "$change" "$step" "$contender" "$wall" \
        "$(awk "BEGIN { print $user + $system + $after - $before }")" "$peak" "$((has - had))" | tee -a "$rows"
}

# What bounds an incremental, each alone over the same file: reading it from the page cache, SHA-256, the compressors.
bounds() { # MB
    local bytes seconds begin tool
    bytes=$(stat -c %s "$database")
    for tool in 'cat' 'sha256sum' 'gzip -6 -c' 'zstd -3 -q -c'; do
        cat "$database" >/dev/null
        begin=$EPOCHREALTIME
        $tool <"$database" >/dev/null
        seconds=$(awk "BEGIN { print $EPOCHREALTIME - $begin }")
        printf '%s\t%s\t%s\n' "$1" "$tool" "$(awk "BEGIN { printf \"%.0f\", $bytes / $seconds / 1e6 }")" >>"$work.bounds"
    done
}

: >"$work.bounds"
: >"$work.pages"
first=${sizes%% *}
for mb in $sizes; do
    begin_sample "$mb"
    if [ "$mb" = "$first" ]; then bounds "$mb"; else rounds=$large_rounds; fi
    for contender in $contenders; do measure "$mb" - full "$contender" "point $contender"; done
    round=0
    for percent in $changes; do
        for _ in $(seq "$rounds"); do
            round=$((round + 1))
            change "$percent" "$round" >/dev/null
            for contender in $contenders; do measure "$mb" "$percent" point "$contender" "point $contender"; done
            if [ -d "$root/var/lib/thingconnect-pulse/backups/zstd" ]; then
                manifest=$(find "$root/var/lib/thingconnect-pulse/backups/zstd" -name '*.manifest.json' | sort | tail -n 1)
                grep -o '"changedPages":[0-9]*,[^}]*"pages":[0-9]*' "$manifest" | head -n 1 |
                    sed -E "s/.*\"changedPages\":([0-9]+).*\"pages\":([0-9]+)/$mb\t$percent\t\1\t\2/" >>"$work.pages"
            fi
        done
    done
    [ "$mb" = "$first" ] || continue
    # A chain of its own for the restore: a full and so many incrementals, 1 % of the pages changed before each.
    begin_sample "$mb"
    for contender in $contenders; do point "$contender" >"$log" 2>&1 || fail "$contender: $(tail -n 5 "$log")"; done
    for round in $(seq "$chain"); do
        change 1 "$round" >/dev/null
        for contender in $contenders; do point "$contender" >"$log" 2>&1 || fail "$contender: $(tail -n 5 "$log")"; done
    done
    want=$(sha256sum <"$database")
    for _ in $(seq "$rounds"); do
        for contender in $contenders; do
            rm -rf "$work/out"
            measure "$mb" - restore "$contender" "restore_point $contender $work/out"
            copy=$(find "$work/out" -name pulse.db)
            [ "$(sha256sum <"$copy")" = "$want" ] || fail "$contender: the restored database is another one"
            rm -rf "$work/out"
        done
    done
    disconnect
    stop_all
done

column() { # MB CHANGE STEP CONTENDER FIELD: the median
    awk -F '\t' -v m="$1" -v p="$2" -v s="$3" -v c="$4" -v f="$5" '$1 == m && $2 == p && $3 == s && $4 == c { print $f }' "$rows" | median
}

best() { # MB CHANGE STEP FIELD: of the others
    for contender in $contenders; do
        is_ours "$contender" || column "$1" "$2" "$3" "$contender" "$4"
    done | sort -g | head -n 1
}

table() { # MB CHANGE STEP
    local wall bytes contender
    echo '| contender | wall s | CPU s | peak MiB | stored MiB | wall / fastest other | stored / smallest other |'
    echo '|---|---|---|---|---|---|---|'
    wall=$(best "$1" "$2" "$3" 5)
    bytes=$(best "$1" "$2" "$3" 8)
    for contender in $contenders; do
        awk -v c="$contender" -v w="$(column "$1" "$2" "$3" "$contender" 5)" -v cpu="$(column "$1" "$2" "$3" "$contender" 6)" \
            -v peak="$(column "$1" "$2" "$3" "$contender" 7)" -v b="$(column "$1" "$2" "$3" "$contender" 8)" -v fw="$wall" -v fb="$bytes" \
            -v step="$3" 'BEGIN {
                printf "| %s | %.2f | %.2f | %.0f | %s | %.2f | %s |\n", c, w, cpu, peak / 1024,
                    step == "point" ? sprintf("%.2f", b / 1048576) : "-", w / fw, step == "point" ? sprintf("%.2f", b / fb) : "-" }'
    done
}

{
    echo "# Recovery points and restores"
    echo
    echo "$(date -u +%Y-%m-%dT%H:%MZ). $machine"
    echo
    echo "Medians of $measured rounds at $first MiB, of $large_rounds at other sizes. Before each round one row in each of so many pages was changed, spread over the table, and the WAL"
    echo "flushed; then every contender made its next recovery point, one after the other, page cache warm, on the same disk. The application"
    echo "is connected and does not write, because the others need the file to stand still. restic and borg with their caches; duplicity without encryption, as all the others."
    echo "Stored: growth of the repository, for ours of archive, manifest and checksums together. CPU: all processes, for ours client"
    echo "and daemon. Peak memory: the largest process, for ours daemon and client together; the daemon's heap is limited to 64 MB."
    echo "Ours also reads the stored copy back and proves it before it says done. Restored databases were compared byte for byte."
    for mb in $sizes; do
        echo
        echo "## A database of $mb MiB"
        echo
        [ "$mb" != "$first" ] ||
            echo "What each of these does alone with the file: $(awk -F '\t' '{ printf "%s`%s` %s MB/s", n++ ? ", " : "", $2, $3 }' "$work.bounds")."
        for percent in $changes; do
            echo
            echo "### $percent % of the pages changed ($(awk -F '\t' -v m="$mb" -v p="$percent" '$1 == m && $2 == p { x = $3; n = $4 } END { print x " of " n }' "$work.pages"))"
            echo
            table "$mb" "$percent" point
        done
        if [ "$mb" = "$first" ]; then
            echo
            echo "### Restore of the newest of a full and $chain incrementals"
            echo
            table "$mb" - restore
        fi
        echo
        echo "### The first backup"
        echo
        table "$mb" - full
    done
    echo
    echo "## Every run"
    echo
    echo '```'
    printf 'MiB\tchanged %%\tstep\tcontender\twall s\tCPU s\tpeak KiB\tbytes\n'
    cat "$rows"
    echo '```'
} >"$house/bench/results/$name.md"
"$house/bench/plot.sh" "$rows" >"$house/bench/results/$name.svg"
cat "$house/bench/results/$name.md"
