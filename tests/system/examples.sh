#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# The groups in docs/examples, as they stand there.
. ./lib.sh
clean_state
../make-rootfs /srv/busybox
mkdir -p /srv/reports /etc/systemd/system
examples=../../docs/examples
cp $examples/*.group $D
cp $examples/*.timer /etc/systemd/system
install -d -o 1000 -g 1000 /srv/keep # as keep.group says
reload
is "they are right" "$(coslice check | grep -vE '^[a-z]+: [0-9]+ containers?, [0-9.]+ CPUs?, [0-9.]+ [MG]iB$')" ""

systemctl start coslice@keep coslice@worker coslice@web
is "they start" "$? $(active coslice@keep coslice@worker coslice@web)" "0 active active active"
lines() { [ -s /srv/keep/times ] && stat -c %u /srv/keep/times; }
is "keep: the user writes" "$(until_is 1000 lines)" 1000
is "keep: its limit is the group's" "$(prop coslice-keep.slice MemoryMax) $(prop coslice@keep_app MemoryMax)" "67108864 67108864"
worked() { journal -u coslice@worker_first -u coslice@worker_second | grep -m 1 -o 'job 1: good morning'; }
is "worker: a job is done" "$(until_is 'job 1: good morning' worked)" "job 1: good morning"
systemctl stop coslice@keep coslice@worker coslice@web
is "they stop" "$? $(active coslice@keep coslice@worker coslice@web)" "0 inactive inactive inactive"
is "keep: the data stays" "$(lines)" 1000

# The night is now.
mkdir -p /etc/systemd/system/batch.timer.d
printf '[Timer]\nOnCalendar=\nOnActiveSec=0\n' > /etc/systemd/system/batch.timer.d/now.conf
reload
systemctl start batch.timer
reports() { cat /srv/reports/count.txt /srv/reports/sizes.txt | wc -l; }
is "batch: the timer runs it" "$(until_is 2 reports)" 2
is "batch: it ends as a success" "$(until_is inactive systemctl is-active coslice@batch) $(prop coslice@batch Result)" "inactive success"
systemctl stop batch.timer
rm -r /etc/systemd/system/batch.timer*
clean_state
is "nothing is left" "$(until_is '' remains)" ""
summary
