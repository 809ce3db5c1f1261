#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Programs in containers that run: what they are and may, what goes in and comes out, how they end, and what ends them.
. ./lib.sh
clean_state
python=$(command -v python3)

rm -rf /srv/exec-root
cp -a $ROOT /srv/exec-root
ROOT=/srv/exec-root
printf 'FROM_FILE=secret\n' > /srv/exec-env
cat > /srv/exec-profile.json <<'X'
{"defaultAction": "SCMP_ACT_ALLOW",
 "syscalls": [{"names": ["prlimit64", "setrlimit", "sched_setscheduler", "setpriority"], "action": "SCMP_ACT_ERRNO"}]}
X
boxes web <<X
[Container app]
Exec=/bin/sleep 10000
Environment=A=b EMPTY=
EnvironmentFile=/srv/exec-env
Ulimit=nofile=100:200
CpuLimit=0.5
MemoryLimit=100M
Memory=50M
Cpu=0.1
PidsLimit=77
[Container user]
Exec=/bin/sleep 10000
User=web
GroupAdd=media
WorkingDir=/home/web
AddCapability=NET_BIND_SERVICE NET_ADMIN
ReadOnly=yes
Tmpfs=/tmp
[Container bare]
Exec=/bin/sleep 10000
DropCapability=all
NoNewPrivileges=no
SeccompProfile=unconfined
[Container wide]
Exec=/bin/sleep 10000
AddSocketFamily=AF_VSOCK
NoNewPrivileges=no
User=1234:5678
RunInit=yes
[Container tight]
Exec=/bin/sleep 10000
NoNewPrivileges=no
SeccompProfile=/srv/exec-profile.json
Ulimit=nofile=300:400
X
reload
systemctl start coslice@web
is "start" "$? $(active coslice@web)" "0 active"
is "a record of each is root's alone" "$(stat -c '%n %a %U' /run/coslice/running/web/* /run/coslice/running | sed 's,^/run/coslice/,,' | paste -sd,)" \
        "running/web/app 600 root,running/web/bare 600 root,running/web/tight 600 root,running/web/user 600 root,running/web/wide 600 root,running 700 root"

# x NAME EXPECTED ARGUMENT…: what `coslice exec` says on both streams, and its status
x() {
        local name=$1 expected=$2 got
        shift 2
        got=$(coslice exec "$@" 2>&1 </dev/null)
        is "$name" "$got, status $?" "$expected"
}
x "its output and its status" "hello, status 7" web/app sh -c 'echo hello; exit 7'
x "in a session of its own" "own, status 0" web/app sh -c 'read -r pid name state parent group session rest < /proc/$$/stat; [ "$session" = $$ ] && echo own'
x "a signal that ended it" ", status 143" web/app sh -c 'kill -TERM $$'
x "a program that isn't there" 'program "nosuch" does not exist in the root file system of container app, status 127' web/app nosuch
x "one that can't be executed" 'program "/etc/passwd" is not executable for its user in the root file system of container app, status 126' web/app /etc/passwd
x "a filter that lets nobody set limits" "300 400, status 0" web/tight awk '/open files/ {print $4, $5}' /proc/self/limits
rm -r /run/coslice/seccomp # what was compiled is kept for the next start
x "options behind it are the command's" "-c -i, status 0" web/app echo -c -i
x "a lone --" "x, status 0" web/app -- echo x
x "by the name of its unit" "0, status 0" coslice@web_app.service id -u
x "its own user, groups and working directory" "1000 1000 1000 2000 2001 /home/web, status 0" web/user sh -c 'echo $(id -u) $(id -g) $(id -G) $(pwd)'
x "another user by name, and a directory" "1000 1000 /etc /home/web, status 0" -u web -w /etc web/app sh -c 'echo $(id -u) $(id -g) $(pwd) $HOME'
x "by number, with a group" "4711 2001 2001, status 0" --user=4711:media web/app sh -c 'echo $(id -u) $(id -g) $(id -G)'
x "a user that the namespace has not" "become the user: the group's user namespace has ids up to 65535 and not 65536; with UserNS=host in [Group] it is the host's, status 125" -u 65536 web/app id
x "its variables, and more" "A=b COSLICE_ADDRESS=$(coslice netns web ip -4 -o addr show dev eth0 | awk '{sub("/.*", "", $4); print $4}') COSLICE_CONTAINER=app COSLICE_GROUP=web EMPTY= FROM_FILE=other HOME=/root HOSTNAME=web MORE=1 2 PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin container=coslice, status 0" \
        -e FROM_FILE=other --env=MORE='1 2' web/app sh -c 'unset PWD SHLVL OLDPWD; env | sort | paste -sd" "'
