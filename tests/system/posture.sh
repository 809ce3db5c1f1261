#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# What a container's process is and may, beyond what the run looks at in each start: what nobody but the process can say,
# the same container by crun, and what Kubernetes calls restricted.
. ./lib.sh
clean_state
cp -a $ROOT /srv/posture
gcc -static -O2 -Wall -Wextra -Werror -o /srv/posture/bin/inside ../posture/inside.c || fail build "no program"
ROOT=/srv/posture
containers='[Container app]
Exec=/bin/sleep 10000
[Container user]
User=web
AddCapability=NET_BIND_SERVICE
Exec=/bin/sleep 10000
[Container restricted]
User=1000
DropCapability=all
ReadOnly=yes
Exec=/bin/sleep 10000
[Container inside]
Exec=/bin/inside
[Container inside-user]
User=web
AddCapability=NET_BIND_SERVICE
Exec=/bin/inside
[Container unfiltered]
SeccompProfile=unconfined
Exec=/bin/inside'
boxes posture <<< "$containers"
# The same where they share a process namespace.
boxes shared <<< $'[Group]\nSharePid=yes\n'"$containers"
reload
systemctl start coslice@posture coslice@shared
is "start" "$? $(active coslice@posture coslice@shared)" "0 active active"

said() { journal -b -u "coslice@$1" _TRANSPORT=stdout; }
own=$'securebits: 0\ndumpable: 1\nkeeps capabilities: 0\nsignal when the parent dies: 0\nreaps others\' children: 0'
for container in {posture,shared}_{inside,inside-user}; do
        is "what $container says" "$(said $container)" "$own"$'\nsession keyring: Operation not permitted\nkeys in it: Operation not permitted'
done
# The keyring is new: named _ses, not the one of all sessions of a user, _uid_ses.N, and nothing is in it.
is "the session's keyring" "$(said posture_unfiltered | tail -n 2 | sed 's/;[^_]*;/;…;/')" $'session keyring: keyring;…;_ses\nkeys in it: 0'

pid=$(prop coslice@posture_restricted MainPID)
is "restricted, as Kubernetes has it: user, capabilities of any set, no_new_privs, filter" \
        "$(awk '/^Uid/ {print $2 % 65536 != 0} /^Cap/ {all = all $2} /^(NoNewPrivs|Seccomp):/ {print $2} END {print all + 0}' "/proc/$pid/status" | paste -sd' ')" "1 1 2 0"

if [ -n "$(command -v python3)" ] && [ -n "$(command -v crun)" ] && [ "${USERNS:-auto}" = auto ]; then
        ../posture/crun posture_app "$(prop coslice@posture_app MainPID)" posture_user "$(prop coslice@posture_user MainPID)"
        is "what differs from crun's has its reasons" $? 0
fi
if [ -n "$(command -v python3)" ]; then
        for container in app user restricted; do
                beside=$(prop "coslice@shared_$container" MainPID)
                has "what shares a process namespace is and may the same, $container" "$(../posture/same "$(prop "coslice@posture_$container" MainPID)" "$beside" \
                        'process, its group and session inside=' "cgroup=$(prop "coslice@shared_$container" ControlGroup)" 'variables=')" "the same, "
        done
fi
systemctl stop coslice@posture coslice@shared

# Securebits that the unit gives the helper: a user namespace has its own, and without one they are reset, or nothing runs.
mkdir -p /etc/systemd/system/coslice@bits_app.service.d
for userns in auto host; do for bits in no-setuid-fixup no-setuid-fixup-locked; do
        printf '[Service]\nSecureBits=%s\n' $bits > /etc/systemd/system/coslice@bits_app.service.d/bits.conf
        lone $ROOT /bin/inside $'[Group]\nUserNS='$userns | def bits
        since=$(date +'%F %T.%N')
        reload
        systemctl start coslice@bits 2>/dev/null
        if [ $bits = no-setuid-fixup-locked ]; then
                has "UserNS=$userns, SecureBits=$bits: nothing runs" "$(prop coslice@bits_app StatusText)" "Operation not permitted"
        else
                is "UserNS=$userns, SecureBits=$bits" "$(until_is 'securebits: 0' sh -c "journalctl -q -o cat --since '$since' -u coslice@bits_app | grep securebits")" "securebits: 0"
        fi
        systemctl stop coslice@bits
        systemctl reset-failed
done; done
rm -r /srv/posture /etc/systemd/system/coslice@bits_app.service.d
clean_state
is "nothing is left" "$(until_is '' remains)" ""
summary
