# SPDX-License-Identifier: LGPL-2.1-or-later
# Beside the host one other machine, the namespace "lan", behind which is all else: 192.0.2.1 and 2001:db8:1::1 are the host's,
# 192.0.2.2 and 2001:db8:1::2 that one's. What answers in both, and who can ask. Sourced.
make_lan() {
        mkdir -p /run/netns
        ip netns add lan
        ip link add lan0 type veth peer name eth0 netns lan
        ip addr add 192.0.2.1/24 dev lan0
        ip -6 addr add 2001:db8:1::1/64 dev lan0 nodad
        ip link set lan0 up
        ip -n lan link set lo up
        ip -n lan addr add 192.0.2.2/24 dev eth0
        ip -n lan -6 addr add 2001:db8:1::2/64 dev eth0 nodad
        ip -n lan link set eth0 up
        ip route add default via 192.0.2.2
        ip -6 route add default via 2001:db8:1::2
        ip -n lan route add 10.67.0.0/16 via 192.0.2.1
}
# What answers in both, until remove_lan.
lan_answers() {
        ip netns exec lan busybox nc -ll -p 99 -e /bin/echo lan &
        busybox nc -ll -p 2222 -e /bin/echo host &
        busybox nc -ll -p 2223 -e /bin/echo closed &
}
remove_lan() {
        # shellcheck disable=SC2046 # a number each
        kill $(jobs -p)
        ip netns del lan
        ip link del lan0 2>/dev/null
}
# What a container of a group executes: two ports that answer with their numbers.
SERVE='for port in 80 90; do nc -ll -p $port -e /bin/echo $port & done; wait'
# A connection that was begun while there were no rules can get stuck, after which nc's own limit doesn't count.
host() { timeout 5 busybox nc -w 2 "$@" 2>/dev/null </dev/null; }
lan() { timeout 5 ip netns exec lan busybox nc -w 2 "$@" 2>/dev/null </dev/null; }
group() { local name=$1; shift; coslice exec "$name/app" timeout 5 nc -w 2 "$@" 2>/dev/null </dev/null; }
address() { coslice exec "$1/app" sh -c 'echo $COSLICE_ADDRESS' </dev/null; }
address6() { coslice netns "$1" ip -6 -o addr show dev eth0 scope global | awk '{sub("/.*", "", $4); print $4}'; }
# name GROUP NAME: what its resolver says
name() { coslice exec "$1/app" nslookup -type=a "$2" 2>/dev/null </dev/null | sed -n '/^Name/,$s/^Address: *//p'; }
links() { ip -o link | grep -o ' cs-[a-z0-9-]*' | tr -d ' ' | sort | paste -sd' '; }
