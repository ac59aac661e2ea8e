# shellcheck shell=bash
# pulse-restore, with the application's service stopped and started for real. Sourced by run.

restore_in_place() {
    box_sh 'sqlite3 /var/lib/thingconnect-pulse/pulse.db "PRAGMA busy_timeout=5000; INSERT INTO setting VALUES (\"mark\", \"before\")"' >/dev/null
    fact "a backup to go back to" box_sh 'pulsectl backup --job daily --json | grep -o "pulse-backup-[0-9TZ]*-[a-z]*" | head -n 1 >/tmp/label && test -s /tmp/label'
    box_sh 'sqlite3 /var/lib/thingconnect-pulse/pulse.db "PRAGMA busy_timeout=5000; UPDATE setting SET V = \"after\" WHERE K = \"mark\""; rm /etc/thingconnect-pulse/certs/pulse.key' >/dev/null
    fact "restore in place, as root" box_sh 'pulse-restore "$(cat /tmp/label)" --yes'
    fact "the database is that of the backup" mark_is before
    fact "the key is back, with its owner and mode" box_sh 'test "$(stat -c "%U %a" /etc/thingconnect-pulse/certs/pulse.key)" = "pulse 600"'
    fact "the application runs on it" within 20 pulse_healthy
    fact "the application was stopped and started" box_sh 'journalctl -q -o cat -u thingconnect-pulse | tail -n 5 | grep -q Started'
    fact "undo, by the restore service" in_box pulsectl restore --undo --yes
    fact "the database is that of before the restore" mark_is after
    fact "the application runs on it" within 20 pulse_healthy
    restore_by_its_service
    restore_cut_off
}

# What root asks is done by a service behind a socket of its own, confined; nobody else can reach it.
restore_by_its_service() {
    fact "its socket is for root alone" box_sh 'test "$(stat -c "%U %a" /run/thingconnect-pulse-restore/restore.sock)" = "root 600"'
    fact "the daemon's user cannot reach it" box_sh '! setpriv --reuid pulse-backup --regid pulse-backup --clear-groups pulsectl restore latest --dry-run 2>/tmp/denied && grep -q "sudo pulse-restore latest" /tmp/denied'
    fact "the daemon itself restores nothing in place" box_sh 'pulsectl --socket /run/thingconnect-pulse-backup/../thingconnect-pulse-backup/control.sock restore latest --dry-run 2>&1 | grep -q "the daemon does not restore in place"'
    fact "the plan" box_sh 'pulsectl restore latest --dry-run | grep -q "^restore pulse-backup-"'
    fact "nobody can be asked: a usage error" box_sh 'pulsectl restore latest </dev/null; test $? -eq 2'
    # By its label: the newest one is by now the backup of what that restore replaced.
    fact "restore in place, by the service" box_sh 'pulsectl restore "$(cat /tmp/label)" --yes | tee /tmp/restored && grep -q "services were down" /tmp/restored'
    fact "what was there before it was backed up first" box_sh 'grep -q "safety backup: pulse-backup-" /tmp/restored'
    fact "the database is that of the backup" mark_is before
    fact "the key is back, with its owner and mode" box_sh 'test "$(stat -c "%U %a" /etc/thingconnect-pulse/certs/pulse.key)" = "pulse 600"'
    fact_within 20 "the application runs on it" pulse_healthy
    fact "the daemon, another user than root, backs up again" in_box pulsectl backup --job daily
    fact "what was asked is on record, where the daemon's user cannot write" box_sh 'grep -q "\"method\":\"Restore\"" /var/lib/thingconnect-pulse-restore/audit.log && test "$(stat -c "%U %a" /var/lib/thingconnect-pulse-restore)" = "root 700"'
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
    # Without a backup before it: a scheduled one may be under way, beside which none is asked for.
    in_box pulse-restore latest --yes --no-safety-backup >"$box_root/tmp/cut.log" 2>&1 &
    for ((tries = 0; tries < 3000; tries++)); do
        [ ! -e "$marker" ] || break
        sleep 0.01
    done
    container_pull_the_plug
    wait $! 2>/dev/null
    fact "power cut in mid-restore: the marker was there" sh -c 'test -e "$1" || { cat "$2"; echo "looked $3 times"; false; }' - "$marker" "$box_root/tmp/cut.log" "$tries"
    container_boot
    fact "the box comes up again" test -n "$box_leader"
    fact "the recovery has run at boot" box_sh 'journalctl -q -b -o cat -u thingconnect-pulse-restore-recover | grep -q .'
    fact "the marker is gone" test ! -e "$marker"
    fact_within 20 "the application runs" pulse_healthy
    fact "on the old state or the new one, whole" copy_is_one_moment /var/lib/thingconnect-pulse/pulse.db
    fact "the recovery is over before the application starts" box_sh 'r=$(systemctl show -P ExecMainExitTimestampMonotonic thingconnect-pulse-restore-recover); a=$(systemctl show -P ExecMainStartTimestampMonotonic thingconnect-pulse); test "$r" -gt 0 && test "$r" -le "$a" || { echo "$r $a"; false; }'
    fact "pulse-restore tells of it" in_box pulse-restore --status
}
