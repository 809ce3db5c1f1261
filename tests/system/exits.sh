#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# How payloads end is what systemd says: statuses, signals, kills; many at once; restarts.
. ./lib.sh
clean_state
# All at once, in four groups, beside busy loops: each with an end of its own.
units=() expected=() killed=()
# end NAME EXEC STATE RESULT CODE STATUS
end() {
        printf '[Container %s]\nExec=%s\n' "$1" "$2"
        units+=("coslice@exits${group}_$1.service")
        expected+=("coslice@exits${group}_$1.service ${*:3}")
}
each=$(count 35 7) few=$(count 5 1)
if [ -n "${BRIEF:-}" ]; then each=3; fi
for group in 0 1 2 3; do
        {
                # A start may wait for the others: systemd 262 reads no notification while jobs wait to be started.
                printf '[Container *]\nRestart=no\nMemory=16M\nCpu=0.05\nTimeoutStartSec=10min\n'
                printf '[Container keep]\nExec=/bin/sleep 10000\n'
                for i in $(seq $((group * 35 + 1)) $((group * 35 + each))); do end "e$i" "/bin/sh -c 'exit $i'" failed exit-code 1 "$i"; done
                for i in $(seq "$few"); do end "true$i" /bin/true inactive success 1 0; done
                # A recursion without an end: the kernel spares a process 1 the signals that are sent, not those of its faults.
                recursion='ulimit -s 256; exec awk "function f(n) { return f(n + 1) } BEGIN { f(0) }"'
                for i in $(seq "$few"); do end "fault$i" "/bin/sh -c '$recursion'" failed signal 2 11; done
                for i in $(seq "$few"); do
                        end "kill$i" '/bin/sleep 10000' failed signal 2 9
                        killed+=("coslice@exits${group}_kill$i.service")
                done
        } > /run/exits
        boxes exits$group < /run/exits
done
reload
systemctl start coslice@exits{0,1,2,3}_keep || journal -u 'coslice*' -n 20
# Where nothing would keep them from the rest, on cgroup v2 without its controllers, there are no busy loops.
busy=()
if ! v2 || grep -qw cpu /sys/fs/cgroup/cgroup.controllers; then busy=(busy{1,2,3,4}); fi
for unit in "${busy[@]}"; do systemd-run -q --unit="$unit" --slice=-.slice -p CPUWeight=10 busybox sh -c 'while :; do :; done'; done
systemctl start "${units[@]}" 2>/dev/null
for unit in "${killed[@]}"; do kill -9 "$(prop "$unit" MainPID)"; done
# One line for each: unit, state, result, code, status. A core may have been written.
ends() {
        systemctl show -p Id -p ActiveState -p Result -p ExecMainCode -p ExecMainStatus "${units[@]}" | sed 's/=core-dump$/=signal/' |
                awk -F= 'function out() { if (v["Id"]) print v["Id"], v["ActiveState"], v["Result"], v["ExecMainCode"] - (v["ExecMainCode"] == 3), v["ExecMainStatus"] }
                        NF { v[$1] = $2; next } { out(); delete v } END { out() }'
}
until_is 0 eval 'ends | grep -cE " (activating|active|deactivating) "' >/dev/null
is "${#units[@]} ends beside ${#busy[@]} busy loops, each as it was" "$(comm -3 <(ends | sort) <(printf '%s\n' "${expected[@]}" | sort) | tr '\t\n' '>;')" ""
if [ ${#busy[@]} -gt 0 ]; then systemctl stop "${busy[@]}"; fi

clean_state
{ sed 's/^\[Container [^*].*/&\nRootfs=\/srv\/bb/' | def ends; } <<X
[Container *]
Restart=no
[Container keep]
Exec=/bin/sleep 10000
[Container true]
Exec=/bin/true
[Container seven]
Exec=/bin/sh -c 'exit 7'
[Container segv]
Exec=/bin/sh -c 'kill -SEGV \$\$; sleep 5'
RunInit=yes
[Container wait]
Exec=/bin/sleep 10000
[Container init]
Exec=/bin/sh -c 'exit 9'
RunInit=yes
[Container abnormal]
Exec=/bin/sh -c 'kill -SEGV \$\$; sleep 5'
RunInit=yes
Restart=on-abnormal
RestartSec=200ms
[Container usr1]
Exec=/bin/sh -c 'kill -USR1 \$\$; sleep 5'
RunInit=yes
Restart=on-abnormal
SuccessExitStatus=SIGUSR1
[Container again]
Exec=/bin/sh -c 'sleep .2; exit 3'
Restart=on-failure
RestartSec=200ms
[Container term]
Exec=/bin/sh -c 'trap "exit 143" TERM; echo trapped; while :; do sleep .1; done'
X
reload
systemctl start coslice@ends_keep
result() { echo "$(prop "$1" Result) $(prop "$1" ExecMainCode) $(prop "$1" ExecMainStatus)"; }
for i in 1 2 3; do
        systemctl start coslice@ends_true
        is "/bin/true, $i" "$? $(until_is inactive systemctl is-active coslice@ends_true) $(result coslice@ends_true)" "0 inactive success 1 0"
done
systemctl start coslice@ends_seven
is "exit 7" "$(until_is failed systemctl is-active coslice@ends_seven) $(result coslice@ends_seven)" "failed exit-code 1 7"
systemctl start coslice@ends_init
is "exit 9 below an init" "$(until_is failed systemctl is-active coslice@ends_init) $(result coslice@ends_init)" "failed exit-code 1 9"
systemctl start coslice@ends_segv
is "SEGV" "$(until_is failed systemctl is-active coslice@ends_segv) $(result coslice@ends_segv)" "failed exit-code 1 139"
has "… in words" "$(journal -u coslice@ends)" "container segv: was killed by SIGSEGV (status 139)"
systemctl start coslice@ends_wait
kill -9 "$(prop coslice@ends_wait MainPID)"
is "kill -9" "$(until_is failed systemctl is-active coslice@ends_wait) $(result coslice@ends_wait)" "failed signal 2 9"
systemctl start coslice@ends_again
restarted_twice() { [ "$(prop "$1" NRestarts)" -ge 2 ] && echo yes; }
is "Restart=on-failure" "$(until_is yes restarted_twice coslice@ends_again)" yes
systemctl stop coslice@ends_again
systemctl start coslice@ends_abnormal
is "Restart=on-abnormal below an init" "$(until_is yes restarted_twice coslice@ends_abnormal)" yes
systemctl stop coslice@ends_abnormal
systemctl start coslice@ends_usr1
is "SuccessExitStatus=SIGUSR1 below an init" "$(until_is inactive systemctl is-active coslice@ends_usr1) $(result coslice@ends_usr1)" "inactive success 1 138"
systemctl start coslice@ends_term
until_is trapped journal -t ends/term >/dev/null # a signal before that is lost: it is PID 1 of its namespace
systemctl stop coslice@ends_term
is "143 at a stop is a success" "$(active coslice@ends_term) $(prop coslice@ends_term Result)" "inactive success"
clean_state
is "nothing is left" "$(until_is '' remains)" ""
summary
