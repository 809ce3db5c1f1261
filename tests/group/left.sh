# SPDX-License-Identifier: LGPL-2.1-or-later
# What a stop can't take down: a frozen container, a process that can't be killed, files that can't be removed. The group
# is failed and says what helps; nothing that a process still uses is removed; a later stop ends it.
. ./lib.sh
reset
version=$(systemctl --version | awk 'NR == 1 { print $2 }')
FREEZER=/run/freezer
mkdir -p $FREEZER
mount -t cgroup -o freezer none $FREEZER
stuck() { mkdir -p $FREEZER/stuck; echo "$1" > $FREEZER/stuck/cgroup.procs; echo FROZEN > $FREEZER/stuck/freezer.state; }
unstuck() { echo THAWED > $FREEZER/stuck/freezer.state; }
status() { prop "${1:-$U}" StatusText; }
remembered() { until_is active systemctl is-active coslice-left@web.service; }
STOP='systemctl stop coslice-sandbox@web'
ALL_DOWN="inactive inactive"
both() { active "$@" | sed 's/failed/inactive/g'; } # failed or not is no matter
# cleared NAME: the stop of the sandbox has ended all
cleared() {
        ok "$1: the stop of the sandbox ends it" "$(both ${U}_app ${U}_sync)$(left)" "$ALL_DOWN"
        ok "$1: nothing is remembered" "$(until_is inactive systemctl is-active coslice-left@web.service)" inactive
        systemctl reset-failed
        systemctl start $U
        ok "$1: then it starts" "$? $(states)" "0 $UP"
        reset
}

define web 'app no' 'sync no'
systemctl start $U
trapped app sync
if ! systemctl freeze ${U}_app 2> /dev/null; then
        pass "this machine can't freeze units"
elif [ "$version" -lt 255 ]; then
        systemctl stop $U
        ok "frozen: this systemd thaws what it stops" "$(raw)$(left)" "$DOWN"
else
        pid=$(prop ${U}_app MainPID)
        systemctl stop $U
        ok "frozen: the group failed" "$(active $U ${U}_app ${U}_sync)" "failed active inactive"
        ok "frozen: in words" "$(status)" "container app: is frozen and was not stopped; run: systemctl thaw coslice@web_app; $STOP"
        ok "frozen: mark and layer are kept" "$([ -d /run/coslice/state/web ] && [ -d /var/lib/coslice/upper/web/app ] && echo kept)" kept
        has "frozen: the sandbox says why" "$(status coslice-sandbox@web)" "container app still has a process, $pid (sh): what it uses of the group is kept"
        ok "frozen: it is remembered" "$(remembered)" active
        ok "frozen: no start beside it" "$(code systemctl start $U) $(active $U ${U}_app) $(prop ${U}_app MainPID)" "1 failed active $pid"
        said "frozen: a start says why" "container app still has a process, $pid (sh)"
        ok "frozen: nor a restart" "$(code systemctl restart $U) $(prop ${U}_app MainPID)" "1 $pid"
        ok "frozen: it stays remembered" "$(remembered)" active
        systemctl thaw ${U}_app
        $STOP
        cleared frozen

        systemctl start $U
        trapped app sync
        systemctl freeze coslice-web.slice
        systemctl stop $U
        has "a frozen slice" "$(status)" "run: systemctl thaw coslice-web.slice; $STOP"
        systemctl thaw coslice-web.slice
        $STOP
        cleared "a frozen slice"
fi
reset

define web 'app no' 'sync no'
systemctl start $U
trapped app sync
pid=$(prop ${U}_app MainPID)
stuck "$pid"
since
began=$SECONDS
systemctl stop $U
near "unkillable: the stop ends, seconds" $((SECONDS - began)) 0 150
ok "unkillable: the group failed" "$(active $U ${U}_sync)" "failed inactive"
has "unkillable: in words" "$(status)" "container app: process $pid ("
has "unkillable: what helps" "$(status)" " is left and can't be killed; once it is gone, run: $STOP"
hasnt "unkillable: no wrong advice" "$(log -u $U)" RunInit=
has "unkillable: the container's journal" "$(log -u ${U}_app)" "process $pid (sh) is left and can't be killed; the writable layer is kept"
ok "unkillable: mark and layer are kept" "$([ -d /run/coslice/state/web ] && [ -d /var/lib/coslice/upper/web/app ] && echo kept)" kept
ok "unkillable: no start beside it" "$(code systemctl start $U) $(active $U)" "1 failed"
unstuck
until_is gone eval "[ -e /proc/$pid ] || echo gone" > /dev/null
$STOP
cleared unkillable

# Files that can't be removed, of a group whose definition is gone: no command but the stop of the sandbox reaches it.
rendered() { find /run/systemd/generator /run/systemd/system -name '*coslice*web*' | sort; }
define web 'app no' 'sync no'
systemctl start $U
trapped app sync
rm $D/web.group
systemctl daemon-reload
mount --bind /var/lib/coslice /var/lib/coslice
mount -o remount,bind,ro /var/lib/coslice
systemctl stop $U
ok "read-only: the group failed" "$(active $U)" failed
ok "read-only: in words" "$(status)" "coslice-sandbox@web.service: remove the writable layers /var/lib/coslice/upper/web: Read-only file system; its clean-up failed; to try again, run: $STOP"
ok "read-only: it is remembered" "$(remembered)" active
$STOP
ok "read-only: a second try fails as well" "$(until_is active systemctl is-active coslice-left@web.service) $(ls /run/coslice/state)" "active web"
has "read-only: and says so" "$(log -u coslice-left@web)" "remove the writable layers /var/lib/coslice/upper/web: Read-only file system"
umount /var/lib/coslice
$STOP
ok "writable: the next one succeeds" "$(left)" ""
systemctl reset-failed
systemctl daemon-reload
ok "writable: then all units are gone" "$(rendered)" ""

# A clean-up that is killed.
define web 'app no' 'sync no'
systemctl start $U
trapped app sync
exec {lock}> /run/coslice/lock
flock $lock
systemctl stop --no-block $U {lock}>&-
for ((i = 0; i < 300; i++)); do pkill -9 -f 'coslice-helper sandbox --group=web --remove' && break; sleep .1; done
ok "killed: the group failed" "$(until_is failed systemctl is-active $U)" failed
has "killed: in words" "$(status)" "coslice-sandbox@web.service: its clean-up was killed; to try again, run: $STOP"
exec {lock}>&-
ok "killed: it is remembered" "$(remembered)" active
$STOP
cleared killed

define web 'app no' 'sync no'
systemctl start $U
states > /dev/null
before=$(invocation $U ${U}_app ${U}_sync)
systemctl restart coslice-live@web.target
ok "a restart of the live target is one of the group" "$? $(until_is "$UP" raw)" "0 $UP"
ok "… with new processes" "$([ "$before" = "$(invocation $U ${U}_app ${U}_sync)" ] || echo new)" new
systemctl stop coslice-live@web.target
till "$DOWN"
ok "a stop of the live target is one of the group" "$(raw)$(left)" "$DOWN"
reset
umount $FREEZER
summary
