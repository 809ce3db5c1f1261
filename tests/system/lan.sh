# SPDX-License-Identifier: LGPL-2.1-or-later
# Beside the host one other machine, the namespace "lan": 192.0.2.1 and 2001:db8:1::1 are the host's, 192.0.2.2 and 2001:db8:1::2
# that one's, and the host's default route leads there.
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
remove_lan() {
        ip netns del lan
        ip link del lan0 2>/dev/null
}
