# shellcheck shell=bash
# pulse-restore, with the application's service stopped and started for real. Sourced by run.

restore_in_place() {
    box_sh 'sqlite3 /var/lib/thingconnect-pulse/pulse.db "PRAGMA busy_timeout=5000; INSERT INTO setting VALUES (\"mark\", \"before\")"' >/dev/null
    fact "a backup to go back to" in_box pulsectl backup --job daily
    box_sh 'sqlite3 /var/lib/thingconnect-pulse/pulse.db "PRAGMA busy_timeout=5000; UPDATE setting SET V = \"after\" WHERE K = \"mark\""; rm /etc/thingconnect-pulse/certs/pulse.key' >/dev/null
    fact "restore in place, as root" in_box pulse-restore latest --yes
    fact "the database is that of the backup" mark_is before
    fact "the key is back, with its owner and mode" box_sh 'test "$(stat -c "%U %a" /etc/thingconnect-pulse/certs/pulse.key)" = "pulse 600"'
    fact "the application runs on it" within 20 pulse_healthy
    fact "the application was stopped and started" box_sh 'journalctl -q -o cat -u thingconnect-pulse | tail -n 5 | grep -q Started'
    fact "undo" in_box pulse-restore --undo --yes
    fact "the database is that of before the restore" mark_is after
    fact "the application runs on it" within 20 pulse_healthy
    restore_cut_off
}

mark_is() { # VALUE
    local value
    value=$(box_sh 'sqlite3 /var/lib/thingconnect-pulse/pulse.db "PRAGMA busy_timeout=5000; SELECT V FROM setting WHERE K = \"mark\""' | tail -n 1)
    [ "$value" = "$1" ] || {
        echo "the mark is '$value'"
        return 1
    }
}

# The power fails with the marker set: services stopped, files half exchanged. Nothing of the application may run before that is mended.
restore_cut_off() {
    local tries marker=$box_root/var/lib/thingconnect-pulse-backup/restore/in-progress
    in_box pulse-restore latest --yes >/dev/null 2>&1 &
    for ((tries = 0; tries < 3000; tries++)); do
        [ ! -e "$marker" ] || break
        sleep 0.01
    done
    container_pull_the_plug
    wait $! 2>/dev/null
    fact "power cut in mid-restore: the marker was there" test -e "$marker"
    container_boot
    fact "the box comes up again" test -n "$box_leader"
    fact "the recovery has run at boot" box_sh 'journalctl -q -b -o cat -u thingconnect-pulse-restore-recover | grep -q .'
    fact "the marker is gone" test ! -e "$marker"
    fact_within 20 "the application runs" pulse_healthy
    fact "on the old state or the new one, whole" copy_is_one_moment /var/lib/thingconnect-pulse/pulse.db
    fact "the recovery is over before the application starts" box_sh 'r=$(systemctl show -P ExecMainExitTimestampMonotonic thingconnect-pulse-restore-recover); a=$(systemctl show -P ExecMainStartTimestampMonotonic thingconnect-pulse); test "$r" -gt 0 && test "$r" -le "$a" || { echo "$r $a"; false; }'
    fact "pulse-restore tells of it" in_box pulse-restore --status
}
