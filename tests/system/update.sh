#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Newer images: coslice pull, and coslice update, which gives a group the old ones back if it fails with them.
. ./lib.sh
clean_state
as_installed
IMG=/srv/image
STORE=/var/lib/coslice/images
KEEP='exec sleep 10000'
# image PROGRAM [FILE]: builds it anew; prints HEX of its digest
image() {
        local digest
        rm -rf $IMG
        digest=$(./make-image $IMG x '{"Entrypoint": ["/bin/sh", "/entry"]}' $ROOT "entry=$1" ${2:+"$2"})
        echo "${digest#sha256:}"
}
key() { basename "$(ls -d /run/systemd/generator/coslice-image@*.service.d)" .service.d | sed 's/^coslice-image@//'; }
ready() { basename "$(readlink "$STORE/ready/$KEY")"; }
pinned() { basename "$(readlink "/run/coslice/state/up/images/$KEY")"; }
said() { journal -t up/app | tail -n 1; }
pid() { prop "coslice@up_$1" MainPID; }
# The lines of a command, its status at the end.
lines() { "$@" 2>&1; echo "= $?"; }

one=$(image "echo one; $KEEP")
def up <<X2
[Group]
AutoUpdate=registry
[Container app]
Image=oci:$IMG:x
StopTimeout=0
[Container side]
Rootfs=$ROOT
Exec=/bin/sleep 10000
StopTimeout=0
X2
is "before systemd knows it" "$(lines coslice pull up)" "coslice pull: up: oci:$IMG:x: systemd doesn't know it yet: systemctl daemon-reload
= 1"
reload
KEY=$(key)
is "an update of what doesn't run" "$(lines coslice update up)" "coslice update: up: it doesn't run; its next start has what is fetched by: coslice pull up
= 1"
is "a pull before the first start" "$(lines coslice pull up)" "up: oci:$IMG:x: new, sha256:${one:0:12}
= 0"
systemctl start coslice@up
is "the start has it" "$? $(until_is one said) $(prop "coslice-image@$KEY" ConditionResult)" "0 one no"
is "and there is no newer one" "$(lines coslice pull up/app)" "up: oci:$IMG:x: up to date, sha256:${one:0:12}
= 0"
side=$(pid side)

# The new one opens its log by name, which the old one doesn't.
two=$(image "echo two > /dev/stdout; $KEEP" 'etc/app.conf=log /dev/stdout;')
is "a pull of a newer one" "$(lines coslice pull up)" "up: oci:$IMG:x: new, sha256:${two:0:12}
= 0"
was=$(pid app)
systemctl kill -s KILL coslice@up_app
until_is yes eval '[ "$(pid app)" != '"$was"' ] && [ "$(active coslice@up_app)" = active ] && echo yes' >/dev/null
is "what runs keeps the one that it has" "$(said) $(pinned)" "one $one"
is "an update takes it" "$(lines coslice update up)" "up: oci:$IMG:x: new, sha256:${two:0:12}
up: container app was restarted
= 0"
# What comes by a pipe has the time when it was sent, by a stream that when it was read: of both the last needn't be the last.
is "it runs, and its log comes by a pipe" "$(until_is 1 sh -c 'journalctl -q -o cat -t up/app | grep -cx two') $(active coslice-log@up) $(pinned)" "1 active $two"
is "nothing else was restarted" "$(pid side)" "$side"
was=$(pid app)
is "an update of what is up to date" "$(lines coslice update up)" "up: oci:$IMG:x: up to date, sha256:${two:0:12}
= 0"
is "restarts nothing" "$(pid app)" "$was"

# One that fails: at once, or after a while.
bad=$(image 'echo bad; exit 3' 'etc/app.conf=log /dev/stdout;')
got=$(lines coslice update up)
has "a new one that ends is told" "$got" "coslice update: up: container app: exited with status 3"
has "and taken back" "$got" "coslice update: up: it runs with the images that it had
= 1"
is "the old one runs" "$(until_is two said) $(active coslice@up coslice@up_app) $(pinned) $(ready)" "two active active $two $two"
is "nothing is left of it" "$(ls $STORE/next) $(ls /run/coslice/state/up/images /run/coslice/pulls | grep -E 'before|asked')" " "
rm -rf $IMG
got=$(lines coslice update up)
has "one that is gone is told" "$got" "coslice update: up: oci:$IMG:x: "
has "and changes nothing" "$got" "coslice update: up: nothing was changed
= 1"

