# SPDX-License-Identifier: LGPL-2.1-or-later
# Words that the system tests share. LARGE=1: the counts of tests/run long;
# BRIEF=1: only what systemd decides, for another release of it. SEED: of what is random. They run inside a throwaway machine whose PID 1 is systemd.
D=/etc/coslice/groups
ROOT=/srv/bb
RANDOM=${SEED:-1}
passed=0 failed=0
# count LARGE USUAL: which of both
count() { if [ -n "${LARGE:-}" ]; then echo "$1"; else echo "$2"; fi; }

pass() { echo "ok $1"; passed=$((passed + 1)); }
fail() { echo "FAIL $1: $2"; failed=$((failed + 1)); }
# is NAME GOT EXPECTED
is() { if [ "$2" = "$3" ]; then pass "$1"; else fail "$1" "got \"$2\", expected \"$3\""; fi; }
# has NAME TEXT PART
has() { if [[ $2 == *"$3"* ]]; then pass "$1"; else fail "$1" "\"$3\" is not in: $2"; fi; }
hasnt() { if [[ $2 != *"$3"* ]]; then pass "$1"; else fail "$1" "\"$3\" is in: $2"; fi; }
# near NAME GOT LOW HIGH
near() { if [ "$2" -ge "$3" ] && [ "$2" -le "$4" ]; then pass "$1 ($2)"; else fail "$1" "$2 is not in $3..$4"; fi; }
summary() { echo "$passed passed, $failed failed"; [ "$failed" = 0 ]; }

# lone ROOTFS EXEC [KEYS]: the text of a definition with one container, that ends at once when it is stopped
lone() { printf '[Container app]\nRootfs=%s\nExec=%s\nRestart=no\nStopTimeout=0\n%s\n' "$1" "$2" "${3:-}"; }
# def GROUP: the definition comes on standard input. With USERNS=host it is one with the host's ids, unless it says itself
def() {
        mkdir -p $D
        cat > "$D/$1.group"
        rm -f "$D/$1.group.d/userns.conf"
        if [ "${USERNS:-auto}" = host ] && ! grep -q '^UserNS=' "$D/$1.group"; then
                mkdir -p "$D/$1.group.d"
                printf '[Group]\nUserNS=host\n' > "$D/$1.group.d/userns.conf"
        fi
}
# boxes GROUP: the same, with a root file system for every container, and a stop that doesn't wait where a program, being
# process 1, ignores SIGTERM
boxes() {
        awk -v root="$ROOT" '{print} /^\[Container [^*]/ {print "Rootfs=" root "\nStopTimeout=0"}' | def "$1"
}
reload() { systemctl daemon-reload; }
active() { systemctl is-active "$@" | tr '\n' ' ' | sed 's/ $//'; }
prop() { systemctl show -P "$2" "$1"; }
journal() { journalctl -q --sync 2>/dev/null; journalctl -q -o cat "$@"; }
# until_is WANTED COMMAND…: waits for its output; what has not come within a minute does not come on a busy machine either.
# To look costs more than all that is waited for, so the pauses grow.
until_is() {
        local wanted=$1 got end=$((SECONDS + 60)) pauses=(.05 .1 .2 .4) n=0
        shift
        while :; do
                got=$("$@" 2>/dev/null)
                if [ "$got" = "$wanted" ] || [ $SECONDS -ge $end ]; then break; fi
                sleep "${pauses[n < 3 ? n++ : 3]}"
        done
        echo "$got"
}
# inside GROUP CONTAINER COMMAND…: runs it in the container's namespaces, as root there, with all capabilities
inside() {
        local pid user=(-U)
        pid=$(prop "coslice@$1_$2" MainPID)
        shift 2
        # Nobody enters the user namespace that it is in.
        [ ! "/proc/$pid/ns/user" -ef /proc/self/ns/user ] || user=()
        nsenter -t "$pid" "${user[@]}" -m -p -n -i -u -r -w "$@"
}
cgroup_of() { # UNIT CONTROLLER-OF-V1
        local path
        path=$(prop "$1" ControlGroup)
        if [ -e /sys/fs/cgroup/cgroup.controllers ]; then echo "/sys/fs/cgroup$path"; else echo "/sys/fs/cgroup/$2$path"; fi
}
v2() { [ -e /sys/fs/cgroup/cgroup.controllers ]; }
# What may not be left behind by a stop: units, mounts, cgroups, files, processes, namespaces
remains() {
        local i
        # The rules of networks and the server of names end by themselves, with the last group that has a network.
        for ((i = 0; i < 100; i++)); do
                if [ -n "$(systemctl list-units --plain --no-legend 'coslice-sandbox@*')" ] ||
                        [ -z "$(systemctl list-units --plain --no-legend coslice-network.service coslice-dns.service)" ]; then break; fi
                sleep .1
        done
        systemctl list-units --all --plain --no-legend 'coslice*' | awk '$1 != "coslice.slice" {print $1, $3, $4}'
        awk '$2 ~ /coslice/ && $2 != "/var/lib/coslice" {print $2}' /proc/self/mounts | sort -u
        find /sys/fs/cgroup -depth -type d -path '*coslice.slice/*' 2>/dev/null
        # Claims of ids and addresses stay: a group has the same at each start. So do images, and the locks of those who fetch them.
        find /run/coslice /var/lib/coslice -mindepth 2 -not -path '/var/lib/coslice/ids/*' -not -path '/var/lib/coslice/addresses/*' -not -path /run/coslice/network/.lock -not -path '/var/lib/coslice/images/*' -not -path '/var/lib/coslice/volumes/*' -not -path '/run/coslice/pulls/*' 2>/dev/null
        find /run/userdb -name '*coslice*' 2>/dev/null
        find /run/systemd/system -name 'coslice*'
        pgrep -l coslice
}
# What the package does beside putting its files in place
as_installed() { systemd-sysusers && systemd-tmpfiles --create coslice.conf coslice-images.conf coslice-networks.conf; }
clean_state() { rm -rf ${D:?}/*; systemctl stop 'coslice@*' 'coslice-sandbox@*' 2>/dev/null; systemctl reset-failed 2>/dev/null; reload; }
