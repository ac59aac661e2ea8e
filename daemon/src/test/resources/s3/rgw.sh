#!/bin/bash
# rgw.sh DIRECTORY PORT MON_PORT ACCESS SECRET: a Ceph cluster of one monitor, one store in memory and its S3 gateway, on the
# loopback alone. Prints "ready" and runs until its input ends; then everything that it started is ended.
set -eu
export PATH=/usr/sbin:/usr/bin:/sbin:/bin
d=$1 port=$2 mon=$3 access=$4 secret=$5
mkdir -p "$d"/{mon,osd,mgr,rgw,run,log}
fsid=$(cat /proc/sys/kernel/random/uuid)
cat >"$d/ceph.conf" <<CONF
[global]
fsid = $fsid
mon initial members = a
mon host = [v2:127.0.0.1:$mon]
public addr = 127.0.0.1
cluster addr = 127.0.0.1
ms bind ipv6 = false
ms bind msgr1 = false
auth cluster required = cephx
auth service required = cephx
auth client required = cephx
keyring = $d/keyring
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 4
osd pool default pgp num = 4
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon allow pool size one = true
mon max pg per osd = 1000
osd objectstore = memstore
memstore device bytes = 2147483648
run dir = $d/run
log file = $d/log/\$name.log
admin socket = $d/run/\$name.asok
pid file =
crash dir = $d/log
debug mon = 0
debug osd = 0
debug rgw = 0
debug ms = 0
[mon.a]
mon data = $d/mon
[mgr.x]
mgr data = $d/mgr
[osd.0]
osd data = $d/osd
[client.rgw]
keyring = $d/keyring
rgw data = $d/rgw
rgw frontends = beast endpoint=127.0.0.1:$port
rgw enable ops log = false
rgw crypt require ssl = false
CONF
conf=$d/ceph.conf pids=()
end() {
    kill -9 "${pids[@]}" 2>/dev/null || :
    wait
}
trap end EXIT
key() { ceph-authtool "$@" >/dev/null; }
key --create-keyring "$d/keyring" --gen-key -n mon. --cap mon 'allow *'
key "$d/keyring" --gen-key -n client.admin --cap mon 'allow *' --cap osd 'allow *' --cap mgr 'allow *'
key "$d/keyring" --gen-key -n mgr.x --cap mon 'allow profile mgr' --cap osd 'allow *'
key "$d/keyring" --gen-key -n osd.0 --cap mon 'allow profile osd' --cap mgr 'allow profile osd' --cap osd 'allow *'
key "$d/keyring" --gen-key -n client.rgw --cap mon 'allow rwx' --cap osd 'allow rwx' --cap mgr 'allow rw'
monmaptool --create --addv a "[v2:127.0.0.1:$mon]" --fsid "$fsid" "$d/monmap" >/dev/null
ceph-mon --mkfs -i a --monmap "$d/monmap" --keyring "$d/keyring" -c "$conf"
ceph-mon -f -i a -c "$conf" --public-addr "127.0.0.1:$mon" </dev/null >"$d/log/mon.out" 2>&1 &
pids+=($!)
uuid=$(cat /proc/sys/kernel/random/uuid)
timeout 60 ceph -c "$conf" osd new "$uuid" </dev/null >/dev/null
ceph-osd -i 0 --mkfs --osd-uuid "$uuid" -c "$conf" </dev/null >"$d/log/mkfs.out" 2>&1
ceph-mgr -f -i x -c "$conf" </dev/null >"$d/log/mgr.out" 2>&1 &
pids+=($!)
ceph-osd -f -i 0 -c "$conf" </dev/null >"$d/log/osd.out" 2>&1 &
pids+=($!)
radosgw -f -n client.rgw -c "$conf" </dev/null >"$d/log/rgw.out" 2>&1 &
pids+=($!)
tries=0
until curl -s -o /dev/null "http://127.0.0.1:$port/"; do
    [ $((tries += 1)) -lt 300 ]
    sleep 0.2
done
timeout 60 radosgw-admin -c "$conf" -n client.rgw user create --uid=t --display-name=t --access-key="$access" \
    --secret-key="$secret" </dev/null >/dev/null 2>"$d/log/admin.err"
echo ready
cat >/dev/null
