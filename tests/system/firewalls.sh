#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Networks of groups on a host where others have a say in its network: nftables.service, Docker, firewalld, ufw,
# systemd-networkd, NetworkManager. In a machine with --firewalls. Where their packages were unpacked alone, the first lines do
# what their scripts do else.
. ./lib.sh
clean_state
[ -x /usr/sbin/ufw ] || { fail "the programs" "this is for a machine with --firewalls"; summary; exit; }
for program in iptables ip6tables; do
        for tool in '' -save -restore; do
                [ -e /usr/sbin/$program$tool ] || ln -s "$program-nft$tool" "/usr/sbin/$program$tool"
        done
done
for file in before.rules before6.rules after.rules after6.rules user.rules user6.rules; do
        [ -e /etc/ufw/$file ] || install -m 640 /usr/share/ufw/iptables/$file /etc/ufw
done
for file in before.init after.init ufw.conf; do [ -e /etc/ufw/$file ] || install -m 640 /usr/share/ufw/$file /etc/ufw; done
polkit=/usr/share/polkit-1/actions/org.fedoraproject.FirewallD1
[ -e $polkit.policy ] || ln -s $polkit.server.policy.choice $polkit.policy
grep -q ^docker: /etc/group || echo docker:x:998: >> /etc/group
systemctl stop docker.socket docker firewalld ufw nftables NetworkManager systemd-networkd.socket systemd-networkd 2>/dev/null
nft flush ruleset
modprobe br_netfilter 2>/dev/null
echo "br_netfilter: $(cat /proc/sys/net/bridge/bridge-nf-call-iptables 2>/dev/null || echo not on this kernel)"

. ./lan.sh
make_lan
lan_answers
for name in web other; do
        def $name <<TEXT
[Group]
Network=private
$(if [ $name = web ]; then printf 'Ports=80\nPublishPort=8080:80\nHostPorts=2222\n'; fi)
[Container app]
Rootfs=$ROOT
Exec=/bin/sh -c '$SERVE'
StopTimeout=0
TEXT
done
reload
systemctl start coslice@web coslice@other
web=$(address web) web6=$(address6 web) other=$(address other)
ip -n lan -6 route add "$web6" via 2001:db8:1::1

# way NAME WANTED COMMAND…: NAME, if it answers so
way() { if [ "$("${@:3}")" = "$2" ]; then echo "$1"; fi; }
# The ways that there are.
ways() {
        {
                way outbound lan group web 192.0.2.2 99
                way outbound6 lan group web 2001:db8:1::2 99
                way published 80 lan 192.0.2.1 8080
                way published6 80 lan 2001:db8:1::1 8080
                way open 80 lan "$web" 80
                way open6 80 lan "$web6" 80
                way host 80 host "$web" 80
                way host6 80 host "$web6" 80
                way group 80 group other "$web" 80
                way group6 80 group other "$web6" 80
                way names "$other" name web other
                way hostport host group web host.containers.internal 2222
                # And those that there must never be.
                way CLOSED 90 lan "$web" 90
                way CLOSED6 90 lan "$web6" 90
                way CLOSED 90 group other "$web" 90
                way HOSTPORT closed group web host.containers.internal 2223
        } | paste -sd' '
}
all='outbound outbound6 published published6 open open6 host host6 group group6 names hostport'
# Interfaces, addresses and MAC addresses.
ends() { ip -o addr show | awk '$2 ~ /^cs-/ && $6 != "link" {print $2, $4}' | sort | paste -sd' '; cat /sys/class/net/cs-*/address | paste -sd' '; }
# Rules about our interfaces that aren't in our table, but for what is named so by who has put it there
others() { nft list ruleset 2>/dev/null | sed '/^table inet coslice /,/^}/d' | grep -c '"cs-'; }
ends=$(ends)
ways >/dev/null # each once, so that servers are up
is "alone" "$(until_is "$all" ways)" "$all"
is "no rule elsewhere" "$(others)" 0

systemctl start nftables
for verb in restart reload stop start; do
        systemctl $verb nftables
        is "nftables.service, $verb" "$(until_is "$all" ways)" "$all"
done
systemctl stop nftables
until_is active active coslice-network >/dev/null

