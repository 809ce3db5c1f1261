#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Programs that open their log by name, as those of nginx, httpd and php-fpm do: pipes, and what reads them.
. ./lib.sh
clean_state
fifo() { stat -c '%a %u %g' "/run/coslice/log/$1"; }
log() { prop coslice-log@lp MainPID; }
# field NAME MATCH…: its values, in order
field() {
        local name=$1
        shift
        journalctl -q --sync 2>/dev/null
        journalctl -q -o json --all "$@" | sed -nE "s/.*\"$name\":\"([^\"]*)\".*/\1/p"
}

boxes lp <<'X'
[Container *]
Restart=no
LogPipe=yes
[Container root]
Exec=/bin/sh -c 'echo by name > /dev/stdout; echo error > /dev/stderr; echo fd > /proc/self/fd/2; echo "<0>panic"; exec sleep 10000'
[Container user]
Exec=/bin/sh -c 'echo by name >> /dev/stdout; echo fd >> /proc/self/fd/2; exec sleep 10000'
User=web
[Container init]
Exec=/bin/sh -c 'echo by name > /dev/stdout; exec sleep 10000'
RunInit=yes
ReadOnly=yes
[Container plain]
Exec=/bin/sh -c 'echo by name > /dev/stdout; exec sleep 10000'
LogPipe=auto
X
reload
systemctl start coslice@lp
is "start" "$? $(active coslice@lp coslice-log@lp)" "0 active active"
is "what is opened by name comes" "$(until_is 1 sh -c 'journalctl -q -o cat -u coslice@lp_root | grep -cx "by name"')" 1
has "also what is opened by descriptor" "$(journal -u coslice@lp_root)" $'\nfd\n'
is "an error is one" "$(journal -p err -t lp/root | sort | paste -sd' ')" "error fd"
hasnt "a level prefix raises nothing" "$(journal -p emerg)" "panic"
has "and is text" "$(journal -p info -t lp/root)" "<0>panic"
is "by group and container" "$(journal COSLICE_GROUP=lp COSLICE_CONTAINER=init _SYSTEMD_UNIT=coslice-log@lp.service)" "by name"
is "it is of root, and of the log's unit" "$(field _SYSTEMD_UNIT -t lp/user | sort -u) $(field _UID -t lp/user | sort -u)" "coslice-log@lp.service 0"
is "a user's too" "$(journal -t lp/user | sort | paste -sd' ')" "by name fd"
hasnt "without pipes a program can't" "$(journal -u coslice@lp_plain)" "by name"
is "whose pipes they are" "$(fifo lp/user.out) $(fifo lp/user.err)" "$(printf '640 %s 0 ' "$(stat -c %u "/proc/$(prop coslice@lp_user MainPID)")" "$(stat -c %u "/proc/$(prop coslice@lp_user MainPID)")" | sed 's/ $//')"
is "those that have some" "$(ls /run/coslice/log/lp | paste -sd' ')" "init.err init.out root.err root.out user.err user.out"
is "for root alone" "$(stat -c '%a %U' /run/coslice/log /run/coslice/log/lp | paste -sd' ')" "700 root 700 root"
is "what reads them has no right" "$(awk '/^(Uid|Cap(Inh|Prm|Eff|Bnd|Amb)|NoNewPrivs|Seccomp):/ {printf "%s ", $2}' "/proc/$(log)/status")" \
        "0 0000000000000000 0000000000000000 0000000000000000 0000000000000000 0000000000000000 1 2 "
is "it has one process, and what it needs in the store" "$(wc -w < "$(cgroup_of coslice-log@lp systemd)/cgroup.procs" 2>/dev/null || echo 1) $(prop coslice-log@lp NFileDescriptorStore)" "1 13"
has "it says what it does" "$(prop coslice-log@lp StatusText)" "reads 6 pipes"
has "it isn't stopped by hand" "$(systemctl stop coslice-log@lp 2>&1)" "requested by dependency only"

# New pipes, in place of those that systemd keeps for it.
systemctl restart coslice@lp
is "a restart of the group" "$? $(active coslice-log@lp)" "0 active"
is "with all lines" "$(until_is 2 sh -c 'journalctl -q -o cat -t lp/root | grep -cx "by name"') $(until_is 2 sh -c 'journalctl -q -o cat -t lp/user | grep -cx fd')" "2 2"

# A container alone, and what was there before it.
systemctl stop coslice@lp_user coslice@lp_init coslice@lp_root
is "it ends with the last of them" "$(until_is inactive active coslice-log@lp) $(active coslice@lp_plain)" "inactive active"
systemctl start coslice@lp_user
is "and comes with the next, whose pipes are the user's" "$? $(active coslice-log@lp) $(until_is 3 sh -c 'journalctl -q -o cat -t lp/user | grep -cx fd')" "0 active 3"
systemctl stop coslice@lp
is "stop" "$? $(until_is inactive active coslice-log@lp)" "0 inactive"
systemctl reset-failed # those that were stopped alone, by SIGKILL
is "nothing is left" "$(remains)" ""

