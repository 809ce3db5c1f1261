# SPDX-License-Identifier: LGPL-2.1-or-later
# The group's status names the containers that run, and the limits.
. ./lib.sh
reset

define web 'app no' 'sync no'
systemctl start $U
has "status" "$(systemctl status $U)" 'Status: "2 of 2 containers run: app, sync; 1 CPU, 100 MiB"'
systemctl daemon-reload
ok "status after a reload" "$(prop $U StatusText)" "2 of 2 containers run: app, sync; 1 CPU, 100 MiB"
reset
define web 'app no exits-after=0' 'sync no ready-after=.4'
systemctl start $U
ok "status when one has ended" "$(prop $U StatusText)" "1 of 2 containers run: sync; 1 CPU, 100 MiB"
reset
# 60 containers with names of 40: the longest that systemd takes is 4,096 bytes.
lines=()
for i in {10..69}; do lines+=("a-rather-long-name-that-somebody-wants-$i no Cpu=0.01 Memory=8M"); done
define web "${lines[@]}"
systemctl start $U
has "status of 60 containers" "$(prop $U StatusText)" "60 of 60 containers run: a-rather-long-name-that-somebody-wants-10, "
systemctl stop $U
ok "60 containers: all is down" "$(systemctl list-units --no-legend --state=active 'coslice@web*' | wc -l)$(left)" 0
reset
summary
