# shellcheck shell=bash
# What becomes of the daemon, and of a backup under way, when something ends it. Sourced by run.

# Something that takes long enough to be caught in the middle: a configuration that reads slowly is not to be had, so there is much.
slow_backups() {
    box_sh 'test -e /var/lib/thingconnect-pulse/versions/bulk || { head -c 300M /dev/urandom >/var/lib/thingconnect-pulse/versions/bulk && chown pulse: /var/lib/thingconnect-pulse/versions/bulk; }'
}

in_mid_backup() {
    slow_backups
    in_box pulsectl backup --job daily --no-wait >/dev/null 2>&1
    within 20 box_sh 'pulsectl status --json | grep -q "\"phase\":\"\(database\|files\)\""'
}

last_backup_run() { # STATE
    box_sh "pulsectl runs --limit 10 --json | grep -o '{[^{}]*\"operation\":\"backup\"[^{}]*' | head -n 1 | grep -q '\"state\":\"$1\"' || { pulsectl runs; false; }"
}

nothing_half_done_is_visible() {
    # What lies at the destination without a .sha256 is no backup; what is listed can be proven.
    box_sh 'test "$(ls /backups/pulse/daily/*.sha256 | wc -l)" = "$(pulsectl list --json | grep -o "\"label\":\"[^\"]*\"" | sort -u | wc -l)" || { ls -l /backups/pulse/daily; pulsectl list; false; }' &&
        in_box pulsectl verify latest
}

service_supervised() {
    local before
    # A watchdog that bites within the patience of a test.
    box_sh 'mkdir -p /etc/systemd/system/thingconnect-pulse-backup.service.d
        printf "[Service]\nWatchdogSec=3s\nTimeoutAbortSec=2s\nRestartSec=500ms\n" >/etc/systemd/system/thingconnect-pulse-backup.service.d/test.conf
        systemctl daemon-reload && systemctl restart thingconnect-pulse-backup'
    before=$(daemon_pid)
    sleep 7 # more than two of its periods
    fact "a healthy daemon feeds the watchdog" test "$before" = "$(daemon_pid)"
    in_box kill -STOP "$before"
    fact_within 30 "the watchdog ends a frozen daemon" journal_says 'Watchdog timeout'
    fact_within 30 "and it is started again" box_sh "pulsectl status && test \"\$(systemctl show -P MainPID thingconnect-pulse-backup)\" != $before"
    before=$(daemon_pid)
    fact "SIGKILL in mid-backup: one is under way" in_mid_backup
    in_box kill -KILL "$before"
    fact_within 30 "it is started again by itself" box_sh "test \"\$(systemctl show -P MainPID thingconnect-pulse-backup)\" -gt 1 && pulsectl status"
    fact "the run is recorded as interrupted" last_backup_run interrupted
    fact "nothing half done is visible, and the newest is proven" nothing_half_done_is_visible
    fact "and the next backup is good" in_box pulsectl backup --job daily
    due_run_is_made_up_for
    box_sh 'rm /etc/systemd/system/thingconnect-pulse-backup.service.d/test.conf; systemctl daemon-reload'
}

# What nobody asked for, nobody can be expected to repeat.
due_run_is_made_up_for() {
    # As after a night without power.
    box_sh 'systemctl stop thingconnect-pulse-backup.socket thingconnect-pulse-backup
        sqlite3 /var/lib/thingconnect-pulse-backup/catalog.db "UPDATE last_due SET due = \"2024-01-01T00:00:00Z\" WHERE job = \"daily\""
        systemctl start thingconnect-pulse-backup.socket thingconnect-pulse-backup' >/dev/null 2>&1
    fact_within 30 "a due time that was missed is caught up: one is under way" box_sh 'pulsectl status --json | grep -q "\"phase\":\"\(database\|files\)\""'
    in_box kill -KILL "$(daemon_pid)"
    fact_within 30 "SIGKILL: it is begun again by itself" journal_says 'job daily: the run due at .* was cut off, and is made up for'
    fact_within 90 "and is good" last_backup_run succeeded
    fact "it was one run, not two" box_sh 'test "$(pulsectl runs --limit 10 --json | grep -o "\"trigger\":\"catch-up\"" | wc -l)" = 2'
}

