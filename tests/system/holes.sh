#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Known classes of holes that no other test has: what is said to systemd, what is used up by user, modes of directories,
# files beside and in a root file system, lengths. "Known holes" in docs/SECURITY.md has all, and where they are tested.
. ./lib.sh
clean_state
rm -rf /srv/holes
cp -a $ROOT /srv/holes
ROOT=/srv/holes
gcc -static -O2 -Wall -Wextra -Werror -o $ROOT/bin/exhaust ../posture/exhaust.c || fail build "no program"
gcc -static -O2 -Wall -Wextra -Werror -o $ROOT/bin/notify ../posture/notify.c || fail build "no program"

# The payload's own messages to systemd, with the socket at hand, which no container has unless it is given it
# (systemd CVE-2018-15686). That main process is one that systemd listens to.
if [ "${USERNS:-auto}" = auto ]; then
        boxes notify <<X
[Container other]
Exec=/bin/sleep 10000
[Container app]
Volume=/run/systemd:/run/systemd:ro
Volume=/srv/holes-out:/out
Exec=/bin/sh -c 'until [ -e /out/pid ]; do sleep .1; done; exec /bin/notify /run/systemd/notify "\$(cat /out/pid)"'
X
        rm -rf /srv/holes-out
        mkdir -p /srv/holes-out
        reload
        systemctl start coslice@notify
        pid=$(prop coslice@notify_app MainPID) other=$(prop coslice@notify_other MainPID)
        echo "$other" > /srv/holes-out/new
        mv /srv/holes-out/new /srv/holes-out/pid
        is "a payload speaks to systemd" "$(until_is "said all" journal -b -u coslice@notify_app _TRANSPORT=stdout)" "said all"
        systemctl daemon-reload # what was sent before has been read then
        is "MAINPID= of a neighbour's process is refused" "$(prop coslice@notify_app MainPID)" "$pid"
        is "FDSTORE= floods nothing" "$(prop coslice@notify_app NFileDescriptorStore)" 0
        systemctl restart coslice@notify_app
        is "the neighbour is not stopped" "$(prop coslice@notify_other MainPID) $(kill -0 "$other" && echo alive)" "$other alive"
        systemctl stop coslice@notify
        rm -rf /srv/holes-out
fi

# What the kernel counts by user: a group that takes all of it leaves other groups, and the host's root, theirs. With the
# ids of the host it is the host's root.
if [ "${USERNS:-auto}" = auto ]; then
        hosts() { $ROOT/bin/exhaust host-test once; rm -f /dev/mqueue/host-test-*; }
        before=$(hosts)
        for group in greedy next; do lone $ROOT "/bin/exhaust $group" | def $group; done
        reload
        taken() { journal -b -u "coslice@${1}_app" _TRANSPORT=stdout; }
        systemctl start coslice@greedy
        until_is 3 sh -c 'journalctl -q -o cat -u coslice@greedy_app _TRANSPORT=stdout | wc -l' >/dev/null
        first=$(taken greedy)
        # At least one of each, and not all that is tried.
        is "one group takes what it gets" "$(awk '$2 > 0 && $2 < 20000 {print $1}' <<<"$first" | paste -sd' ')" "inotify signals queues"
        systemctl start coslice@next
        until_is 3 sh -c 'journalctl -q -o cat -u coslice@next_app _TRANSPORT=stdout | wc -l' >/dev/null
        is "the next group gets as much" "$(taken next)" "$first"
        # Other programs of root's take and give some meanwhile.
        is "and the host's root as much as before" "$(paste -d' ' <(echo "$before") <(hosts) | awk '$4 > $2 * 3 / 4 {print $1}' | paste -sd' ')" "inotify signals queues"
        systemctl stop coslice@greedy coslice@next
fi

# Directories of the host that hold what containers write are root's alone (moby CVE-2021-41091, containerd 2021-41103): a
# set-user-ID program in a layer is nobody's of the host.
lone $ROOT "/bin/sh -c 'cp /bin/busybox /raise; chmod 4755 /raise; exec sleep 10000'" | def modes
reload
systemctl start coslice@modes
until_is yes inside modes app /bin/sh -c '[ -u /raise ] && echo yes' >/dev/null
raise=$(find /var/lib/coslice /run/coslice -xdev -name raise -perm -4000 2>/dev/null)
has "a layer has a set-user-ID program" "$raise" /raise
setpriv --reuid 1234 --regid 1234 --clear-groups test -e "$raise" && fail "others don't reach it" reached || pass "others don't reach it"
open=$(find /var/lib/coslice /run/coslice -xdev -mindepth 1 -maxdepth 1 -perm /077 ! -name state ! -name groups ! -name dns)
is "nothing is open to others but the copies of units, and names" "$open" ""
systemctl stop coslice@modes

