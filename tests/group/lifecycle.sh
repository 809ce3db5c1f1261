# SPDX-License-Identifier: LGPL-2.1-or-later
# Start, stop, restart, failures; alone and together; while systemd is told to reload or to re-execute itself.
. ./lib.sh
reset

define web 'app no ready-after=.3' 'sync no stop-takes=.4'
systemctl start $U
ok "start waits" "$(states)" "$UP"
systemctl stop $U
ok "stop waits" "$(raw)" "$DOWN"
ok "nothing is left" "$(left)" ""

systemctl start $U
before=$(invocation ${U}_app)
systemctl restart $U
ok "restart" "$(states)" "$UP"
ok "restart: a new process" "$([ "$before" = "$(invocation ${U}_app)" ] || echo new)" new
before=$(invocation $U ${U}_sync coslice-sandbox@web)
systemctl restart ${U}_app
ok "restart of one container leaves the rest" "$(invocation $U ${U}_sync coslice-sandbox@web)" "$before"
reset

define web 'app always ready-after=.05' 'sync always missing'
ok "failed start" "$(code systemctl start $U) $(states)" "1 failed inactive inactive inactive inactive"
said "failed start: why" "container sync: "
said "failed start: how it ended" "exited with status 127; see: journalctl -u coslice@web_sync"
ok "failed start: nothing is left" "$(left)" ""
reset

# A sandbox that fails when it is told to.
define web 'app no' 'sync no'
dropin '[Service]\nNotifyAccess=all\nExecStart=\nExecStart=/bin/sh -c "if [ -e /run/no-address ]; then systemd-notify --status=\\"no address left\\"; exit 5; fi; exec /usr/lib/coslice/coslice-helper sandbox --group=web --rendering=/run/systemd/generator/.coslice/web --userns=auto"\nExecStart=/usr/lib/coslice/coslice-network up --group=web\n' coslice-sandbox@web.service
touch /run/no-address
ok "sandbox fails" "$(code systemctl start $U)" 1
said "sandbox fails: the container" "container app: not started"
said "sandbox fails: why" "coslice-sandbox@web.service: no address left; exited with status 5; see: journalctl -u coslice-sandbox@web"
rm /run/no-address
reset
systemctl start $U
touch /run/no-address
ok "sandbox fails in a restart" "$(code systemctl restart $U) $(active $U)" "1 failed"
rm /run/no-address
reset
ok "sandbox is mended" "$(code systemctl start $U) $(states)" "0 $UP"
reset
nodropin

define web 'app no exits-after=.1 status=3' 'sync no'
systemctl start $U
until_is failed systemctl is-active ${U}_app > /dev/null
ok "one fails later, the group lives" "$(states)" "active failed active active active"
systemctl stop $U
said "one failed later: verdict at the stop" "container app: exited with status 3; see: journalctl -u coslice@web_app"
reset
for seconds in 0 .2; do
        define web "app no exits-after=$seconds" 'sync no exits-after=0'
        ok "batch of $seconds s starts" "$(code systemctl start $U)" 0
        till "$DOWN"
        ok "batch of $seconds s: all ended, inactive" "$(states)" "$DOWN"
        reset
done
define web 'app no exits-after=.2 status=3' 'sync no exits-after=.1'
systemctl start $U
until_is failed systemctl is-active $U > /dev/null
ok "batch failed: the group failed" "$(active $U)" failed
said "batch failed: verdict" "container app: exited with status 3; see: journalctl -u coslice@web_app"
reset
define web 'app always exits-after=.1 status=3' 'sync no exits-after=0'
systemctl start $U
restarted() { echo $(($(prop ${U}_app NRestarts) >= 1)); }
until_is 1 restarted > /dev/null
ok "one waits for its restart: the group stays" "$(active $U)" active
reset

define web 'app no ready-after=.5' 'sync no stop-takes=1'
(sleep .2; systemctl daemon-reload) &
systemctl start $U
ok "reload in mid-start" "$? $(states)" "0 $UP"
wait
(sleep .2; systemctl daemon-reload) &
systemctl stop $U
ok "reload in mid-stop" "$? $(raw)" "0 $DOWN"
wait
# systemctl itself loses its connection by a reexec: it must have said what it wants before.
systemctl start $U 2> /dev/null &
until_is activating systemctl is-active $U > /dev/null
systemctl daemon-reexec
wait
till "$UP"
ok "reexec in mid-start" "$(states)" "$UP"
trapped sync
systemctl stop $U 2> /dev/null &
until_is deactivating systemctl is-active ${U}_sync > /dev/null
systemctl daemon-reexec
wait
till "$DOWN"
ok "reexec in mid-stop" "$(states)" "$DOWN"
systemctl stop dbus.socket dbus
systemctl start $U
ok "start without dbus-daemon" "$? $(states)" "0 $UP"
systemctl stop $U
ok "stop without dbus-daemon" "$? $(raw)" "0 $DOWN"
systemctl start dbus.socket

systemctl start ${U}_sync
ok "one alone" "$(states)" "inactive inactive active active active"
systemctl stop 'coslice*@web*'
ok "one alone: stop by a pattern waits" "$(raw)" "$DOWN"
systemctl start ${U}_sync
trapped sync
systemctl stop ${U}_sync
till "$DOWN"
ok "one alone stopped: the sandbox goes" "$(raw) $(left)" "$DOWN "
systemctl start ${U}_sync
before=$(invocation ${U}_sync coslice-sandbox@web)
systemctl start $U
ok "group on top of one alone" "$(states)" "$UP"
ok "group on top of one alone: the same process" "$(invocation ${U}_sync coslice-sandbox@web)" "$before"
systemctl stop $U
ok "group on top of one alone: stop" "$(raw)" "$DOWN"
reset

groups=() many=$(count 50 12)
for ((i = 1; i <= many; i++)); do
        cat > $D/g$i.group <<-TEXT
		[Container *]
		Cpu=0.1
		Memory=16M
		[Container app]
		Rootfs=$ROOT
		Exec=/bin/sh -c "trap 'exit 0' TERM; sleep 1000 & wait"
		[Container sync]
		Rootfs=$ROOT
		Exec=/bin/sh -c "trap 'exit 0' TERM; sleep 1000 & wait"
	TEXT
        groups+=("coslice@g$i")
done
systemctl daemon-reload
systemctl start "${groups[@]}"
ok "$many groups start" "$? $(systemctl is-active "${groups[@]}" | grep -c '^active')" "0 $many"
systemctl stop "${groups[@]}"
ok "$many groups stop" "$? $(systemctl list-units --no-legend --state=active,activating,deactivating 'coslice@*' 'coslice-sandbox@*' | wc -l)" "0 0"
rm $D/g*.group
systemctl daemon-reload
reset
summary
