#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# A group is restarted while one of its containers goes down from a start of its own. systemd makes nothing of the restart
# for that one: its job is there already, and fails.
. ./lib.sh
clean_state
E=/etc/systemd/system H=/run/restart-test
mkdir -p $H
# held CONTAINER [SETTING]: what cleans up after it waits while there is holds-CONTAINER
held() {
        mkdir -p "$E/coslice@re_$1.service.d"
        cat > "$E/coslice@re_$1.service.d/held.conf" <<X
[Service]
ExecStopPost=/bin/sh -c 'touch $H/cleans-$1; while [ -e $H/holds-$1 ]; do sleep .05; done; rm $H/cleans-$1'
${2:-}
X
}
held app "ExecStartPre=/bin/sh -c '! [ -e $H/fails ] || { touch $H/holds-app; exit 1; }'"
held other
cleans() { [ -e "$H/cleans-$1" ] && echo yes; }
substate() { prop coslice@re_app SubState; }

# leave RESTART: of a group that runs, the app is in the midst of a start that fails
leave() {
        { lone $ROOT '/bin/sleep 10000' | sed "s/Restart=no/Restart=$1\nRestartSec=1h/"
                lone $ROOT '/bin/sleep 10000' | sed s/app/other/; } | def re
        reload
        systemctl start coslice@re
        is "Restart=$1: start" "$? $(active coslice@re_app coslice@re_other)" "0 active active"
        touch $H/fails
        systemctl --no-block restart coslice@re_app
        is "the app's next start fails" "$(until_is yes sh -c "[ -e $H/holds-app ] && [ -e $H/cleans-app ] && echo yes")" yes
        rm $H/fails
        is "it goes down with a job" "$(active coslice@re_app) $(systemctl list-jobs --plain --no-legend coslice@re_app.service | awk '{print $3, $4}')" "deactivating start running"
        began=$(date +%s.%N)
}
# ends RESTART: how the restart ends
ends() {
        wait "$restart"
        is "Restart=$1: the restart" "$? $(active coslice@re coslice@re_app coslice@re_other)" "0 active active active"
        hasnt "nothing is told as left" "$(journal -b -u coslice@re --since "@$began")" "still runs"
        systemctl stop coslice@re
        is "nothing is left" "$(until_is '' remains)" ""
}

declare -A down=([always]=auto-restart [no]=failed)
for again in always no; do
        # It is down while the group still goes down. By itself it would come up in an hour, or never.
        leave $again
        touch $H/holds-other
        timeout 90 systemctl restart coslice@re &
        restart=$!
        is "the group goes down" "$(until_is yes cleans other)" yes
        rm $H/holds-app
        is "the app is down" "$(until_is "${down[$again]}" substate)" "${down[$again]}"
        rm $H/holds-other
        ends $again

        # It goes down after the rest: no job of its own keeps the sandbox, which waits for its processes.
        leave $again
        timeout 90 systemctl restart coslice@re &
        restart=$!
        is "the sandbox goes down" "$(until_is deactivating active coslice-sandbox@re)" deactivating
        rm $H/holds-app
        ends $again
done

# It fails in this run too, and that is said.
leave no
touch $H/fails
timeout 90 systemctl restart coslice@re 2>/dev/null &
restart=$!
is "the sandbox goes down" "$(until_is deactivating active coslice-sandbox@re)" deactivating
rm $H/holds-app
is "it is tried again" "$(until_is yes sh -c "[ -e $H/holds-app ] && echo yes")" yes
rm $H/holds-app $H/fails
wait "$restart"
is "and the restart fails with it" "$(($? != 0)) $(active coslice@re coslice-sandbox@re)" "1 failed inactive"
has "in words" "$(journal -b -u coslice@re --since "@$began")" "container app: failed (exit-code)"
rm -r $E/coslice@re_app.service.d $E/coslice@re_other.service.d $H
clean_state
is "nothing is left in the end" "$(until_is '' remains)" ""
summary
