# shellcheck shell=bash
# The first five minutes: installed, configured, started, asked. Sourced by run.

backup_unit=thingconnect-pulse-backup

package_installed() {
    cp "$deb" "$box_root/var/tmp/pulse.deb"
    # shellcheck disable=SC2154 # of run
    cp "$next_deb" "$box_root/var/tmp/next.deb"
    fact "apt-get installs the package" in_box apt-get install -y -q /var/tmp/pulse.deb
    fact "the daemon does not start before it is configured" not in_box systemctl is-active -q "$backup_unit"
    fact "users and groups are there" box_sh 'id pulse-backup && getent group pulse-backup-admin'
    fact "archives of classes were made for this Java" box_sh 'test -s /var/cache/thingconnect-pulse-backup/pulse-backupd.jsa -a -s /var/cache/thingconnect-pulse-backup/pulsectl.jsa'
    fact "the configuration is a conffile" box_sh 'dpkg-query -W -f "\${Conffiles}" thingconnect-pulse-backup | grep -q /etc/thingconnect-pulse/backup.yaml'
    fact "the units are as systemd wants them" box_sh '! systemd-analyze verify --man=no thingconnect-pulse-backup.service thingconnect-pulse-backup.socket /usr/lib/systemd/system/thingconnect-pulse-restore* 2>&1 | grep -F thingconnect-pulse-'
    fact "systemd-analyze security: at most 2.0" in_box systemd-analyze security --threshold=20 --no-pager "$backup_unit"
    fact "the manual pages are there" box_sh 'for page in man1/pulsectl.1 man8/pulse-backupd.8 man8/pulse-restore.8 man5/backup.yaml.5; do test -e /usr/share/man/$page.gz || { echo $page; exit 1; }; done'
    # The short form of the documentation, with a directory that does not exist yet, on a disk of its own as it were.
    box_sh 'printf "backup:\n  schedule: \"* * * * *\"\n  compression: gzip\n  destination: /backups/pulse\n  capture: {maxDuration: 5m}\nmonitoring: {missing_backups: 1h}\n" >/etc/thingconnect-pulse/backup.yaml'
    fact "one command enables and starts it" in_box systemctl enable --now "$backup_unit"
}

# journald says of a key that it does not know, and goes on.
journald_notes() {
    box_sh 'install -D -m 0644 /usr/share/doc/thingconnect-pulse-backup/examples/journald-pulse.conf /etc/systemd/journald.conf.d/pulse.conf
        sed -i "s/^#\(Rate\)/\1/" /etc/systemd/journald.conf.d/pulse.conf && systemctl restart systemd-journald && sleep 1
        journalctl -q -b -o cat --no-pager | grep -F journald.conf.d/pulse.conf && exit 1
        journalctl --header | grep -q /var/log/journal'
}

# Nothing by itself: beside a scheduled backup neither another one nor a restore begins.
no_schedule() {
    box_sh 'sed -i "s|\* \* \* \* \*|30 3 * * *|" /etc/thingconnect-pulse/backup.yaml && pulsectl reload' >/dev/null 2>&1
}

service_at_work() {
    fact "it is up" unit_is "$backup_unit" ActiveState active
    fact "its status line says what comes next" unit_says "$backup_unit" StatusText '^(Next: daily at |Running backup by job daily)'
    fact "the destination was made, for the daemon alone" box_sh 'test "$(stat -c "%U %a" /backups/pulse)" = "pulse-backup 700"'
    fact "pulsectl reaches it" in_box pulsectl status
    fact "its journal has remarks" journal_level info 'is ready'
    fact "a backup on demand is good" in_box pulsectl backup --job daily --note "by hand"
    fact_within 75 "a scheduled backup fires and is good" box_sh 'pulsectl runs --json | grep -q "\"trigger\":\"schedule\"" && pulsectl runs --json | grep -o "{[^{}]*\"trigger\":\"schedule\"[^{}]*}" | grep -q "\"state\":\"succeeded\""'
    fact "what was backed up is one moment of the database" restored_copy_is_one_moment
    fact "the archive holds what only the application may read" in_box pulsectl cat latest /etc/thingconnect-pulse/certs/pulse.key
    fact "journald takes the notes for it" journald_notes
    socket_activation
    reload_good_and_bad
    roles
    if in_box sh -c 'command -v varlinkctl' >/dev/null; then
        varlink
    fi
}

