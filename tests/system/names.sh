#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Names with dashes, long names, many containers, many groups.
. ./lib.sh
clean_state
one() { printf '[Container *]\nMemory=16M\nCpu=0.01\n'; for c; do printf '[Container %s]\nExec=/bin/sleep 10000\n' "$c"; done; }
long=$(printf 'g%.0s' {1..63})
longc=$(printf 'c%.0s' {1..63})
one c | boxes a-b
one b-c | boxes a
one "$longc" | boxes "$long"
reload
systemctl start coslice@a-b coslice@a coslice@"$long"
is "dashes and 63 characters" "$? $(active coslice@a-b_c coslice@a_b-c "coslice@${long}_$longc")" "0 active active active"
is "slices do not collide" "$(prop coslice@a-b_c Slice) $(prop coslice@a_b-c Slice)" 'coslice-a\x2db.slice coslice-a.slice'
is "a slice lies in coslice.slice" "$(prop 'coslice-a\x2db.slice' Slice)" coslice.slice
systemctl stop coslice@a
is "one stops alone" "$(active coslice@a-b_c coslice@a_b-c)" "active inactive"
systemctl stop coslice@a-b coslice@"$long"
is "nothing is left" "$(until_is '' remains)" ""

many=$(count 60 10)
one $(seq -f 'c%g' "$many") | boxes many
reload
systemctl start coslice@many
is "$many containers" "$? $(systemctl list-units --plain --no-legend --state=active 'coslice@many_*' | wc -l)" "0 $many"
systemctl stop coslice@many
is "$many containers stop" "$? $(until_is '' remains)" "0 "
rm -f $D/*.group
groups=() many=$(count 50 8)
for i in $(seq "$many"); do
        one app | boxes "n$i"
        groups+=("coslice@n$i")
done
reload
systemctl start "${groups[@]}"
is "$many groups at once" "$? $(systemctl is-active "${groups[@]}" | grep -cx active)" "0 $many"
is "$many networks" "$(for i in $(seq "$many"); do readlink "/proc/$(prop "coslice@n${i}_app" MainPID)/ns/net"; done | sort -u | wc -l)" "$many"
for i in 1 2 3; do systemctl daemon-reload; done
is "reloads change nothing" "$(systemctl is-active "${groups[@]}" | grep -cx active)" "$many"
systemctl stop "${groups[@]}"
is "$many groups stop" "$? $(until_is '' remains)" "0 "
rm -f $D/*.group

# [Install]: what enables a group without systemctl enable, and other names of its unit.
{ one app; printf '[Install]\nWantedBy=multi-user.target\nAlias=www@web.service http@web.service\n'; } | boxes web
reload
is "[Install] enables" "$(systemctl is-enabled coslice@web)" enabled-runtime
has "the target wants the group" "$(prop multi-user.target Wants)" coslice@web.service
is "an alias is the group's unit" "$(prop www@web Id) $(prop www@web Names | tr ' ' '\n' | sort | paste -sd' ')" \
        "coslice@web.service coslice@web.service http@web.service www@web.service"
systemctl start www@web
is "start by an alias" "$? $(active coslice@web coslice@web_app www@web http@web)" "0 active active active active"
has "status by an alias" "$(systemctl status http@web)" "started: app"
pid=$(prop coslice@web_app MainPID)
reload
systemctl daemon-reexec
is "reload and reexec keep the alias" "$(active www@web http@web) $(prop coslice@web_app MainPID)" "active active $pid"
systemctl restart http@web
is "restart by an alias" "$? $(active coslice@web_app)" "0 active"
[ "$pid" != "$(prop coslice@web_app MainPID)" ] && pass "it is a restart" || fail "it is a restart" "same process"
systemctl stop www@web
is "stop by an alias" "$? $(active coslice@web coslice@web_app coslice-sandbox@web)" "0 inactive inactive inactive"
printf '[Container app]\nRootfs=%s\nExec=/bin/sleep 10000\n[Install]\nAlias=www.service\n' "$ROOT" | def web
reload
systemctl start coslice@web 2>/dev/null && fail "an alias that systemd ignores" started || pass "an alias that systemd ignores is refused"
has "in words" "$(systemctl status coslice@web)" "write Alias=www@web.service"
clean_state
summary
