# SPDX-License-Identifier: LGPL-2.1-or-later
# What must stop before the containers is After= the live target.
. ./lib.sh
reset
FOO='[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=/bin/true\nExecStop='"$UNTIL_GO"'\n'
stops() { until_is deactivating systemctl is-active "$1" > /dev/null; sleep .2; }

unit foo.service "[Unit]\nRequires=coslice@web.service\nAfter=coslice-live@web.target\n$FOO"
define web 'app no ready-after=.2' 'sync no'
systemctl start foo
ok "After=coslice-live@: start" "$? $(raw)" "0 $UP"
hold
systemctl stop --no-block $U
stops foo
ok "After=coslice-live@: stops before the containers" "$(active foo ${U}_app ${U}_sync coslice-sandbox@web)" \
        "deactivating active active active"
go
systemctl stop $U
ok "After=coslice-live@: then they stop" "$(active foo) $(raw)" "inactive $DOWN"
systemctl reset-failed

unit all.target '[Unit]\nDescription=all\n'
dropin '[Unit]\nPartOf=all.target\n' $U.service
unit foo.service "[Unit]\nPartOf=all.target\nAfter=coslice@web.service coslice-live@web.target\n$FOO"
systemctl daemon-reload
systemctl start all.target $U foo
hold
systemctl stop --no-block all.target
stops foo
ok "both in one transaction, as at shutdown" "$(active foo ${U}_app ${U}_sync)" "deactivating active active"
go
systemctl stop $U
ok "both in one transaction: then they stop" "$(raw)" "$DOWN"
rm /run/systemd/system/foo.service
nodropin
reset
summary