restored_copy_is_one_moment() {
    # Into the daemon's own reach: it writes nowhere else.
    box_sh 'rm -rf /backups/pulse/look; pulsectl restore latest --target /backups/pulse/look' &&
        copy_is_one_moment /backups/pulse/look/var/lib/thingconnect-pulse/pulse.db &&
        box_sh 'rm -rf /backups/pulse/look'
}

socket_activation() {
    in_box systemctl stop "$backup_unit" >/dev/null 2>&1
    fact "stopped, it is gone within its time" unit_is "$backup_unit" ActiveState inactive
    fact "it went the orderly way" journal_says '^(.* )?stopped$'
    fact "a call starts it, and gets its answer" in_box pulsectl status
    fact_within 15 "it is up again by that" unit_is "$backup_unit" ActiveState active
    in_box systemctl restart "$backup_unit"
    fact "systemd's socket outlives a restart" in_box pulsectl jobs
}

reload_good_and_bad() {
    local before
    before=$(daemon_pid)
    box_sh 'sed -i "s|\* \* \* \* \*|30 3 * * *|" /etc/thingconnect-pulse/backup.yaml'
    fact "systemctl reload applies a good file" in_box systemctl reload "$backup_unit"
    fact "it is in force" box_sh 'pulsectl config show | grep -q "30 3 \* \* \*"'
    box_sh 'cp /etc/thingconnect-pulse/backup.yaml /root/good.yaml; sed -i "s|compression|compresion|" /etc/thingconnect-pulse/backup.yaml'
    fact "systemctl reload fails for a bad file" not in_box systemctl reload "$backup_unit"
    fact "the journal says where and why" journal_says 'backup.yaml:3:3: unknown key "compresion"; did you mean "compression"'
    fact "the old settings stay in force" box_sh 'pulsectl config show | grep -q "30 3 \* \* \*"'
    in_box kill -HUP "$before"
    fact_within 10 "its journal has errors" journal_level err 'is not usable, the old one stays in force'
    fact "each line of an error is one" journal_level err 'backup.yaml:3:3: unknown key'
    fact_within 25 "the status line of the unit says so" unit_says "$backup_unit" StatusText 'backup.yaml has errors'
    box_sh 'cp /root/good.yaml /etc/thingconnect-pulse/backup.yaml'
    box_sh 'echo "ha: {primary: {node: pulse-primary, address: 192.0.2.7}}" >>/etc/thingconnect-pulse/backup.yaml'
    fact "the mended file is applied" in_box systemctl reload "$backup_unit"
    fact "its journal has warnings" journal_level warning 'backup.yaml:.*ha'
    box_sh 'cp /root/good.yaml /etc/thingconnect-pulse/backup.yaml; systemctl reload thingconnect-pulse-backup'
    fact "all that in one process" test "$before" = "$(daemon_pid)"
}

# Three people: one may do everything, one may back up, one nothing.
roles() {
    box_sh 'useradd -m -G pulse-backup-admin anna; useradd -m -G pulse-backup bert; useradd -m carl' >/dev/null 2>&1
    fact "an admin may reload" in_box runuser -u anna -- pulsectl reload
    fact "an operator may look" in_box runuser -u bert -- pulsectl status
    fact "an operator may back up" in_box runuser -u bert -- pulsectl backup
    fact "an operator may not pin: exit 4" box_sh 'runuser -u bert -- pulsectl pin latest --for 1d --reason test; test $? -eq 4'
    fact "an operator may not reload: exit 4" box_sh 'runuser -u bert -- pulsectl reload; test $? -eq 4'
    fact "anybody else may not even look: exit 4" box_sh 'runuser -u carl -- pulsectl status; test $? -eq 4'
    fact "the audit knows who was refused" box_sh 'pulsectl audit --user carl | grep -q carl'
}

varlink() {
    local socket=unix:/run/thingconnect-pulse-backup/control.sock
    fact "varlinkctl info" in_box varlinkctl info "$socket"
    fact "varlinkctl introspect" in_box varlinkctl introspect "$socket" io.thingconnect.pulse.backup
    fact "varlinkctl call" box_sh "varlinkctl call $socket io.thingconnect.pulse.backup.GetStatus '{}' | grep -q '\"safe\"'"
    fact "varlinkctl call --more" box_sh "varlinkctl call --more $socket io.thingconnect.pulse.backup.ListBackups '{}' | grep -q '\"label\"'"
}