# Docker forwards nothing but its own, and leaves DOCKER-USER to others.
mkdir -p /etc/docker
six=true two="2 2"
# That of Debian 12 has no such chain for IPv6, which it leaves alone if it isn't told to filter it.
case $(dockerd --version) in *' 20.'*) six=false two="2 0" ;; esac
echo '{"storage-driver": "vfs", "experimental": true, "ip6tables": '$six'}' > /etc/docker/daemon.json
# As it makes them: where it can't run its rules can be had without it.
docker_rules() {
        local program
        for program in iptables ip6tables; do
                $program -N DOCKER-USER
                $program -A DOCKER-USER -j RETURN
                $program -I FORWARD -j DOCKER-USER
                $program -P FORWARD DROP
        done
        systemctl start coslice-network-again
}
users() { local program; for program in iptables ip6tables; do $program -S DOCKER-USER 2>/dev/null | grep -c 'cs-+.*ACCEPT'; done | paste -sd' '; }
if systemctl start docker; then
        docker=Docker
else
        docker="Docker's rules, without it" two="2 2"
        journal -u docker -n 5
        docker_rules
fi
is "$docker: it forwards nothing" "$(iptables -S FORWARD | head -n 1)" "-P FORWARD DROP"
# Since 28 it does so of IPv6 alone where it is the one that has switched forwarding on.
! $six || ip6tables -P FORWARD DROP
is "$docker: two rules of each family" "$(until_is "$two" users)" "$two"
is "$docker" "$(until_is "$all" ways)" "$all"
if [ "$docker" = Docker ]; then
        systemctl restart docker
        until_is active active coslice-network-again >/dev/null
        is "Docker, restarted" "$(until_is "$all" ways)" "$all"
        is "Docker, restarted: two rules of each family" "$(until_is "$two" users)" "$two"
fi
systemctl reload coslice-network
is "$docker: no more by a reload" "$(users) $(others)" "$two $((${two/ /+}))"
systemctl stop docker.socket docker
is "$docker: after its end" "$(until_is "$all" ways)" "$all"
systemctl stop coslice@web coslice@other
is "$docker: the rules go with the last group" "$(until_is 0 others)" 0
is "$docker: they are back with the first" "$(systemctl start coslice@web coslice@other; until_is "$two" users)" "$two"
until_is "$all" ways >/dev/null
is "$docker: the same ends again" "$(ends)" "$ends"
for family in ip ip6; do for table in filter nat raw; do nft delete table $family $table 2>/dev/null; done; done

# firewalld
beside_firewalld() { echo "$(active firewalld) $(until_is "$all" ways)"; }
zone() { firewall-cmd --get-zone-of-interface=cs-+ 2>/dev/null; }
systemctl start firewalld
is "firewalld" "$(beside_firewalld)" "active $all"
is "firewalld: the zone" "$(zone)" coslice
firewall-cmd --quiet --reload
is "firewalld, reloaded" "$(beside_firewalld)" "active $all"
systemctl restart firewalld
is "firewalld, restarted" "$(beside_firewalld)" "active $all"
systemctl restart coslice@web
is "firewalld, a group that comes later" "$(beside_firewalld)" "active $all"
mkdir -p /srv/firewalld
mv /usr/lib/firewalld/policies/coslice-in.xml /srv/firewalld
firewall-cmd --quiet --reload
is "firewalld, without the policy" "$(ways)" "${all/open open6 /}"
mv /usr/lib/firewalld/zones/coslice.xml /srv/firewalld
firewall-cmd --quiet --reload
is "firewalld, without the zone" "$(ways)" "published published6 host host6"
mv /srv/firewalld/coslice.xml /usr/lib/firewalld/zones
mv /srv/firewalld/coslice-in.xml /usr/lib/firewalld/policies
firewall-cmd --quiet --reload
is "firewalld, with both again" "$(beside_firewalld)" "active $all"
systemctl stop firewalld
is "firewalld, after its end" "$(until_is "$all" ways)" "$all"

# ufw
warned() { coslice check web | grep -c ufw; }
is "before ufw, check has nothing to say of it" "$(warned)" 0
ufw --force enable >/dev/null
is "ufw: check says what to do" "$(coslice check web | head -n 1)" "$(cat <<'TEXT'
warning: web.group: ufw drops what the group sends and is sent: run ufw route allow in on cs-+, ufw route allow out on cs-+, and for names ufw allow in on cs-+
TEXT
)"
is "ufw stops what is routed, and what is for the host" "$(ways)" "host host6"
ufw route allow in on cs-+ >/dev/null
ufw route allow out on cs-+ >/dev/null
is "ufw, told to route" "$(ways)" "${all/ names hostport/}"
is "ufw, told to route: check has still something to say" "$(warned)" 1
ufw allow in on cs-+ >/dev/null
is "ufw, told of names" "$(ways)" "$all"
is "ufw, told: check has nothing more to say" "$(warned)" 0
ufw reload >/dev/null
is "ufw, reloaded" "$(ways)" "$all"
systemctl restart ufw
is "ufw, restarted" "$(ways)" "$all"
systemctl restart coslice@web
is "ufw, a group that comes later" "$(until_is "$all" ways)" "$all"
ufw --force disable >/dev/null
systemctl stop ufw

