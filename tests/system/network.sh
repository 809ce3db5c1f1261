# SPDX-License-Identifier: LGPL-2.1-or-later
# A network of a group's own: its address, what of it is reached from where, what it reaches, what stays of it, and what a
# flush of the host's rules opens, which is nothing (CVE-2025-54388, 2025-54410, 2025-52889, 2025-52890, 2025-67499).
. ./lib.sh
. ./lan.sh
clean_state
make_lan
lan_answers
forwards=$(cat /proc/sys/net/ipv4/ip_forward)
table() { nft list table inet coslice 2>/dev/null; }
for name in web other; do
        def $name <<X
[Group]
Network=private
$(if [ $name = web ]; then printf 'Ports=80\nPublishPort=8080:80\nPublishPort=127.0.0.1:8081:80\nHostPorts=2222\n'; else echo Outbound=no; fi)
[Container app]
Rootfs=$ROOT
Exec=/bin/sh -c '$SERVE'
StopTimeout=0
X
done
reload
is "check" "$(coslice check web 2>&1 | tail -n 1)" "web: 1 container, 1 CPU, 1.5 GiB"
systemctl start coslice@web coslice@other
is "they start" "$(active coslice@web coslice@other coslice-network)" "active active active"
web=$(address web) web6=$(address6 web) other=$(address other)
has "an address" "$web" 10.67.
has "of IPv6 too" "$web6" fd
is "each its own" "$([ "$web" != "$other" ] && echo yes)" yes
is "an interface each, called so" "$(links)" "cs-other cs-web"
is "its name is its address" "$(coslice exec web head -n 1 /etc/hosts </dev/null)" "$web	web"
is "from the host" "$(until_is 80 host "$web" 80) $(host "$web6" 80) $(host "$web" 90)" "80 80 "
is "published, on the host" "$(host 127.0.0.1 8080) $(host 192.0.2.1 8080) $(host 2001:db8:1::1 8080) $(host 127.0.0.1 8081) $(host 192.0.2.1 8081)" "80 80 80 80 "
is "published, from elsewhere" "$(lan 192.0.2.1 8080) $(lan 2001:db8:1::1 8080) $(lan 192.0.2.1 8081)" "80 80 "
is "its address, from elsewhere" "$(lan "$web" 80) $(lan "$web" 90) $(lan "$other" 80)" "80  "
is "from another group" "$(group other "$web" 80)" ""
sed -i '/^Outbound/d' $D/other.group
reload
systemctl restart coslice@other
is "the same address again" "$(address other)" "$other"
is "from another group that may" "$(until_is 80 group other "$web" 80) $(group other "$web" 90) $(group other 192.0.2.1 8080) $(group web 192.0.2.1 8080)" "80  80 80"
is "what it reaches" "$(group web 192.0.2.2 99) $(group web 2001:db8:1::2 99)" "lan lan"
is "its own name, another group's, and one that nobody has" "$(until_is "$other" name web other) $(name web other.coslice.internal) $(name web web) $(name web none)" "$other $other $web "
is "of the host what is named" "$(group web host.containers.internal 2222) $(group web 192.0.2.1 2222) $(group web 192.0.2.1 2223) $(group other 192.0.2.1 2222)" "host host  "
is "the host forwards nothing else" "$(cat /proc/sys/net/ipv4/ip_forward)" "$forwards"
# What listens there, and who has it already.
def third <<X
[Group]
Network=private
PublishPort=8080:80
[Container app]
Rootfs=$ROOT
Exec=/bin/sleep 1000
X
reload
systemctl start coslice@third 2>/dev/null
has "a port that another group has" "$(prop coslice@third StatusText)" "8080/tcp is published by group web"
sed -i s/8080/2222/ $D/third.group
reload
systemctl start coslice@third 2>/dev/null
has "or the host" "$(prop coslice@third StatusText)" "2222/tcp is in use on this host"
systemctl reset-failed
is "nothing of it stays" "$(links) $(ls /run/coslice/network)" "cs-other cs-web other
web"
# Somebody flushes all rules.
nft flush ruleset
is "no port is opened by a flush" "$(host "$web" 90) $(lan "$web" 90) $(group other "$web" 90)" "  "
is "what is open stays" "$(host "$web" 80)" 80
systemctl reload coslice-network
is "published again" "$(host 127.0.0.1 8080) $(lan 192.0.2.1 8080) $(group web 192.0.2.2 99)" "80 80 lan"
nft flush ruleset
systemctl start coslice@third 2>/dev/null
sed -i s/2222/2333/ $D/third.group
reload
systemctl start coslice@third
is "a start brings all back" "$(active coslice@third) $(host 127.0.0.1 8080)" "active 80"
systemctl stop coslice@third
# With the right to change its network it gets no further.
def bad <<X
[Group]
Network=private
[Container app]
Rootfs=$ROOT
Exec=/bin/sleep 1000
StopTimeout=0
AddCapability=NET_ADMIN NET_RAW
X
reload
systemctl start coslice@bad
bad() { coslice exec bad "$@" </dev/null 2>/dev/null; }
is "its own address" "$(bad nc -w 2 "$web" 80)" 80
is "another's address" "$(bad sh -c "ip addr add $other/32 dev eth0; ip route replace default via 10.67.0.1 src $other; nc -w 2 $web 80")" ""
is "the host's loopback" "$(bad sh -c 'ip route flush table local; ip route add 127.0.0.1 via 10.67.0.1; nc -w 2 127.0.0.1 2223')" ""
is "ports of the host" "$(bad nc -w 2 10.67.0.1 2223)" ""
systemctl stop coslice@bad
# What the file of all networks says. Groups run on meanwhile, and have what is their own after a restart.
forwarding() { cat /proc/sys/net/ipv4/conf/lan0/forwarding /proc/sys/net/ipv6/conf/{all,lan0}/forwarding | paste -sd' '; }
docker() { nft list chain ip filter DOCKER-USER | grep -c coslice; }
nft 'add table ip filter; add chain ip filter DOCKER-USER; add rule ip filter DOCKER-USER counter return'
systemctl reload coslice-network
is "Docker's chain lets groups through" "$(docker)" 2
printf '[Network]\nRange4=10.68.0.0/16\nForwarding=no\nDockerUser=no\n' > /etc/coslice/network
reload
echo 0 > /proc/sys/net/ipv4/conf/lan0/forwarding
echo 0 > /proc/sys/net/ipv6/conf/all/forwarding
systemctl try-reload-or-restart coslice-network
is "DockerUser=no" "$(docker)" 0
has "with another range groups need a restart" "$(prop coslice@web Description)" "restart the group"
is "till then they run on" "$(host "$web" 80) $(host 127.0.0.1 8080) $(active coslice@web coslice@other)" "80 80 active active"
systemctl restart coslice@web coslice@other
systemctl try-restart coslice-dns
has "Range4=" "$(address web)" 10.68.
is "names are answered there" "$(until_is "$(address other)" name web other)" "$(address other)"
is "so they are for the group" "$(coslice exec web head -n 1 /etc/resolv.conf </dev/null) $(prop coslice-dns Environment)" "nameserver 10.68.0.1 ADDRESS=10.68.0.1"
is "Forwarding=no" "$(forwarding) $(group web 192.0.2.2 99)" "0 0 0 "
echo 1 > /proc/sys/net/ipv4/conf/lan0/forwarding
is "forwarding is the administrator's" "$(group web 192.0.2.2 99)" lan
is "so is Docker's chain" "$(docker) $(host "$(address web)" 80)" "0 80"
nft delete table ip filter
echo 0 > /proc/sys/net/ipv4/conf/lan0/forwarding
rm /etc/coslice/network
reload
systemctl try-reload-or-restart coslice-network
is "without the file" "$(cat /proc/sys/net/ipv4/conf/lan0/forwarding)" 1
systemctl restart coslice@web coslice@other
systemctl try-restart coslice-dns
is "all is as before" "$(address web) $(until_is "$other" name web other) $(until_is 80 host 127.0.0.1 8080)" "$web $other 80"
systemctl restart coslice-network
is "nor does a restart of the rules stop groups" "$(active coslice@web coslice@other coslice-network) $(until_is "$other" name web other) $(host 127.0.0.1 8080)" "active active active $other 80"
# Where the package that makes networks isn't installed there is none, and whoever asks for one is told.
mv /usr/lib/coslice/coslice-network /usr/lib/coslice/away
lone $ROOT '/bin/sleep 1000' | def alone
reload
is "without the package: a group that says nothing" "$(coslice check alone 2>&1)" "$(cat <<'X'
note: alone.group: without the package coslice-network the group has no network but localhost; Network=none says so without this note
alone: 1 container, 1 CPU, 1.5 GiB
X
)"
systemctl start coslice@alone
is "it has no interface" "$(coslice netns alone ip -o link | wc -l) $(links)" "1 cs-other cs-web"
systemctl stop coslice@alone
is "without the package: a group that asks for one" "$(coslice check third 2>&1)" "error: third.group:2: [Group] Network=: private is not supported without the package coslice-network; install it
error: third.group:3: [Group] PublishPort=: not supported without the package coslice-network; install it"
is "groups that run have theirs" "$(host "$web" 80) $(host 127.0.0.1 8080)" "80 80"
mv /usr/lib/coslice/away /usr/lib/coslice/coslice-network
reload
# A stop ends the first command of the sandbox; systemd runs the second one all the same, for which nothing is there.
lone $ROOT '/bin/sleep 1000' | def late
slow=/etc/systemd/system/coslice-sandbox@late.service.d
mkdir -p $slow
printf '[Service]\nExecStart=\nExecStart=/bin/sleep 1000\nExecStart=:/usr/lib/coslice/coslice-network up --group=late\n' >$slow/zz.conf
reload
systemctl start --no-block coslice@late
until_is activating active coslice-sandbox@late >/dev/null
systemctl stop coslice@late
is "a stop before the network is there" "$(active coslice@late coslice-sandbox@late)" "inactive inactive"
rm -r $slow $D/late.group
reload
# The end.
systemctl restart coslice@web
is "the same address after all" "$(address web) $(address6 web)" "$web $web6"
systemctl stop coslice@web
is "the other one stays" "$(links) $(active coslice-network)" "cs-other active"
systemctl stop coslice@other
is "the rules go with the last" "$(until_is "inactive inactive" active coslice-network coslice-dns) $(table)" "inactive inactive "
is "nothing remains" "$(until_is "" remains) $(links)" " "
remove_lan
summary
