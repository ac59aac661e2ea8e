# shellcheck shell=bash
# How facts are checked and counted. Sourced by run.

# A fact holds when the command succeeds; otherwise what it printed is shown. In one piece, because others print as well.
fact() { # WHAT COMMAND...
    local what=${suite:+$suite: }$1 output
    shift
    if output=$("$@" 2>&1); then
        passed=$((passed + 1))
        echo "ok      $what"
    else
        failed=$((failed + 1))
        printf 'FAILED  %s\n%s\n' "$what" "$(tail -n 15 <<<"$output" | sed 's/^/        /')"
    fi
}

# The same, waiting for it: for what happens by itself and soon.
fact_within() { # SECONDS WHAT COMMAND...
    local limit=$1 what=$2
    shift 2
    fact "$what" within "$limit" "$@"
}

within() { # SECONDS COMMAND...
    local end=$((SECONDS + $1)) output
    shift
    until output=$("$@" 2>&1); do
        if [ $SECONDS -ge $end ]; then
            printf 'not within the time: %s\n%s\n' "$*" "$output"
            return 1
        fi
        sleep 0.1
    done
}

not() { ! "$@"; }

# A shell line inside the box.
box_sh() { in_box sh -c "$1"; }

# The property of a unit, for comparing.
unit_is() { # UNIT PROPERTY VALUE
    local value
    value=$(in_box systemctl show -P "$2" "$1")
    [ "$value" = "$3" ] || {
        echo "$1: $2 is '$value', not '$3'"
        return 1
    }
}

unit_says() { # UNIT PROPERTY PATTERN
    local value
    value=$(in_box systemctl show -P "$2" "$1")
    [[ $value =~ $3 ]] || {
        echo "$1: $2 is '$value', which does not match '$3'"
        return 1
    }
}

daemon_pid() { in_box systemctl show -P MainPID thingconnect-pulse-backup; }

# A line of the daemon itself, not of a program beside it, that has just this level.
journal_level() { # LEVEL PATTERN
    local lines
    lines=$(in_box journalctl -q -o cat --no-pager -p "$1..$1" -u thingconnect-pulse-backup _COMM=java)
    grep -qE -- "$2" <<<"$lines" || {
        echo "of level $1:"
        tail -n 12 <<<"$lines"
        return 1
    }
}

journal_says() { # PATTERN
    local lines
    # Not by a pipe: grep leaves at the first match, and journalctl would fail for that.
    lines=$(in_box journalctl -q -o cat --no-pager -u thingconnect-pulse-backup)
    grep -qE -- "$1" <<<"$lines" || {
        tail -n 12 <<<"$lines"
        return 1
    }
}
