#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Groups whose containers share a process namespace: who sees and reaches whom, who reaps, and what ends with what.
. ./lib.sh
clean_state
rm -rf /srv/shared-root
cp -a $ROOT /srv/shared-root
# A virtual machine has no compiler: there it comes by --share.
if [ -e /share/spy ]; then cp /share/spy /srv/shared-root/bin/spy || exit
else gcc -static -O2 -Wall -Wextra -Werror -o /srv/shared-root/bin/spy ../posture/spy.c || exit; fi
ROOT=/srv/shared-root

boxes web <<'Y'
[Group]
SharePid=yes
RestartSec=100ms
[Container app]
Exec=/bin/sleep 10000
Environment=NAME=value-of-app
PidsLimit=100
[Container peer]
Exec=/bin/sleep 20000
PidsLimit=100
[Container user]
Exec=/bin/sleep 30000
User=web
DropCapability=all
PidsLimit=100
Y
reload
systemctl start coslice@web
is "start" "$? $(active coslice@web coslice-init@web coslice@web_app coslice@web_peer coslice@web_user)" "0 active active active active active"
main() { prop "coslice@web_$1" MainPID; }
init() { prop coslice-init@web MainPID; }
# What `coslice exec` says, and its status.
x() { coslice exec "$@" 2>&1 </dev/null; }
# The shell that is app's program, below an init. Of no process, 0, the children would be those of who runs the tests.
program() {
        local pid
        pid=$(main app)
        [ "$pid" = 0 ] || pgrep -x sh -P "$pid"
}
# answers: waits until it has set its traps: it sleeps by then.
answers() { until_is yes eval 'pgrep -x sleep -P "$(program)" >/dev/null && echo yes' >/dev/null; }
within() { awk '/^NSpid:/ {print $NF}' "/proc/$1/status"; }

is "one process namespace" "$(for u in app peer user; do readlink "/proc/$(main $u)/ns/pid"; done | sort -u | wc -l) $(readlink "/proc/$(init)/ns/pid")" "1 $(readlink "/proc/$(main app)/ns/pid")"
hasnt "and not the host's" "$(readlink "/proc/$(main app)/ns/pid")" "$(readlink /proc/self/ns/pid)"
is "an init is its first process" "$(within "$(init)") $(tr '\0' ' ' < "/proc/$(init)/cmdline")" "1 catatonit -P "
has "the others are seen in /proc" "$(x web/app sh -c 'for p in /proc/[0-9]*; do tr "\0" " " < $p/cmdline; echo; done')" "/bin/sleep 20000"
is "a signal reaches a neighbour" "$(x web/app kill -0 "$(within "$(main peer)")"), $?" ", 0"
has "but not of a user without capabilities" "$(x web/user kill -0 "$(within "$(main peer)")")" "ermitted"

# The init: nothing of it is worth anything.
is "it is in the group's slice" "$(prop coslice-init@web Slice) $(prop coslice-init@web TasksMax) $(prop coslice-web.slice TasksMax)" "coslice-web.slice 3 303"
status=$(awk '/^(Cap(Inh|Prm|Eff|Bnd|Amb)|NoNewPrivs|Seccomp):/ {printf "%s ", $2}' "/proc/$(init)/status")
is "no capability, no new privileges, the filter" "$status" "0000000000000000 0000000000000000 0000000000000000 0000000000000000 0000000000000000 1 2 "
is "an empty root" "$(ls -A "/proc/$(init)/root/") $(awk '{print $2, $3, substr($4, 1, 2)}' "/proc/$(init)/mounts")" " / tmpfs ro"
is "no descriptor but the host's null device, by a mount that is gone" "$(for fd in 0 1 2; do readlink "/proc/$(init)/fd/$fd"; done | sort -u)" "/null"
is "and its own" "$(for fd in /proc/"$(init)"/fd/*; do readlink "$fd"; done | sort -u | paste -sd' ')" "/null anon_inode:[signalfd]"
is "no variables" "$(wc -c < "/proc/$(init)/environ")" 0
is "as root of the group" "$(stat -c %u "/proc/$(init)")" "$(stat -c %u "/proc/$(main app)")"
is "in the group's namespaces" "$(for n in user net ipc; do [ "/proc/$(init)/ns/$n" -ef "/proc/$(main app)/ns/$n" ] && echo $n; done | paste -sd' ')" "user net ipc"

