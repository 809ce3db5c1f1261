# SPDX-License-Identifier: LGPL-2.1-or-later
# A definition that changes while its group runs so that the sandbox would have to hold something else: until the group is
# restarted its containers are those that it was started with, but for their limits. An earlier version's sandbox is the same.
. ./lib.sh
clean_state
reset
S=coslice-sandbox@web
words="restart the group: its namespaces, volumes and images are of an earlier definition or version"
# sections NAME…: the group has these volumes, from the next define on. In a drop-in, since define reads a definition at once.
sections() {
        mkdir -p $D/web.group.d
        if [ $# = 0 ]; then rm -f $D/web.group.d/*; else printf '[Volume %s]\nType=empty\n' "$@" > $D/web.group.d/volumes.conf; fi
}
# What the containers' programs see of volumes
volumes() { inside web app /bin/sh -c 'ls -d /old /v 2>/dev/null' | tr '\n' ' '; }
# The commands by which systemd would start the sandbox
commands() { systemctl cat $S | sed -n 's/^ExecStart=:.*coslice-helper sandbox //p'; }
# As they are printed: tests/manual looks for such lines.
noted=$(cat << 'END'
note: web.group: restart the group: its namespaces, volumes and images are of an earlier definition or version
web: 2 containers, 1 CPU, 100 MiB
END
)
unread=$(cat << 'END'
note: web.group: run systemctl daemon-reload, then restart the group: its namespaces, volumes and images are of an earlier definition or version
END
)

sections o
define web 'app always MemoryLimit=60M Volume=o:/old' 'sync always'
systemctl start $U
is "it runs" "$(states) $(volumes)" "$UP /old "
before=$(commands)
inside web app /bin/sh -c 'echo kept > /old/file'
is "check has nothing to say" "$(coslice check web)" "web: 2 containers, 1 CPU, 100 MiB"

pid=$(prop ${U}_app MainPID)
sections o v
define web 'app always MemoryLimit=70M Volume=o:/old Volume=v:/v' 'sync always'
is "all runs on" "$(raw) $(prop ${U}_app MainPID)" "$UP $pid"
is "the limits are the new ones" "$(prop ${U}_app MemoryMax)" 73400320
is "the commands are the earlier ones" "$(commands)" "$before"
has "the status says what to do" "$(systemctl status $U | head -n 1)" "Group web ($words)"
has "… of the sandbox too" "$(prop $S Description)" "$words"
is "check says it, and is content" "$(coslice check web) $(code coslice check web)" "$noted 0"
is "… to a user" "$(setpriv --reuid 65534 --regid 65534 --clear-groups coslice check web | grep -c "$words")" 1
is "… as JSON" "$(coslice check --json web | grep -c "\"$words\"")" 1
crash ${U}_app
is "a crash is restarted" "$(raw) $(volumes)$(inside web app /bin/sh -c 'cat /old/file')" "$UP /old kept"
is "a restart of a container too" "$(code systemctl restart ${U}_app) $(volumes)" "0 /old "
systemctl daemon-reload
is "another reload changes nothing" "$(raw) $(commands) $(prop ${U}_app MemoryMax)" "$UP $before 73400320"
is "a start is none" "$(code systemctl start $U) $(raw)" "0 $UP"
since
is "a restart" "$(code systemctl restart $U) $(states)" "0 $UP"
is "… has the new volume" "$(volumes)" "/old /v "
is "… and new ones" "$(inside web app /bin/sh -c 'ls /old')" ""
is "… and there is nothing to do" "$(coslice check web) $(prop $U Description)" "web: 2 containers, 1 CPU, 100 MiB Group web"
hasnt "… and nothing has failed" "$(log -u $U -u ${U}_app -u ${U}_sync -u $S)" ailed
systemctl stop $U
is "a stop leaves nothing" "$(raw)$(left)" "$DOWN"
reset

# Back again, with a container less and one more.
systemctl start $U
sections o v w
has "before the reload check tells of both" "$(coslice check web)" "$unread"
sections
define web 'app always MemoryLimit=70M' 'new always'
is "what is gone runs on" "$(raw)" "$UP"
is "… and isn't started by hand" "$(code systemctl restart ${U}_sync) $(active ${U}_sync)" "1 active"
is "what is new waits" "$(code systemctl start ${U}_new) $(active ${U}_new)" "1 failed"
has "… in words" "$(log -u ${U}_new)" "group \"web\" has no container \"new\""
systemctl reset-failed
since
is "a restart has it" "$(code systemctl restart $U) $(active $U ${U}_app ${U}_new ${U}_sync)" "0 active active active inactive"
hasnt "… and nothing has failed" "$(log)" ailed
has "… and says so" "$(prop $U StatusText)" "started: app, new"
systemctl stop $U
is "a stop leaves nothing" "$(active ${U}_new)$(left)" inactive
reset

