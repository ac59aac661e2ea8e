# shellcheck shell=bash
# What network.sh and s3.sh share, and their table. Sourced after lib.sh. A row is: contender, direction, seconds by the clock, and
# seconds of processor: the client's, the server's as a user, the server's in the kernel.

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

server_cpu() { # user, kernel; with those of its children that have ended
    awk -v hz="$(getconf CLK_TCK)" '{ sub(/^.*\) /, ""); print ($12 + $14) / hz, ($13 + $15) / hz }' "/proc/$server/stat"
}

clock() { # CONTENDER DIRECTION COMMAND...
    local contender=$1 direction=$2 before begin end TIMEFORMAT='%U %S'
    shift 2
    before=$(server_cpu)
    begin=$EPOCHREALTIME
    { time "$@" >"$work/command.log" 2>&1; } 2>"$work/time" || fail "$contender, $direction: $(tail -n 5 "$work/command.log")"
    end=$EPOCHREALTIME
    sleep 0.2 # for smbd's child to end
    echo "$begin $end $before $(server_cpu) $(tail -n 1 "$work/time")" |
        awk -v OFS='\t' -v c="$contender" -v d="$direction" '{ print c, d, $2 - $1, $7 + $8, $5 - $3, $6 - $4 }' >>"$rows"
}

# PlaceRate's own seconds: the start of a JVM is not what a daemon pays for a copy.
ours() { # CONTENDER ARGUMENT...
    local contender=$1
    shift
    PLACE_SERVER=$server in_jvm storage.PlaceRate "$@" >"$work/ours.log" 2>"$work/command.log" ||
        fail "$contender: $(tail -n 5 "$work/command.log")"
    sed "s/^/$contender\t/" "$work/ours.log" >>"$rows"
}

value() { awk -F '\t' -v c="$1" -v d="$2" -v f="$3" '$1 == c && $2 == d { print $f }' "$rows" | median; }
rate() { awk -v s="$(value "$1" "$2" 3)" -v mb="$mb" 'BEGIN { if (s > 0) printf "%.0f", mb * 1.048576 / s; else print "-" }'; }
ratio() { awk -v a="$(value "$2" "$3" 3)" -v b="$(value "$1" "$3" 3)" 'BEGIN { if (a > 0 && b > 0) printf "%.2f", a / b; else print "-" }'; }

cpu() { # CONTENDER DIRECTION: seconds of processor for a GB
    [ -n "$(value "$1" "$2" 3)" ] || { printf -- -; return; }
    echo "$(value "$1" "$2" 4) $(value "$1" "$2" 5) $(value "$1" "$2" 6)" |
        awk -v gb="$(awk -v mb="$mb" 'BEGIN { print mb * 0.001048576 }')" '{ printf "%.1f / %.1f + %.1f", $1 / gb, $2 / gb, $3 / gb }'
}

heading() {
    echo "| | put MB/s | get MB/s | ours to it, put | get | put: CPU s a GB, client / server + its kernel | get |"
    echo "|---|---:|---:|---:|---:|---:|---:|"
}

row() { # CONTENDER [OURS]
    printf '| %s | %s | %s | %s | %s | %s | %s |\n' "$1" "$(rate "$1" put)" "$(rate "$1" get)" \
        "$(ratio "${2:-}" "$1" put)" "$(ratio "${2:-}" "$1" get)" "$(cpu "$1" put)" "$(cpu "$1" get)"
}

memory() {
    echo "Most memory of ours, with a heap of 64 MiB: $(awk -F '\t' '$2 == "peak" && $3 > m { m = $3 } END { print m }' "$rows") MiB."
}

# What is slower while nothing is compiled yet.
first() {
    awk -F '\t' '$2 == "first-put" { print $1 }' "$rows" | awk '!seen[$0]++' | while read -r name; do
        printf '%s put %s get %s; ' "$name" "$(rate "$name" first-put)" "$(rate "$name" first-get)"
    done | sed 's/; $//'
}
