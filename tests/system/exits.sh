#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# How payloads end is what systemd says: statuses, signals, kills; many at once; restarts.
. ./lib.sh
clean_state
N=${EXITS:-200}
{
        echo "[Container *]"
        echo "Restart=no"
        echo "Memory=16M"
        echo "Cpu=0.05"
        echo "[Container keep]"
        echo "Exec=/bin/sleep 10000"
        for i in $(seq 50); do
                echo "[Container e$i]"
                # The status comes from a file, so that each of many rounds has another one.
                echo "Volume=/srv/status:/status:ro"
                echo "Exec=/bin/sh -c 'exit \$(cat /status/e$i)'"
        done
} | boxes exits
mkdir -p /srv/status
reload
systemctl start coslice@exits_keep
for i in 1 2 3 4; do systemd-run -q --unit="busy$i" --slice=busy.slice -p CPUWeight=50 busybox sh -c 'while :; do :; done'; done
right=0 wrong=
for ((round = 0; round * 50 < N; round++)); do
        units=()
        for i in $(seq 50); do
                echo $(((round * 50 + i) % 69 + 1)) > "/srv/status/e$i"
                units+=("coslice@exits_e$i")
        done
        systemctl start "${units[@]}"
        for i in $(seq 50); do
                expected=$(((round * 50 + i) % 69 + 1))
                got=$(until_is "failed exit-code 1 $expected" sh -c "systemctl show coslice@exits_e$i -P ActiveState -P Result -P ExecMainCode -P ExecMainStatus | tr '\n' ' ' | sed 's/ $//'")
                if [ "$got" = "failed exit-code 1 $expected" ]; then right=$((right + 1)); else wrong="$wrong $i:$got"; fi
        done
        systemctl reset-failed
done
systemctl stop busy.slice
is "$N exit statuses under load" "$right$wrong" "$N"

clean_state
boxes ends <<X
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
[Container again]
Exec=/bin/sh -c 'sleep .2; exit 3'
Restart=on-failure
RestartSec=200ms
[Container term]
Exec=/bin/sh -c 'trap "exit 143" TERM; while :; do sleep .1; done'
X
reload
systemctl start coslice@ends_keep
result() { echo "$(prop "$1" Result) $(prop "$1" ExecMainCode) $(prop "$1" ExecMainStatus)"; }
for i in 1 2 3 4 5 6 7 8 9 10; do
        systemctl start coslice@ends_true
        is "/bin/true, $i" "$? $(until_is inactive systemctl is-active coslice@ends_true) $(result coslice@ends_true)" "0 inactive success 1 0"
done
systemctl start coslice@ends_seven
is "exit 7" "$(until_is failed systemctl is-active coslice@ends_seven) $(result coslice@ends_seven)" "failed exit-code 1 7"
systemctl start coslice@ends_init
is "exit 9 below an init" "$(until_is failed systemctl is-active coslice@ends_init) $(result coslice@ends_init)" "failed exit-code 1 9"
systemctl start coslice@ends_segv
is "SEGV" "$(until_is failed systemctl is-active coslice@ends_segv) $(result coslice@ends_segv)" "failed exit-code 1 139"
systemctl start coslice@ends_wait
kill -9 "$(prop coslice@ends_wait MainPID)"
is "kill -9" "$(until_is failed systemctl is-active coslice@ends_wait) $(result coslice@ends_wait)" "failed signal 2 9"
systemctl start coslice@ends_wait
kill -SEGV "$(prop coslice@ends_wait MainPID)"
is "a SEGV from outside" "$(until_is failed systemctl is-active coslice@ends_wait | sed s/core-dump/signal/)" "failed"
has "a SEGV from outside is a signal" "$(result coslice@ends_wait)" " 11"
systemctl start coslice@ends_again
sleep 2
[ "$(prop coslice@ends_again NRestarts)" -ge 2 ] && pass "Restart=on-failure" || fail "Restart=on-failure" "$(prop coslice@ends_again NRestarts) restarts"
systemctl stop coslice@ends_again
systemctl start coslice@ends_term
systemctl stop coslice@ends_term
is "143 at a stop is a success" "$(active coslice@ends_term) $(prop coslice@ends_term Result)" "inactive success"
clean_state
is "nothing is left" "$(until_is '' remains)" ""
summary
