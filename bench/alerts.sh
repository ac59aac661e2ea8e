#!/usr/bin/env bash
# From a fault to the message: real faults at a real daemon with the clock on the wall, and, where a threshold is hours, the same
# judgement with a clock that is driven.
#
#   bench/alerts.sh [--out FILE]        about seven minutes
set -euo pipefail
# shellcheck source=bench/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

out=$house/bench/results/alerts-$(date -u +%Y%m%dT%H%M%SZ).md
while [ $# -gt 0 ]; do
    case $1 in
    --out) out=$2 ;;
    *) fail "unknown option $1" ;;
    esac
    shift 2
done

need python3=python3
machine=$(machine)
build
make_sample 8
ctl() { "$image/usr/bin/pulsectl" "$@"; }

# Who is told: a program that notes when each message came.
told=$work/told.log
printf '#!/bin/sh\n{ date +%%s.%%N; cat; } >>%s\n' "$told" >"$work/tell"
chmod 755 "$work/tell"
: >"$told"
yaml=$root/etc/thingconnect-pulse/backup.yaml
cat >"$yaml" <<YAML
backup:
  verification: {enabled: false}
  jobs:
    daily: {schedule: "0 0 1 1 *", type: full, destinations: [local, second], retention: 5}
    failing: {schedule: "0 0 1 1 *", type: full, destinations: [local], retention: 2, hooks: {before: ["false"]}}
    slow: {schedule: "0 0 1 1 *", type: full, destinations: [local], retention: 2, hooks: {before: ["sleep 300"]}}
    changes: {onChange: {}, type: incremental, include: [configuration], destinations: [local, second], retention: 50}
  destinations:
    local: {type: local, path: /srv/local}
    second: {type: local, path: /srv/second, requireMarker: true, copyOverdue: 30s}
  drills:
    wrong: {schedule: "0 0 1 1 *", scope: database, from: local, assertions: [{sql: "select 1", expect: "2"}]}
monitoring: {backup_duration: 30, backup_size: 1KB, missing_backups: 3m}
objectives: {rpo: {database: 60s}}
notifications:
  bench: {type: command, command: [$work/tell], on: [alarm, clear]}
  broken: {type: command, command: [/bin/false], on: [alarm]}
YAML
mkdir -p "$root/srv/second"
marker=$root/srv/second/.pulse-destination
: >"$marker"

declare -A fault threshold kind
injected() { # ID THRESHOLD_SECONDS WORDS [WHEN]
    fault[$1]=${4:-$EPOCHREALTIME} threshold[$1]=$2 kind[$1]=$3
}
newest() { ctl list --job "$1" --json | python3 -c 'import json,sys; b=json.load(sys.stdin)["backups"]; print(b[0]["label"] if b else "")'; }
when() { # ID [WHAT]: when it was told first, empty where it was not
    local what=opened
    # Its first message comes before the objective is missed; the second one says that it was.
    [[ $1 != objective-* ]] || what=escalated
    python3 - "$told" "$1" "${2:-$what}" <<'PY'
import json, sys
lines = open(sys.argv[1]).read().split("\n")
for at, body in zip(lines[::2], lines[1::2]):
    if any(e["id"] == sys.argv[2] and e["what"] == sys.argv[3] for e in json.loads(body)["events"]):
        print(at)
        break
PY
}
captured() { # FILE: seconds from a change of it to the backup that holds it
    local before begin
    before=$(newest changes)
    begin=$EPOCHREALTIME
    echo "$begin" >"$root/etc/thingconnect-pulse/$1"
    while [ "$(newest changes)" = "$before" ]; do sleep 0.1; done
    awk "BEGIN { printf \"%.1f\", $EPOCHREALTIME - $begin }"
}

trap stop_all EXIT
start_daemon
while [ -z "$(newest changes)" ] || ! ctl runs --json | grep -q '"succeeded"'; do sleep 0.1; done
first_change=$(captured first.yaml)

