# shellcheck shell=bash
# The application's stand-in and the users of the box. Sourced by run.

pulse_installed() {
    mkdir -p "$box_root/opt/fake-pulse"
    cp "$here/box/fake-pulse" "$house/daemon/src/test/resources/io/thingconnect/pulse/backupd/sample/pulse-schema.sql" \
        "$box_root/opt/fake-pulse/"
    cp "$here/box/thingconnect-pulse.service" "$box_root/etc/systemd/system/"
    box_sh 'useradd --system --home-dir /var/lib/thingconnect-pulse --shell /usr/sbin/nologin pulse
        install -d -o pulse -g pulse -m 0750 /var/lib/thingconnect-pulse /var/lib/thingconnect-pulse/versions /var/log/thingconnect-pulse
        install -d -m 0755 /etc/thingconnect-pulse
        install -d -o pulse -g pulse -m 0700 /etc/thingconnect-pulse/certs
        echo "version: 1" >/etc/thingconnect-pulse/config.yaml
        echo secret >/etc/thingconnect-pulse/certs/pulse.key
        chown pulse:pulse /etc/thingconnect-pulse/certs/pulse.key && chmod 0600 /etc/thingconnect-pulse/certs/pulse.key
        systemctl daemon-reload && systemctl enable --now thingconnect-pulse' >/dev/null 2>&1
    fact_within 20 "the application's stand-in is healthy" pulse_healthy
}

pulse_healthy() { box_sh 'python3 -c "import urllib.request as u; print(u.urlopen(\"http://127.0.0.1:8090/api/auth/setup-required\", timeout=5).read().decode())"' | grep -qx false; }

# One moment of the application's database: what is moved between the two settings is never lost on the way.
copy_is_one_moment() { # DATABASE (inside the box)
    local answer
    answer=$(in_box sqlite3 "$1" "PRAGMA integrity_check; SELECT sum(V) FROM setting; SELECT count(*) > 40000 FROM check_result_raw;" | tr '\n' ' ')
    [[ $answer =~ ^ok\ 1000000(\.0)?\ 1\ $ ]] || {
        echo "the copy says: $answer"
        return 1
    }
}
