# SPDX-License-Identifier: LGPL-2.1-or-later
# Words for the tests of a group's start and stop: group "web" with the containers "app" and "sync", the states of its
# units, waiting. shellcheck shell=bash
. "${BASH_SOURCE%/*}/../system/lib.sh"
U=coslice@web
# raw() prints these: group, app, sync, sandbox, live target
UP="active active active active active"
DOWN="inactive inactive inactive inactive inactive"
ROOT=/srv/bb
DROPINS=/etc/systemd/system
# A command that takes until go is called: so that what is looked at meanwhile is no matter of time.
UNTIL_GO='/bin/sh -c "until [ -e /run/go ]; do sleep .02; done"'
hold() { rm -f /run/go; }
go() { touch /run/go; }

# ok NAME GOT EXPECTED
ok() { is "$@"; }

# define GROUP LINE…: writes a definition and has systemd read it. A LINE is "Unit KEY=VALUE", or a container, in words:
#   NAME RESTART [WORD…]
#     ready-after=SEC            is READY only then; ready-after=go: when go is called
#     exits-after=SEC status=N   ends by itself; 0 if status= is not there
#     stop-takes=SEC stop-status=N   how it answers SIGTERM: at once with 0
#     deaf                       does not answer SIGTERM
#     missing                    its program does not exist: it is never READY
#     KEY=VALUE                  a key of the definition
define() {
        local group=$1 line
        shift
        rm -f $DROPINS/coslice@"$group"_*.service.d/30-ready-after.conf
        mkdir -p $D
        {
                echo "[Unit]"
                for line; do [[ $line != "Unit "* ]] || echo "${line#Unit }"; done
                printf '%s\n' "[Group]" "RestartSec=300ms" "[Container *]" "Cpu=0.5" "Memory=50M" "PidsLimit=50" \
                        "StopTimeout=2s" "TimeoutStartSec=30s"
                for line; do [[ $line == "Unit "* ]] || define_container "$group" $line; done
        } > "$D/$group.group"
        systemctl daemon-reload
}
define_container() { # GROUP NAME RESTART WORD…
        local group=$1 name=$2 restart=$3 word ready_after='' exits_after='' status=0 takes='' stop_status=0 deaf='' missing='' dir
        shift 3
        printf '[Container %s]\nRootfs=%s\nRestart=%s\n' "$name" "$ROOT" "$restart"
        for word; do
                case $word in
                ready-after=*) ready_after=${word#*=} ;;
                exits-after=*) exits_after=${word#*=} ;;
                status=*) status=${word#*=} ;;
                stop-takes=*) takes=${word#*=} ;;
                stop-status=*) stop_status=${word#*=} ;;
                deaf) deaf=1 ;;
                missing) missing=1 ;;
                [A-Z]*=*) echo "$word" ;;
                *) echo "define: $word?" >&2 ;;
                esac
        done
        if [ -n "$missing" ]; then echo "Exec=/nosuch"
        elif [ -n "$deaf" ]; then echo "Exec=/bin/sleep 1000"
        elif [ -n "$exits_after" ]; then
                echo "Exec=/bin/sh -c \"trap 'exit $stop_status' TERM; sleep $exits_after & wait; exit $status\""
        else
                echo "Exec=/bin/sh -c \"trap 'sleep ${takes:-0}; exit $stop_status' TERM; sleep 1000 & wait\""
        fi
        if [ -n "$ready_after" ]; then
                dir=$DROPINS/coslice@${group}_$name.service.d
                mkdir -p "$dir"
                if [ "$ready_after" = go ]; then
                        printf '[Service]\nExecStartPre=%s\n' "$UNTIL_GO" > "$dir/30-ready-after.conf"
                else
                        printf '[Service]\nExecStartPre=/bin/sleep %s\n' "$ready_after" > "$dir/30-ready-after.conf"
                fi
        fi
}
# What makes the definition invalid, as its last line; mend takes it away again.
spoil() { echo 'Nonsense=1' >> $D/web.group; systemctl daemon-reload; }
mend() { sed -i '$d' $D/web.group; systemctl daemon-reload; }
# The beginning of what is said about it.
spoilt() { echo "web.group:$(wc -l < $D/web.group): "; }

