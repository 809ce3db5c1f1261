# SPDX-License-Identifier: LGPL-2.1-or-later
# How a container ends at a stop that was asked for is no failure of the group.
. ./lib.sh
reset

for words in stop-status=143 stop-status=1 deaf; do
        define web 'app no' "sync always $words"
        systemctl start $U
        trapped app
        [ $words = deaf ] || trapped sync
        systemctl stop $U
        ok "$words: stop" "$? $(raw)$(left)" "0 $DOWN"
        case $words in
        stop-status=143) hasnt "$words: nothing is said" "$(log -u $U)" "container sync" ;;
        *) said "$words: not counted" "at a stop that was asked for and is not counted as a failure" ;;
        esac
        [ $words != deaf ] || said "$words: advice" RunInit=yes
        systemctl start $U
        systemctl restart $U
        ok "$words: restart" "$? $(states)" "0 $UP"
        reset
done
define web 'app no exits-after=.1 status=3' 'sync no stop-status=1'
systemctl start $U
trapped sync
until_is failed systemctl is-active ${U}_app > /dev/null
systemctl stop $U
ok "one had failed before the stop: failed" "$(raw)" "failed failed inactive inactive inactive"
said "one had failed before the stop: verdict" "container app: exited with status 3; see: journalctl -u coslice@web_app"
reset
# Stopped one by one they end as systemd counts it: the group can't know who asked.
define web 'app no stop-status=1' 'sync no stop-status=1'
systemctl start $U
trapped app sync
systemctl stop ${U}_app ${U}_sync
till "failed failed failed inactive inactive"
ok "both stopped one by one with status 1: failed" "$(raw)" "failed failed failed inactive inactive"
reset
summary