# A stop is enough too: what is started then is the definition as it is.
define web 'app always' 'sync always'
systemctl start $U
sections v
define web 'app always Volume=v:/v' 'sync always'
systemctl stop $U
is "stopped" "$(raw)$(left)$(prop $U Description)" "${DOWN}Group web"
systemctl start $U
is "a start after a stop" "$(states) $(volumes)" "$UP /v "

# With the last container.
sections
define web 'app no' 'sync no'
systemctl restart $U
sections v
define web 'app no' 'sync no'
has "unused, but the sandbox's" "$(prop $U Description)" "$words"
kill -9 "$(prop ${U}_app MainPID)" "$(prop ${U}_sync MainPID)"
is "its own end" "$(until_is "failed failed failed inactive inactive" raw) $(prop $U Description)" "failed failed failed inactive inactive Group web"
reset

# Started before a stop has reached the sandbox: that one has not been down.
sections
define web 'app no stop-takes=1' 'sync no'
systemctl start $U
trapped app
sections v
define web 'app no Volume=v:/v' 'sync no'
systemctl stop $U &
until_is deactivating systemctl is-active ${U}_app > /dev/null
is "a start in mid-stop" "$(code systemctl start $U) $(states) $(volumes)" "0 $UP "
has "… and it is still said" "$(prop $U Description)" "$words"
wait
systemctl stop $U
reset

# An earlier version of coslice: another command line of the same meaning.
define web 'app always' 'sync always'
systemctl start $U
sed -i -E 's/ (--group=[^ ]*) (--rendering=[^ ]*)/ \2 \1/' "/run/coslice/state/web/units/$S.service.d/10-coslice.conf"
before=$(commands)
systemctl daemon-reload
has "an upgrade: it is said" "$(prop $U Description)" "$words"
hasnt "an upgrade: the sandbox's command is its own" "$(commands)" "$before"
crash ${U}_app
is "an upgrade: a crash is restarted" "$(raw)" "$UP"
spoil
has "an upgrade: broken, the mistake is said" "$(prop $U Description)" "$(spoilt)"
mend
is "an upgrade: a restart" "$(code systemctl restart $U) $(states) $(commands) $(prop $U Description)" "0 $UP $before Group web"
is "an upgrade: the copy is the new one" "$(diff -r /run/coslice/state/web/units /run/systemd/generator/.coslice/web | grep -v complete)" ""

# One whose groups had no user namespace, nor the words for it: that one comes by the restart.
own() { [ "/proc/$(prop ${U}_app MainPID)/ns/user" -ef /proc/self/ns/user ] && echo "the host's" || echo own; }
mkdir -p $D/web.group.d
printf '[Group]\nUserNS=host\n' > $D/web.group.d/version.conf
define web 'app always MemoryLimit=60M' 'sync always'
systemctl restart $U
is "without a user namespace: it runs" "$(states) $(own)" "$UP the host's"
sed -i 's/ --userns=host//' /run/coslice/state/web/units/$S.service.d/10-coslice.conf /run/coslice/state/web/units/${U}_*.service
rm $D/web.group.d/version.conf
define web 'app always MemoryLimit=70M' 'sync always'
has "without a user namespace: it is said" "$(prop $U Description)" "$words"
hasnt "without a user namespace: its commands are its own" "$(systemctl cat $S ${U}_app)" --userns
crash ${U}_app
is "without a user namespace: a crash is restarted" "$(raw) $(own) $(prop ${U}_app MemoryMax)" "$UP the host's 73400320"
is "without a user namespace: a restart brings it" "$(code systemctl restart $U) $(states) $(own) $(prop $U Description)" "0 $UP own Group web"
systemctl stop $U
is "a stop leaves nothing" "$(raw)$(left)" "$DOWN"
reset

# Many at once: each has its own, and few reloads do for all.
for name in web1 web2 web3 web4 web5 web6; do
        define $name 'app always'
        systemctl start "coslice@$name"
        printf '[Volume v]\nType=empty\n' >> $D/$name.group
done
systemctl daemon-reload
since
systemctl restart 'coslice@web?.service'
is "many: all run by the new definition" "$(for name in web1 web2 web3 web4 web5 web6; do prop coslice@$name Description; systemctl cat coslice-sandbox@$name; done | grep -c -- "--empty=v\|^Group web.\$") $(active 'coslice@web?.service')" "12 active active active active active active"
near "many: reloads" "$(log _PID=1 | grep -c '^Reloading\.')" 1 5
systemctl stop 'coslice@web*'
for name in web1 web2 web3 web4 web5 web6; do rm $D/$name.group; done
reset
clean_state
summary
