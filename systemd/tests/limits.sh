# shellcheck shell=bash
# The confinement, probed from inside: what the daemon's user in the daemon's own namespaces, with its capabilities and its system
# call filter, can and cannot do. Sourced by run.

# A transient unit with the properties of the service: the probe is confined as the daemon is, whatever the unit says.
probe() { # SHELL-LINE
    local property properties=()
    for property in User Group SecureBits UMask ProtectSystem ProtectHome PrivateTmp PrivateDevices ProtectClock ProtectControlGroups \
        ProtectHostname ProtectKernelLogs ProtectKernelModules ProtectKernelTunables NoNewPrivileges LockPersonality RemoveIPC \
        RestrictRealtime RestrictSUIDSGID StateDirectory AmbientCapabilities CapabilityBoundingSet RestrictNamespaces \
        RestrictAddressFamilies SystemCallArchitectures SystemCallFilter SystemCallErrorNumber MemoryMax TasksMax ReadWritePaths; do
        while IFS= read -r line; do
            [ -z "$line" ] || properties+=(-p "$line")
        done < <(in_box systemctl cat thingconnect-pulse-backup | grep -E "^$property=" | tr -d '"')
    done
    in_box systemd-run -q --wait --pipe --collect --service-type=exec "${properties[@]}" /bin/sh -c "$1"
}

