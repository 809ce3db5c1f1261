# SPDX-License-Identifier: LGPL-2.1-or-later
# Names that nothing defines are refused in words; a container that runs alone makes no noise.
. ./lib.sh
reset
rm -f $D/*.group
systemctl daemon-reload
# refuses NAME UNIT WORDS
refuses() {
        local start
        start=$(date +%s.%N)
        ok "$1: start fails" "$(code systemctl start "$2")" 1
        has "$1: why" "$(journal --since "@$start" -u "$2")" "$3"
        ok "$1: exit status" "$(prop "$2" ExecMainStatus)" 78
}
dirs="in /etc/coslice/groups, /run/coslice/groups, /usr/local/lib/coslice/groups, /usr/lib/coslice/groups"
refuses "unknown group" coslice@nosuch "no group \"nosuch\" $dirs"
refuses "container of an unknown group" coslice@nosuch_app "no group \"nosuch\" $dirs"
refuses "unknown sandbox" coslice-sandbox@nosuch "no group \"nosuch\" $dirs"
ok "unknown sandbox: nothing is left" "$(find /run/coslice/state -mindepth 1)" ""
refuses "no name of a group" coslice@Web "\"Web\" can't be the name of a group"
define web 'app no' 'sync no'
refuses "unknown container" coslice@web_nosuch 'group "web" has no container "nosuch"; it has: app, sync'
cp $D/web.group $D/new.group
refuses "not read yet" coslice@new "group \"new\" is defined in $D/new.group, but systemd has not read it yet; run: systemctl daemon-reload"
ln -sf /dev/null $D/new.group
systemctl daemon-reload
refuses "masked" coslice@new "group \"new\" is masked: $D/new.group is a link to /dev/null"
spoil
refuses "broken" $U "$(spoilt)"
refuses "container of a broken group" ${U}_app "the definition of group \"web\" has mistakes; see: systemctl status coslice@web"
rm -f $D/new.group
# 5 in 10 s is systemd's own limit.
mend
spoil
for i in {1..7}; do systemctl start $U coslice@nosuch 2> /dev/null; done
refuses "refused many times" $U "$(spoilt)"
hasnt "refused many times: always in words" "$(log)" "repeated too quickly"
U=coslice@web
reset

define web 'app always exits-after=.1 status=3' 'sync no'
crashed() { echo $(($(prop ${U}_app NRestarts) >= 3)); }
systemctl start ${U}_app
# What came up with it has been told by then.
until_is active systemctl is-active coslice-live@web.target > /dev/null
until_is "" systemctl list-jobs --no-legend coslice-live@web.target > /dev/null
since
ok "alone, crashing: it is restarted again and again" "$(until_is 1 crashed)" 1
ok "alone, crashing: no word but its own" "$(log _PID=1 | grep -v ${U}_app | sort -u | head -n 3)" ""
reset
ok "alone, crashing: nothing is left" "$(left)" ""
summary