x "a directory that isn't there" "enter the working directory /nowhere: No such file or directory, status 125" -w /nowhere web/app pwd
x "a directory that is none" 'option --working-dir: "etc" is not an absolute and normalized path, status 125' -w etc web/app pwd
x "no group" 'coslice exec: no group "wob"; did you mean "web"?, status 125' wob/app id
x "no container" 'coslice exec: group "web" has no container "ap"; it has: app, user, bare, wide, tight, status 125' web/ap id
x "several containers" "coslice exec: which container of group web? It has: web/app, web/bare, web/tight, web/user, web/wide, status 125" web id
x "no command" 'coslice exec: which command? See "coslice exec --help", status 125' web/app
x "no container either" 'coslice exec: which group? See "coslice exec --help", status 125'
x "a letter that isn't there" 'coslice exec: unknown option -x; see "coslice exec --help", status 125' -ix web/app id
x "a letter without its value" 'coslice exec: -u: this option needs a value, --user=USER, status 125' -u
x "a variable that is none" 'coslice exec: --env=A: a variable is NAME=VALUE, status 125' -e A web/app id
is "not root" "$(setpriv --reuid 1000 --clear-groups coslice exec web/app id 2>&1), status $?" "coslice exec: only root may run a program in a container, status 125"
helper=(/usr/lib/coslice/coslice-helper exec --group=web --container=app --)
is "the helper by itself" "$("${helper[@]}" id 2>&1), status $?" \
        'this process has not the limits of container app: it must be started in a scope coslice-web-app-exec-ID.scope of coslice-web.slice, as "coslice exec" does, status 125'
is "in a scope of systemd-run's" "$(systemd-run -q --scope --slice=coslice-web.slice --unit=coslice-web-app-exec-x.scope "${helper[@]}" hostname 2>&1), status $?" "web, status 0"
has "not in one of another container" "$(systemd-run -q --scope --slice=coslice-web.slice --unit=coslice-web-user-exec-x.scope "${helper[@]}" hostname 2>&1)" "has not the limits of container app"

# What goes in and comes out.
is "input is empty without -i" "$(echo x | coslice exec web/app cat), $?" ", 0"
is "and handed on with it" "$(echo x | coslice exec -i web/app cat), $?" "x, 0"
head -c 10000000 /dev/urandom > /srv/exec-data
coslice exec -i web/app cat < /srv/exec-data > /srv/exec-back
is "10 MB each way" "$? $(cmp /srv/exec-data /srv/exec-back 2>&1)" "0 "
is "both streams" "$(coslice exec web/app sh -c 'echo out; echo err >&2' 2>/dev/null) $(coslice exec web/app sh -c 'echo out; echo err >&2' 2>&1 >/dev/null)" "out err"
coslice exec web/app yes 2>/dev/null | head -n 1 >/dev/null
is "a reader that goes ends it" "${PIPESTATUS[0]}" 141
is "what can't be written" "$(coslice exec web/app sh -c 'echo lost; exit 0' 2>&1 >/dev/full), $?" "hand on what it reads and writes: No space left on device, 125"
is "what can't be read" "$(coslice exec -i web/app cat 2>&1 </srv), $?" "hand on what it reads and writes: Is a directory, 125"
SECONDS=0
is "what it leaves behind keeps nobody waiting" "$(coslice exec web/app sh -c 'sleep 60 & echo done'), $?" "done, 0"
[ $SECONDS -lt 60 ] || fail "… but" "it took $SECONDS s"
is "its standard output by name, as its user" "$(coslice exec web/user sh -c 'echo named > /dev/stdout' 2>&1), $?" "named, 0"
coslice exec web/app sh -c 'trap "echo term; exit 3" TERM; echo ready; while :; do sleep .1; done' > /srv/exec-out &
pid=$!
until_is ready cat /srv/exec-out >/dev/null
kill -TERM $pid
wait $pid
is "a signal goes on to it" "$? $(paste -sd' ' /srv/exec-out)" "3 ready term"

