# SPDX-License-Identifier: LGPL-2.1-or-later
# Stop in mid-start, start in mid-stop, a definition that breaks while the start waits.
. ./lib.sh
reset

define web 'app no ready-after=go' 'sync no'
hold
systemctl start $U 2> /dev/null &
until_is activating systemctl is-active ${U}_app > /dev/null
systemctl stop $U
wait
ok "stop in mid-start" "$(raw)$(left)" "$DOWN"
reset
define web 'app no stop-takes=2' 'sync no ready-after=.1'
systemctl start $U
trapped app
before=$(invocation ${U}_app ${U}_sync)
systemctl stop $U &
until_is deactivating systemctl is-active ${U}_app > /dev/null
systemctl start $U
ok "start in mid-stop" "$? $(states)" "0 $UP"
until_is "" systemctl list-jobs --no-legend 'coslice*' > /dev/null
ok "start in mid-stop: it stays" "$(states)" "$UP"
ok "start in mid-stop: new processes" "$([ "$before" = "$(invocation ${U}_app ${U}_sync)" ] || echo new)" new
systemctl stop $U
ok "start in mid-stop: stop after it" "$(raw)$(left)" "$DOWN"
reset
unit slow.service '[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart='"$UNTIL_GO"'\n'
hold
define web 'app no' 'sync no' 'Unit After=slow.service' 'Unit Requires=slow.service'
systemctl start $U 2> /dev/null &
until_is activating systemctl is-active slow > /dev/null
systemctl stop $U
wait
ok "stop while it waits for another unit" "$(raw)$(left)" "$DOWN"
systemctl stop slow
reset
for how in broken vanished; do
        define web 'app no' 'sync no' 'Unit After=slow.service' 'Unit Requires=slow.service'
        hold
        (code systemctl start $U > /tmp/code) &
        until_is activating systemctl is-active slow > /dev/null
        if [ $how = broken ]; then spoil; else rm $D/web.group; systemctl daemon-reload; fi
        go
        wait
        until_is "" systemctl list-jobs --no-legend 'coslice*' > /dev/null
        ok "$how while the start waits: it fails" "$(cat /tmp/code) $(active $U)" "1 failed"
        # Whose turn came has refused to start, and failed; whose job the group's failure took away was never begun.
        ok "$how while the start waits: nothing runs" "$(active ${U}_app ${U}_sync | sed 's/failed/inactive/g') $(active coslice-live@web.target)$(left)" "inactive inactive inactive"
        systemctl stop slow
        reset
done
summary
