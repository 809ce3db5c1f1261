#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# The kernel holds a group to its sums: needs cgroup v2 with its controllers.
. ./lib.sh
clean_state
if ! v2 || ! grep -q memory /sys/fs/cgroup/cgroup.controllers; then
        # Here the numbers are shown by basics; what the kernel does with them is shown in the virtual machines.
        echo "not on this machine, whose cgroups have no v2 with controllers: it is for the virtual ones"
        summary
        exit
fi
mkdir -p $D
sed "s,/srv/busybox,$ROOT,; /^\[Install\]/,\$d" ../../docs/examples/web.group > $D/web.group
reload
systemctl start coslice@web
c=$(cgroup_of coslice-web.slice -)
is "the README's group: cpu.max" "$(cat "$c/cpu.max")" "200000 100000"
is "memory.max" "$(cat "$c/memory.max")" 2147483648
is "memory.swap.max" "$(cat "$c/memory.swap.max")" 0
is "cpu.weight" "$(cat "$(cgroup_of coslice@web_app -)/cpu.weight") $(cat "$(cgroup_of coslice@web_sync -)/cpu.weight")" "75 50"
# A runtime that sizes itself looks at the cgroup that it is in.
seen() { inside "$1" "$2" /bin/cat /sys/fs/cgroup/memory.max /sys/fs/cgroup/cpu.max | tr '\n' ' '; }
is "a container sees what the group has" "$(seen web sync)" "2147483648 200000 100000 "
sed -i 's/^\[Group\]/&\nLimits=request/' $D/web.group
reload
systemctl restart coslice@web
is "Limits=request: it sees its request" "$(seen web app) / $(seen web sync)" "536870912 75000 100000  / 1610612736 50000 100000 "
systemctl stop coslice@web

boxes busy <<X
[Container *]
[Container a]
Exec=/bin/sh -c 'while :; do :; done'
Cpu=0.75
Memory=64M
[Container b]
Exec=/bin/sh -c 'while :; do :; done'
Cpu=0.5
Memory=64M
X
# Both on one CPU, so that the weights decide.
mkdir -p /etc/systemd/system/coslice-busy.slice.d
printf '[Slice]\nAllowedCPUs=0\n' > /etc/systemd/system/coslice-busy.slice.d/90-one-cpu.conf
reload
systemctl start coslice@busy && pass "both start" || fail "both start" "$(journal -u 'coslice@busy*' -n 5)"
# Read by one process: on a busy machine they would go on for a while between two.
usages() { awk '/^usage_usec/ {print $2}' "$(cgroup_of coslice@busy_a -)/cpu.stat" "$(cgroup_of coslice@busy_b -)/cpu.stat" | paste -sd' '; }
# used A B MICROSECONDS: whether both together had that much since.
used() { local now_a now_b; read -r now_a now_b < <(usages); [ $((now_a + now_b - $1 - $2)) -ge "$3" ] && echo yes; }
until_is yes used 0 0 500000 >/dev/null
read -r a b < <(usages)
until_is yes used "$a" "$b" 4000000 >/dev/null
read -r now_a now_b < <(usages)
near "CPU time 3:2, in percent" "$(((now_a - a) * 100 / (now_b - b)))" 135 165
systemctl stop coslice@busy
rm -r /etc/systemd/system/coslice-busy.slice.d

# Where core_pattern has a program of the host, the kernel runs it for whatever crashes, with all of its memory (systemd
# CVE-2022-4415, 2025-4598): not for a container, whose limit is 1 (0 would not do).
pattern=$(cat /proc/sys/kernel/core_pattern)
printf '#!/bin/sh\ncat >/dev/null; echo "$1" >>/srv/cores\n' > /srv/take-core
chmod 755 /srv/take-core
echo '|/srv/take-core %e' > /proc/sys/kernel/core_pattern
: > /srv/cores
crash() { (ulimit -c unlimited; exec bash -c 'kill -SEGV $$') 2>/dev/null; }
crash
is "a program of the host is caught" "$(until_is bash cat /srv/cores)" bash
lone $ROOT "/bin/sh -c 'kill -SEGV \$\$'" 'RunInit=yes' | def crash
reload
systemctl start --wait coslice@crash_app 2>/dev/null
has "a container crashes" "$(journal -b -u coslice@crash_app)" "SIGSEGV"
crash
is "and isn't caught" "$(until_is $'bash\nbash' cat /srv/cores)" $'bash\nbash'
echo "$pattern" > /proc/sys/kernel/core_pattern
rm -f /srv/take-core /srv/cores
systemctl reset-failed

def quota <<X
[Group]
CpuRounding=exact
[Container a]
Rootfs=$ROOT
Exec=/bin/sh -c 'while :; do :; done'
Cpu=0.25
Memory=64M
StopTimeout=0
X
reload
systemctl start coslice@quota
c=$(cgroup_of coslice-quota.slice -)/cpu.stat
sleep 1
a=$(awk '/^usage_usec/ {print $2}' "$c") t=$(date +%s%6N)
sleep 3
used=$((($(awk '/^usage_usec/ {print $2}' "$c") - a) * 100 / ($(date +%s%6N) - t)))
near "a quarter of a core, in percent, is not passed" "$used" 1 30
near "it was throttled" "$(awk '/^nr_throttled/ {print $2}' "$c")" 1 1000000
systemctl stop coslice@quota