# Killed while it waits whether the new one runs.
three=$(image "echo three > /dev/stdout; $KEEP" 'etc/app.conf=log /dev/stdout;')
coslice update up & update=$!
is "an update that goes on" "$(until_is three said)" three
kill -KILL $update
wait $update 2>/dev/null
is "is killed: it runs with the new one, which no other start has" "$(pinned) $(ready)" "$three $two"
systemctl restart coslice@up
is "a start of the group has the old one" "$? $(until_is two said) $(pinned)" "0 two $two"
coslice update up & update=$!
until_is three said > /dev/null
kill -KILL $update
wait $update 2>/dev/null
systemctl start coslice-update.service
is "the timer's service updates it" "$? $(until_is three said) $(pinned) $(ready)" "0 three $three $three"
has "and says what it met" "$(journal -u coslice-update)" "an earlier update was broken off; its images were taken back"
is "the timer is not enabled, and can be" "$(systemctl is-enabled coslice-update.timer) $(systemctl start coslice-update.timer; active coslice-update.timer)" "disabled active"
systemctl stop coslice-update.timer
systemctl stop coslice@up
is "nothing remains" "$(remains)" ""
is "nor of an update" "$(ls $STORE/next)" ""

# What no start fetches.
def up <<X2
[Container app]
Image=oci:$IMG:x
Pull=never
StopTimeout=0
X2
reload
KEY=$(key)
has "Pull=never: a pull by hand" "$(lines coslice pull up)" "up: oci:$IMG:x: new, sha256:${three:0:12}
= 0"
systemctl start coslice@up
is "is what it starts with" "$? $(until_is three said)" "0 three"
is "all groups that are to be updated: none" "$(lines coslice update --all)" "= 0"
systemctl stop coslice@up

# Updates, starts and prune at the same time, and now and then another image: nobody who runs loses a layer.
rm $D/up.group
for group in ra rb; do
        def $group <<X2
[Container app]
Image=oci:$IMG:x
Pull=newer
StopTimeout=0
X2
done
image "cat /text; $KEEP" 'text=0' >/dev/null
reload
systemctl start coslice@ra coslice@rb
RACES=$(count 200 3) wrong=''
for ((i = 1; i <= RACES; i++)); do
        if ((i % 10 == 1)); then image "cat /text; $KEEP" "text=$i" >/dev/null; fi
        coslice prune >/srv/prune.log 2>&1 & prune=$!
        coslice update ra >/srv/update.log 2>&1 & update=$!
        systemctl restart coslice@rb >/srv/start.log 2>&1 & restart=$!
        wait $prune || wrong+="$i prune: $(cat /srv/prune.log) "
        wait $update || wrong+="$i update: $(cat /srv/update.log) "
        wait $restart || wrong+="$i restart: $(cat /srv/start.log) "
        for group in ra rb; do
                [ "$(coslice exec $group/app cat /text /entry 2>&1 </dev/null | wc -w)" = 5 ] || wrong+="$i $group: $(coslice exec $group/app cat /text /entry 2>&1 </dev/null) "
        done
        [ -z "$wrong" ] || break
done
is "updates, starts and prune beside each other, $RACES times" "$wrong" ""
systemctl restart coslice@rb
is "both have the newest" "$(for group in ra rb; do coslice exec $group/app cat /text </dev/null; echo; done | paste -sd' ')" "$(((RACES - 1) / 10 * 10 + 1)) $(((RACES - 1) / 10 * 10 + 1))"
clean_state

# Many groups of one image at once, which nobody has yet.
rm -rf ${STORE:?}/*
image "$KEEP" >/dev/null
many=()
for ((i = 1; i <= $(count 20 4); i++)); do
        def many$i <<X2
[Container app]
Image=oci:$IMG:x
Cpu=0.1
Memory=20M
StopTimeout=0
X2
        many+=("coslice@many$i")
done
reload
KEY=$(key)
since=$(date +%s.%N)
systemctl start "${many[@]}"
is "${#many[@]} groups of one image at once" "$? $(active "${many[@]/%/_app}" | tr ' ' '\n' | sort | uniq -c | sed 's/^ *//')" "0 ${#many[@]} active"
journalctl -q --sync 2>/dev/null
is "it is fetched once" "$(journalctl -q -o cat --since "@$since" -u "coslice-image@$KEY" | grep -c '^Starting') $(ls $STORE/layers | wc -l)" "1 2"
clean_state
rm -rf ${STORE:?}/* $IMG /srv/{prune,update,start}.log
summary
