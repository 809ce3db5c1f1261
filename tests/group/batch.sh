# SPDX-License-Identifier: LGPL-2.1-or-later
# Groups whose containers end by themselves: they end too, also if something that is active wants them.
. ./lib.sh
reset

unit w.service '[Unit]\nWants=coslice@web.service\n[Service]\nExecStart=/bin/sleep 1000\n'
define web 'app no' 'sync no exits-after=.1'
systemctl enable $U 2> /dev/null
systemctl start w
until_is active systemctl is-active $U > /dev/null
ok "wanted: it runs" "$(active $U multi-user.target w)" "active active active"
trapped app
kill "$(prop ${U}_app MainPID)" # it ends by itself then, with 0
till "$DOWN"
ok "wanted by active units, all ended: inactive" "$(states)" "$DOWN"
systemctl stop w
define web 'app no exits-after=.3 status=3' 'sync no exits-after=.1'
systemctl start w
till "failed failed inactive inactive inactive"
ok "wanted, one failed: failed" "$(states)" "failed failed inactive inactive inactive"
ok "wanted, one failed: nothing is left" "$(left)" ""
systemctl stop w
systemctl disable $U 2> /dev/null
reset

dropin '[Service]\nExecStartPost=/bin/sleep .4\n' $U.service
define web 'app no exits-after=.1' 'sync no exits-after=0'
ok "all end while the group starts: start" "$(code systemctl start $U)" 0
till "$DOWN"
ok "all end while the group starts: inactive" "$(states)" "$DOWN"
ok "all end while the group starts: no job was refused" "$(log | grep -ci destructive)" 0
systemctl start ${U}_app
ok "the same on top of one alone: start" "$(code systemctl start $U)" 0
till "$DOWN"
ok "the same on top of one alone: inactive" "$(states)" "$DOWN"
nodropin
# Before anybody looks at them, and the sandbox went with them.
last=$(prop coslice-sandbox@web InactiveEnterTimestampMonotonic)
cat > /run/until-over <<TEXT
until now=\$(systemctl show -P InactiveEnterTimestampMonotonic coslice-sandbox@web); [ "\$now" != 0 ] && [ "\$now" != "$last" ]; do
        sleep .05
done
TEXT
dropin '[Service]\nExecStartPre=/bin/sh /run/until-over\n' $U.service
ok "all have ended before the group waits for them: start" "$(code systemctl start $U)" 0
till "$DOWN"
ok "all have ended before the group waits for them: inactive" "$(states)" "$DOWN"
nodropin
# The same while the sandbox goes down.
hold
dropin "[Service]\nExecStop=$UNTIL_GO\n" coslice-sandbox@web.service
echo 'until [ "$(systemctl show -P SubState coslice-sandbox@web)" = stop ]; do sleep .05; done' > /run/until-over
dropin '[Service]\nExecStartPre=/bin/sh /run/until-over\n' $U.service
ok "they have, and the sandbox goes down: start" "$(code systemctl start $U)" 0
go
till "$DOWN"
ok "they have, and the sandbox goes down: inactive" "$(states)" "$DOWN"
nodropin
reset

define web 'app no exits-after=0' 'sync no exits-after=0'
many=$(count 50 4)
for ((i = 0; i < many; i++)); do
        systemctl start $U || echo "start $i failed"
        till "$DOWN"
        raw
        echo
done > /tmp/batches
ok "$many batches" "$(sort -u /tmp/batches | grep .)" "$DOWN"
reset
summary
