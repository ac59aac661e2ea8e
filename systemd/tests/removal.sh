# shellcheck shell=bash
# Removing keeps, purging deletes, and never a backup. Sourced by run.

package_removed() {
    fact "remove" in_box apt-get remove -y -q thingconnect-pulse-backup
    fact "the daemon is gone" not in_box systemctl is-active -q thingconnect-pulse-backup
    fact "state and configuration are kept" box_sh 'test -e /var/lib/thingconnect-pulse-backup/catalog.db -a -e /etc/thingconnect-pulse/backup.yaml'
    fact "install again: it knows its backups" box_sh 'apt-get install -y -q /var/tmp/pulse.deb && systemctl enable --now thingconnect-pulse-backup && pulsectl list | grep -q full'
    # Somebody keeps a backup where our own state lies.
    box_sh 'mkdir -p /var/lib/thingconnect-pulse-backup/mine/daily && cp /backups/pulse/daily/*.sha256 /var/lib/thingconnect-pulse-backup/mine/daily/'
    fact "purge" in_box apt-get purge -y -q thingconnect-pulse-backup
    fact "configuration, state and cache are gone" box_sh 'test ! -e /etc/thingconnect-pulse/backup.yaml -a ! -e /var/lib/thingconnect-pulse-backup/catalog.db -a ! -e /var/lib/thingconnect-pulse-backup/audit.log -a ! -e /var/cache/thingconnect-pulse-backup'
    fact "no unit, no drop-in, no failure is left" box_sh '! systemctl cat thingconnect-pulse-backup 2>/dev/null && ! ls /etc/systemd/system/*.d/50-pulse-restore.conf 2>/dev/null && ! systemctl --failed --no-legend | grep thingconnect'
    fact "the backups are all there" box_sh 'test "$(ls /backups/pulse/daily/*.tar.gz | wc -l)" -gt 3 && cd /backups/pulse/daily && sha256sum -c --quiet *.sha256'
    fact "even in the directory of our state" box_sh 'ls /var/lib/thingconnect-pulse-backup/mine/daily/*.sha256'
    fact "the application never noticed" pulse_healthy
}
