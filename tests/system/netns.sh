# SPDX-License-Identifier: LGPL-2.1-or-later
# Programs of the host in a group's network.
. ./lib.sh
clean_state
boxes net <<X
[Container app]
Exec=/bin/sh -c 'echo here > /index; nc -ll -p 8000 -e /bin/cat /index'
Cpu=0.1
Memory=50M
[Container other]
Exec=/bin/sleep 10000
Cpu=0.1
Memory=50M
X
reload
systemctl start coslice@net
within() { coslice netns net "$@" 2>&1 </dev/null; }
outer() { readlink "/proc/self/ns/$1"; }
inner() { readlink "/proc/$(prop coslice@net_other MainPID)/ns/$1"; }
is "the group's network" "$(within readlink /proc/self/ns/net)" "$(inner net)"
for kind in user mnt pid ipc uts cgroup; do is "and nothing else of it: $kind" "$(within readlink /proc/self/ns/$kind)" "$(outer $kind)"; done
is "what listens there answers" "$(until_is here within busybox nc 127.0.0.1 8000)" here
is "and not on the host" "$(busybox nc -w 2 127.0.0.1 8000 2>/dev/null </dev/null)" ""
is "its interfaces" "$(within ip -o link | awk -F '[:@ ]+' '{print $2}' | paste -sd' ')" "lo eth0"
is "as root of the host, who may all there" "$(within sh -c 'id -u; ip link set lo mtu 1400; cat /sys/class/net/lo/mtu' | paste -sd' ')" "0 $(cat /sys/class/net/lo/mtu)"
is "by the unit's name, and behind --" "$(coslice netns coslice@net -- readlink /proc/self/ns/net)" "$(inner net)"
is "its standard input, variables and directory" "$(cd /srv && echo x | A=b coslice netns net sh -c 'cat; echo $A; pwd' | paste -sd' ')" "x b /srv"
within sh -c 'exit 7'
is "its status" $? 7
within sh -c 'kill -9 $$'
is "its end by a signal" $? 137
is "no such program" "$(within nosuch; echo $?)" $'execute nosuch: No such file or directory\n127'
is "none that can be executed" "$(within /etc/passwd; echo $?)" $'execute /etc/passwd: Permission denied\n126'
is "no command" "$(within; echo $?)" $'coslice netns: which command? See "coslice netns --help"\n125'
has "no such group" "$(coslice netns nosuch true 2>&1 >/dev/null; echo "status $?")" 'coslice netns: no group "nosuch" in '
is "not root" "$(setpriv --reuid 1000 --clear-groups coslice netns net true 2>&1; echo $?)" $'coslice netns: only root may enter a group\'s network\n125'
# It is nobody's prisoner: the group can't see it, nor hold it.
coslice netns net sleep 10000 &
pid=$!
until_is sleep cat /proc/$pid/comm >/dev/null
is "no container sees it" "$(inside net other ps | grep -c '[s]leep 10000')" 1
systemctl stop coslice@net
is "it outlives the group" "$(cat /proc/$pid/comm) $(remains)" "sleep "
kill $pid
is "the group does not run" "$(coslice netns net true 2>&1; echo $?)" $'coslice netns: group net does not run; start it with: systemctl start coslice@net\n125'
clean_state
summary
