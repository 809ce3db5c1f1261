#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# AppArmor: the profile that containers run under. Where the kernel has AppArmor, the profile, compiled, is at
# /share/coslice-default (tests/run); elsewhere nothing is different, and nobody gets what was asked for and isn't there.
. ./lib.sh
clean_state
loader=/sys/kernel/security/apparmor/.load
# labels GROUP CONTAINER: of each thread of each of its processes
labels() {
        local pid
        for pid in $(cat "$(cgroup_of "coslice@$1_$2" systemd)/cgroup.procs"); do cat /proc/"$pid"/task/*/attr/current; done 2>/dev/null | tr -d '\0' | sort -u
}
# refused NAME WORDS: group "no" doesn't start, and says why.
refused() {
        local since
        since=$(date +'%F %T.%N')
        reload
        if systemctl start coslice@no 2>/dev/null; then fail "$1" 'it started'; systemctl stop coslice@no; return; fi
        has "$1" "$(journal --since "$since" -u coslice@no_app)" "choose the AppArmor profile: $2"
        has "$1, the status" "$(prop coslice@no_app StatusText)" "choose the AppArmor profile: $2"
        systemctl reset-failed 'coslice@no*'
}
boxes plain <<X
[Container *]
Restart=no
[Container app]
Exec=/bin/sh -c 'sleep 10000 & sleep 10000'
[Container free]
Exec=/bin/sleep 10000
AppArmor=unconfined
X
reload
systemctl start coslice@plain; is 'where the profile is not loaded a container starts' $? 0
without=$(cat /proc/self/attr/current 2>/dev/null | tr -d '\0')
is 'and runs under none' "$(labels plain app)" "$without"
is 'AppArmor=unconfined' "$(labels plain free)" "$without"
systemctl stop coslice@plain
lone $ROOT '/bin/sleep 10000' 'AppArmor=coslice-missing' | def no
if [ ! -e $loader ]; then
        refused 'a profile, and no AppArmor' 'the kernel has no AppArmor, of which coslice-missing is a profile: leave AppArmor= out'
        clean_state
        summary
        exit
fi

refused 'a profile that is not loaded' 'there is no profile coslice-missing: load it, apparmor_parser(8)'
lone $ROOT '/bin/sleep 10000' 'AppArmor=coslice-default' | def no
refused 'ours, by name' 'there is no profile coslice-default: load it, apparmor_parser(8)'
is 'without it nothing is confined' "$without" unconfined
cat /share/coslice-default > $loader; is 'the kernel takes the profile' $? 0

systemctl start coslice@plain; is 'a container starts' $? 0
is 'under it, all of its threads' "$(labels plain app)" 'coslice-default (enforce)'
is 'AppArmor=unconfined, still' "$(labels plain free)" unconfined
# Programs in them have the container's, whoever loads what meanwhile.
entered() { coslice exec "plain/$1" cat /proc/self/attr/current 2>&1; }
is 'a program in a container is under it' "$(entered app)" 'coslice-default (enforce)'
is 'and in one that is under none' "$(entered free)" unconfined
systemctl stop coslice@plain
# What it denies, beside a container without it: both have all else that it takes, and the ids of the host.
tries="Exec=/bin/sh -c 'mount -t tmpfs x /tmp 2>/dev/null && echo mounted; echo 1 >/proc/sys/net/ipv4/ip_forward && echo written; cat /sys/kernel/security/apparmor/profiles && echo listed; kill -0 1 && echo signalled; trap \"echo stopped; exit 0\" TERM; echo ready; while :; do sleep 1; done'"
boxes deny <<X
[Group]
UserNS=host
[Container *]
Restart=no
Unmask=all
SeccompProfile=unconfined
AddCapability=all
[Container confined]
$tries
[Container free]
$tries
AppArmor=unconfined
X
reload
since=$(date +'%F %T.%N')
systemctl start coslice@deny; is 'both start' $? 0
said() { journal --since "$since" -t "deny/$1" -p 6..6 | tr '\n' ' '; }
is 'what is denied' "$(until_is 'signalled ready ' said confined)" 'signalled ready '
is 'and would not be' "$(until_is 'mounted written signalled ready ' said free)" 'mounted written signalled ready '
is 'it is confined' "$(labels deny confined)" 'coslice-default (enforce)'
systemctl kill --signal=TERM coslice@deny_confined
is "the host's signals reach it" "$(until_is 'signalled ready stopped ' said confined)" 'signalled ready stopped '
is 'so it has not failed' "$(until_is inactive systemctl is-active coslice@deny_confined) $(prop coslice@deny_confined Result)" 'inactive success'
systemctl stop coslice@deny
# By way of an init, and of a user.
boxes ways <<X
[Container *]
Restart=no
[Container init]
RunInit=yes
Exec=/bin/sleep 10000
[Container user]
User=1000
NoNewPrivileges=no
Exec=/bin/sleep 10000
[Container named]
AppArmor=coslice-default
ReadOnly=yes
Exec=/bin/sleep 10000
X
reload
systemctl start coslice@ways
for c in init user named; do
        is "$c" "$(labels ways $c)" 'coslice-default (enforce)'
        is "$c, a program in it" "$(coslice exec ways/$c cat /proc/self/attr/current 2>&1)" 'coslice-default (enforce)'
done
printf coslice-default > /sys/kernel/security/apparmor/.remove; is 'the profile can go' $? 0
has 'where it is gone no program runs without it' "$(coslice exec ways/user /bin/echo ran 2>&1)" 'choose the AppArmor profile: there is no profile coslice-default'
systemctl stop coslice@ways
systemctl start coslice@plain; is 'where it is gone a container starts' $? 0
is 'under none' "$(labels plain app)" unconfined
clean_state
summary