# What it is and may: all that the container's own process is. Whoever starts it has none of its own in it.
# started CONTAINER: a sleep in it, its number in $inside, the command's in $command and its scope in $scope
started() {
        local i
        (
                trap '' PIPE INT CHLD
                umask 077
                cd /srv || exit
                echo 300 > /proc/self/oom_score_adj
                exec nice -n 5 setarch -R env -i LEAK=1 PATH="$PATH" coslice exec "web/$1" /bin/sleep 4711
        ) </dev/null >/dev/null 2>&1 7</etc/passwd &
        command=$!
        for ((i = 0; i < 600; i++)); do
                inside=$(pgrep -f '^/bin/sleep 4711')
                [ -z "$inside" ] || break
                sleep .1
        done
        # Where the machine has cgroup v2 alone, the hierarchies of the host's v1 say nothing.
        scope=$(sed -nE 's,.*/(coslice-[^/]*\.scope)$,\1,p' "/proc/$inside/cgroup" | head -n 1)
}
ended() {
        kill -KILL "$inside"
        wait "$command"
}
# posture NAME PID [FIELD=VALUE]…: beside the container's own process
posture() {
        [ -n "$python" ] || return
        is "$1" "$("$python" ../posture/same "$2" "$inside" 'process, its group and session inside=' "cgroup=$(prop "$scope" ControlGroup)" \
                'descriptors=0 /dev/null read\n1 pipe: write\n2 pipe: write' "${@:3}" | sed 's/, .* fields$//')" "the same"
}
for container in app user bare; do
        started $container
        posture "what it is and may, $container" "$(prop coslice@web_$container MainPID)"
        ended
done
started wide
posture "what it is and may, beside an init" "$(pgrep -P "$(prop coslice@web_wide MainPID)" sleep)" 'signals ignored=' 'signals blocked='
ended

# A changed definition is not that of what runs.
cp $D/web.group /srv/exec-definition
sed -i 's/^Environment=A=b EMPTY=/Environment=A=changed/; s/^PidsLimit=77/PidsLimit=77\nAddCapability=all\nUser=1234/' $D/web.group
printf 'FROM_FILE=changed\n' > /srv/exec-env
reload
x "after a reload with other variables" "b secret, status 0" web/app sh -c 'echo $A $FROM_FILE'
started app
posture "after a reload with more rights" "$(prop coslice@web_app MainPID)"
ended
cp /srv/exec-definition $D/web.group
reload

# Its scope: the limits of the definition, in the slice of the group; a stop of the group ends it.
started user
is "its slice" "$(prop "$scope" Slice)" coslice-web.slice
is "its limits" "$(prop "$scope" TasksMax) $(prop "$scope" MemoryMax) $(prop "$scope" CPUQuotaPerSecUSec) $(prop "$scope" DevicePolicy)" \
        "$(prop coslice@web_user TasksMax) $(prop coslice@web_user MemoryMax) $(prop coslice@web_user CPUQuotaPerSecUSec) closed"
has "its control group" "$(cat "/proc/$inside/cgroup")" "/coslice-web.slice/$scope"
kill -KILL "$command"
wait "$command" 2>/dev/null
is "it ends with the command" "$(until_is '' pgrep -f '^/bin/sleep 4711')" ""
is "and so does the scope" "$(until_is '' systemctl list-units --plain --no-legend 'coslice-web-user-exec-*.scope')" ""
coslice exec web/app sh -c 'trap "" TERM; echo ready; while :; do sleep 1; done' > /srv/exec-out 2>&1 &
pid=$!
until_is ready cat /srv/exec-out >/dev/null
started user
systemctl restart coslice@web_user
wait "$command"
# With its process namespace: systemd has no restart for a scope, and so no stop by a restart.
is "a restart of the container ends it" "$?" 137
is "and not those of others" "$(kill -0 $pid && echo lives)" lives
systemctl stop coslice@web
wait $pid
is "a stop of the group ends what ignores SIGTERM" "$?" 129
x "the group is down" "coslice exec: group web does not run; start it with: systemctl start coslice@web, status 125" web/app id
is "nothing is left" "$(until_is '' remains)" ""

# A container that ends by itself takes it along.
mkdir -p /srv/exec-end
lone $ROOT '/bin/sh -c "until [ -e /out/end ]; do sleep .1; done; exit 3"' 'Volume=/srv/exec-end:/out' | def short
reload
systemctl start coslice@short
coslice exec short sleep 4711 &
pid=$!
until [ -n "$(pgrep -f '^sleep 4711')" ] || ! kill -0 $pid; do sleep .1; done
touch /srv/exec-end/end
wait $pid
is "the end of the container ends it" "$?" 137
until_is inactive active coslice-sandbox@short >/dev/null
systemctl reset-failed 2>/dev/null
# While one ends, at whatever moment: a status of its own, or a sentence.
wrong=''
for ((i = 0; i < $(count 100 10); i++)); do
        lone $ROOT "/bin/sleep 0.$((RANDOM % 4))$((RANDOM % 10))" | def short
        reload
        systemctl start coslice@short
        for ((k = 0; k < 30; k++)); do
                said=$(coslice exec short/app true 2>&1)
                status=$?
                case $status:$said in
                0: | 137:) ;;
                125:"container app of group short has ended" | 125:"container app of group short does not run") ;;
                125:"coslice exec: container app of group short "* | 125:"coslice exec: group short does not run"*) break ;;
                # Its slice goes while the scope comes.
                125:"coslice exec: make the scope "*) ;;
                *) wrong+="$status $said; " ;;
                esac
        done
        until_is inactive active coslice-sandbox@short >/dev/null