injected archive-large:daily 0 "an archive larger than \`backup_size\`"
good=$EPOCHREALTIME
ctl backup --job daily >/dev/null
injected backup-missing 180 "no good backup of the database, \`missing_backups: 3m\`" "$good"
injected objective-rpo:database 120 "loss beyond \`rpo: 60s\`, which counts from a minute above it" "$good"
injected run-failed:failing 0 "a run that fails, from its start"
ctl backup --job failing >/dev/null 2>&1 || :
rm "$marker"
injected destination-unreachable:second 0 "a destination that goes away"
second_change=$(captured second.yaml)
injected copy-overdue:second 30 "a copy pending for longer than \`copyOverdue: 30s\`"
label=$(newest daily)
printf 'damaged' | dd of="$(find "$root/srv/local" -name "$label.tar*" | head -n 1)" bs=1 seek=4000 conv=notrunc status=none
injected "copy-failed:$label@local" 0 "a copy whose bytes have changed, from the start of the run that reads it"
ctl verify "$label" --destination local >/dev/null 2>&1 || :
injected drill-failed:wrong@local 0 "a drill whose assertion fails, from its start"
ctl drill wrong >/dev/null 2>&1 || :
# Runs are one at a time: the others wait behind this one from here on.
injected run-long:slow 30 "a run under way for longer than \`backup_duration: 30\`"
slow=$(ctl backup --job slow --no-wait --json | python3 -c 'import json,sys; d=json.load(sys.stdin); print((d.get("run") or d)["id"])')
cp "$yaml" "$work/good.yaml"
echo 'nonsense: 1' >>"$yaml"
injected config-rejected 0 "a \`backup.yaml\` with an error, once it is loaded"
ctl reload >/dev/null 2>&1 || :
injected channel-failed:broken 75 "a channel that takes nothing: three tries in 75 s" "$(head -n 1 "$told")"

end=$((SECONDS + 420))
for id in "${!fault[@]}"; do
    until [ -n "$(when "$id")" ]; do
        [ "$SECONDS" -lt "$end" ] || fail "$id was never told: $(ctl alerts --json)"
        sleep 1
    done
done
cp "$work/good.yaml" "$yaml"
ctl reload >/dev/null
: >"$marker"
back=$EPOCHREALTIME
until [ -n "$(when destination-unreachable:second cleared)" ]; do
    [ "$SECONDS" -lt $((end + 300)) ] || fail "the all-clear never came"
    sleep 1
done
clear=$(awk "BEGIN { printf \"%.0f\", $(when destination-unreachable:second cleared) - $back }")
ctl cancel "$slow" >/dev/null 2>&1 || :
stop_all

simulated=$(cd "$house" && mvn -q -B -P '!lint' test -pl ctl-client,daemon -Dtest=TimeToAlarmTest \
    -Dsurefire.failIfNoSpecifiedTests=false | sed -n 's/^.*time to alarm: //p')
[ -n "$simulated" ] || fail "the driven clock has measured nothing"

{
    echo "# Time to alarm"
    echo
    echo "$(date -u +%Y-%m-%dT%H:%MZ). $machine"
    echo
    echo "A daemon in a sandbox, the clock on the wall; told: a \`command\` channel was called. The daemon looks every minute and when a run has ended, so up to 60 s"
    echo "come on top of a threshold; how much of them did is chance, each fault was injected once."
    echo
    echo "| fault | alarm | threshold, s | told after, s | beyond it, s |"
    echo "|---|---|---|---|---|"
    for id in "${!fault[@]}"; do
        awk -v id="${id//$label/LABEL}" -v kind="${kind[$id]}" -v limit="${threshold[$id]}" -v took="$(when "$id")" -v from="${fault[$id]}" \
            'BEGIN { t = took - from; printf "| %s | `%s` | %d | %.1f | %.1f |\n", kind, id, limit, t, t - limit }'
    done | sort -t '|' -k 4,4n -k 3,3
    echo
    awk -v told="$(when objective-rpo:database opened)" -v from="$good" \
        'BEGIN { printf "That the objective was going to be missed was told %.1f s after the backup, before it was.\n\n", told - from }'
    echo "All clear of the destination: $clear s after it was back; a cause has to be gone for 90 s."
    echo
    echo "A changed file of a job \`onChange\` (debounce 5 s) was in a good backup after $first_change s, the first change after the start, and $second_change s, within the"
    echo "same minute as the one before: \`minInterval: 1m\` counts there."
    echo
    echo "Thresholds of hours, with a clock that is driven from minute to minute and the facts given (\`TimeToAlarmTest\`, which holds that none comes too early or"
    echo "more than a minute late):"
    echo
    # shellcheck disable=SC2016 # backquotes of Markdown
    printf '%s\n' "$simulated" | sed 's/^\([^ ]*\) \(.*\) after the fault, threshold \(.*\)$/- `\1`: \2 after the fault, threshold \3/'
} >"$out"
cat "$out"