# Files beside a root file system, or in it, are no configuration of ours (nspawn CVE-2026-40226), nor code (docker
# 2019-14271, podman 2022-1227): the same container is the same with them.
mkdir -p $ROOT/etc/coslice/groups $ROOT/etc/systemd/system $ROOT/usr/lib/coslice $ROOT/lib/x86_64-linux-gnu $ROOT/usr/lib/locale
printf '[Exec]\nCapability=all\nPrivateUsers=no\n[Files]\nBind=/\n' > /srv/holes.nspawn
cp /srv/holes.nspawn $ROOT/etc/systemd/nspawn 2>/dev/null
printf '[Group]\nUserNS=host\n[Container app]\nAddCapability=all\nSeccompProfile=unconfined\n' | tee $ROOT/etc/coslice/groups/files.group > $ROOT/files.group
printf '/lib/evil.so\n' > $ROOT/etc/ld.so.preload
printf 'passwd: evil\ngroup: evil\nhosts: evil\n' > $ROOT/etc/nsswitch.conf
for name in lib/evil.so lib/x86_64-linux-gnu/libnss_evil.so.2 usr/lib/coslice/coslice-launch usr/lib/locale/locale-archive; do
        printf '#!/bin/sh\necho evil > /dev/shm/evil\n' > "$ROOT/$name"
        chmod 755 "$ROOT/$name"
done
lone $ROOT "/bin/sleep 10000" $'User=web' | def files
reload
systemctl start coslice@files
is "a root full of configuration starts" "$? $(active coslice@files_app)" "0 active"
pid=$(prop coslice@files_app MainPID)
is "as itself" "$(awk '/^Cap(Bnd|Eff)/ {print $2} /^(NoNewPrivs|Seccomp):/ {print $2}' "/proc/$pid/status" | paste -sd' ')" \
        "0000000000000000 00000000800405fb 1 2"
is "nothing of it was run" "$(inside files app /bin/ls /dev/shm)" ""
systemctl stop coslice@files
rm -f /srv/holes.nspawn

# What an image calls its things is text: nothing of it reaches a terminal as a command (kubernetes CVE-2021-25743, systemd
# 2023-26604).
printf '#!/bin/\033[2J\033]0;evil\007\na\n' > $ROOT/bin/escape
chmod 755 $ROOT/bin/escape
lone $ROOT /bin/escape | def escape
reload
systemctl start coslice@escape 2>/dev/null && fail "an interpreter called by an escape" started
for text in "$(systemctl --no-pager status coslice@escape coslice@escape_app 2>&1)" "$(journal -b -u coslice@escape -u coslice@escape_app)"; do
        hasnt "no terminal sees it" "$text" $'\033'
        has "but what it is" "$text" '\x1b[2J'
done

# Long values pass, or are refused in words (containerd CVE-2021-43784, a length of 16 bits in a message).
word=$(head -c 60000 /dev/zero | tr '\0' x)
lone $ROOT "/bin/sleep 10000" "Environment=LONG=$word" | def long
reload
systemctl start coslice@long
is "a variable of 60,000 bytes" "$? $(tr '\0' '\n' < "/proc/$(prop coslice@long_app MainPID)/environ" | grep -c "^LONG=$word\$")" "0 1"
systemctl stop coslice@long
lone $ROOT "/bin/sleep 10000" "Environment=LONG=$word$word" | def long
reload
systemctl start coslice@long 2>/dev/null && fail "one of 120,000 bytes" started
has "one of 120,000 bytes is refused in words" "$(systemctl status coslice@long 2>&1)" "the value has 120005 bytes; at most 65536 are allowed"
lone $ROOT "/bin/$(head -c 250 /dev/zero | tr '\0' y)/$(head -c 3000 /dev/zero | tr '\0' z | sed 's/.\{200\}/&\//g')x" | def long
reload
systemctl start coslice@long 2>/dev/null && fail "a program of a long path" started
has "a program whose path is too long is named" "$(journal -b -u coslice@long_app)" "yyyyyyyy"

# No unit of ours lets anybody but systemd write below its cgroup (systemd CVE-2026-40223).
lone $ROOT "/bin/sleep 10000" | def units
reload
systemctl start coslice@units
units=$(systemctl list-units --all --plain --no-legend 'coslice*' | awk '{print $1}')
has "units of ours" "$units" coslice@units_app.service
is "none has Delegate=" "$(for unit in $units; do prop "$unit" Delegate; done | sort -u | grep -v '^no$' | tr -d '\n')" ""
systemctl stop coslice@units
rm -rf /srv/holes
clean_state
is "nothing is left" "$(until_is '' remains)" ""
summary
