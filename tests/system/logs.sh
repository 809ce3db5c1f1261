#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# The journal: who said what, also when the speaker is dead by then.
. ./lib.sh
clean_state
boxes logs <<X
[Container *]
Restart=no
[Container app]
Exec=/bin/sh -c 'echo to stdout; echo to stderr >&2; echo "<0>panic"; exec sleep 10000'
[Container short]
Exec=/bin/echo said and gone
[Container long]
Exec=/bin/sh -c 'head -c 100000 /dev/zero | tr "\\\\0" x; echo; echo end; sleep 1000'
X
reload
systemctl start coslice@logs_app
is "stdout" "$(until_is 1 sh -c 'journalctl -q -o cat -u coslice@logs_app | grep -cx "to stdout"')" 1
has "stderr" "$(journal -u coslice@logs_app)" "to stderr"
out=$(journal -u coslice@logs_app -p err)
has "-p err has stderr" "$out" "to stderr"
hasnt "-p err has no stdout" "$out" "to stdout"
has "a level prefix is text" "$(journal -u coslice@logs_app -p info)" "<0>panic"
hasnt "a level prefix raises nothing" "$(journal -p emerg)" "panic"
has "-t web/app" "$(journal -t logs/app)" "to stdout"
has "COSLICE_GROUP=" "$(journal COSLICE_GROUP=logs)" "to stdout"
has "COSLICE_CONTAINER=" "$(journal COSLICE_GROUP=logs COSLICE_CONTAINER=app)" "to stderr"
mkdir -p /run/systemd/system/coslice@logs_app.service.d
printf '[Service]\nStandardOutput=file:/run/logs-out\nStandardError=file:/run/logs-err\n' \
        > /run/systemd/system/coslice@logs_app.service.d/90-files.conf
systemctl daemon-reload
systemctl restart coslice@logs_app
is "a drop-in sends the output elsewhere" "$(until_is 2 sh -c 'wc -l < /run/logs-out')" 2
is "and the errors" "$(cat /run/logs-err)" "to stderr"
rm -r /run/systemd/system/coslice@logs_app.service.d
reload
N=${WRITERS:-50}
for ((i = 0; i < N; i++)); do systemctl start --wait coslice@logs_short; done
is "$N writers that die at once keep their unit" "$(until_is "$N" sh -c 'journalctl -q -o cat -u coslice@logs_short | grep -cx "said and gone"')" "$N"
systemctl start coslice@logs_long
has "a long line" "$(until_is 1 sh -c 'journalctl -q -o cat -u coslice@logs_long | grep -cx end')" 1
clean_state
summary
