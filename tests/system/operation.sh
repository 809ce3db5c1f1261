#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# What an administrator does to the units of a group, and what is said when it can't work.
. ./lib.sh
clean_state
mkdir -p /etc/systemd/system/coslice@op_app.service.d /srv/op
setting() { printf '[Service]\n%s\n' "$1" > /etc/systemd/system/coslice@op_app.service.d/op.conf; }
# fails NAME EXPECTED: the group's start, with that in its words
fails() {
        reload
        systemctl start coslice@op 2>/dev/null && fail "$1" started
        has "$1" "$(journal -b -u coslice@op)" "$2"
        systemctl reset-failed
        is "$1: nothing is left" "$(until_is '' remains)" ""
}

lone $ROOT '/bin/sleep 10000' | def op
setting PrivateTmp=yes
fails "a mount namespace of the unit's own" "the unit has a mount namespace of its own, by PrivateTmp=, ProtectSystem= or the like"
setting User=nobody
fails "the first failure stays, whatever the clean-up can't do" "container app: read /run/coslice/network/op: Permission denied"
rm -r /etc/systemd/system/coslice@op_app.service.d

systemctl mask -q coslice@op_app
fails "a masked container" "container app: is masked; run: systemctl unmask coslice@op_app.service"
systemctl unmask -q coslice@op_app

lone $ROOT /nosuch | def op
reload
began=$(date +%s.%N)
systemctl start coslice@op 2>/dev/null
hasnt "of the sandbox, which was up, nothing is said" "$(journal -b -u coslice@op --since "@$began")" "coslice-sandbox@op.service: not started"
systemctl reset-failed

lone $ROOT '/bin/sleep 10000' $'Volume=v/missing:/m\n[Volume v]\nType=bind\nPath=/srv/op' | def op
fails "a directory below a volume that is not there" "mount volume /srv/op/missing on /m: the host has no such file or directory; with the option create"
is "… and is not made" "$(ls /srv/op)" ""
lone $ROOT '/bin/sleep 10000' $'Volume=v/made:/m\n[Volume v]\nType=bind\nPath=/srv/op\nCreate=yes' | def op
reload
systemctl start coslice@op
is "with Create=yes it is" "$? $(ls /srv/op)" "0 made"
systemctl stop coslice@op
lone $ROOT '/bin/sleep 10000' $'Volume=v/sub:/m\nVolume=w/sub:/n\n[Volume v]\nType=empty\n[Volume w]\nType=empty\nMedium=memory' | def op
reload
systemctl start coslice@op
is "below an empty volume too" "$? $(inside op app /bin/sh -c 'test -d /m && test -d /n && echo both')" "0 both"
systemctl stop coslice@op

lone $ROOT '/bin/sleep 10000' | def op
reload
systemctl start coslice@op
lone $ROOT '/bin/sleep 10000' $'Volume=v:/m\n[Volume v]\nType=empty\nMedium=memory' | def op
reload
systemctl restart coslice@op_app
is "a volume that came while the group runs is not there yet" "$? $(active coslice@op_app) $(inside op app /bin/sh -c 'test -d /m || echo none')" "0 active none"
mkdir -p /etc/systemd/system/coslice@op_app.service.d
setting "ExecStart=
$(coslice show op | grep -m 1 'ExecStart=:.*coslice-helper run ')"
reload
systemctl restart coslice@op_app 2>/dev/null
has "… and for a command of one's own neither" "$(journal -b -u coslice@op_app)" "volume v is not there: the definition has it since the group was started; restart the group"
rm -r /etc/systemd/system/coslice@op_app.service.d
reload
systemctl restart coslice@op
is "a restart of the group has it" "$? $(active coslice@op_app) $(inside op app /bin/sh -c 'test -d /m && echo there')" "0 active there"
is "a start of the sandbox has a limit" "$(prop coslice-sandbox@op TimeoutStartUSec)" 5min
clean_state
is "nothing is left in the end" "$(until_is '' remains)" ""
summary