# What is no line yet, and what is too long for one.
boxes lp <<'X'
[Container *]
Restart=no
LogPipe=yes
[Container half]
Exec=/bin/sh -c 'printf "no newline"'
[Container nul]
Exec=/bin/sh -c 'printf "a\\\\000b\\\\n\\\\n\\\\n"; exec sleep 10000'
[Container long]
Exec=/bin/sh -c 'head -c 100000 /dev/zero | tr "\\\\0" x; echo; echo end; exec sleep 10000'
X
reload
systemctl start coslice@lp
is "the end of the last writer ends a line" "$(until_is "no newline" journal -t lp/half) $(field COSLICE_LINE_BREAK -t lp/half)" "no newline eof"
is "so does a NUL, and an empty line is none" "$(until_is "a b" sh -c 'journalctl -q -o cat -t lp/nul | paste -sd" "') $(field COSLICE_LINE_BREAK -t lp/nul)" "a b nul"
is "a long line is cut as journald does" "$(until_is 1 sh -c 'journalctl -q -o cat -t lp/long | grep -cx end') $(journalctl -q -o cat --all -t lp/long | awk '{printf "%d ", length}')" "1 49152 49152 1696 3 "
is "and says so" "$(field COSLICE_LINE_BREAK -t lp/long | paste -sd' ')" "line-max line-max"
systemctl stop coslice@lp

# Nobody reads them.
mkdir -p /run/systemd/system/coslice-log@.service.d
printf '[Service]\nExecStart=\nExecStart=/bin/false\n' > /run/systemd/system/coslice-log@.service.d/90-false.conf
lone $ROOT '/bin/sleep 10000' LogPipe=yes | def lp
reload
has "without a reader it doesn't start" "$(systemctl start coslice@lp 2>&1; journal -u coslice@lp_app -u coslice@lp)" 'nobody reads the pipes of the log: see "systemctl status coslice-log@lp"'
rm -r /run/systemd/system/coslice-log@.service.d
reload
systemctl reset-failed

# Lines in large numbers, while what reads them is killed, journald is restarted, and systemd reads its units and itself anew.
N=$(count 1000000 10000) KILLS=$(count 50 10)
mkdir -p /run/systemd/journald.conf.d /srv/journal /var/log/journal
mount --bind /srv/journal /var/log/journal
printf '[Journal]\nStorage=persistent\nSystemMaxUse=8G\nSystemKeepFree=1M\n' > /run/systemd/journald.conf.d/90-large.conf
systemctl restart systemd-journald
journalctl --flush
boxes lp <<X
[Container *]
Restart=no
LogPipe=yes
[Container flood]
Exec=/bin/sh -c 'seq 1 $N > /dev/stdout; echo last words > /dev/stdout; exec sleep 10000'
[Container err]
Exec=/bin/sh -c 'for i in \$(seq 1 100); do echo \$i > /dev/stderr; sleep 0.0$(count 50 5); done; exec sleep 10000'
X
reload
began=$SECONDS
systemctl start coslice@lp
killed=0 starts=0
for ((i = 1; i <= KILLS; i++)); do
        sleep "$(count 0.$((RANDOM % 10 + 1)) 0.0$((RANDOM % 10)))"
        before=$(log)
        kill -KILL "$before" && killed=$((killed + 1))
        case $((i % 10)) in
        2) systemctl restart systemd-journald ;;
        5) reload ;;
        8) systemctl daemon-reexec ;;
        esac
        for ((k = 0; k < 600; k++)); do
                now=$(log)
                if [ "$now" != 0 ] && [ "$now" != "$before" ] && [ "$(active coslice-log@lp)" = active ]; then starts=$((starts + 1)); break; fi
                sleep 0.05
        done
done
is "killed $KILLS times, it is there again" "$killed $starts" "$KILLS $KILLS"
for ((k = 0; k < 600; k++)); do
        [ -z "$(journalctl -q -o cat -n 1 -t lp/flood _TRANSPORT=journal | grep -x 'last words')" ] || break
        sleep 1
done
echo "$N lines in $((SECONDS - began)) s"
journalctl -q --sync 2>/dev/null
journalctl -q -o cat -t lp/flood > /srv/lines
cmp /srv/lines <(seq 1 "$N"; echo last words) > /srv/differ 2>&1
is "all of $N lines, each once, in order" "$? $(wc -l < /srv/lines)" "0 $((N + 1))"
is "and those of another container" "$(until_is 100 sh -c 'journalctl -q -o cat -t lp/err | wc -l') $(journal -t lp/err | cmp - <(seq 1 100) && echo same)" "100 same"
is "the containers ran on" "$(active coslice@lp_flood coslice@lp_err) $(prop coslice@lp_flood NRestarts)" "active active 0"
systemctl stop coslice@lp
# One that writes without end doesn't hold another's lines, and at its stop no more of them wait than journald takes at once,
# however slow it is: they are long ones. In a journal that has room for all that it says meanwhile.
boxes lp <<'X'
[Container *]
Restart=no
LogPipe=yes
[Container flood]
Exec=/bin/sh -c 'exec yes $(seq 1 200) > /dev/stdout'
[Container other]
Exec=/bin/sh -c 'trap "echo said > /dev/stdout" USR1; while :; do sleep 0.1; done'
X
reload
systemctl start coslice@lp
sleep 1
systemctl kill --kill-whom=main -s USR1 coslice@lp_other
is "beside a flood" "$(until_is said journalctl -q -o cat -t lp/other)" said
systemctl stop coslice@lp
is "stop" "$? $(until_is inactive active coslice-log@lp) $(prop coslice-log@lp Result)" "0 inactive success"
is "nothing is left" "$(remains)" ""

# journald last: else it goes on with files that are gone, and what it writes to them is lost.
rm /run/systemd/journald.conf.d/90-large.conf /srv/lines /srv/differ
umount -l /var/log/journal
rmdir /var/log/journal 2>/dev/null
systemctl restart systemd-journald
rm -r /srv/journal

lone $ROOT '/bin/sleep 10000' | def plain
reload
systemctl start coslice@plain
is "a group without such containers has none of it" "$(active coslice-log@plain) $(ls /run/coslice/log 2>&1)" "inactive "
systemctl start coslice-log@plain
is "and none is started for it" "$? $(active coslice-log@plain)" "0 inactive"
clean_state
summary
