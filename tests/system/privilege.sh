#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# What AddCapability= and DropCapability= come to in a payload, as the kernel says and as libcap reads it. What is
# inheritable is what is ambient, and nothing by default (CVE-2022-24769, 2022-29162, 2022-27650).
. ./lib.sh
clean_state
# What this machine itself is without can't be had, and so is no part of its all.
had=$((16#$(sed -n 's/^CapBnd:\t//p' /proc/1/status)))
all=$(printf '%016x' $had)
lacking=
for ((n = 0; n <= $(cat /proc/sys/kernel/cap_last_cap); n++)); do
        ((had >> n & 1)) || lacking+=" $(capsh --decode="$(printf %x $((1 << n)))" | sed 's/.*=//')"
done
boxes caps <<X
[Container plain]
Exec=/bin/sleep 10000
[Container add]
Exec=/bin/sleep 10000
AddCapability=net_admin CAP_SYS_PTRACE
[Container drop]
Exec=/bin/sleep 10000
DropCapability=CHOWN Cap_Kill
[Container none]
Exec=/bin/sleep 10000
DropCapability=all
[Container few]
Exec=/bin/sleep 10000
DropCapability=ALL
AddCapability=SETUID SETGID CHOWN
[Container all]
Exec=/bin/sleep 10000
AddCapability=all
DropCapability=$lacking
[Container all-but]
Exec=/bin/sleep 10000
AddCapability=all
DropCapability=sys_admin MKNOD$lacking
[Container both]
Exec=/bin/sleep 10000
AddCapability=NET_RAW NET_ADMIN
DropCapability=NET_RAW
[Container user]
Exec=/bin/sleep 10000
User=1234
[Container user-add]
Exec=/bin/sleep 10000
User=1234
AddCapability=NET_BIND_SERVICE SYS_NICE
[Container user-both]
Exec=/bin/sleep 10000
User=1234
AddCapability=NET_RAW NET_ADMIN
DropCapability=NET_RAW all
[Container user-all]
Exec=/bin/sleep 10000
User=web
AddCapability=all
DropCapability=sys_admin all$lacking
[Container init]
Exec=/bin/sleep 10000
User=1234
AddCapability=NET_ADMIN
RunInit=yes
X
reload
systemctl start coslice@caps
is "start" "$? $(active coslice@caps)" "0 active"

# bits NUMBER…: these as /proc has them
bits() { local n set=0; for n; do set=$((set | 1 << n)); done; printf '%016x' $set; }
without() { local n set=$((16#$1)); shift; for n; do set=$((set & ~(1 << n))); done; printf '%016x' $set; }
sets() { sed -nE 's/^Cap(Bnd|Prm|Eff|Inh|Amb):\t//p' "/proc/$1/status" | tr '\n' ' ' | sed 's/ $//'; }
# root CONTAINER SET, user CONTAINER BOUNDING SET: the inheritable, permitted, effective, bounding and ambient sets
root() { is "root, $1" "$(sets "$(prop "coslice@caps_$1" MainPID)")" "$(bits) $2 $2 $2 $(bits)"; }
user() { is "a user, $1" "$(sets "$(prop "coslice@caps_$1" MainPID)")" "$3 $3 $3 $2 $3"; }
numbers=(0 1 3 4 5 6 7 8 10 18 31)
default=$(bits "${numbers[@]}")
root plain "$default"
root add "$(bits "${numbers[@]}" 12 19)"
root drop "$(without "$default" 0 5)"
root none "$(bits)"
root few "$(bits 7 6 0)"
root all "$all"
root all-but "$(without "$all" 21 27)"
root both "$(bits "${numbers[@]}" 12)"
user user "$default" "$(bits)"
user user-add "$(bits "${numbers[@]}" 23)" "$(bits 10 23)"
user user-both "$(bits 12)" "$(bits 12)"
user user-all "$(without "$all" 21)" "$(without "$all" 21)"
user init "$(bits "${numbers[@]}" 12)" "$(bits 12)"
is "… and what an init runs" "$(sets "$(pgrep -P "$(prop coslice@caps_init MainPID)" sleep)")" "$(sets "$(prop coslice@caps_init MainPID)")"

# libcap, which has read none of this: the sets by name.
names() { getpcaps "$(prop "coslice@caps_$1" MainPID)" 2>&1 | sed 's/^[^:]*: //'; }
is "libcap: a user's" "$(names user-add)" "cap_net_bind_service,cap_sys_nice=eip"
is "libcap: root's" "$(names few)" "cap_chown,cap_setgid,cap_setuid=ep"
is "libcap: nothing" "$(names user)" "="
is "libcap: all" "$(names all)" "$(getpcaps 1 2>&1 | sed 's/^[^:]*: //')"
decoded() { capsh --decode="$(sed -n 's/^CapBnd:\t//p' "/proc/$(prop "coslice@caps_$1" MainPID)/status")" | sed 's/.*=//'; }
is "libcap: the default" "$(decoded plain)" "cap_chown,cap_dac_override,cap_fowner,cap_fsetid,cap_kill,cap_setgid,cap_setuid,cap_setpcap,cap_net_bind_service,cap_sys_chroot,cap_setfcap"
systemctl stop coslice@caps

# What they are good for, in what the program executes too.
mkdir -p /srv/out
chmod 0777 /srv/out
for userns in auto host; do for what in with:AddCapability=CHOWN:1 without:DropCapability=KILL:1234; do
        rm -f /srv/out/*
        lone $ROOT "/bin/sh -c 'touch /out/f; chown 1 /out/f; touch /out/done; exec sleep 10000'" $'User=1234\nVolume=/srv/out:/out\n'"$(cut -d: -f2 <<<"$what")"$'\n[Group]\nUserNS='$userns | def does
        reload
        systemctl start coslice@does &&
                until_is /srv/out/done ls /srv/out/done >/dev/null
        is "UserNS=$userns: a user's program executes chown, ${what%%:*}" "$(stat -c %u /srv/out/f)" "${what##*:}"
        systemctl stop coslice@does
done; done

# A set-user-ID program of the root file system: what it gets is bounded, and without NoNewPrivileges=no it gets nothing.
rm -rf /srv/setuid
cp -a $ROOT /srv/setuid
gcc -static -include unistd.h -x c -o /srv/setuid/bin/raise - <<<'int main(void) { for (;;) pause(); }'
chmod 4755 /srv/setuid/bin/raise
for userns in auto host; do for what in no:0:00000000800405da:0 yes:1234:0000000000000000:1; do
        lone /srv/setuid /bin/raise $'User=1234\nDropCapability=CHOWN KILL\nNoNewPrivileges='"${what%%:*}"$'\n[Group]\nUserNS='$userns | def raise
        reload
        systemctl start coslice@raise
        pid=$(prop coslice@raise_app MainPID)
        until_is raise cat "/proc/$pid/comm" >/dev/null
        is "UserNS=$userns, a set-user-ID program, NoNewPrivileges=${what%%:*}: effective user, capabilities, no_new_privs" \
                "$(awk '/^Uid/ {print $3 % 65536} /^(CapEff|NoNewPrivs)/ {print $2}' "/proc/$pid/status" | paste -sd:)" "${what#*:}"
        systemctl stop coslice@raise
done; done

# Each has the filter that it asks for, and no other, whatever those beside it have.
gcc -static -x c -o /srv/setuid/bin/calls - <<'X'
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>
static void tell(const char *what, int r)
{
        printf("%s: %s\n", what, r < 0 ? strerror(errno) : "yes");
}
int main(void)
{
        tell("generic netlink", socket(AF_NETLINK, SOCK_RAW, 16));
        tell("a directory", mkdir("/tmp/made", 0755));
        fflush(stdout);
        for (;;)
                pause();
}
X
echo '{"defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{"names": ["mkdir", "mkdirat"], "action": "SCMP_ACT_ERRNO", "errnoRet": 18}]}' > /srv/filter.json
ROOT=/srv/setuid boxes filters <<'X'
[Container plain]
Exec=/bin/calls
[Container opened]
Exec=/bin/calls
AddSocketFamily=NETLINK_GENERIC
[Container profile]
Exec=/bin/calls
SeccompProfile=/srv/filter.json
[Container none]
Exec=/bin/calls
SeccompProfile=unconfined
[Container last]
Exec=/bin/calls
X
reload
systemctl start coslice@filters
is "containers with filters of their own" "$? $(active coslice@filters)" "0 active"
said() { journal -t "filters/$1" | paste -sd,; }
for what in 'plain:Protocol not supported:yes:1' 'opened:yes:yes:1' 'profile:yes:Invalid cross-device link:1' none:yes:yes:0 'last:Protocol not supported:yes:1'; do
        IFS=: read -r name netlink made filters <<<"$what"
        expected="generic netlink: $netlink,a directory: $made"
        is "$name: what its filter lets through" "$(until_is "$expected" said "$name")" "$expected"
        is "$name: how many it has" "$(awk '/^Seccomp_filters/ {print $2}' "/proc/$(prop "coslice@filters_$name" MainPID)/status")" "$filters"
done
systemctl stop coslice@filters
rm -r /run/coslice/seccomp # what was compiled is kept for the next start

# What was asked for and can't be had: the unit's own bounding set is without it. In a user namespace of its own the group
# would have all.
refused() { # NAME KEYS BOUNDING NUMBER [USERNS]
        rm -f /srv/out/*
        lone $ROOT '/bin/touch /out/ran' $'Volume=/srv/out:/out\n'"$2"$'\n[Group]\nUserNS='"${5:-host}" | def less
        mkdir -p /etc/systemd/system/coslice@less_app.service.d
        printf '[Service]\nCapabilityBoundingSet=~%s\n' "$3" > /etc/systemd/system/coslice@less_app.service.d/less.conf
        reload
        systemctl start coslice@less 2>/dev/null && fail "$1" started
        has "$1" "$(journal -b -u coslice@less)" "container app: choose the capabilities: number $4 of capabilities(7) is asked for, but not to be had"
        is "$1: nothing ran" "$(ls /srv/out)" ""
        systemctl reset-failed
}
refused "a capability that the helper is without" AddCapability=SYS_TIME CAP_SYS_TIME 25
refused "one of all" $'AddCapability=all\nDropCapability='"$lacking" CAP_SYS_TIME 25
refused "the last of all" $'AddCapability=all\nDropCapability='"$lacking" CAP_CHECKPOINT_RESTORE 40
refused "one of the default" '' CAP_KILL 5
refused "one of the default, in a user namespace" '' CAP_KILL 5 auto
lone $ROOT '/bin/sleep 10000' $'AddCapability=all\nDropCapability=KILL'"$lacking"$'\n[Group]\nUserNS=host' | def less
reload
systemctl start coslice@less
is "without that one it starts" "$? $(sets "$(prop coslice@less_app MainPID)")" "0 $(bits) $(without "$all" 5) $(without "$all" 5) $(without "$all" 5) $(bits)"
rm -r /etc/systemd/system/coslice@less_app.service.d
clean_state
is "nothing is left" "$(until_is '' remains)" ""
summary
