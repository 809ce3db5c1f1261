# SPDX-License-Identifier: LGPL-2.1-or-later
# A definition that breaks, vanishes or gets shorter while its group runs does not touch the group.
. ./lib.sh
reset
limits() {
        show coslice-web.slice MemoryMax TasksMax
        echo " / $(show ${U}_app TasksMax MemoryLow MemoryMax MainPID) / $(show ${U}_sync TasksMax)"
}
kept() { (cd /run/coslice/state/web/units && find . -type f | sort); }

for how in broken vanished; do
        define web 'app always MemoryLimit=60M' 'sync always'
        systemctl start $U
        ok "$how: the sandbox kept the units" "$(kept | tr '\n' ' ')" "./coslice-sandbox@web.service.d/10-coslice.conf ./coslice-web-app-exec-.scope.d/10-coslice-exec.conf ./coslice-web-sync-exec-.scope.d/10-coslice-exec.conf ./coslice-web.slice ./coslice@web.service.d/10-coslice.conf ./coslice@web_app.service ./coslice@web_sync.service "
        before=$(limits)
        if [ $how = broken ]; then
                spoil
                why=$(spoilt)
        else
                rm $D/web.group
                systemctl daemon-reload
                why="group web is no longer defined"
        fi
        sleep .2
        processes=$(invocation $U ${U}_app)
        ok "$how: all runs on" "$(states)" "$UP"
        ok "$how: the same limits and processes" "$(limits)" "$before"
        session=coslice-web-app-exec-3.scope
        scope $session coslice-web.slice
        ok "$how: a session has its limits" "$(show $session TasksMax)" 50
        ok "$how: restart is refused" "$(code systemctl restart $U)" 1
        ok "$how: restart stops nothing" "$(states) $(invocation $U ${U}_app)" "$UP $processes"
        ok "$how: restart of the sandbox is refused" "$(code systemctl restart coslice-sandbox@web)" 1
        ok "$how: restart of the sandbox stops nothing" "$(states) $(invocation $U ${U}_app)" "$UP $processes"
        has "$how: status says why" "$(systemctl status $U | head -n 1)" " - $why"
        crash ${U}_sync
        ok "$how: a crash is restarted" "$(raw) $(prop ${U}_sync NRestarts)" "$UP 1"
        ok "$how: restart of a container" "$(code systemctl restart ${U}_sync) $(states)" "0 $UP"
        systemctl daemon-reload
        ok "$how: another reload" "$(states) $(limits)" "$UP $before"
        ok "$how: stop waits" "$(code systemctl stop $U) $(raw)$(left)" "0 $DOWN"
        wait
        since
        ok "$how: the next start fails" "$(code systemctl start $U) $(raw)" "1 $DOWN"
        has "$how: status says why then" "$(systemctl status $U | head -n 1)" " - $why"
        unit w.service '[Unit]\nWants=coslice@web.service\n[Service]\nExecStart=/bin/sleep 1000\n'
        systemctl start w
        until_is failed systemctl is-active $U > /dev/null
        said "$how: wanted by another" "$why"
        ok "$how: wanted by another, nothing runs" "$(active ${U}_app ${U}_sync coslice-live@web.target)$(left)" "inactive inactive inactive"
        systemctl stop w
        systemctl reset-failed
        systemctl daemon-reload
        ok "$how: start fails after a reload" "$(code systemctl start $U)$(left)" 1
        if [ $how = broken ]; then
                said "$how: why after a reload" "$why"
        else
                said "$how: why after a reload" 'no group "web" in /etc/coslice/groups, '
        fi
        reset
done

define web 'app always' 'sync always'
systemctl start $U
spoil
mend
ok "mended: restart works again" "$(code systemctl restart $U) $(states)" "0 $UP"
reset

define web 'app no' 'sync always MemoryLimit=60M'
systemctl start $U
define web 'app no' 'new no'
ok "dropped: it keeps its limits" "$(show ${U}_sync TasksMax MemoryMax ActiveState)" "50 62914560 active"
crash ${U}_sync
ok "dropped: a crash is restarted" "$(active ${U}_sync) $(prop ${U}_sync NRestarts)" "active 1"
ok "dropped: restart by hand is refused" "$(code systemctl restart ${U}_sync) $(active ${U}_sync)" "1 active"
spoil
ok "dropped, then broken: it keeps its limits" "$(show ${U}_sync MemoryMax ActiveState)" "62914560 active"
ok "dropped, then broken: all runs on" "$(states)" "$UP"
mend
systemctl restart $U
ok "restart drops it and starts the new one" "$(active ${U}_sync ${U}_new)" "inactive active"
systemctl daemon-reload
ok "restart: its unit is gone" "$(prop ${U}_sync FragmentPath | sed 's|.*/||')" coslice@.service
systemctl stop $U
ok "restart: nothing is left" "$(left)" ""
reset

# What the generator writes beside its output: copies of running groups alone.
define web 'app no'
systemctl daemon-reload
ok "no copy for a group that does not run" "$(left)" ""
systemctl start $U
sed -i 's/^PidsLimit=.*/PidsLimit=60/' $D/web.group
printf '[Container new]\nRootfs=%s\nExec=/bin/sleep 1000\n' $ROOT >> $D/web.group
mkdir -p /tmp/out
rm -rf /tmp/out/* /tmp/out/.coslice
generator=$(echo /{lib,usr/lib}/systemd/system-generators/coslice-generator | tr ' ' '\n' | xargs ls 2> /dev/null | head -n 1)
"$generator" /tmp/out /tmp/out /tmp/out
ok "no copy when it is run by hand" "$(kept | grep -c new) $(find /tmp/out -maxdepth 1 -name '*_new.service' | wc -l)" "0 1"
systemctl daemon-reload
ok "a reload refreshes the copy" "$(kept | grep -c _new)" 1
reset
summary
