# SPDX-License-Identifier: LGPL-2.1-or-later
# Network=host: the host's network, and nothing of it changed; what others met there: CVE-2020-15257 (abstract sockets),
# CVE-2020-10749 and 2020-13401 (router advertisements), which takes raw sockets.
. ./lib.sh
clean_state
settings() { cat /proc/sys/net/ipv4/{ip_unprivileged_port_start,ping_group_range,ip_forward} /proc/sys/net/ipv6/conf/*/accept_ra 2>/dev/null; ip -o addr; ip rule; }
net_of() { readlink "/proc/$1/ns/net"; }
cp /etc/resolv.conf /srv/resolv.conf 2>/dev/null || : >/srv/resolv.conf
# It is often a link, and one that programs replace.
rm -f /etc/resolv.conf
printf 'nameserver 192.0.2.53\nsearch one.example\n' >/run/resolv-one
ln -s /run/resolv-one /etc/resolv.conf
before=$(settings)
for ids in auto host; do
        printf '[Group]\nNetwork=host\nUserNS=%s\n%s\n' $ids "$(lone $ROOT '/bin/sh -c "echo here > /index; exec nc -ll -p 8123 -e /bin/cat /index"' Ports=8123)" | def hn
        reload
        systemctl start coslice@hn
        pid=$(prop coslice@hn_app MainPID)
        is "$ids: it starts" "$(active coslice@hn coslice@hn_app)" "active active"
        is "$ids: its network is the host's" "$(net_of "$pid")" "$(net_of 1)"
        is "$ids: all else is its own" "$(for kind in mnt pid ipc uts cgroup; do [ "/proc/$pid/ns/$kind" -ef /proc/1/ns/$kind ] && echo $kind; done)" ""
        is "$ids: what it listens at answers on the host" "$(until_is here busybox nc -w 5 127.0.0.1 8123 </dev/null)" here
        is "$ids: names are looked up as the host does" "$(coslice exec hn cat /etc/resolv.conf </dev/null)" "$(cat /run/resolv-one)"
        is "$ids: a program in it is there too" "$(coslice exec hn readlink /proc/self/ns/net </dev/null)" "$(net_of 1)"
        is "$ids: coslice netns" "$(coslice netns hn readlink /proc/self/ns/net)" "$(net_of 1)"
        is "$ids: no setting was changed" "$(settings)" "$before"
        # What a payload that is root can do to it: nothing.
        is "$ids: no interface" "$(coslice exec hn ip link set lo down 2>&1 </dev/null | grep -c 'not permitted')" 1
        is "$ids: no raw socket" "$(coslice exec hn /bin/ping -c 1 -w 1 127.0.0.1 2>&1 </dev/null | grep -c -i 'not permitted\|denied')" 1
        is "$ids: no setting" "$(coslice exec hn sh -c 'echo 1 > /proc/sys/net/ipv4/ip_forward' 2>&1 </dev/null | grep -c 'Read-only')" 1
        systemctl stop coslice@hn
        is "$ids: nothing remains" "$(remains)" ""
        is "$ids: nor was anything changed by the end" "$(settings)" "$before"
done

# The next start has the resolver of then; without one the file is empty.
printf '[Group]\nNetwork=host\n%s\n' "$(lone $ROOT '/bin/sleep 10000')" | def hn
reload
printf 'nameserver 192.0.2.54\n' >/run/resolv-two
ln -sfn /run/resolv-two /etc/resolv.conf
systemctl start coslice@hn
is "the resolver of then" "$(coslice exec hn cat /etc/resolv.conf </dev/null)" "nameserver 192.0.2.54"
rm /etc/resolv.conf
systemctl restart coslice@hn
is "none" "$(coslice exec hn cat /etc/resolv.conf </dev/null; echo $?)" 0
head -c 70000 /dev/zero >/etc/resolv.conf
systemctl restart coslice@hn 2>/dev/null
is "what is none" "$(active coslice@hn) $(prop coslice@hn_app StatusText)" "failed copy /etc/resolv.conf of the host: File too large"
systemctl reset-failed
rm -f /etc/resolv.conf
cp /srv/resolv.conf /etc/resolv.conf 2>/dev/null

# From one network to the other: what runs keeps its own until it is started anew.
printf '[Group]\n%s\n' "$(lone $ROOT '/bin/sleep 10000')" | def hn
reload
systemctl start coslice@hn
own=$(net_of "$(prop coslice@hn_app MainPID)")
printf '[Group]\nNetwork=host\n%s\n' "$(lone $ROOT '/bin/sleep 10000')" | def hn
reload
systemctl restart coslice@hn_app
is "a container of a group that runs" "$(net_of "$(prop coslice@hn_app MainPID)")" "$own"
has "check says so" "$(coslice check hn 2>&1)" "restart"
systemctl restart coslice@hn
is "the group, started anew" "$(net_of "$(prop coslice@hn_app MainPID)")" "$(net_of 1)"
systemctl stop coslice@hn
clean_state
summary
