# shellcheck shell=bash
# A real systemd as PID 1 in a container: a Debian root, cached outside of this tree, and a throw-away overlay over it.
# Sourced. Wants root, mmdebstrap and systemd-nspawn.
#
#   root_image SUITE          builds or finds the root; prints its directory
#   container_make ROOT       lays an overlay over it: $box_root
#   container_boot            boots it and waits until its systemd is up
#   in_box COMMAND...         runs a command inside, as root
#   container_poweroff        a clean shutdown; container_boot may follow
#   container_pull_the_plug   everything in it dies at once; container_boot may follow
#   container_remove          ends and removes it
#
# PULSE_TEST_ROOTS: where the roots are kept, default /var/cache/thingconnect-pulse-backup-tests

box_name=pulse-box-$$
box_work='' box_root='' box_nspawn='' box_leader=''
declare -A box_cgroups=()

# Prints why no container can be had here; nothing where it can.
container_obstacle() {
    [ "$(id -u)" -eq 0 ] || { echo "it wants root"; return; }
    command -v systemd-nspawn >/dev/null || { echo "systemd-nspawn is not installed (package systemd-container)"; return; }
    command -v mmdebstrap >/dev/null || { echo "mmdebstrap is not installed"; return; }
    unshare --mount --pid --fork true 2>/dev/null || { echo "this machine gives no namespaces"; return; }
    [ -d /sys/fs/cgroup ] || { echo "there are no control groups"; return; }
}

# The machine's own sources with another suite in them, so that mirrors and keys are those that work here.
box_sources() { # SUITE
    local file=/etc/apt/sources.list.d/debian.sources own
    own=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
    [ -f "$file" ] && [ -n "$own" ] && sed "s/\\b$own\\b/$1/g" "$file"
}