service_across_restarts() {
    local before
    fact "stop in mid-backup: one is under way" in_mid_backup
    fact "an orderly stop" in_box systemctl stop thingconnect-pulse-backup
    in_box systemctl start thingconnect-pulse-backup
    fact "the run was interrupted" last_backup_run interrupted
    fact "upgrade in mid-backup: one is under way" in_mid_backup
    before=$(daemon_pid)
    fact "the next version is installed, and nothing is asked" box_sh 'apt-get install -y -q -o Dpkg::Options::=--force-confold /var/tmp/next.deb </dev/null && dpkg-query -W -f "\${Version}" thingconnect-pulse-backup | grep -qx 99.0'
    fact_within 15 "the upgrade has restarted what ran" unit_is thingconnect-pulse-backup ActiveState active
    fact "by a new process" test "$before" != "$(daemon_pid)"
    fact "the configuration is the administrator's" box_sh 'grep -q /backups/pulse /etc/thingconnect-pulse/backup.yaml'
    fact "the new sample lies beside it" box_sh 'grep -q "new in this version" /etc/thingconnect-pulse/backup.yaml.dpkg-dist'
    fact "the run is recorded as interrupted" last_backup_run interrupted
    fact "nothing half done is visible" nothing_half_done_is_visible
    fact "and the next backup is good" in_box pulsectl backup --job daily
    fact "back to the version before, and nothing is asked" box_sh 'apt-get install -y -q -o Dpkg::Options::=--force-confold --allow-downgrades /var/tmp/pulse.deb </dev/null && pulsectl list | grep -q full'
    fact "the configuration still is the administrator's" box_sh 'grep -q /backups/pulse /etc/thingconnect-pulse/backup.yaml'
    fact "power cut in mid-backup: one is under way" in_mid_backup
    container_pull_the_plug
    container_boot
    fact "the box comes up again" test -n "$box_leader"
    fact_within 30 "the daemon is up by itself" box_sh 'systemctl is-active thingconnect-pulse-backup && pulsectl status'
    fact "writable paths are there from the boot on" box_sh 'test -e /run/systemd/generator/thingconnect-pulse-backup.service.d/50-needs.conf'
    fact "the run is recorded as interrupted" last_backup_run interrupted
    fact "nothing half done is visible, and the newest is proven" nothing_half_done_is_visible
    fact "and the next backup is good" in_box pulsectl backup --job daily
    box_sh 'rm -f /var/lib/thingconnect-pulse/versions/bulk'
    newer_catalog
    newer_java
}

newer_catalog() {
    box_sh 'systemctl stop thingconnect-pulse-backup.socket thingconnect-pulse-backup; cp -a /var/lib/thingconnect-pulse-backup/catalog.db /root/catalog.db
        sqlite3 /var/lib/thingconnect-pulse-backup/catalog.db "PRAGMA user_version = 999"' >/dev/null 2>&1
    fact "a downgrade refuses a newer catalog" not in_box systemctl start thingconnect-pulse-backup
    fact "and says so" journal_says 'pulse-backupd: .*catalog.* has version 999'
    box_sh 'systemctl stop thingconnect-pulse-backup.socket thingconnect-pulse-backup; systemctl reset-failed thingconnect-pulse-backup
        rm -f /var/lib/thingconnect-pulse-backup/catalog.db-wal /var/lib/thingconnect-pulse-backup/catalog.db-shm
        cp -a /root/catalog.db /var/lib/thingconnect-pulse-backup/catalog.db; systemctl start thingconnect-pulse-backup' >/dev/null 2>&1
    fact "with its own it starts" in_box pulsectl status
}

newer_java() {
    box_sh 'echo stale >/var/cache/thingconnect-pulse-backup/pulsectl.jsa; echo stale >/var/cache/thingconnect-pulse-backup/pulse-backupd.jsa'
    fact "a stale archive of classes costs no function and says nothing" box_sh 'pulsectl version --json >/root/out 2>/root/err; grep -q "^{" /root/out && test ! -s /root/err'
    fact "an update of Java makes them anew" box_sh 'touch /root/before; dpkg-trigger --no-await /usr/lib/jvm && dpkg --configure --pending && test /var/cache/thingconnect-pulse-backup/pulsectl.jsa -nt /root/before && test "$(stat -c %s /var/cache/thingconnect-pulse-backup/pulse-backupd.jsa)" -gt 1000000'
}