# Python says for each family whether a socket of it may be made.
families() { # WHICH... (as Python names them): fails unless just these of the four may be
    probe "python3 -c '
import socket, sys
may = []
for family in (\"AF_UNIX\", \"AF_INET\", \"AF_INET6\", \"AF_NETLINK\"):
    try:
        socket.socket(getattr(socket, family), socket.SOCK_RAW if family == \"AF_NETLINK\" else socket.SOCK_STREAM).close()
        may.append(family)
    except OSError:
        pass
print(may)
sys.exit(may != sys.argv[1:])' $*"
}

# The network is there for a configuration that needs it, after a restart, and else not.
network_as_needed() {
    local unit=thingconnect-pulse-backup
    fact "backups to this box: no socket but of Unix" families AF_UNIX
    fact "the daemon itself has that filter" unit_is "$unit" RestrictAddressFamilies AF_UNIX
    box_sh 'cp -a /etc/thingconnect-pulse/backup.yaml /root/local.yaml
        printf "notifications:\n  ops: {type: webhook, url: \"http://192.0.2.7/\"}\n" >>/etc/thingconnect-pulse/backup.yaml'
    fact "a reload says that a restart is needed" box_sh 'pulsectl reload 2>&1 | grep -q "started without the network.*systemctl restart"'
    fact "and keeps the network closed" families AF_UNIX
    in_box systemctl restart "$unit"
    fact "something elsewhere, after a restart: the internet too" families AF_UNIX AF_INET AF_INET6
    fact "a reload is content then" box_sh '! pulsectl reload 2>&1 | grep "started without"'
    fact "systemd-analyze security: at most 2.0 then, too" in_box systemd-analyze security --threshold=20 --no-pager "$unit"
    box_sh 'cp -a /root/local.yaml /etc/thingconnect-pulse/backup.yaml'
    in_box systemctl restart "$unit"
    fact "closed again when nothing needs it" families AF_UNIX
}

# A secret that only root may read on disk, given to the service by systemd.
credential_by_drop_in() {
    local unit=thingconnect-pulse-backup
    box_sh 'install -d -m 0700 /etc/credstore && (umask 077 && echo "five words picked by dice" >/etc/credstore/backup-passphrase)
        mkdir -p /etc/systemd/system/thingconnect-pulse-backup.service.d
        printf "[Service]\nLoadCredential=backup-passphrase:/etc/credstore/backup-passphrase\n" >/etc/systemd/system/thingconnect-pulse-backup.service.d/credentials.conf
        cp -a /etc/thingconnect-pulse/backup.yaml /root/plain.yaml
        sed -i "s|^backup:|backup:\n  encryption: {method: gpg, passphrase: \"\${credential:backup-passphrase}\"}|" /etc/thingconnect-pulse/backup.yaml
        systemctl daemon-reload && systemctl restart thingconnect-pulse-backup' >/dev/null 2>&1
    fact "a credential by a drop-in: the configuration is usable" box_sh 'pulsectl status >/dev/null && pulsectl config show | grep -q "method: gpg"'
    fact "a backup with it is encrypted" box_sh 'pulsectl backup --job daily >/dev/null && ls /backups/pulse/daily/*.tar.gz.gpg'
    fact "and can be read again with it" in_box pulsectl verify latest --level restore
    fact "nobody else may read it" box_sh 'd=/run/credentials/thingconnect-pulse-backup.service; f=$d/backup-passphrase; test -e $f && test "$(stat -c %a $f | tail -c 2)" = 0 && ! runuser -u nobody -- cat $f 2>/dev/null && ! runuser -u nobody -- ls $d 2>/dev/null'
    fact "no property, environment, command line or log has it" box_sh '! { systemctl show thingconnect-pulse-backup; cat /proc/$(systemctl show -P MainPID thingconnect-pulse-backup)/environ /proc/$(systemctl show -P MainPID thingconnect-pulse-backup)/cmdline; journalctl -q -u thingconnect-pulse-backup; pulsectl config show; } | grep -aq "five words"'
    fact "pulse-restore finds it by itself" box_sh 'pulse-restore latest --dry-run 2>&1 | grep "^restore pulse-backup-"'
    in_box systemctl stop "$unit.socket" "$unit"
    fact "also when the daemon does not run" box_sh 'pulse-restore latest --dry-run 2>&1 | grep "^restore pulse-backup-"'
    box_sh 'cp -a /root/plain.yaml /etc/thingconnect-pulse/backup.yaml
        rm /etc/systemd/system/thingconnect-pulse-backup.service.d/credentials.conf; systemctl daemon-reload
        systemctl start thingconnect-pulse-backup.socket thingconnect-pulse-backup; pulsectl backup --job daily' >/dev/null 2>&1
    fact "without it again: plain backups" box_sh 'test "$(pulsectl list --json | grep -o "\"label\":\"[^\"]*" | sort | tail -n 1 | cut -d\" -f4 | xargs -I{} ls /backups/pulse/daily/{}.tar.gz | wc -l)" = 1'
}

# The same secret, on disk only as this box alone can open it.
credential_encrypted() {
    local unit=thingconnect-pulse-backup file=/etc/credstore.encrypted/backup-passphrase said
    # A key of this box on its disk: there is no TPM in a container.
    if ! said=$(box_sh "rm -f /etc/credstore/backup-passphrase && install -d -m 0700 /etc/credstore.encrypted && systemd-creds setup &&
        echo 'five words picked by dice' | systemd-creds encrypt --with-key=host --name=backup-passphrase - $file" 2>&1); then
        echo "skipped: ${suite-}: encrypted credentials: systemd-creds does not work here: $(tail -n 1 <<<"$said")"
        return
    fi
    box_sh "cp -a /etc/thingconnect-pulse/backup.yaml /root/plain.yaml; mkdir -p /etc/systemd/system/$unit.service.d
        printf '[Service]\nLoadCredentialEncrypted=backup-passphrase:$file\n' >/etc/systemd/system/$unit.service.d/credentials.conf" >/dev/null 2>&1
    box_sh "sed -i 's|^backup:|backup:\n  encryption: {method: gpg, passphrase: \"\${credential:backup-passphrase}\"}|' /etc/thingconnect-pulse/backup.yaml
        systemctl daemon-reload && systemctl restart $unit" >/dev/null 2>&1
    fact "the file of an encrypted credential does not hold the secret" box_sh "test -s $file && ! grep -aq 'five words' $file"
    fact "LoadCredentialEncrypted: a backup with it is encrypted" box_sh 'pulsectl backup --job daily >/dev/null && ls /backups/pulse/daily/"$(pulsectl list --json | grep -o "\"label\":\"[^\"]*" | sort | tail -n 1 | cut -d\" -f4)".tar.gz.gpg'
    fact "and can be read again with it" in_box pulsectl verify latest --level restore
    fact "pulse-restore finds it while the daemon runs" box_sh 'pulse-restore latest --dry-run 2>&1 | grep "^restore pulse-backup-"'
    in_box systemctl stop "$unit.socket" "$unit"
    fact "and else after systemd-creds decrypt" box_sh "install -d -m 0700 /run/credstore && systemd-creds decrypt --name=backup-passphrase $file /run/credstore/backup-passphrase &&
        pulse-restore latest --dry-run 2>&1 | grep '^restore pulse-backup-'; s=\$?; rm -rf /run/credstore; exit \$s"
    box_sh "{ echo '[Service]'; echo 'five words picked by dice' | systemd-creds encrypt --with-key=host --pretty --name=backup-passphrase - -; } >/etc/systemd/system/$unit.service.d/credentials.conf
        rm -f $file; systemctl daemon-reload; systemctl start $unit.socket $unit" >/dev/null 2>&1
    fact "SetCredentialEncrypted: the drop-in itself holds it, unreadable" box_sh "grep -q '^SetCredentialEncrypted=backup-passphrase:' /etc/systemd/system/$unit.service.d/credentials.conf && ! grep -q 'five words' /etc/systemd/system/$unit.service.d/credentials.conf"
    fact "what was encrypted before can be read with it" in_box pulsectl verify latest --level restore
    fact "no property, environment or log has it" box_sh "! { systemctl show $unit; cat /proc/\$(systemctl show -P MainPID $unit)/environ; journalctl -q -u $unit; } | grep -aq 'five words'"
    box_sh "cp -a /root/plain.yaml /etc/thingconnect-pulse/backup.yaml; rm /etc/systemd/system/$unit.service.d/credentials.conf; systemctl daemon-reload
        systemctl restart $unit; pulsectl backup --job daily" >/dev/null 2>&1
}

service_confined() {
    local pid
    pid=$(daemon_pid)
    fact "its only capability is CAP_DAC_READ_SEARCH" box_sh "test \"\$(sed -n 's/^Cap\(Inh\|Prm\|Eff\|Bnd\|Amb\):\s*//p' /proc/$pid/status | sort -u)\" = 0000000000000004"
    fact "no new privileges, and a system call filter" box_sh "grep -qx 'NoNewPrivs:.1' /proc/$pid/status && grep -qx 'Seccomp:.2' /proc/$pid/status"
    fact "it reads what only the application may read" probe 'cat /etc/thingconnect-pulse/certs/pulse.key'
    fact "without the capability it could not" not in_box runuser -u pulse-backup -- cat /etc/thingconnect-pulse/certs/pulse.key
    fact "access(2) heeds the capability, as SQLite needs it" probe 'test -r /var/lib/thingconnect-pulse/pulse.db'
    fact "it writes to its destination" probe 'touch /backups/pulse/.probe && rm /backups/pulse/.probe'
    fact "not one byte below the application's trees" probe 'for d in /etc/thingconnect-pulse /etc/thingconnect-pulse/certs /var/lib/thingconnect-pulse /var/lib/thingconnect-pulse/versions /var/log/thingconnect-pulse; do
        ! touch "$d/.probe" 2>/dev/null || exit 1; done
        for f in /etc/thingconnect-pulse/config.yaml /var/lib/thingconnect-pulse/pulse.db /var/lib/thingconnect-pulse/pulse.db-wal /var/lib/thingconnect-pulse/pulse.db-shm; do
        ! dd if=/dev/null of="$f" conv=notrunc 2>/dev/null || exit 2; done'
    fact "nor where the permissions would let it" box_sh 'mkdir -p /var/lib/thingconnect-pulse/open && chmod 0777 /var/lib/thingconnect-pulse /var/lib/thingconnect-pulse/open'
    fact "because the file system is read-only to it" probe '! touch /var/lib/thingconnect-pulse/open/.probe 2>/dev/null && touch /var/lib/thingconnect-pulse/open/.probe 2>&1 | grep -q "Read-only file system"'
    box_sh 'chmod 0750 /var/lib/thingconnect-pulse && rmdir /var/lib/thingconnect-pulse/open'
    fact "nor to /etc, /usr, /var/cache, /run, /home" probe 'for d in /etc /usr /var/cache/thingconnect-pulse-backup /run/thingconnect-pulse-backup /home /root /backups; do ! touch "$d/.probe" 2>/dev/null || { echo $d; exit 1; }; done'
    fact "/tmp is its own" probe 'test -z "$(ls -A /tmp)"'
    fact "no devices" probe 'test ! -e /dev/mem -a ! -e /dev/kmsg && ! ls /dev/sd* /dev/vd* 2>/dev/null'
    fact "it cannot mount, nor make a namespace" probe '! mount -t tmpfs none /mnt 2>/dev/null && ! unshare -Ur true 2>/dev/null'
    fact "it cannot become somebody else" probe '! setpriv --reuid=0 true 2>/dev/null'
    fact "it cannot signal the application" probe "! kill -0 \$(pgrep -f fake-pulse | head -n 1) 2>/dev/null"
    fact "it cannot make a file with the setuid bit" probe 'cp /bin/true /backups/pulse/.probe; ! chmod 4755 /backups/pulse/.probe 2>/dev/null; s=$?; rm -f /backups/pulse/.probe; exit $s'
    fact "packet and netlink sockets are refused" probe 'python3 -c "
import socket, sys
for family, kind in ((socket.AF_PACKET, socket.SOCK_RAW), (socket.AF_NETLINK, socket.SOCK_RAW), (socket.AF_INET, socket.SOCK_RAW)):
    try:
        socket.socket(family, kind)
        sys.exit(1)
    except OSError:
        pass
"'
    fact "the daemon does not listen on the network" box_sh "! grep -l 0A /proc/net/tcp6 /dev/null; ! awk '\$4 == \"0A\" && \$2 !~ /:1F9A\$/' /proc/net/tcp | grep -q ."
    network_as_needed
    pid=$(daemon_pid)
    if $box_legacy; then
        fact "MemoryMax is enforced" box_sh 'systemd-run -q --wait --pipe --collect -p MemoryMax=50M sh -c "head -c 200M /dev/zero | tail -c 150M | wc -c" | grep -qx 0'
        echo "        peak of the control group so far: $(in_box sh -c 'cat /sys/fs/cgroup/memory/system.slice/thingconnect-pulse-backup.service/memory.max_usage_in_bytes' 2>/dev/null) bytes, page cache included"
    fi
    echo "        VmHWM of the daemon: $(in_box sed -n 's/^VmHWM:\s*//p' "/proc/$pid/status")"
}
