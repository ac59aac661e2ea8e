# shellcheck shell=bash
# What the benchmarks share: the sample installation, its writer, the daemon, and how each contender makes a backup of it.
# Sourced; the caller has set -euo pipefail.

house=$(cd -P "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=${BENCH_DIR:-$house/target/bench}
image=$house/target/image
root=$work/root
database=$root/var/lib/thingconnect-pulse/pulse.db
export LC_ALL=C.UTF-8 PULSECTL_ROOT=$root PULSE_CDS_DIR=$work/cds
export RESTIC_PASSWORD=bench RESTIC_REPOSITORY=$work/restic
export BORG_BASE_DIR=$work/borg-home BORG_REPO=$work/borg BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK=yes
daemon='' writer=''

fail() {
    echo "bench: $*" >&2
    exit 1
}

# Each option sets the variable of its name, - as _, which has its default already.
options() { # "NAME..." ARGUMENT...
    local known=" $1 " name
    shift
    while [ $# -gt 0 ]; do
        name=${1#--}
        [[ $1 == --* && $known == *" $name "* ]] || fail "unknown option $1; known are:$known"
        [ $# -gt 1 ] || fail "option $1 takes a value"
        printf -v "${name//-/_}" %s "$2"
        shift 2
    done
}

need() { # COMMAND=PACKAGE...
    local pair missing=()
    for pair; do command -v "${pair%%=*}" >/dev/null || missing+=("${pair#*=}"); done
    [ ${#missing[@]} -gt 0 ] || return 0
    [ "$(id -u)" -eq 0 ] || fail "missing here: ${missing[*]}. On Debian 12 type: sudo apt-get install ${missing[*]}"
    apt-get -qq -o DPkg::Lock::Timeout=600 update
    DEBIAN_FRONTEND=noninteractive apt-get -qq -y -o DPkg::Lock::Timeout=600 install --no-install-recommends \
        "${missing[@]}" >/dev/null
}

build() {
    [ -x "$image/usr/sbin/pulse-backupd" ] || (cd "$house" && mvn -q -B -P '!lint' -DskipTests package)
}

sample_pulse() {
    local native
    native=$image/usr/lib/thingconnect-pulse-backup/$(uname -m)
    exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData \
        -Dorg.sqlite.lib.path="$native" -Dorg.sqlite.lib.name=libsqlitejdbc.so -Dorg.sqlite.tmpdir="$native" \
        -cp "$house/daemon/target/test-classes:$image/usr/share/thingconnect-pulse-backup/lib/*" \
        io.thingconnect.pulse.backupd.sample.SamplePulse "$@"
}

# One of our classes of the tests, with the heap that the daemon has.
in_jvm() { # CLASS ARGUMENT...
    local class=io.thingconnect.pulse.backupd.$1
    shift
    "${JAVA_HOME:+$JAVA_HOME/bin/}java" -XX:+UseSerialGC -Xmx64m \
        -cp "$house/daemon/target/test-classes:$image/usr/share/thingconnect-pulse-backup/lib/*" "$class" "$@"
}

make_sample() { # MB
    rm -rf "$work"
    mkdir -p "$work" "$work/cds"
    (sample_pulse create "$root" --mb "$1")
    cat >"$root/etc/thingconnect-pulse/backup.yaml" <<'YAML'
backup:
  verification: {enabled: false}    # or a scratch restore after each full would run beside the others
  jobs:
    bench: {schedule: "0 0 1 1 *", type: full, destinations: [local], retention: 2}
  destinations:
    local: {type: local, path: /var/lib/thingconnect-pulse/backups}
YAML
}

start_writer() { # RATE SECONDS [LATENCY_FILE]
    (sample_pulse write "$root" --rate "$1" --seconds "$2" ${3:+--latency-file "$3"}) >"$work/writer.log" 2>&1 &
    writer=$!
    until grep -q writing "$work/writer.log"; do
        kill -0 "$writer" 2>/dev/null || fail "the writer has ended: $(cat "$work/writer.log")"
        sleep 0.1
    done
}

stop_writer() {
    [ -n "$writer" ] || return 0
    kill "$writer" 2>/dev/null || :
    wait "$writer" || :
    writer=''
}

start_daemon() {
    "$image/usr/lib/thingconnect-pulse-backup/make-cds" || echo "bench: without archives of classes" >&2
    local begin=$EPOCHREALTIME
    # As the unit runs it: Nice=10, IOSchedulingPriority=7. The other contenders run as a cron job would, at the usual priority.
    nice -n 10 ionice -c 2 -n 7 "$image/usr/sbin/pulse-backupd" --root "$root" >"$work/daemon.log" 2>&1 &
    daemon=$!
    local tries=1500
    until [ -S "$root/run/thingconnect-pulse-backup/control.sock" ]; do
        if ! kill -0 "$daemon" 2>/dev/null || [ $((tries -= 1)) -eq 0 ]; then
            fail "the daemon does not start: $(tail -n 5 "$work/daemon.log")"
        fi
        sleep 0.02
    done
    # shellcheck disable=SC2034 # for the caller
    ready=$(awk "BEGIN { printf \"%.2f\", $EPOCHREALTIME - $begin }")
}

stop_all() {
    stop_writer
    [ -z "$daemon" ] || { kill "$daemon" 2>/dev/null || :; wait "$daemon" || :; }
    daemon=''
}

# Utime and stime of a process so far, in seconds.
cpu_seconds() { # PID
    awk -v hz="$(getconf CLK_TCK)" '{ sub(/^.*\) /, ""); print ($12 + $13) / hz }' "/proc/$1/stat"
}

status_kb() { # PID FIELD: VmRSS (now) or VmHWM (the most so far)
    awk -v field="$2:" '$1 == field { print $2 }' "/proc/$1/status"
}

is_ours() { [[ $1 == ours-* ]]; }

# Before the clock starts: what is left of the last run goes, repositories are made.
prepare() { # CONTENDER
    rm -rf "$work"/{spec,restic,borg,borg-home,cache} "$root/var/lib/thingconnect-pulse/backups/bench"
    mkdir -p "$work/spec"
    case $1 in
    restic) restic --quiet --no-cache init >/dev/null ;;
    borg*) borg init -e none ;;
    esac
    sync
}

# The command on the clock. What the others are told to leave out is what ours leaves out by itself.
backup() { # CONTENDER
    local var=$root/var/lib/thingconnect-pulse etc=$root/etc/thingconnect-pulse
    case $1 in
    spec)
        sqlite3 "$database" ".backup '$work/spec/pulse.db'" &&
            tar -czf "$work/spec/backup.tar.gz" -C "$work/spec" pulse.db -C "$root" etc/thingconnect-pulse \
                var/lib/thingconnect-pulse/versions var/lib/thingconnect-pulse/.aspnet
        ;;
    restic) restic --quiet --no-cache backup --exclude "$var/backups" --exclude "$var/cache" --exclude "$var/tmp" "$var" "$etc" ;;
    borg*)
        local compression=lz4 status=0
        [ "$1" = borg ] || compression=zstd,3
        # Status 1: finished, with a warning that a file changed while it was read.
        borg create --compression "$compression" --exclude "$var/backups" --exclude "$var/cache" --exclude "$var/tmp" ::bench "$var" "$etc" || status=$?
        [ "$status" -le 1 ]
        ;;
    ours-gzip) "$image/usr/bin/pulsectl" backup --type full --compression gzip --level 6 ;;
    ours-gzip-[1-9]) "$image/usr/bin/pulsectl" backup --type full --compression gzip --level "${1##*-}" ;;
    ours-zstd) "$image/usr/bin/pulsectl" backup --type full --compression zstd --level 3 ;;
    *) fail "unknown contender $1" ;;
    esac
}