# Zombies: what has lost its parent is the init's.
x web/app sh -c '(sleep .2 & exec sleep 0.1) & exit 0' >/dev/null
orphan=$(x web/app sh -c '(sleep 4711 & echo $!)')
is "an orphan is the init's child" "$(x web/peer awk '/^PPid:/ {print $2}' "/proc/$orphan/status")" 1
sleep .5
is "nobody is left unreaped" "$(x web/app sh -c 'grep -l "^State:.Z" /proc/[0-9]*/status')" ""

# RunInit= beside it: hands signals and the status on, and reaps what is below it.
systemctl stop coslice@web
rm -f /etc/systemd/system/coslice@.service.d/posture.conf # from here on starts are many, or killed
def web <<Y
[Group]
SharePid=yes
[Container app]
Rootfs=$ROOT
Exec=/bin/sh -c 'trap "exit 7" TERM; trap "(sleep 4712 &)" USR1; while :; do sleep .1; done'
RunInit=yes
Restart=no
Y
reload
systemctl start coslice@web
is "an init of the container's own" "$? $(tr '\0' ' ' < "/proc/$(main app)/cmdline" | cut -d' ' -f1) $([ "$(within "$(main app)")" -gt 1 ] && echo "not the first")" "0 catatonit not the first"
answers
systemctl kill -s USR1 --kill-who=main coslice@web_app
is "it has the program's orphans" "$(until_is 1 pgrep -cf -P "$(main app)" '^sleep 4712')" 1
pkill -KILL -f '^sleep 4712'
is "and reaps them" "$(until_is 0 pgrep -c -r Z -P "$(main app)")" 0
kill -KILL "$(program)"
is "whoever kills the program" "$(until_is failed prop coslice@web_app ActiveState) $(prop coslice@web_app ExecMainStatus)" "failed 137"
has "is told as without a namespace that is shared" "$(journal -u coslice@web)" "container app: was killed by SIGKILL"
systemctl stop coslice@web
systemctl reset-failed
systemctl start coslice@web
answers
systemctl stop coslice@web
is "the status is the program's" "$(until_is 'container app: exited with status 7' eval "journal -u coslice@web | sed -n 's/\\(exited with status 7\\).*/\\1/p' | tail -n 1")" "container app: exited with status 7"
systemctl reset-failed

# What a container leaves behind ends with it; its neighbours do not.
boxes web <<'Y'
[Group]
SharePid=yes
RestartSec=100ms
[Container app]
Exec=/bin/sh -c 'trap "exit 0" TERM; (setsid sleep 5001 &) ; setsid sh -c "trap : TERM HUP; while :; do sleep 5002; done" & while :; do sleep .2; done'
StopTimeout=10
[Container peer]
Exec=/bin/sleep 20000
Restart=no
[Container brief]
Exec=/bin/sh -c '(setsid sleep 5003 &); sleep 1; exit 3'
Restart=on-failure
RestartSec=1h
Y
# The second one says so itself.
sed -i '0,/^StopTimeout=0/{/^StopTimeout=0/d}' $D/web.group
reload
systemctl start coslice@web
is "start" "$? $(active coslice@web)" "0 active"
is "it left processes" "$(until_is 2 sh -c 'pgrep -cf "^sleep 500[12]"')" 2
systemctl restart coslice@web_app
is "a restart" "$? $(active coslice@web_app coslice@web_peer) $(prop coslice@web_app Result)" "0 active active success"
is "ended all that was left, and no more" "$(until_is 2 sh -c 'pgrep -cf "^sleep 500[12]"')" 2
is "an end by itself does too" "$(until_is auto-restart prop coslice@web_brief SubState) $(pgrep -cf '^sleep 5003')" "auto-restart 0"
hasnt "without a word about it" "$(journal -u coslice@web_app -u coslice@web_brief)" "is left"

# Sessions end with their container, though its namespace lives on.
coslice exec web/peer sleep 6001 </dev/null >/dev/null 2>&1 &
session=$!
is "a session" "$(until_is 1 sh -c 'pgrep -cf "^sleep 6001"')" 1
kill -KILL "$(main peer)"
wait $session
is "ends with its container" "$? $(pgrep -cf '^sleep 6001')" "137 0"
systemctl reset-failed coslice@web_peer
systemctl start coslice@web_peer
coslice exec web/peer sleep 6002 </dev/null >/dev/null 2>&1 &
session=$!
until_is 1 sh -c 'pgrep -cf "^sleep 6002"' >/dev/null
systemctl restart coslice@web_peer
wait $session
is "and with its restart" "$? $(pgrep -cf '^sleep 6002') $(active coslice@web_peer)" "137 0 active"

