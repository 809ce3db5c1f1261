# SPDX-License-Identifier: LGPL-2.1-or-later
# The group's status: what was started and the limits, why a start failed, how it ended. What becomes of a container in
# between is told to the group's journal when it happens.
. ./lib.sh
reset

define web 'app no' 'sync no'
systemctl start $U
has "status" "$(systemctl status $U)" 'Status: "started: app, sync; 1 CPU, 100 MiB"'
systemctl daemon-reload
ok "status after a reload" "$(prop $U StatusText)" "started: app, sync; 1 CPU, 100 MiB"
trapped app sync
systemctl stop ${U}_sync
said "an end that was asked for" "ended: sync, exited with status 0"
# Held: a unit that nobody needs is forgotten as soon as it is inactive.
unit holder.service "[Unit]\nAfter=$U.service\n[Service]\nExecStart=/bin/sleep 1000\n"
systemctl start holder
systemctl stop $U
ok "status at the end" "$(prop $U StatusText)" "all containers have ended"
reset
define web 'app no exits-after=0' 'sync no ready-after=.4'
systemctl start $U
ok "status when one has ended already" "$(prop $U StatusText)" "started: app, sync; 1 CPU, 100 MiB"
reset
define web 'app no exits-after=.1 status=3' 'sync no exits-after=.1'
systemctl start $U
until_is failed systemctl is-active $U > /dev/null
ok "status of a failed group" "$(prop $U StatusText)" "container app: exited with status 3; see: journalctl -u coslice@web_app"
reset
define web 'app no' 'sync no missing'
systemctl start $U 2> /dev/null
ok "status of a failed start" "$(prop $U StatusText)" \
        'container sync: program "/nosuch" does not exist in the root file system of container sync; exited with status 127; see: journalctl -u coslice@web_sync'
systemctl stop holder
rm /run/systemd/system/holder.service
reset

# A crash loop: one line of ours for each end.
define web 'app always exits-after=.1 status=3' 'sync no'
systemctl start $U
ends() { [ "$(log -u $U -o cat | grep -cx "container app: exited with status 3")" -ge 3 ] && echo three; }
ok "each end is told in the group's journal" "$(until_is three ends)" three
systemctl stop $U
ended=$(log -u ${U}_app -o cat | grep -c "Main process exited, code=exited, status=3")
ok "once" "$(log -u $U -o cat | grep -c "container app: exited with status 3$")" "$ended"
ok "and nothing else of ours" "$(log -u ${U}_app -o cat SYSLOG_IDENTIFIER=coslice-helper | grep -cv "^container app: exited with status 3$\|^ended: app")" 0
reset
define web 'app no' 'sync no'
systemctl start $U
kill -KILL "$(prop ${U}_app MainPID)"
until_is failed systemctl is-active ${U}_app > /dev/null
said "a killed one" "container app: was killed by SIGKILL"
reset

# 60 containers with names of 40: the longest that systemd takes is 4,096 bytes.
lines=()
for i in {10..69}; do lines+=("a-rather-long-name-that-somebody-wants-$i no Cpu=0.01 Memory=8M"); done
define web "${lines[@]}"
systemctl start $U
has "status of 60 containers" "$(prop $U StatusText)" "started: a-rather-long-name-that-somebody-wants-10, "
systemctl stop $U
ok "60 containers: all is down" "$(systemctl list-units --no-legend --state=active 'coslice@web*' | wc -l)$(left)" 0
reset
summary
