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

one $(seq -f 'c%g' 60) | boxes many
reload
systemctl start coslice@many
is "60 containers" "$? $(systemctl list-units --plain --no-legend --state=active 'coslice@many_*' | wc -l)" "0 60"
systemctl stop coslice@many
is "60 containers stop" "$? $(until_is '' remains)" "0 "
rm -f $D/*.group
groups=()
for i in $(seq 50); do
        one app | boxes "n$i"
        groups+=("coslice@n$i")
done
reload
systemctl start "${groups[@]}"
is "50 groups at once" "$? $(systemctl is-active "${groups[@]}" | grep -cx active)" "0 50"
is "50 networks" "$(for i in $(seq 50); do readlink "/proc/$(prop "coslice@n${i}_app" MainPID)/ns/net"; done | sort -u | wc -l)" 50
for i in 1 2 3; do systemctl daemon-reload; done
is "reloads change nothing" "$(systemctl is-active "${groups[@]}" | grep -cx active)" 50
systemctl stop "${groups[@]}"
is "50 groups stop" "$? $(until_is '' remains)" "0 "
clean_state
summary
