# SPDX-License-Identifier: LGPL-2.1-or-later
# A container that was READY once in this start counts as started; one that never was fails it.
. ./lib.sh
reset

for restart in always no; do
        for after in $(count ".1 .25 .4 .55" .25); do
                define web "app $restart exits-after=.05 status=1" "sync always ready-after=$after"
                ok "READY, then crashed with Restart=$restart, sibling ready after $after s" \
                        "$(code systemctl start $U) $(active $U ${U}_sync)" "0 active active"
                reset
        done
done
for after in $(count "0 .1 .25 .4 .55" "0 .25"); do
        define web "app always missing" "sync always ready-after=$after"
        ok "never READY, sibling ready after $after s" "$(code systemctl start $U) $(active $U)" "1 failed"
        ok "never READY, sibling ready after $after s: taken down" "$(active ${U}_sync coslice-sandbox@web coslice-live@web.target)" \
                "inactive inactive inactive"
        said "never READY, sibling ready after $after s: why" "exited with status 127; see: journalctl -u coslice@web_app"
        ok "never READY, sibling ready after $after s: nothing is left" "$(left)" ""
        reset
done

# What ran and was taken down has not failed, however it ends.
define web 'app no missing ready-after=.5' 'sync no stop-status=1'
ok "never READY: a sibling that fails as it is taken down" "$(code systemctl start $U) $(states)" "1 failed failed inactive inactive inactive"
said "never READY: a sibling that fails as it is taken down: in words" "container sync: "
said "never READY: a sibling that fails as it is taken down: not counted" "is not counted as a failure"
reset

dropin '[Unit]\nAfter=late.service\n' $U.service
unit late.service '[Service]\nType=oneshot\nExecStart='"$UNTIL_GO"'\n'
define web 'app no exits-after=.05 status=1' 'sync no'
hold
systemctl start late --no-block
systemctl start $U --no-block
until_is failed systemctl is-active ${U}_app > /dev/null
go
# It starts the one that has ended once more, which ends once more.
started=$(code systemctl start $U)
till "active failed active active active"
ok "the group itself was held back, a container ended before it" "$started $(raw)" "0 active failed active active active"
nodropin
reset

# PID 1 is asked for states first and for time stamps then: here each question takes its time, and the container that
# was READY and has ended is started in between.
asked=/run/asked
listed() { grep -q ListUnitsByPatterns $asked && echo yes; }
define web 'app no ready-after=2 exits-after=.05 status=1' 'sync no'
command=$(systemctl cat $U | sed -n 's/^ExecStart=:\(.* started .*\)/\1/p')
dropin "[Unit]\nAfter=late.service\n[Service]\nExecStart=\nExecStart=:/usr/bin/strace -D -s 4096 -e trace=sendmsg \
-e inject=sendmsg:delay_enter=40000 -o $asked $command\n" $U.service
rm -f $asked
hold
systemctl start late --no-block
systemctl start $U --no-block
until_is failed systemctl is-active ${U}_app > /dev/null
go
until_is yes listed > /dev/null
systemctl start ${U}_app --no-block
till "active failed active active active"
ok "READY, ended, and started between two questions" "$(raw)" "active failed active active active"
nodropin
reset

define web 'app no exits-after=.1 status=3' 'sync no'
systemctl start ${U}_app ${U}_sync
until_is failed systemctl is-active ${U}_app > /dev/null
define web 'app no missing' 'sync no'
ok "READY before this start does not count" "$(code systemctl start $U) $(active $U)" "1 failed"
reset
define web 'app no ready-after=.1' 'sync no'
systemctl start $U
define web 'app no missing' 'sync no'
ok "READY before a restart does not count" "$(code systemctl restart $U) $(states)" "1 failed failed inactive inactive inactive"
reset

# An administrator's own Restart= on the group: tried until it works.
dropin '[Service]\nRestart=on-failure\nRestartSec=300ms\n' $U.service
define web 'app always ready-after=.05' 'sync always missing'
systemctl start $U 2> /dev/null
define web 'app always missing' 'sync always'
again=$(prop $U NRestarts)
tried() { echo $(($(prop $U NRestarts) > again + 1)); }
until_is 1 tried > /dev/null
ok "the group's own Restart=: still tried" "$(prop $U ActiveState | sed 's/deactivating/activating/')" activating
define web 'app always' 'sync always'
till "$UP"
ok "the group's own Restart=: up once it is mended" "$(states)" "$UP"
systemctl stop $U
ok "the group's own Restart=: stop" "$(raw)" "$DOWN"
nodropin
reset

# A restart of the group finds a container being cleaned up after: systemd leaves that to its own Restart=, and has a start wait.
for seconds in 1 100ms; do
        define web "app always RestartSec=$seconds" 'sync always'
        dropin '[Service]\nExecStopPost=/bin/sleep 1\n' ${U}_app.service
        systemctl start $U
        kill -9 "$(prop ${U}_app MainPID)"
        until_is stop-post prop ${U}_app SubState > /dev/null
        ok "a restart while a container is cleaned up after, RestartSec=$seconds" "$(code systemctl restart $U) $(states)" "0 $UP"
        nodropin
        reset
done
summary