# dropin TEXT UNIT…, nodropin: settings of the test's own; a later file than the generator's
dropin() {
        local text=$1 unit
        shift
        for unit; do
                mkdir -p "$DROPINS/$unit.d"
                printf '%b' "$text" > "$DROPINS/$unit.d/40-test.conf"
        done
        systemctl daemon-reload
}
nodropin() { rm -f $DROPINS/coslice*@web*.d/40-test.conf; systemctl daemon-reload; }
# unit NAME TEXT: a unit of another's
unit() { printf '%b' "$2" > "/run/systemd/system/$1"; }

raw() { active $U ${U}_app ${U}_sync coslice-sandbox@web coslice-live@web.target; }
# The same once live is up, which is just after the group's start has returned.
states() {
        local i
        for ((i = 0; i < 100; i++)); do
                systemctl list-jobs --no-legend | grep -q 'coslice-live@web.target *start' || break
                sleep .02
        done
        raw
}
# till STATES: waits for them, as until_is does
till() { until_is "$1" raw > /dev/null; }
# trapped NAME…: waits until these containers answer SIGTERM. They are PID 1 of their namespaces: one that comes before is lost.
trapped() {
        local name
        for name; do until_is yes has_trap "${U}_$name" > /dev/null; done
}
has_trap() {
        local caught
        caught=$(sed -n 's/^SigCgt:[[:space:]]*//p' "/proc/$(prop "$1" MainPID)/status")
        [ $((0x$caught >> 14 & 1)) = 1 ] && echo yes
}
invocation() { systemctl show -P InvocationID "$@" | tr -d '\n'; }
# show UNIT PROPERTY…: their values in one line
show() {
        local unit=$1
        shift
        systemctl show "${@/#/--property=}" "$unit" |
                awk -v wanted="$*" '{ split($0, v, "="); value[v[1]] = substr($0, length(v[1]) + 2) }
                        END { n = split(wanted, names, " "); for (i = 1; i <= n; i++) printf "%s%s", value[names[i]], i < n ? " " : "" }'
}
# crash UNIT: kills its process, and waits until it runs anew
crash() {
        local pid
        pid=$(prop "$1" MainPID)
        kill -9 "$pid"
        until_is "active new" again "$1" "$pid" > /dev/null
}
# Both in one answer: between two the process of before can be active, and gone.
again() {
        systemctl show -p ActiveState -p MainPID "$1" | awk -F= -v old="$2" '
                $1 == "ActiveState" { state = $2 }
                $1 == "MainPID" { new = $2 != 0 && $2 != old }
                END { print state, new ? "new" : "" }'
}
# code COMMAND…: its exit status, 1 for all but 0
code() { if "$@" > /dev/null 2>&1; then echo 0; else echo 1; fi; }
# What a group that is down may not leave in our directories
left() { find /run/coslice/state /run/coslice/volumes /run/systemd/system /var/lib/coslice -mindepth 1 -name '*web*' 2> /dev/null; }
# log ARGUMENT…: the journal since the last reset. Without a controller for pids, as in a machine in namespaces with cgroup v2,
# systemd 262 says so of each unit that ends.
log() { journal --since "@$T" "$@" | grep -v ': Failed to read pids.max for control group .*, ignoring: No data available$'; }
said() { has "$1" "$(log -u $U)" "$2"; }
since() { T=$(date +%s.%N); }
reset() {
        go
        systemctl stop 'coslice@web*' coslice-sandbox@web
        systemctl reset-failed
        since
}
# scope UNIT SLICE: a session in a scope, as exec makes it; returns once it runs
scope() {
        systemd-run --quiet --scope --unit="$1" --slice="$2" sleep 1000 &
        until_is active systemctl is-active "$1" > /dev/null
}