# The init's end is that of all, told in words; those that restart do, in the next namespace.
systemctl stop coslice@web
boxes web <<'Y'
[Group]
SharePid=yes
RestartSec=0
[Container app]
Exec=/bin/sleep 10000
[Container slow]
Exec=/bin/sleep 20000
RestartSec=2s
[Container once]
Exec=/bin/sleep 30000
Restart=no
Y
reload
systemctl start coslice@web
since=$(date +%s)
before=$(init)
kill -KILL "$before"
is "containers are back after the init was killed" "$(until_is "active active" active coslice@web_app coslice@web_slow) $(prop coslice@web_once ActiveState)" "active active failed"
hasnt "it is another init" " $(init) " " $before "
is "and one namespace" "$(for u in app slow; do readlink "/proc/$(main $u)/ns/pid"; done | sort -u)" "$(readlink "/proc/$(init)/ns/pid")"
said=$(journal -u coslice@web --since "@$since")
has "the group's journal tells it" "$said" "the init, with which all containers end: was killed by SIGKILL"
has "and of each container" "$said" "container app: it ended with the init of the group, was killed by SIGKILL"
has "and its status" "$(prop coslice@web_once StatusText)" "it ended with the init of the group"
kill -KILL "$(main slow)"
is "a kill of one alone" "$(until_is 1 sh -c 'journalctl -q --sync; journalctl -q -o cat -u coslice@web | grep -cx "container slow: was killed by SIGKILL"')" 1
# One that was just killed can be the unit's main process still, and then there is none, 0, which is whoever runs the tests.
before=0
another() { local pid; pid=$(init); [ "$pid" = 0 ] || [ "$pid" = "$before" ] || echo yes; }
failures=0 n=$(count 100 5)
for ((i = 0; i < n; i++)); do
        [ "$(until_is yes another)" = yes ] || { failures=$((failures + 1)); continue; }
        before=$(init)
        [ "$before" = 0 ] || kill -KILL "$before"
done
[ "$(until_is yes another) $(until_is active active coslice@web_app)" = "yes active" ] || failures=$((failures + 1))
is "$n more times" "$failures" 0
hasnt "no start failed" "$(journal -u coslice@web_app --since "@$since")" "Failed to start"
x web/app kill -INT 1 >/dev/null
is "also where a program inside ends it" "$(until_is "active active" active coslice-init@web coslice@web_app)" "active active"

systemctl stop coslice@web
is "all is down, and one had failed by itself" "$? $(active coslice@web coslice-init@web coslice@web_app)" "0 failed inactive inactive"
has "which is told" "$(prop coslice@web StatusText)" "container once: it ended with the init of the group; was killed by SIGKILL"
systemctl reset-failed
is "nothing is left" "$(remains)" ""

systemctl start coslice@web_app
is "one container alone" "$? $(active coslice-init@web coslice@web_app coslice@web_slow)" "0 active active inactive"
systemctl stop coslice@web_app
is "takes the init along" "$(until_is "inactive inactive" active coslice-init@web coslice-sandbox@web)" "inactive inactive"

# Starts: no neighbour reads a variable, or anything of the host, or gets at what has the host's rights.
mkdir -p /srv/4711-secret
mount -t tmpfs 4711-secret /srv/4711-secret
boxes web <<'Y'
[Group]
SharePid=yes
UserNS=auto
[Container spy]
Exec=/bin/spy
AddCapability=SYS_PTRACE
Restart=no
[Container app]
Exec=/bin/sleep 10000
Environment=NAME=4711-secret
Y
reload
systemctl start coslice@web
failures=0 n=$(count 500 5)
for ((i = 0; i < n; i++)); do
        systemctl restart coslice@web_app && continue
        failures=$((failures + 1))
        journal -u coslice@web_app -n 5
