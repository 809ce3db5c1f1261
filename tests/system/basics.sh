#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# The README's example: started, limited, stopped; nothing of ours stays beside the payload or after it.
. ./lib.sh
clean_state
rm -rf /etc/coslice
systemd-tmpfiles --create coslice.conf
is "where definitions go is made" "$(stat -c '%A %U' $D)" "drwxr-xr-x root"
sed "s,/srv/busybox,$ROOT,; /^\[Install\]/,\$d" ../../docs/examples/web.group > $D/web.group
reload
before=$(remains)
is "nothing of ours is there before" "$before" ""
systemctl start coslice@web
is "start" "$? $(active coslice@web coslice@web_app coslice@web_sync coslice-sandbox@web)" "0 active active active active"
# Any user may know which groups there are: nothing of the search path is closed.
as_installed
is "modes below /run/coslice" "$(cd /run && find coslice -maxdepth 1 -type d -printf '%p %m\n' | sort | paste -sd' ')" \
        "coslice 711 coslice/dns 755 coslice/groups 755 coslice/network 700 coslice/pins 700 coslice/running 700 coslice/state 711 coslice/steps 700"
is "any user may check" "$(setpriv --reuid 65534 --regid 65534 --clear-groups coslice check 2>&1)" "web: 2 containers, 2 CPUs, 2 GiB"
is "the live target comes up" "$(until_is active systemctl is-active coslice-live@web.target)" active
is "slice: CPU" "$(prop coslice-web.slice CPUQuotaPerSecUSec)" 2s
is "slice: memory" "$(prop coslice-web.slice MemoryMax)" 2147483648
is "slice: swap" "$(prop coslice-web.slice MemorySwapMax)" 0
is "weights" "$(prop coslice@web_app CPUWeight):$(prop coslice@web_sync CPUWeight)" 75:50
# Of cgroup v2 see limits.sh.
if ! v2; then
        is "kernel: memory" "$(cat "$(cgroup_of coslice-web.slice memory)/memory.limit_in_bytes")" 2147483648
        is "kernel: CPU" "$(cat "$(cgroup_of coslice-web.slice cpu)/cpu.cfs_quota_us")" 200000
fi
status=$(systemctl status coslice@web)
has "status names the containers and the limits" "$status" "started: app, sync; 2 CPUs, 2 GiB"
is "the payload's parent is PID 1" "$(ps -o ppid= -p "$(prop coslice@web_app MainPID)" | tr -d ' ')" 1
is "the main process is the init" "$(cat "/proc/$(prop coslice@web_app MainPID)/comm")" catatonit
is "no process of ours" "$(pgrep -c coslice)" 0
is "two processes in the cgroup: init and server" "$(wc -l < "$(cgroup_of coslice@web_app systemd)/cgroup.procs")" 2
has "the client reaches the server" "$(until_is 1 sh -c 'journalctl -q -o cat -u coslice@web_sync | grep -c UTC | sed s/[1-9][0-9]*/1/')" 1
is "is-active of one" "$(active coslice@web_app)" active
old=$(prop coslice@web_app MainPID) sandbox=$(prop coslice-sandbox@web InvocationID) sibling=$(prop coslice@web_sync MainPID)
systemctl restart coslice@web_app
is "restart of one leaves the rest" "$? $(prop coslice-sandbox@web InvocationID) $(prop coslice@web_sync MainPID)" "0 $sandbox $sibling"
[ "$old" != "$(prop coslice@web_app MainPID)" ] && pass "restart of one is a restart" || fail "restart of one" "same process"
systemctl restart coslice@web
is "restart of the group" "$? $(active coslice@web coslice@web_app coslice@web_sync)" "0 active active active"
for i in 1 2 3; do systemctl daemon-reload; done
systemctl daemon-reexec
is "reload and reexec change nothing" "$(active coslice@web coslice@web_app coslice@web_sync)" "active active active"
systemctl stop coslice@web
is "stop" "$? $(active coslice@web coslice@web_app coslice@web_sync coslice-sandbox@web)" "0 inactive inactive inactive inactive"
is "nothing is left" "$(until_is '' remains)" ""
# Not by lsns, which gives up where a process goes while it looks.
net_namespaces() { readlink /proc/[0-9]*/ns/net 2>/dev/null | sort -u | wc -l; }
namespaces=$(net_namespaces)
for i in 1 2 3 4 5; do systemctl start coslice@web; systemctl stop coslice@web; done
is "no namespace is left" "$(until_is "$namespaces" net_namespaces)" "$namespaces"

def batch <<X
[Container one]
Rootfs=$ROOT
Exec=/bin/true
Restart=no
[Container two]
Rootfs=$ROOT
Exec=/bin/sleep .3
Restart=no
X
reload
systemctl start coslice@batch
is "a batch group starts" $? 0
is "and becomes inactive" "$(until_is inactive systemctl is-active coslice@batch)" inactive
is "without remains" "$(until_is '' remains)" ""
sed -i 's,/bin/sleep .3,/bin/sh -c "sleep .3; exit 3",' $D/batch.group
reload
systemctl start coslice@batch
is "a batch group that fails" "$(until_is failed systemctl is-active coslice@batch)" failed
has "says so" "$(journal -u coslice@batch)" "container two"
systemctl reset-failed

systemctl enable -q --now coslice@web
is "enable --now" "$(active coslice@web) $(systemctl is-enabled coslice@web)" "active enabled"
systemctl disable -q --now coslice@web
is "disable --now" "$(active coslice@web)" inactive
systemctl start coslice@web_sync
is "one alone brings its sandbox, not its siblings" "$? $(active coslice@web coslice@web_app coslice@web_sync coslice-sandbox@web)" "0 inactive inactive active active"
systemctl stop coslice@web_sync
is "and takes it along" "$(until_is inactive systemctl is-active coslice-sandbox@web)" inactive
is "nothing is left in the end" "$(until_is '' remains)" ""
summary
