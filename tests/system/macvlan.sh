# SPDX-License-Identifier: LGPL-2.1-or-later
# A group in the network of one of the host's interfaces: its address there, who reaches it, what stays of it and what doesn't.
. ./lib.sh
. ./lan.sh
clean_state
make_lan
ip -n lan addr add 198.51.100.1/32 dev lo
cp /etc/resolv.conf /srv/resolv.conf 2>/dev/null || : >/srv/resolv.conf
rm -f /etc/resolv.conf
echo nameserver 192.0.2.53 >/etc/resolv.conf
lan_answers
group() { coslice exec web/app nc -w 2 "$@" 2>/dev/null </dev/null; }
mac() { coslice netns web ip -o link show dev eth0 | grep -o 'link/ether [0-9a-f:]*'; }
def web <<X
[Group]
Network=macvlan:lan0
Address=192.0.2.10/24 2001:db8:1::10/64
Ports=80
[Container app]
Rootfs=$ROOT
Exec=/bin/sh -c '$SERVE'
StopTimeout=0
X
reload
is "check" "$(coslice check web 2>&1)" "note: web.group:2: [Group] Network=: host and group don't hear each other: by a macvlan the group reaches all of that network but the host
web: 1 container, 1 CPU, 1.5 GiB"
before=$(ip -br addr; ip route)
systemctl start coslice@web
is "it starts, and needs no rules of the host" "$(active coslice@web coslice-network)" "active inactive"
is "nothing of the host is changed" "$(ip -br addr; ip route)" "$before"
is "its address" "$(coslice exec web/app sh -c 'echo $COSLICE_ADDRESS' </dev/null) $(coslice exec web head -n 1 /etc/hosts </dev/null)" "192.0.2.10 192.0.2.10	web"
is "it knows of no host" "$(coslice exec web cat /etc/hosts </dev/null | grep -c internal)" 0
is "servers of names" "$(coslice exec web cat /etc/resolv.conf </dev/null)" "nameserver 192.0.2.53"
is "from its network" "$(until_is 80 lan 192.0.2.10 80) $(lan 2001:db8:1::10 80) $(lan 192.0.2.10 90)" "80 80 "
is "what it reaches" "$(group 192.0.2.2 99) $(group 2001:db8:1::2 99) $(group 198.51.100.1 99)" "lan lan lan"
is "host and group don't hear each other" "$(host 192.0.2.10 80) $(group 192.0.2.1 2222)" " "
is "between its containers" "$(group localhost 90)" 90
first=$(mac)
systemctl restart coslice@web
is "the same MAC address again" "$(mac)" "$first"
is "and reached again" "$(until_is 80 lan 192.0.2.10 80)" 80
# What can't be.
sed -i s/macvlan:lan0/macvlan:lan7/ $D/web.group
reload
systemctl restart coslice@web 2>/dev/null
has "an interface that isn't there" "$(prop coslice@web StatusText)" "there is no interface lan7 on this host"
sed -i 's/macvlan:lan7/macvlan:lan0/; s/192.0.2.10/192.0.2.1/' $D/web.group
reload
systemctl reset-failed
systemctl start coslice@web 2>/dev/null
has "the host's own address" "$(prop coslice@web StatusText)" "address 192.0.2.1 of group web is the host's own"
sed -i 's/192.0.2.1\//192.0.2.10\//' $D/web.group
reload
systemctl reset-failed
# Somebody keeps its network, and doesn't keep its address.
systemctl start coslice@web
coslice netns web sleep 1000 &
kept=$!
until_is sleep cat /proc/$kept/comm >/dev/null
systemctl stop coslice@web
is "the address is free while its network is kept" "$(nsenter -t $kept -n ip -o link | wc -l)" 1
is "nothing remains" "$(until_is "" remains)" ""
remove_lan
rm -f /etc/resolv.conf
cp /srv/resolv.conf /etc/resolv.conf
summary