done
is "$n starts beside a spy" "$failures" 0
for ((i = 0; i < n / 3; i++)); do coslice exec -e SECRET=4711-secret web/app true || failures=$((failures + 1)); done
is "and programs" "$failures" 0
until_is /stop coslice exec web/spy sh -c 'touch /stop; ls /stop' >/dev/null
said() { journal -u coslice@web_spy | sed -n '/^seen/,/^that was all/p' | paste -sd' ' | sed -E 's/^seen [1-9][0-9]*/seen some/'; }
is "it has seen them, and got nothing of them" "$(until_is "seen some that was all" said)" "seen some that was all"
umount /srv/4711-secret
sed -i 's,^Exec=/bin/spy,& kill,' $D/web.group
reload
systemctl restart coslice@web_spy
# Whom it doesn't see in time it doesn't kill.
killed() { journal -u coslice@web_app | grep -oE '^the process that sets the container up was killed at: ' | sort -u; }
for ((i = 0; i < 30; i++)); do
        systemctl restart coslice@web_app 2>/dev/null && continue
        [ -z "$(killed)" ] || break
done
is "who is killed by a neighbour" "$(killed)" "the process that sets the container up was killed at: "

# One that keeps a neighbour's end from systemd, as its tracer: a stop gives up waiting, and ends it. It comes last: whom it
# meets while it is being set up it ends.
boxes web <<'Y'
[Group]
SharePid=yes
UserNS=auto
[Container spy]
Exec=/bin/spy hold
AddCapability=SYS_PTRACE
Restart=no
After=app
[Container app]
Exec=/bin/sleep 10000
Y
mkdir -p /run/systemd/system/coslice@web_app.service.d
printf '[Service]\nTimeoutStopSec=1s\n' > /run/systemd/system/coslice@web_app.service.d/brief.conf
reload
since_hold=$(date +%s.%N)
systemctl restart coslice@web || journalctl -q -o short-precise --since "@$since_hold"
state() { awk '/^State:/ {print $2}' "/proc/$(main app)/status"; }
is "a tracer keeps a neighbour's end" "$(until_is Z state) $(active coslice@web_app)" "Z active"
spy=$(main spy)
timeout 60 systemctl restart coslice@web_app
is "until that is stopped" "$? $(active coslice@web_app) $(state)" "0 active S"
told() { journal --since "@$since_hold" | grep -c ' has traced the container.s process '; }
until_is 1 told >/dev/null
has "which is told" "$(journalctl -q -o short-precise --since "@$since_hold")" "process $spy (spy) of container spy has traced the container's process and kept its end from systemd: it was killed"
is "and the tracer's end is its container's" "$(until_is failed prop coslice@web_spy ActiveState)" failed
rm -r /run/systemd/system/coslice@web_app.service.d
systemctl stop coslice@web
# Not the sysctl itself: it is that of all machines that run here.
echo 1 > /srv/suid-dumpable
mount --bind /srv/suid-dumpable /proc/sys/fs/suid_dumpable
has "a host that lets all be traced" "$(systemctl start coslice@web 2>&1; journal -u coslice@web -n 20)" "since fs.suid_dumpable is 1: set it to 0 or 2 by sysctl"
umount /proc/sys/fs/suid_dumpable
systemctl stop coslice@web
systemctl reset-failed
boxes web <<'Y'
[Group]
SharePid=yes
[Container app]
Exec=/bin/sleep 10000
[Container slow]
Exec=/bin/sleep 20000
Y
reload

# Without the program.
mv /usr/bin/catatonit /usr/bin/catatonit.away
said=$(systemctl start coslice@web 2>&1; journal -u coslice@web -n 20)
mv /usr/bin/catatonit.away /usr/bin/catatonit
has "no catatonit" "$said" "SharePid=yes needs /usr/bin/catatonit: install the package catatonit"
is "and all is down" "$(until_is "failed" active coslice@web) $(active coslice@web_app)" "failed inactive"
systemctl reset-failed
lone $ROOT '/bin/sleep 1' | def plain
reload
has "a group that has none" "$(systemctl start coslice-init@plain 2>&1; journal -u coslice-init@plain)" "group plain has no process namespace: SharePid=yes in [Group] gives it one"
rm $D/plain.group
reload
systemctl reset-failed

# A group that runs keeps what it was started with.
systemctl start coslice@web
sed -i 's/^SharePid=yes/SharePid=no/' $D/web.group
reload
systemctl restart coslice@web_app
is "a changed definition" "$(readlink "/proc/$(main app)/ns/pid")" "$(readlink "/proc/$(init)/ns/pid")"
has "is told" "$(prop coslice@web Description)" "restart the group"
systemctl restart coslice@web
hasnt "and is there after a restart" "$(readlink "/proc/$(main app)/ns/pid")" "$(readlink "/proc/$(main slow)/ns/pid")"
clean_state
rm -rf /srv/shared-root
summary