boxes hog <<X
[Container *]
Restart=no
[Container eater]
Exec=/bin/sh -c 'sleep 2; dd if=/dev/zero of=/dev/null bs=150M count=1; sleep 1000'
Memory=20M
[Container quiet]
Exec=/bin/sleep 10000
Memory=40M
X
reload
systemctl start coslice@hog
for _ in 1 2 3 4 5 6; do [ "$(until_is failed systemctl is-active coslice@hog_eater)" = active ] || break; done
is "more than the group's sum: killed" "$(active coslice@hog_eater)" failed
is "by the group's limit" "$(prop coslice@hog_eater Result)" oom-kill
is "its sibling lives" "$(active coslice@hog_quiet coslice@hog)" "active active"
near "it could use what the group had to spare" "$(cat "$(cgroup_of coslice-hog.slice -)/memory.peak" 2>/dev/null || echo 62914560)" 50000000 62914560
systemctl stop coslice@hog

# With the group's limit as its own too, and nobody beside it, it is its own that is reached.
boxes alone <<X
[Container eater]
Exec=/bin/sh -c 'sleep 2; dd if=/dev/zero of=/dev/null bs=150M count=1; sleep 1000'
Memory=40M
Restart=no
X
reload
systemctl start coslice@alone
for _ in 1 2 3 4 5 6; do [ "$(until_is failed systemctl is-active coslice@alone)" = active ] || break; done
is "alone in the group, and its limit the group's" "$(active coslice@alone_eater) $(prop coslice@alone_eater Result)" "failed oom-kill"
has "is told as any other" "$(journal -u coslice@alone)" "memory ran out"
systemctl reset-failed

def tasks <<X
[Container a]
Rootfs=$ROOT
Exec=/bin/sh -c '/bin/sh -c "for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do sleep 1000 & done" 2>/dev/null; sleep 1000'
PidsLimit=10
Restart=no
StopTimeout=0
X
reload
systemctl start coslice@tasks
tasks() { cat "$(cgroup_of coslice-tasks.slice -)/pids.current"; }
filled() { [ "$(tasks)" -ge 9 ] && echo yes; }
until_is yes filled >/dev/null
near "PidsLimit" "$(tasks)" 9 10
is "of the slice" "$(cat "$(cgroup_of coslice-tasks.slice -)/pids.max")" 10
systemctl stop coslice@tasks

# Its own cgroup is the root of what it sees, and its files are root's: the kernel refuses all the same (nsdelegate), without
# the filter too.
mkdir -p /srv/unshare/bin
ldd /usr/bin/unshare | grep -o '/[^ ]*' | xargs cp --parents -L -t /srv/unshare
cp /usr/bin/unshare "$ROOT/bin/busybox" /srv/unshare/bin
for command in sh mount ls sleep; do ln -s busybox /srv/unshare/bin/$command; done
mkdir -p /srv/unshare/mnt
def own <<X
[Container a]
Rootfs=/srv/unshare
Exec=/bin/unshare --user --map-root-user --mount --cgroup /bin/sh -c 'mount -t cgroup2 none /mnt && ls /mnt/memory.max; echo max > /mnt/memory.max; echo max > /mnt/pids.max; echo tried; exec sleep 1000'
SeccompProfile=unconfined
Memory=64M
MemoryLimit=64M
PidsLimit=20
Restart=no
StopTimeout=0
X
reload
systemctl start coslice@own
tried() { journal -t own/a | grep -x tried; }
is "a container tries to lift its limits" "$(until_is tried tried)" tried
has "… and sees them" "$(journal -t own/a)" /mnt/memory.max
c=$(cgroup_of coslice@own_a -)
is "… which stay" "$(cat "$c/memory.max" "$c/pids.max" | tr '\n' ' ')" "67108864 20 "

# A host that allows no user namespaces: nothing runs instead in the host's, and what to do about it is said.
max=$(cat /proc/sys/user/max_user_namespaces)
echo 0 > /proc/sys/user/max_user_namespaces
printf '[Group]\nUserNS=auto\n%s' "$(lone $ROOT '/bin/sleep 10000')" | def spaces
reload
systemctl start coslice@spaces 2>/dev/null
is "no user namespaces: the group doesn't start" "$? $(active coslice@spaces coslice@spaces_app coslice-sandbox@spaces)" "1 failed inactive failed"
has "… and says why" "$(journal -b -u coslice-sandbox@spaces)" 'make a user namespace: user.max_user_namespaces allows no more of them: raise it by sysctl, or write UserNS=host in [Group]'
is "… and check can't try anything, and is silent" "$(coslice check spaces)" "spaces: 1 container, 1 CPU, 1.5 GiB"
systemctl reset-failed
mkdir -p /srv/owned
printf '[Group]\nUserNS=host\n%s' "$(lone $ROOT '/bin/sleep 10000' 'Volume=/srv/owned:/v:owner=1000')" | def spaces
reload
systemctl start coslice@spaces 2>/dev/null && fail "owner= with the host's ids" "it started"
has "owner= takes one too" "$(journal -b -u coslice@spaces_app)" 'owner= takes a user namespace, and user.max_user_namespaces allows no more of them: raise it by sysctl'
printf '[Group]\nUserNS=host\n%s' "$(lone $ROOT '/bin/sleep 10000')" | def spaces
reload
systemctl start coslice@spaces
is "UserNS=host needs none" "$? $(active coslice@spaces)" "0 active"
systemctl stop coslice@spaces
echo "$max" > /proc/sys/user/max_user_namespaces
printf '[Group]\nUserNS=auto\n%s' "$(lone $ROOT '/bin/sleep 10000')" | def spaces
reload
systemctl start coslice@spaces
is "allowed again, it starts" "$? $(active coslice@spaces)" "0 active"
rm -r /srv/owned
clean_state
is "nothing is left" "$(until_is '' remains)" ""
summary
