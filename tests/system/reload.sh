#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# A daemon-reload in which the generator can't run, as in the middle of an upgrade or with a full /run, changes nothing of groups
# that run.
. ../group/lib.sh
clean_state
since
R=/run/systemd/system
generator=$(readlink -f "$(echo /{usr/lib,lib}/systemd/system-generators/coslice-generator | tr ' ' '\n' | xargs ls 2>/dev/null | head -n 1)")
limits() {
        show coslice-web.slice MemoryMax TasksMax CPUQuotaPerSecUSec
        echo " / $(show ${U}_app TasksMax MemoryLow MemoryMax MainPID) / $(show ${U}_sync TasksMax MainPID) / $(show $session TasksMax)"
}
links() { (cd $R && find . -lname '/run/coslice/*' | sort | tr '\n' ' '); }
# Units of the group of which systemd says that they changed on disk, now: nothing did that it doesn't know of.
changed() {
        local unit
        for unit in $U ${U}_app ${U}_sync coslice-sandbox@web coslice-web.slice coslice-live@web.target; do
                [ "$(prop "$unit" NeedDaemonReload)" = no ] || echo "$unit"
        done
}
session=coslice-web-app-exec-3.scope
ours="./coslice-web-app-exec-.scope.d/10-coslice-exec.conf ./coslice-web-sync-exec-.scope.d/10-coslice-exec.conf ./coslice-web.slice ./coslice@web_app.service ./coslice@web_sync.service "

# What it needs beside libc would be away in the middle of an upgrade.
is "the generator needs libc alone" "$(ldd "$generator" | awk '{print $1}' | grep -vE '^(linux-vdso|libc)\.so|^/lib.*/ld-linux|^statically' | tr '\n' ' ')" ""
kept=/srv/coslice-generator

# break_it HOW, mend_it HOW
break_it() {
        case $1 in
        away) mv "$generator" $kept ;;
        'without files in /run') mount -o remount,nr_inodes=1 /run 2>/dev/null || mount -o remount,nr_inodes="$(stat -f -c '%c %d' /run | awk '{print $1 - $2}')" /run ;;
        'without space in /run') mount -o remount,size="$(df --output=used -B 4096 /run | tail -n 1 | awk '{print $1 * 4096}')" /run ;;
        esac
}
mend_it() {
        case $1 in
        away) mv $kept "$generator" ;;
        'without files in /run') mount -o remount,nr_inodes=0 /run ;;
        'without space in /run') mount -o remount,size=50% /run ;;
        esac
}

hows=(away)
[ -n "${BRIEF:-}" ] || hows+=('without files in /run' 'without space in /run')
for how in "${hows[@]}"; do
        define web 'app always MemoryLimit=60M' 'sync always'
        systemctl start $U
        is "$how: the units are linked" "$(links)" "$ours"
        is "$how: nothing is said to have changed" "$(changed)" ""
        scope $session coslice-web.slice
        before=$(limits)
        break_it "$how" || fail "$how" "can't be made so"
        # systemd itself refuses where there is no space.
        systemctl daemon-reload 2>/dev/null
        is "$how: all runs on" "$(raw)" "$UP"
        is "$how: the same limits and processes" "$(limits)" "$before"
        is "$how: its network has its rules" "$(until_is 'active active' active coslice-network coslice-dns) $(nft list set inet coslice gateways | grep -c cs-web)" "active active 1"
        [[ $how = *run ]] || is "$how: no word of the generator's is there" "$(find /run/systemd/generator -name 'coslice*' 2>/dev/null)" ""
        mend_it "$how"
        systemctl daemon-reload
        is "$how: after the next reload too" "$(raw) $(limits)" "$UP $before"
        is "$how: nothing is said to have changed then" "$(changed)" ""
        systemctl stop $U
        is "$how: a stop leaves nothing" "$(raw)$(left)$(links)" "$DOWN"
        reset
done

