#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Whom a group asks for names: the host, and that whom it has at the time; without a program that answers, whom of those it reaches.
. ./lib.sh
. ./lan.sh
clean_state
make_lan
ip -n lan addr add 192.0.2.3/24 dev eth0
cp -L /etc/resolv.conf /srv/resolv.conf 2>/dev/null || : >/srv/resolv.conf
rm -f /etc/resolv.conf
# serves ADDRESS ANSWER: a server of the other machine, that knows up.test
serves() {
        ip netns exec lan dnsmasq --conf-file=/dev/null --keep-in-foreground --pid-file= --no-resolv --no-hosts --user=root \
                --listen-address="$1" --bind-interfaces --address=/up.test/"$2" &
}
# the_hosts LINE: what the host's file is from now on, as programs replace it
the_hosts() { printf '%s\n' "$1" >/etc/resolv.conf.new && mv /etc/resolv.conf.new /etc/resolv.conf; }
servers() { coslice exec "$1/app" grep -v '^#' /etc/resolv.conf </dev/null | paste -sd, ; }
serves 192.0.2.2 198.51.100.2
serves 192.0.2.3 198.51.100.3
# A stub on the host's loopback, as systemd-resolved is one: no group reaches it.
printf 'nameserver 192.0.2.3\n' >/run/stub-upstream
dnsmasq --conf-file=/dev/null --keep-in-foreground --pid-file= --no-hosts --user=root --listen-address=127.0.0.53 --bind-interfaces \
        --resolv-file=/run/stub-upstream &
the_hosts 'nameserver 192.0.2.2'
# Who makes our folder first may have an umask of its own; who answers for names has to read in it.
systemctl stop coslice-dns coslice-network
rm -rf /run/coslice
for group in one two; do lone $ROOT '/bin/sleep 10000' | def $group; done
reload
systemctl start coslice@one
is "folders that nobody has made before" "$(stat -c '%a' /run/coslice /run/coslice/dns /run/coslice/state | paste -sd' ')" "711 755 711"
until_is 198.51.100.2 name one up.test >/dev/null
is "it asks the host" "$(servers one)" "nameserver 10.67.0.1,search coslice.internal"
is "and the host whom it has" "$(name one up.test)" 198.51.100.2
the_hosts 'nameserver 192.0.2.3'
is "whom it has then" "$(until_is 198.51.100.3 name one up.test)" 198.51.100.3
the_hosts 'nameserver 127.0.0.53'
is "a stub on its loopback" "$(until_is 198.51.100.3 name one up.test)" 198.51.100.3
systemctl start coslice@two
two=$(coslice netns two ip -4 -o addr show dev eth0 | awk '{sub("/.*", "", $4); print $4}')
is "a group that has just started is known" "$(name one two) $(name one two.coslice.internal)" "$two $two"
systemctl stop coslice@two
is "and one that has gone isn't" "$(until_is '' name one two)" ""
systemctl stop coslice@one

# Nobody answers: what the group reaches of what the host has.
until_is inactive active coslice-network >/dev/null
mv /usr/sbin/dnsmasq /usr/sbin/dnsmasq.away
printf 'nameserver 127.0.0.53\nnameserver 192.0.2.3\nsearch lan.test\n' >/etc/resolv.conf
systemctl start coslice@one
has "without who answers: it is said" "$(journal -b -u coslice-network | tail -n 3)" "groups have no names: nobody answers for them without dnsmasq, of the package dnsmasq-base"
is "without who answers: those of the host's that are reached" "$(servers one) $(name one up.test)" "nameserver 192.0.2.3,search lan.test 198.51.100.3"
systemctl stop coslice@one
mkdir -p /run/systemd/resolve
printf 'nameserver 192.0.2.3\n' >/run/systemd/resolve/resolv.conf
the_hosts 'nameserver 127.0.0.53'
systemctl start coslice@one
is "none: those that the stub asks" "$(servers one) $(name one up.test)" "nameserver 192.0.2.3 198.51.100.3"
systemctl stop coslice@one
rm -r /run/systemd/resolve
systemctl start coslice@one
is "none at all, and never a public one" "$(servers one)" ""
systemctl stop coslice@one
mv /usr/sbin/dnsmasq.away /usr/sbin/dnsmasq
cp /srv/resolv.conf /etc/resolv.conf
rm -f /run/stub-upstream /srv/resolv.conf
remove_lan
clean_state
summary
