# SPDX-License-Identifier: LGPL-2.1-or-later
# A container's limits stand in its service, the sums in the group's slice, a session's in its scope.
. ./lib.sh
reset
limit() { cat "$(cgroup_of "$1" "$2")/$3"; }

define web 'app always MemoryLimit=60M CpuLimit=0.6' 'sync always'
systemctl start $U
ok "limits stand in the service" "$(show ${U}_app Slice CPUWeight MemoryLow TasksMax MemoryMax CPUQuotaPerSecUSec)" \
        "coslice-web.slice 50 52428800 50 62914560 600ms"
ok "a sibling has its own, and else the sums" "$(show ${U}_sync Slice TasksMax MemoryMax)" "coslice-web.slice 50 104857600"
ok "the sums stand in the group's slice" "$(show coslice-web.slice Slice MemoryMax MemoryLow TasksMax CPUQuotaPerSecUSec)" \
        "coslice.slice 104857600 104857600 100 1s"
ok "no slice per container" "$(systemctl list-units --plain --no-legend 'coslice-web*.slice' | cut -d' ' -f1)" coslice-web.slice
# With cgroup v2 alone the nested lab has no controllers; the virtual machines have.
if [ -d /sys/fs/cgroup/memory ]; then
        ok "enforced: the group's memory" "$(limit coslice-web.slice memory memory.limit_in_bytes)" 104857600
        ok "enforced: a container's memory" "$(limit ${U}_app memory memory.limit_in_bytes)" 62914560
        ok "enforced: the group's tasks" "$(limit coslice-web.slice pids pids.max)" 100
        ok "enforced: a container's tasks" "$(limit ${U}_app pids pids.max)" 50
elif grep -qw memory "$(cgroup_of coslice-web.slice memory)/cgroup.controllers"; then
        ok "enforced: the group's memory" "$(limit coslice-web.slice memory memory.max)" 104857600
        ok "enforced: a container's memory" "$(limit ${U}_app memory memory.max)" 62914560
        ok "enforced: the group's tasks" "$(limit coslice-web.slice pids pids.max)" 100
        ok "enforced: a container's tasks" "$(limit ${U}_app pids pids.max)" 50
fi

session=coslice-web-app-exec-17.scope
scope $session coslice-web.slice
ok "a session has limits by the drop-in for its prefix" "$(show $session Slice TasksMax MemoryMax DevicePolicy ActiveState)" \
        "coslice-web.slice 50 62914560 closed active"
systemctl restart ${U}_sync
ok "a sibling's restart leaves the session" "$(active $session)" active
systemctl stop ${U}_app
ok "its container's stop ends the session" "$(until_is inactive systemctl is-active $session)" inactive
wait
systemctl start ${U}_app
trapped app
scope $session coslice-web.slice
systemctl stop $U
till "$DOWN"
ok "the group's stop ends the session" "$(until_is inactive systemctl is-active $session)" inactive
wait
slices() { systemctl list-units --plain --no-legend 'coslice-*.slice'; find /sys/fs/cgroup -path '*coslice-web*' -type d; }
ok "no slice, no cgroup is left" "$(until_is "" slices)" ""
systemctl start $U
systemctl restart $U
ok "the slice through a restart" "$(states) $(show coslice-web.slice MemoryMax)" "$UP 104857600"
reset

define my-web 'a-b no'
systemctl start coslice@my-web
session='coslice-my\x2dweb-a\x2db-exec-1.scope'
scope "$session" 'coslice-my\x2dweb.slice'
ok "dashes: the container" "$(show coslice@my-web_a-b Slice TasksMax)" 'coslice-my\x2dweb.slice 50'
ok "dashes: a session" "$(show "$session" Slice TasksMax)" 'coslice-my\x2dweb.slice 50'
ok "dashes: the slice" "$(show 'coslice-my\x2dweb.slice' Slice TasksMax)" 'coslice.slice 50'
systemctl stop coslice@my-web
wait
rm $D/my-web.group
systemctl daemon-reload
reset
summary