stored_bytes() { # CONTENDER
    case $1 in
    spec) stat -c %s "$work/spec/backup.tar.gz" ;;
    restic) du -sb "$work/restic" | cut -f 1 ;;
    borg*) du -sb "$work/borg" | cut -f 1 ;;
    *) find "$root/var/lib/thingconnect-pulse/backups" -name 'pulse-backup-*.tar*' -printf '%s\n' | awk '{ n += $1 } END { print n + 0 }' ;;
    esac
}

# Gets the database out of the backup and prints whether it is one consistent moment: yes, or what is wrong.
consistent() { # CONTENDER
    local out=$work/out archive copy
    rm -rf "$out"
    mkdir "$out"
    case $1 in
    spec) tar -xzf "$work/spec/backup.tar.gz" -C "$out" ;;
    restic) restic --quiet --no-cache restore latest --target "$out" ;;
    borg*) (cd "$out" && borg extract ::bench) ;;
    *)
        archive=$(find "$root/var/lib/thingconnect-pulse/backups" -name 'pulse-backup-*.tar.*' | sort | tail -n 1)
        tar -xaf "$archive" -C "$out"
        ;;
    esac
    copy=$(find "$out" -name pulse.db | head -n 1)
    if (sample_pulse check "$copy") >"$work/check.json" 2>&1; then echo yes; else echo no; fi
    rm -rf "$out"
}

median() { sort -g | awk '{ a[NR] = $1 } END { if (NR) print (NR % 2) ? a[(NR + 1) / 2] : (a[NR / 2] + a[NR / 2 + 1]) / 2 }'; }

machine() {
    printf '%s CPUs (%s), %s MiB memory, %s, Linux %s; sqlite3 %s, %s\n' "$(nproc)" \
        "$(awk -F ': ' '/model name/ { print $2; exit }' /proc/cpuinfo)" "$(awk '/MemTotal/ { print int($2 / 1024) }' /proc/meminfo)" \
        "$("${JAVA_HOME:+$JAVA_HOME/bin/}java" -version 2>&1 | sed -n 1p)" "$(uname -r)" \
        "$(sqlite3 --version 2>/dev/null | cut -d ' ' -f 1)" "load at start $(cut -d ' ' -f 1-3 /proc/loadavg)"
}
