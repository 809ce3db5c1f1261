# SPDX-License-Identifier: LGPL-2.1-or-later
# What [Unit] of a definition says holds for the group, and for a container that is started alone.
. ./lib.sh
reset
SLOW='[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart='"$UNTIL_GO"'\n'
FAIL='[Service]\nType=oneshot\nExecStart=/bin/sh -c "sleep .5; exit 1"\n'
waits() { until_is activating systemctl is-active "$1" > /dev/null; sleep .2; }

for key in Wants Requires BindsTo; do
        unit slow.service "$SLOW"
        define web 'app no' 'sync no' "Unit After=slow.service" "Unit $key=slow.service"
        hold
        systemctl start --no-block $U
        waits slow
        ok "After= and $key=: the containers wait" "$(active slow) $(active ${U}_app ${U}_sync coslice-sandbox@web)" \
                "activating inactive inactive inactive"
        go
        systemctl start $U
        ok "After= and $key=: then they run" "$(active slow) $(states)" "active $UP"
        if [ $key != Wants ]; then
                systemctl stop slow
                ok "$key=: its stop stops the group first" "$(raw)" "$DOWN"
                systemctl start $U
        fi
        systemctl stop $U slow
        hold
        systemctl start ${U}_app --no-block
        waits slow
        ok "After= and $key= for one alone" "$(active slow ${U}_app)" "activating inactive"
        systemctl stop ${U}_app slow coslice-sandbox@web
        go
        reset
done
for key in Requires BindsTo; do
        unit slow.service "$FAIL"
        define web 'app no' 'sync no' "Unit After=slow.service" "Unit $key=slow.service"
        ok "$key= that fails" "$(code systemctl start $U) $(states)$(left)" "1 $DOWN"
        reset
done
define web 'app no' 'sync no' "Unit After=slow.service" "Unit Wants=slow.service"
ok "Wants= that fails" "$(code systemctl start $U) $(states)" "0 $UP"
reset
# systemd.unit(5): without After= nothing waits for it, and a later failure takes nothing along.
hold
unit slow.service '[Service]\nType=oneshot\nExecStart='"$UNTIL_GO"'\nExecStart=/bin/false\n'
define web 'app no' 'sync no' "Unit Requires=slow.service"
ok "Requires= without After=: it is not waited for" "$(code systemctl start $U) $(states)" "0 $UP"
go
ok "Requires= without After= that fails later" "$(until_is failed systemctl is-active slow) $(raw)" "failed $UP"
reset

unit dep2.service '[Unit]\nPartOf=coslice@web.service\n[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=/bin/true\nExecStop='"$UNTIL_GO"'\n'
define web 'app no ready-after=go' 'sync no' 'Unit Before=dep2.service'
hold
systemctl start --no-block $U dep2
waits ${U}_app
ok "Before=: it waits for the containers" "$(active dep2)" inactive
go
systemctl start dep2
ok "Before=: then it starts" "$(states)" "$UP"
hold
systemctl stop --no-block $U
until_is deactivating systemctl is-active dep2 > /dev/null
sleep .2
ok "Before=: it stops before them" "$(active dep2 ${U}_app ${U}_sync)" "deactivating active active"
go
systemctl stop $U
ok "Before=: then they stop" "$(raw)" "$DOWN"
reset

define web 'app no' 'sync no' 'Unit ConditionPathExists=/nosuch'
ok "Condition that is not met" "$(code systemctl start $U) $(states)$(left)" "0 $DOWN"
ok "Condition that is not met, one alone" "$(code systemctl start ${U}_app) $(states)$(left)" "0 $DOWN"
mkdir /nosuch
ok "Condition that is met" "$(code systemctl start $U) $(states)" "0 $UP"
rmdir /nosuch
ok "Condition no longer met at a restart" "$(code systemctl restart $U) $(states)$(left)" "0 $DOWN"
reset
define web 'app no' 'sync no' 'Unit AssertPathExists=/nosuch'
ok "Assert that is not met" "$(code systemctl start $U) $(states)$(left)" "1 $DOWN"
ok "Assert that is not met, one alone" "$(code systemctl start ${U}_app) $(states)$(left)" "1 $DOWN"
reset
unit slow.service '[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=/bin/sh -c "sleep .3; touch /run/made"\n'
rm -f /run/made
define web 'app no' 'sync no' 'Unit After=slow.service' 'Unit Requires=slow.service' 'Unit ConditionPathExists=/run/made'
ok "a Condition is looked at after After=" "$(code systemctl start $U) $(states)" "0 $UP"
systemctl stop $U slow
rm -f /run/made
reset
define web 'app no' 'sync no'
dropin '[Unit]\nConditionPathExists=/nosuch\n' ${U}_app.service
ok "Condition on one container" "$(code systemctl start $U) $(states)" "0 active inactive active active active"
said "Condition on one container: it is said" "container app: skipped, a condition is not met"
nodropin
reset
summary