root_image() { # SUITE
    local suite=$1 java packages key image sources given=()
    case $suite in
    bookworm) java=openjdk-17-jre-headless ;;
    *) java=default-jre-headless ;;
    esac
    packages=systemd,systemd-sysv,passwd,dbus,libpam-systemd,libnss-systemd,$java,sqlite3,python3-minimal,libpython3-stdlib,ca-certificates,procps,bash-completion
    key=$(printf '%s' "$packages" | sha256sum | cut -c1-12)
    image=${PULSE_TEST_ROOTS:-/var/cache/thingconnect-pulse-backup-tests}/$suite-$key
    if [ ! -e "$image/.complete" ]; then
        echo "building a $suite root in $image" >&2
        rm -rf "$image"
        mkdir -p "${image%/*}"
        sources=$(mktemp)
        box_sources "$suite" >"$sources"
        [ ! -s "$sources" ] || given=("$sources")
        # Documents are left out, but not the manual pages that are to be tried.
        mmdebstrap --quiet --variant=apt --include="$packages" --dpkgopt='path-exclude=/usr/share/locale/*' \
            "$suite" "$image" "${given[@]}" >&2 || {
            rm -rf "$image" "$sources"
            return 1
        }
        rm -f "$sources" "$image"/var/cache/apt/archives/*.deb
        systemctl --root="$image" mask apt-daily.timer apt-daily-upgrade.timer e2scrub_all.timer dpkg-db-backup.timer \
            systemd-firstboot.service >/dev/null 2>&1
        mkdir -p "$image/var/log/journal"
        : >"$image/etc/machine-id"
        touch "$image/.complete"
    fi
    echo "$image"
}

container_make() { # ROOT
    local controller directory
    box_work=$(mktemp -d "/var/tmp/$box_name.XXXX")
    mkdir -p "$box_work"/{upper,work,root}
    mount -t overlay overlay -o "lowerdir=$1,upperdir=$box_work/upper,workdir=$box_work/work" "$box_work/root" || return 1
    box_root=$box_work/root
    # On a machine with the old hierarchies the box gets them too, if its systemd still knows them: limits on memory hold only there.
    box_legacy=false
    if [ -d /sys/fs/cgroup/memory ] && [ -d /sys/fs/cgroup/systemd ] && [ ! -e "$box_root/usr/bin/varlinkctl" ]; then
        box_legacy=true
    fi
    for controller in unified systemd memory pids cpu cpuacct; do
        case $controller in
        unified | systemd) ;;
        *) $box_legacy || continue ;;
        esac
        directory=/sys/fs/cgroup/$controller
        [ -d "$directory" ] && box_cgroups[$controller]=$directory$(box_own_cgroup "$controller")/$box_name
    done
    [ ${#box_cgroups[@]} -gt 0 ] || box_cgroups[v2]=/sys/fs/cgroup$(sed -n 's/^0:://p' /proc/self/cgroup)/$box_name
}

# Where we are in a hierarchy: the box goes below, and stays in our own accounting.
box_own_cgroup() { # CONTROLLER
    local path
    case $1 in
    unified) path=$(sed -n 's/^0:://p' /proc/self/cgroup) ;;
    systemd) path=$(sed -n 's/^[0-9]*:name=systemd://p' /proc/self/cgroup) ;;
    *) path=$(sed -n "s/^[0-9]*:$1://p" /proc/self/cgroup) ;;
    esac
    echo "${path%/}"
}

container_boot() {
    local tries controller
    (
        for controller in "${!box_cgroups[@]}"; do
            mkdir -p "${box_cgroups[$controller]}" && echo "$BASHPID" >"${box_cgroups[$controller]}/cgroup.procs"
        done
        $box_legacy || export SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1
        exec systemd-nspawn -q -D "$box_root" --boot --register=no --keep-unit --private-network --machine="$box_name" \
            --hostname=pulse-box --console=pipe --capability=all --system-call-filter=bpf --link-journal=no --resolv-conf=off \
            --timezone=off
    ) >>"$box_work/console.log" 2>&1 </dev/null &
    box_nspawn=$!
    box_leader=
    for ((tries = 0; tries < 1200; tries++)); do
        kill -0 "$box_nspawn" 2>/dev/null || break
        box_leader=$(pgrep -P "$box_nspawn" | head -n 1)
        if [ -n "$box_leader" ] && [ "$(cat "/proc/$box_leader/comm" 2>/dev/null)" = systemd ] &&
            [[ $(in_box systemctl is-system-running 2>/dev/null) =~ ^(running|degraded)$ ]]; then
            if $box_legacy; then
                for controller in memory pids cpu cpuacct; do
                    nsenter -t "$box_leader" -m mount -o remount,rw,bind "/sys/fs/cgroup/$controller"
                done
                in_box systemctl daemon-reexec
            fi
            return 0
        fi
        sleep 0.05
    done
    box_leader=
    echo "the box did not come up in $tries looks, its container $(kill -0 "$box_nspawn" 2>/dev/null && echo runs || echo has ended):" >&2
    tail -n 20 "$box_work/console.log" >&2
    return 1
}

# With an environment of its own: what is set on this machine (JAVA_HOME, a proxy) is not true in there.
in_box() {
    nsenter -t "$box_leader" -a -- env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root \
        LC_ALL=C.UTF-8 TERM=dumb DEBIAN_FRONTEND=noninteractive "$@"
}

box_await_end() {
    local tries
    for ((tries = 0; tries < 300; tries++)); do
        kill -0 "$box_nspawn" 2>/dev/null || break
        sleep 0.1
    done
    kill -KILL "$box_nspawn" 2>/dev/null
    wait "$box_nspawn" 2>/dev/null
    box_nspawn='' box_leader=''
    return 0
}

container_poweroff() {
    in_box systemctl poweroff >/dev/null 2>&1
    box_await_end
}

# PID 1 of a namespace takes all with it, without a last word to anybody: as when the power fails, but for what the kernel
# already holds of the files.
container_pull_the_plug() {
    local pids
    # All at once: who outlived PID 1 by a moment would see systemd fail, and take back what it was doing.
    mapfile -t pids < <(pgrep --ns "$box_leader" --nslist pid | grep -vx "$box_leader")
    kill -STOP "${pids[@]}" 2>/dev/null
    kill -KILL "$box_leader"
    box_await_end
}

container_remove() {
    local directory tries
    if [ -n "$box_nspawn" ]; then
        # One that never came up has no leader that we know of, and still runs.
        box_leader=${box_leader:-$(pgrep -P "$box_nspawn" | head -n 1)}
        kill -KILL ${box_leader:+"$box_leader"} "$box_nspawn" 2>/dev/null
        wait "$box_nspawn" 2>/dev/null
        box_nspawn=''
    fi
    for directory in "${box_cgroups[@]}"; do
        [ ! -d "$directory" ] || find "$directory" -depth -type d -exec rmdir {} \; 2>/dev/null
    done
    # What was killed may take a moment to let go of it.
    if [ -n "$box_root" ]; then
        for ((tries = 0; tries < 50; tries++)); do
            umount "$box_root" 2>/dev/null && break
            sleep 0.1
        done
        [ "$tries" -lt 50 ] || umount -l "$box_root"
    fi
    [ -z "$box_work" ] || rm -rf "$box_work"
    box_root='' box_work='' box_leader=''
    box_cgroups=()
}