# In that time a crash is restarted, a container starts, and a stop takes all down.
define web 'app always MemoryLimit=60M' 'sync no'
systemctl start $U
systemctl stop ${U}_sync
break_it away
systemctl daemon-reload
crash ${U}_app
is "a crash is restarted" "$(active ${U}_app) $(show ${U}_app NRestarts MemoryMax)" "active 1 62914560"
is "a container starts" "$(code systemctl start ${U}_sync) $(raw)" "0 $UP"
scope $session coslice-web.slice
is "a session has its limits" "$(show $session TasksMax)" 50
pid=$(prop ${U}_app MainPID)
is "a stop waits" "$(code systemctl stop $U) $(raw)" "0 $DOWN"
is "a stop leaves nothing" "$(pgrep -x coslice-helper)$([ -e "/proc/$pid" ] && echo "process $pid")$(left)$(links)" ""
is "another start is refused" "$(code systemctl start $U) $(active $U)" "1 failed"
is "… and leaves nothing" "$(left)$(links)" ""
mend_it away
systemctl daemon-reload
is "then it starts" "$(code systemctl start $U) $(states)" "0 $UP"
systemctl stop $U
reset

# The same with containers that are out of systemd's memory when the group's stop looks for them.
define web 'app always' 'sync no'
systemctl start $U
mkdir -p $DROPINS/$U.service.d $DROPINS/coslice-sandbox@web.service.d
printf '[Service]\nExecStopPost=/bin/sleep 2\n' > $DROPINS/coslice-sandbox@web.service.d/slow.conf
cat > $DROPINS/$U.service.d/late.conf <<'X'
[Service]
ExecStopPost=
ExecStopPost=/bin/sh -c 'while systemctl is-active coslice@web_app coslice@web_sync | grep -qvx inactive; do sleep .05; done; exec /usr/lib/coslice/coslice-group stopped web'
X
break_it away
systemctl daemon-reload
is "a stop waits for the sandbox when no container is known any more" "$(code systemctl stop $U) $(raw)" "0 $DOWN"
rm -r $DROPINS/$U.service.d $DROPINS/coslice-sandbox@web.service.d
mend_it away
systemctl daemon-reload
reset
if [ -n "${BRIEF:-}" ]; then
        clean_state
        summary
        exit
fi

# A stop by failure has its verdict in that time too.
define web 'app no exits-after=1000' 'sync no'
systemctl start $U
break_it away
systemctl daemon-reload
kill -9 "$(prop ${U}_app MainPID)" "$(prop ${U}_sync MainPID)"
is "a group that fails is failed" "$(until_is failed systemctl is-active $U)" failed
is "… and leaves nothing" "$(until_is '' left)$(links)" ""
mend_it away
systemctl daemon-reload
reset

# What administrators do is stronger, and theirs.
define web 'app always' 'sync always'
systemctl start $U
is "who isn't root reads the units" "$(setpriv --reuid 65534 --regid 65534 --clear-groups systemctl cat ${U}_app | grep -c '^ExecStart=')" 1
systemctl set-property --runtime ${U}_app MemoryHigh=30M
dropin '[Service]\nTasksMax=40\n' ${U}_sync.service
is "drop-ins win" "$(prop ${U}_app MemoryHigh) $(prop ${U}_sync TasksMax)" "31457280 40"
break_it away
systemctl daemon-reload
is "drop-ins win without the generator" "$(prop ${U}_app MemoryHigh) $(prop ${U}_sync TasksMax)" "31457280 40"
mend_it away
nodropin
systemctl revert ${U}_app 2>/dev/null
systemctl daemon-reload
is "revert" "$(prop ${U}_app MemoryHigh) $(raw)" "infinity $UP"
rm -f $R/coslice@web_sync.service
printf '[Service]\nExecStart=/bin/true\n' > $R/coslice@web_sync.service
systemctl stop $U
is "another's file stays" "$(links)$(cat $R/coslice@web_sync.service | head -n 1)" "[Service]"
rm $R/coslice@web_sync.service
systemctl daemon-reload
reset

# A definition that changes is refreshed through the links; one that lost a container keeps it.
define web 'app always MemoryLimit=60M' 'sync always'
systemctl start $U
define web 'app always MemoryLimit=70M' 'new no'
has "changed: the link shows the new text" "$(cat $R/coslice@web_app.service)" MemoryMax=73400320
break_it away
systemctl daemon-reload
is "changed: so does systemd without the generator" "$(systemctl cat ${U}_app | grep MemoryMax) $(raw)" "MemoryMax=73400320 $UP"
is "changed: what it lost runs on" "$(active ${U}_sync) $(show ${U}_sync TasksMax)" "active 50"
mend_it away
spoil
is "broken: a restart is refused" "$(code systemctl restart $U) $(raw)" "1 $UP"
is "broken: it is said" "$(prop $U Description | cut -d : -f 1)" web.group
mend
systemctl stop $U
is "a stop leaves nothing" "$(left)$(links)" ""
reset

clean_state
summary