done
is "a container that ends meanwhile" "$wrong" ""
lone $ROOT '/bin/sleep 1' 'RestartSec=60' | sed 's/^Restart=no/Restart=always/' | def short
reload
systemctl start coslice@short
until_is activating active coslice@short_app >/dev/null
x "one that waits for its restart" "coslice exec: container app of group short has ended and is about to be restarted; its log: journalctl -u coslice@short_app, status 125" short/app id
systemctl stop coslice@short

# A hostile image, and what a payload does to it while it runs.
rm -rf /srv/hostile
cp -a $ROOT /srv/hostile
ln -s /proc/self/exe /srv/hostile/bin/self
printf '#!/proc/self/exe\n' > /srv/hostile/bin/script
chmod 755 /srv/hostile/bin/script
printf '1:x:0:0::/:/bin/sh\nweb:x:1000:1000::/:/bin/sh\n' > /srv/hostile/etc/passwd
lone /srv/hostile '/bin/sh -c "rm -f /etc/group; ln -s /proc/1/environ /etc/group; touch /ready; exec sleep 10000"' | def bad
lone /srv/hostile '/bin/sleep 10000' 'User=web' | def good
reload
systemctl start coslice@bad coslice@good
is "ready" "$(until_is /ready coslice exec bad ls /ready)" /ready
x "a link to the helper" 'program "/bin/self" is the helper itself, status 126' bad /bin/self
x "a script of it" 'interpreter of program "/bin/script", is the helper itself, status 126' bad /bin/script
x "groups from the kernel's files" "read /etc/group: not a regular file of the image, status 125" -u web bad id
coslice exec bad sh -c 'rm -f /etc/group /etc/passwd; mkfifo /etc/passwd'
x "users from a pipe" "read /etc/passwd: not a regular file of the image, status 125" -u web bad id
x "its own user needs none of them" "0, status 0" bad stat -Lc %u /proc/self
coslice exec -u 0 good sh -c 'echo web:x:0:0::/root:/bin/sh > /etc/passwd; echo 1:x:0:0::/root:/bin/sh >> /etc/passwd'
x "its own user, whatever passwd says now" "1000, status 0" good id -u
# containerd CVE-2026-46680, 2026-47262, crun 2026-30892
x "a number is a number" "1 0, status 0" -u 1 good sh -c 'echo $(id -u) $(id -g)'
# The record is of one process, which lives.
record=/run/coslice/running/good/app
cp $record /srv/exec-record
# with FIELD VALUE: the record, changed
with() { sed -z "s/^$1=.*/$1=$2/" /srv/exec-record > $record; }
with pid $$
x "a process that is not the container's" "process $$ of container app is not in the control group of its unit, status 125" good id
with seen 0
x "a process that has its number now" "container app of group good has ended, status 125" good id
with pid 2147483647
x "a process that is none" "container app of group good has ended, status 125" good id
head -c 1000 /srv/exec-record > $record
x "half a record" "read the record of the start: Bad message, status 125" good id
rm $record
x "none" "container app of group good does not run, status 125" good id
cp /srv/exec-record $record
x "the right one again" "1000, status 0" good id -u
systemctl stop coslice@bad coslice@good

# Terminals.
if [ -n "$python" ]; then
        lone $ROOT '/bin/sleep 10000' 'User=web' | def term
        reload
        systemctl start coslice@term
        timeout 300 "$python" -B terminal.py > /tmp/terminal 2>&1
        cat /tmp/terminal
        passed=$((passed + $(grep -c '^ok' /tmp/terminal))) failed=$((failed + $(grep -c '^FAIL' /tmp/terminal)))
        is "the tests of terminals came to their end" "$(tail -n 1 /tmp/terminal)" "that was all"
        systemctl stop coslice@term
fi

# With the ids of the host.
printf '[Group]\nUserNS=host\n[Container app]\nRootfs=%s\nExec=/bin/sleep 10000\nStopTimeout=0\nUser=web\nAddCapability=NET_ADMIN\n' $ROOT > $D/web.group
reload
systemctl start coslice@web
is "with the ids of the host" "$(coslice exec web readlink /proc/self/ns/user) $(coslice exec web id -u)" "$(readlink /proc/self/ns/user) 1000"
started app
posture "what it is and may, with the ids of the host" "$(prop coslice@web_app MainPID)"
ended
clean_state
is "nothing is left in the end" "$(until_is '' remains)" ""
rm -rf /srv/exec-* /srv/hostile
summary
