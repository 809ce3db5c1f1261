#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# The helper killed at any moment of a start: the payload never runs unsupervised, nothing stays.
. ./lib.sh
clean_state
lone $ROOT '/bin/sleep 54321' | def fault
reload
systemctl start coslice-sandbox@fault
procs=/sys/fs/cgroup
v2 || procs+=/systemd
procs+=/coslice.slice/coslice-fault.slice/coslice@fault_app.service/cgroup.procs
# kill_start TURNS: kills what sets the container up, that many turns of a loop after its first step.
kill_start() {
        local pid turn
        systemctl start coslice@fault_app 2>/dev/null &
        until [ -e /run/coslice/steps/fault/app ] || ! kill -0 $! 2>/dev/null; do :; done
        for ((turn = 0; turn < $1; turn++)); do :; done
        if read -r pid < $procs; then kill -9 "$pid"; fi
        wait $! # it may have come too late: then it started
} 2>/dev/null
# A payload runs if, and only if, it is the main process of a unit that is active. The kill may be what ends it just now.
is_supervised() {
        case $(active coslice@fault_app) in
        active) [ "$(pgrep -f 'sleep 54321')" = "$(prop coslice@fault_app MainPID)" ] && echo yes ;;
        inactive | failed) pgrep -f 'sleep 54321' >/dev/null || echo yes ;;
        esac
}
starts=$(count 200 10) sandboxes=$(count 100 5)
killed='coslice-helper was killed at: ' named=0 said=''
# On a busy machine it comes too late often: tried until one was in time.
for i in $(seq 1000); do
        if [ "$i" -gt "$starts" ] && [ $named != 0 ]; then break; fi
        kill_start $((RANDOM % 1000))
        case $(prop coslice@fault_app StatusText) in "$killed"?*) named=$((named + 1)) said=$(prop coslice@fault_app StatusText) ;; esac
        if [ "$(until_is yes is_supervised)" != yes ]; then
                fail "kill $i" "the unit is $(active coslice@fault_app), payloads: $(pgrep -f 'sleep 54321')"
        fi
        systemctl stop coslice@fault_app
        systemctl reset-failed coslice@fault_app 2>/dev/null
done
near "… and name their step" "$named" 1 1000
# journald can be seconds behind on a busy machine, whatever "journalctl --sync" says.
said_so() { if [[ $(journal -b -u coslice@fault_app) == *"$said"* ]]; then echo yes; fi; }
is "… in their journal too: $said" "$(until_is yes said_so)" yes
systemctl stop coslice-sandbox@fault
is "$((i - 1)) killed starts leave nothing" "$(until_is '' remains)" ""
for i in $(seq "$sandboxes"); do
        systemctl start coslice-sandbox@fault 2>/dev/null &
        sleep "0.00$((RANDOM % 10))"
        pkill -9 -f 'coslice-helper sandbox' 2>/dev/null
        wait $!
        systemctl stop coslice-sandbox@fault
        systemctl reset-failed 2>/dev/null
done
is "$sandboxes killed sandboxes leave nothing" "$(until_is '' remains)" ""
# It waits for its turn: killed there, the start of its group says so.
exec {lock}>/run/coslice/lock
flock $lock
systemctl start coslice@fault 2>/dev/null {lock}>&- &
at_step() { sed 's/\x00.*//' /run/coslice/steps/fault/_ 2>/dev/null; }
is "the step of a start" "$(until_is 'find the ids of the group' at_step)" 'find the ids of the group'
pkill -9 -f 'coslice-helper sandbox'
exec {lock}>&-
wait $!
has "a killed sandbox names its step" "$(prop coslice-sandbox@fault StatusText)" "${killed}find the ids of the group"
has "… and so does the group" "$(journal -b -u coslice@fault)" "${killed}find the ids of the group"
systemctl reset-failed
is "… and nothing is left" "$(until_is '' remains)" ""
systemctl start coslice@fault && pass "and then it starts" || fail "start after kills" "$(journal -b -u coslice@fault_app -u coslice-sandbox@fault | tail -n 5)"
clean_state
is "nothing is left in the end" "$(until_is '' remains)" ""
summary
