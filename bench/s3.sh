#!/usr/bin/env bash
# How fast a file goes to an S3 server and back, by us, by `aws s3 cp` and by restic in the same run. The server is an S3Proxy on the
# loopback that keeps objects as files. Writes a table to bench/results/.
#
#   bench/s3.sh [--mb 256] [--rounds 3] [--out FILE]
set -euo pipefail
# shellcheck source=bench/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

mb=256 rounds=3
out=$house/bench/results/s3-$(date -u +%Y%m%dT%H%M%SZ).md
options "mb rounds out" "$@"

need aws=awscli restic=restic python3=python3
machine=$(machine)
build
rm -rf "$work"
mkdir -p "$work/data"
# shellcheck source=bench/places.sh
. "$(dirname "${BASH_SOURCE[0]}")/places.sh"
trap stop_server EXIT
: >"$rows"
dd if=/dev/urandom of="$work/file" bs=1M count="$mb" status=none
export PLACE_USER=AKBENCH PLACE_PASSWORD=SKBENCHSECRET
export AWS_ACCESS_KEY_ID=$PLACE_USER AWS_SECRET_ACCESS_KEY=$PLACE_PASSWORD AWS_DEFAULT_REGION=us-east-1 AWS_EC2_METADATA_DISABLED=true

port=$(free_port)
endpoint=http://127.0.0.1:$port
cat >"$work/s3proxy.conf" <<CONF
s3proxy.endpoint=$endpoint
s3proxy.authorization=aws-v2-or-v4
s3proxy.identity=$PLACE_USER
s3proxy.credential=$PLACE_PASSWORD
jclouds.provider=filesystem-nio2
jclouds.identity=x
jclouds.credential=x
jclouds.filesystem.basedir=$work/data
CONF
# The server of the tests, with their class path.
(cd "$house" && mvn -q -B -P '!lint' -pl daemon -am compile dependency:build-classpath -Dmdep.includeScope=test -Dmdep.outputFile="$work/classpath") >"$work/server.log" 2>&1 ||
    fail "no class path for the server: $(tail -n 3 "$work/server.log")"
"${JAVA_HOME:+$JAVA_HOME/bin/}java" -Xmx512m -cp "$house/daemon/target/test-classes:$(cat "$work/classpath")" \
    org.gaul.s3proxy.Main --properties "$work/s3proxy.conf" >"$work/server.log" 2>&1 &
server=$!
until_open "$port"

stock() { aws --endpoint-url "$endpoint" s3 "$@"; }
stock mb s3://bench >/dev/null
export RESTIC_REPOSITORY=s3:$endpoint/bench/restic
restic --quiet --no-cache init >/dev/null

# The server is a JVM too: what it has not compiled yet is nobody's figure.
for _ in 1 2 3; do
    stock cp --only-show-errors "$work/file" s3://bench/warm
    stock cp --only-show-errors s3://bench/warm "$work/back"
done
stock rm --quiet s3://bench/warm
rm "$work/back"

for round in $(seq "$rounds"); do
    ours "ours" s3 "$endpoint" bench "$work/file"
    clock "aws s3 cp" put stock cp --only-show-errors "$work/file" s3://bench/stock
    clock "aws s3 cp" get stock cp --only-show-errors s3://bench/stock "$work/back"
    cmp -s "$work/file" "$work/back" || fail "aws brought other bytes back"
    rm "$work/back"
    stock rm --quiet s3://bench/stock
    # Other bytes each time, or it would send nothing.
    dd if=/dev/urandom of="$work/restic-$round" bs=1M count="$mb" status=none
    clock "restic" put restic --quiet --no-cache backup "$work/restic-$round"
    clock "restic" get restic --quiet --no-cache restore latest --target "$work/restored"
    rm -rf "$work/restored" "$work/restic-$round"
done
stop_server

{
    echo "# To an S3 server and back: $mb MiB"
    echo
    echo "$(date -u +%Y-%m-%dT%H:%MZ). $machine; $(aws --version 2>&1 | cut -d ' ' -f 1), $(restic version | cut -d ' ' -f 1-2)"
    echo "Median of $rounds rounds, in turn, over the loopback to S3Proxy (filesystem): server and client share the processors. The starts of"
    echo "aws and restic are in their figures, as they are each time somebody types the command; ours is the second file of the process. restic encrypts. All get into a file."
    echo
    heading
    row ours
    row "aws s3 cp" ours
    row restic ours
    echo
    echo "The first file after the start of the JVM, in MB/s: $(first)."
    memory
} >"$out"
cat "$out"