# systemd-networkd, with a file for all interfaces
setup() { networkctl list --no-legend --no-pager 2>/dev/null | awk '$2 ~ /^cs-/ {print $2, $NF}' | sort | paste -sd' '; }
mkdir -p /etc/systemd/network
printf '[Match]\nName=!lan0 lo docker0\n[Network]\nDHCP=yes\nKeepConfiguration=no\n' > /etc/systemd/network/10-all.network
# It waits for udev, and so does NetworkManager, but where that can't be: in a machine whose /sys is read-only.
[ "$(active systemd-udevd)" = active ] || mount -o remount,bind,ro /sys
systemctl start systemd-networkd
is "networkd lets them alone" "$(until_is "cs-other unmanaged cs-web unmanaged" setup)" "cs-other unmanaged cs-web unmanaged"
networkctl reload
is "networkd, reloaded" "$(setup) $(ways)" "cs-other unmanaged cs-web unmanaged $all"
is "networkd: the same ends" "$(ends)" "$ends"
systemctl restart coslice@web
is "networkd, a group that comes later" "$(until_is "$all" ways)" "$all"
is "networkd: the same ends again" "$(ends)" "$ends"
is "udev's file" "$(udevadm test-builtin net_setup_link /sys/class/net/cs-web 2>/dev/null | grep ^ID_NET_LINK_FILE=)" "ID_NET_LINK_FILE=/usr/lib/systemd/network/05-coslice.link"
ln -s /dev/null /etc/systemd/network/05-coslice.network
networkctl reload
gateways() { ip -o -4 addr show | awk '$2 ~ /^cs-/ {print $4}' | paste -sd' '; }
is "networkd, without the file, takes the addresses away" "$(until_is "" gateways)" ""
rm /etc/systemd/network/05-coslice.network /etc/systemd/network/10-all.network
systemctl stop systemd-networkd.socket systemd-networkd
systemctl restart coslice@web coslice@other

# NetworkManager, of which all that it has no other word about is its own
managed() { nmcli -t -f DEVICE,STATE device 2>/dev/null | grep ^cs- | sort | paste -sd' '; }
mkdir -p /etc/NetworkManager/conf.d
printf '[keyfile]\nunmanaged-devices=interface-name:eth9\n' > /etc/NetworkManager/conf.d/90-own.conf
systemctl start NetworkManager
is "NetworkManager lets them alone" "$(until_is "cs-other:unmanaged cs-web:unmanaged" managed)" "cs-other:unmanaged cs-web:unmanaged"
systemctl restart coslice@web
is "NetworkManager, a group that comes later" "$(until_is "cs-other:unmanaged cs-web:unmanaged" managed) $(until_is "$all" ways)" "cs-other:unmanaged cs-web:unmanaged $all"
is "NetworkManager: the same ends" "$(ends)" "$ends"
# Where there is udev, its own rules know interfaces of this kind.
if [ "$(active systemd-udevd)" != active ]; then
        mv /usr/lib/NetworkManager/conf.d/coslice.conf /srv/away.conf
        systemctl stop NetworkManager
        rm -rf /run/NetworkManager/devices # it remembers whose they were
        systemctl start NetworkManager
        external="cs-other:connected (externally) cs-web:connected (externally)"
        is "NetworkManager, without the file, has them for its own" "$(until_is "$external" managed)" "$external"
        mv /srv/away.conf /usr/lib/NetworkManager/conf.d/coslice.conf
        mount -o remount,bind,rw /sys
fi
systemctl stop NetworkManager

is "no rule elsewhere in the end" "$(others)" 0
systemctl stop coslice@web coslice@other
systemctl stop coslice-network-again
is "nothing remains" "$(until_is "" remains) $(links)" " "
nft flush ruleset
rm -rf /srv/firewalld /etc/docker /etc/NetworkManager/conf.d/90-own.conf
remove_lan
summary
