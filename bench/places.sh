# shellcheck shell=bash
# What network.sh and s3.sh share: rows of (contender, direction, seconds), and their table. Sourced after lib.sh.

rows=$work/rows.tsv
server=''

stop_server() {
    [ -z "$server" ] || { kill "$server" 2>/dev/null || :; wait "$server" 2>/dev/null || :; }
    server=''
}

free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

until_open() { # PORT
    local tries=300
    until (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; do
        [ $((tries -= 1)) -gt 0 ] || fail "nothing listens on port $1: $(tail -n 5 "$work/server.log")"
        sleep 0.1
    done
}

clock() { # CONTENDER DIRECTION COMMAND...
    local contender=$1 direction=$2 begin=$EPOCHREALTIME
    shift 2
    "$@" >"$work/command.log" 2>&1 || fail "$contender, $direction: $(tail -n 5 "$work/command.log")"
    printf '%s\t%s\t%s\n' "$contender" "$direction" "$(awk "BEGIN { print $EPOCHREALTIME - $begin }")" >>"$rows"
}

# PlaceRate's own seconds: the start of a JVM is not what a daemon pays for a copy.
ours() { # CONTENDER ARGUMENT...
    local contender=$1
    shift
    "${JAVA_HOME:+$JAVA_HOME/bin/}java" -XX:+UseSerialGC -Xmx64m \
        -cp "$house/daemon/target/test-classes:$image/usr/share/thingconnect-pulse-backup/lib/*" \
        io.thingconnect.pulse.backupd.storage.PlaceRate "$@" >"$work/ours.log" 2>"$work/command.log" ||
        fail "$contender: $(tail -n 5 "$work/command.log")"
    sed "s/^/$contender\t/" "$work/ours.log" >>"$rows"
}

seconds() { awk -F '\t' -v c="$1" -v d="$2" '$1 == c && $2 == d { print $3 }' "$rows" | median; }
rate() { awk -v s="$(seconds "$1" "$2")" -v mb="$mb" 'BEGIN { if (s > 0) printf "%.0f", mb * 1.048576 / s; else print "-" }'; }

row() { # CONTENDER [BASE]
    local ratio='- | -'
    if [ $# -gt 1 ]; then
        ratio="$(awk -v a="$(seconds "$2" put)" -v b="$(seconds "$1" put)" 'BEGIN { printf "%.2f", a / b }') | $(
            awk -v a="$(seconds "$2" get)" -v b="$(seconds "$1" get)" 'BEGIN { printf "%.2f", a / b }')"
    fi
    printf '| %s | %s | %s | %s |\n' "$1" "$(rate "$1" put)" "$(rate "$1" get)" "$ratio"
}

# What is slower while nothing is compiled yet.
first() {
    awk -F '\t' '$2 == "first-put" { print $1 }' "$rows" | awk '!seen[$0]++' | while read -r name; do
        printf '%s put %s get %s; ' "$name" "$(rate "$name" first-put)" "$(rate "$name" first-get)"
    done | sed 's/; $//'
}
