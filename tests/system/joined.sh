#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# What a payload can do to who joins it, with all of the rights that a container may have.
. ./lib.sh
clean_state

rm -rf /srv/joined-root
cp -a $ROOT /srv/joined-root
gcc -static -O2 -Wall -Wextra -Werror -o /srv/joined-root/bin/spy ../posture/spy.c || exit
ROOT=/srv/joined-root

# said UNIT: what the spy has found
said() { journal -u "coslice@$1" | sed -n '/^seen/,/^that was all/p' | paste -sd' ' | sed -E 's/^seen [1-9][0-9]*/seen some/'; }

# With the ids of the host SYS_PTRACE would be that of the host; without it all that it may trace is its like.
lone $ROOT '/bin/spy' 'AddCapability=SYS_PTRACE KILL DAC_READ_SEARCH SYS_ADMIN' | def spied
{ printf '[Group]\nUserNS=host\n'; lone $ROOT '/bin/spy'; } | def like
lone $ROOT '/bin/spy kill' | def killer
reload
for group in spied like; do
        systemctl start coslice@$group
        wrong=''
        for ((i = 0; i < $(count 500 15); i++)); do
                got=$(coslice exec -e SECRET=4711-secret $group /bin/true 2>&1 </dev/null)
                status=$?
                # Once it is its own program the container's root may do with it what it likes.
                case $status:$got in 0: | 137:) ;; *) wrong+="$status $got; " ;; esac
        done
        is "programs beside a spy, $group" "$wrong" ""
        # Whom it traces at the wrong moment may not come to it.
        until_is /stop coslice exec $group sh -c 'touch /stop; ls /stop' >/dev/null
        until_is "seen some that was all" said ${group}_app >/dev/null
        is "it has seen them being made, and nothing of them, $group" "$(said ${group}_app)" "seen some that was all"
        systemctl stop coslice@$group
done

systemctl start coslice@killer
wrong='' ran=0 killed=0
for ((i = 0; i < $(count 200 20); i++)); do
        got=$(coslice exec killer /bin/echo ran 2>&1 </dev/null)
        status=$?
        case $status:$got in
        0:ran) ran=$((ran + 1)) ;;
        137: | 125:"the process that sets the program up was killed at: "*) killed=$((killed + 1)) ;;
        125:"give the process the container's "*": No such process") killed=$((killed + 1)) ;;
        *) wrong+="$status $got; " ;;
        esac
done
is "one that ends all that comes" "$wrong" ""
systemctl stop coslice@killer
if [ $killed = 0 ]; then fail "… and it has ended some" "all $ran ran"; else pass "… and it has ended some"; fi

# That a program has ended is known, however long its tracer keeps it.
lone $ROOT '/bin/spy hold' 'AddCapability=SYS_PTRACE KILL' | def held
reload
systemctl start coslice@held
is "a program that another one traces" "$(timeout 60 coslice exec held /bin/sleep 4711 2>&1 </dev/null), status $?" \
        "the program has ended, and another process of the container, which traces it, keeps its status, status 125"
systemctl stop coslice@held

# Where its process has gone nobody follows.
gone() { # NAME UNSHARE-OPTIONS
        lone $ROOT "/bin/unshare $2 /bin/sleep 4711" $'AddCapability=SYS_ADMIN\nSeccompProfile=unconfined' | def gone
        reload
        systemctl start coslice@gone
        until_is 1 pgrep -c -f '^/bin/sleep 4711' >/dev/null
        is "a process that has gone to another $1 namespace" "$(coslice exec gone id -u 2>&1), status $?" "$3"
        systemctl stop coslice@gone
}
elsewhere() { echo "look where it is: the process of container app is not in the $1 namespace that it was started in, status 125"; }
gone network -n "$(elsewhere net)"
gone ipc -i "$(elsewhere ipc)"
gone user -U "$(elsewhere user)"
# These are its own.
gone mount -m "0, status 0"
gone uts -u "0, status 0"

# What isn't the kernel's own is no place for a terminal.
lone $ROOT '/bin/unshare -m /bin/sh -c "mkdir /tmp/pts; : > /tmp/pts/ptmx; mount --bind /tmp/pts /dev/pts && touch /ready; exec sleep 10000"' \
        'AddCapability=SYS_ADMIN' | def fake
reload
systemctl start coslice@fake
is "ready" "$(until_is /ready coslice exec fake ls /ready)" /ready
has "no terminal of a directory" "$(coslice exec -t fake id -u 2>&1)" "make the standard streams: "
is "pipes need none" "$(coslice exec fake id -u 2>&1)" 0

clean_state
is "nothing is left" "$(until_is '' remains)" ""
rm -rf /srv/joined-root
summary
