#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# What a payload finds: user, capabilities, environment, files, namespaces, devices.
. ./lib.sh
clean_state
mkdir -p /srv/env
printf '# a comment\nFROM_FILE=file\nBOTH=file\nQUOTED="two words"\n' > /srv/env/a
boxes box <<X
[Group]
HostName=mail.example.org
Network=none
[Container *]
EnvironmentFile=/srv/env/a
EnvironmentFile=-/srv/env/not-there
Environment=BOTH=line "SPACED=a b" discovery.type=single 'DOLLAR=\$HOME %n'
[Container root]
Exec=/bin/sleep 10000
Ulimit=nofile=1000:2000
PidsLimit=50
[Container user]
Exec=/bin/sleep 10000
User=web
GroupAdd=media
WorkingDir=/home/web
[Container number]
Exec=/bin/sleep 10000
User=1234:4321
[Container init]
Exec=/bin/sleep 10000
RunInit=yes
[Container open]
Exec=/bin/sleep 10000
SeccompProfile=unconfined
[Container ro]
Exec=/bin/sleep 10000
ReadOnly=yes
Tmpfs=/tmp:size=1M,mode=1777
Tmpfs=/run:exec
X
reload
systemctl start coslice@box
is "start" "$? $(active coslice@box)" "0 active"
proc() { # CONTAINER FILE of the payload
        cat "/proc/$(prop "coslice@box_$1" MainPID)/$2"
}
environment=$(proc root environ | tr '\0' '\n')
for line in FROM_FILE=file BOTH=line 'QUOTED=two words' 'SPACED=a b' discovery.type=single 'DOLLAR=$HOME %n' container=coslice COSLICE_GROUP=box COSLICE_CONTAINER=root HOME=/root; do
        has "environment: $line" "$environment" "$line"
done
has "environment: PATH" "$environment" "PATH=/usr/local/sbin:"
hasnt "environment: nothing of systemd's" "$environment" NOTIFY_SOCKET
hasnt "environment: no invocation" "$environment" INVOCATION_ID
status=$(proc root status)
field() { sed -n "s/^$1:[[:space:]]*//p" <<<"$2" | tr '\t' ' '; }
# As they are in the group: numbers of the host less the range's first.
ids() { field "$1" "$2" | awk -v base="$(proc root uid_map | awk '{print $2}')" '{for (i = 1; i <= NF; i++) $i -= base; print}'; }
is "root: ids" "$(ids Uid "$status") / $(ids Gid "$status") / $(ids Groups "$status")" "0 0 0 0 / 0 0 0 0 / 0"
for set in CapPrm CapEff CapBnd; do is "root: $set" "$(field $set "$status")" 00000000800405fb; done
for set in CapInh CapAmb; do is "root: $set" "$(field $set "$status")" 0000000000000000; done
is "root: no_new_privs" "$(field NoNewPrivs "$status")" 1
# One filter beside those that systemd itself runs under.
filters=$(($(sed -n 's/^Seccomp_filters:[[:space:]]*//p' /proc/1/status) + 1))
is "root: seccomp" "$(field Seccomp "$status") $(field Seccomp_filters "$status")" "2 $filters"
is "root: open files" "$(awk '/Max open files/ {print $4, $5}' "/proc/$(prop coslice@box_root MainPID)/limits")" "1000 2000"
is "root: core" "$(awk '/Max core/ {print $5}' "/proc/$(prop coslice@box_root MainPID)/limits")" 1
is "root: descriptors" "$(ls "/proc/$(prop coslice@box_root MainPID)/fd" | tr '\n' ' ')" "0 1 2 "
is "root: tasks" "$(prop coslice@box_root TasksMax)" 50
is "root: session" "$(ps -o sid= -p "$(prop coslice@box_root MainPID)" | tr -d ' ')" "$(prop coslice@box_root MainPID)"
status=$(proc user status)
is "user: ids" "$(ids Uid "$status") / $(ids Gid "$status")" "1000 1000 1000 1000 / 1000 1000 1000 1000"
is "user: groups" "$(ids Groups "$status" | tr ' ' '\n' | grep . | sort -n | tr '\n' ' ')" "1000 2000 2001 "
for set in CapPrm CapEff CapInh CapAmb; do is "user: $set" "$(field $set "$status")" 0000000000000000; done
is "user: seccomp" "$(field Seccomp "$status") $(field Seccomp_filters "$status")" "2 $filters"
is "init: seccomp" "$(field Seccomp "$(proc init status)") $(field Seccomp_filters "$(proc init status)")" "2 $filters"
is "open: seccomp" "$(field Seccomp_filters "$(proc open status)")" $((filters - 1))
is "user: working directory" "$(readlink "/proc/$(prop coslice@box_user MainPID)/cwd")" /home/web
has "user: HOME" "$(proc user environ | tr '\0' '\n')" HOME=/home/web
is "number: ids" "$(ids Uid "$(proc number status)") / $(ids Gid "$(proc number status)")" "1234 1234 1234 1234 / 4321 4321 4321 4321"
is "PID 1 is the payload" "$(inside box root /bin/cat /proc/1/comm)" sleep
is "PID 1 is the init where asked" "$(inside box init /bin/cat /proc/1/comm)" catatonit
is "below it the payload" "$(inside box init /bin/sh -c 'cat /proc/[0-9]*/comm' | grep -c sleep)" 1
enter=$(coslice shell box/init 2>&1)
is "what coslice says in place of shell works" "$(eval "${enter##*use: } -c 'cat /proc/1/comm'" </dev/null | tr -d '\r')" catatonit
is "it sees no other process" "$(inside box root /bin/sh -c 'ls -d /proc/[0-9]*' | wc -l)" 2
is "host name" "$(inside box root /bin/hostname)" mail.example.org
hosts=$(inside box root /bin/cat /etc/hosts)
is "hosts: the name, and its first part" "$(head -n 1 <<<"$hosts")" $'127.0.0.1\tmail.example.org mail'
has "hosts: siblings are localhost" "$hosts" $'127.0.0.1\tlocalhost root user number init open ro'
# What a C library makes of that file: the full name, the ways back, a sibling.
echo "$hosts" > /run/hosts
resolve() { unshare -m -u sh -c 'mount --bind /run/hosts /etc/hosts; hostname mail.example.org; "$@"' - "$@" | awk '{print $NF == $1 ? $1 : $2}'; }
is "hostname -f" "$(resolve hostname -f)" mail.example.org
for word in mail.example.org mail 127.0.0.1 ::1; do is "$word in full" "$(resolve getent hosts $word)" mail.example.org; done
for word in localhost user; do is "$word in full" "$(resolve getent hosts $word)" localhost; done
rm /run/hosts
is "hostname file" "$(inside box root /bin/cat /etc/hostname)" mail.example.org
is "loopback alone, up" "$(inside box root /bin/sh -c 'ls /sys/class/net; cat /sys/class/net/lo/operstate /sys/class/net/lo/flags' | tr '\n' ' ')" "lo unknown 0x9 "
ns() { readlink "/proc/$(prop "coslice@box_$1" MainPID)/ns/$2"; }
is "shared network and IPC" "$(ns root net) $(ns root ipc)" "$(ns user net) $(ns user ipc)"
for kind in net ipc mnt pid uts cgroup; do
        [ "$(ns root $kind)" != "$(readlink /proc/1/ns/$kind)" ] && pass "not the host's $kind" || fail "not the host's $kind" "$(ns root $kind)"
done
for kind in mnt pid uts cgroup; do
        [ "$(ns root $kind)" != "$(ns user $kind)" ] && pass "an own $kind" || fail "an own $kind" "$(ns root $kind)"
done
inside box root /bin/sh -c 'echo shared > /dev/shm/x'
is "shared /dev/shm" "$(inside box user /bin/cat /dev/shm/x)" shared
is "… of 64 MiB" "$(inside box root /bin/df -k /dev/shm | awk 'END {print $2}')" 65536
is "devices" "$(inside box root /bin/sh -c 'cd /dev; for f in *; do [ -c $f ] && [ ! -L $f ] && echo $f; done; ls -d ptmx' | sort -u | tr '\n' ' ')" "full null ptmx random tty urandom zero "
is "device links" "$(inside box root /bin/sh -c 'cd /dev; for f in *; do [ -L $f ] && echo $f; done' | sort | tr '\n' ' ' | sed 's/ptmx //')" "core fd stderr stdin stdout "
for path in /proc/kcore /proc/keys /proc/timer_list /proc/sched_debug; do
        [ -e "/proc/1/root$path" ] || continue
        is "$path is masked" "$(inside box root /bin/sh -c "head -c 10 $path | wc -c" 2>/dev/null)" 0
done
for path in /proc/acpi /proc/scsi /sys/firmware; do
        [ -e "$path" ] || continue
        is "$path is masked" "$(inside box root /bin/sh -c "ls $path | wc -l")" 0
done
for path in /proc/sys/kernel/core_pattern /proc/sysrq-trigger /sys/kernel/uevent_seqnum; do
        inside box root /bin/sh -c "echo x > $path" 2>/dev/null && fail "$path is read-only" "written" || pass "$path is read-only"
done
mounts=$(inside box root /bin/cat /proc/self/mounts)
for type in proc sysfs devpts mqueue; do
        has "$type has flags" "$(grep " $type " <<<"$mounts" | head -n 1)" "nosuid"
done
has "the root is an overlay without devices" "$(awk '$2 == "/"' <<<"$mounts")" "nodev"
inside box root /bin/sh -c 'echo x > /written' && pass "the root can be written" || fail "the root can be written" no
is "into a layer of its own" "$(ls $ROOT/written 2>/dev/null)" ""
systemctl restart coslice@box_root
is "which is fresh at each start" "$(inside box root /bin/ls /written 2>/dev/null)" ""
inside box ro /bin/sh -c 'echo x > /written' 2>/dev/null && fail "ReadOnly" written || pass "ReadOnly=yes"
inside box ro /bin/sh -c 'echo x > /tmp/written' && pass "Tmpfs= can be written" || fail "Tmpfs=" no
mounts=$(inside box ro /bin/cat /proc/self/mounts)
tmp=$(awk '$2 == "/tmp"' <<<"$mounts")
for word in nosuid nodev noexec size=1024k; do has "Tmpfs=/tmp has $word" "$tmp" "$word"; done
hasnt "Tmpfs=/run has exec" "$(awk '$2 == "/run"' <<<"$mounts")" noexec
is "DevicePolicy" "$(prop coslice@box_root DevicePolicy)" closed

# In the group's network low ports and pings are no privilege; the host's settings stay.
settings() { cat /proc/sys/net/ipv4/ip_unprivileged_port_start /proc/sys/net/ipv4/ping_group_range | tr '\t\n' '  '; }
before=$(settings)
boxes ports <<X
[Container *]
User=1234
[Container web]
Exec=/bin/httpd -f -p 80 -h /etc
X
reload
systemctl start coslice@ports
page() { inside ports web /bin/wget -q -O - http://127.0.0.1:80/hostname; }
is "a user listens on port 80" "$(until_is ports page)" ports
# An echo request by a socket that is no privilege, as programs for it use; busybox knows the raw one alone.
echo_request() {
        nsenter -t "$(prop coslice@ports_web MainPID)" $([ "${USERNS:-auto}" = host ] || echo -U) -n setpriv --reuid 1234 --regid 1234 --clear-groups perl -MSocket -e \
                'socket(S, PF_INET, SOCK_DGRAM, 1) && send(S, pack("C2n3", 8), 0, sockaddr_in(0, inet_aton("127.0.0.1"))) && recv(S, $b, 99, 0) or die "$!\n"; print unpack("C", $b)'
}
is "and pings" "$(timeout 60 bash -c "$(declare -f prop echo_request); echo_request" 2>&1)" 0
is "the settings of the group's network" "$(inside ports web /bin/cat /proc/sys/net/ipv4/ip_unprivileged_port_start /proc/sys/net/ipv4/ping_group_range | tr '\t\n' '  ')" "0 0 $([ "${USERNS:-auto}" = host ] && echo 2147483647 || echo 65535) "
is "the host's are as before" "$(settings)" "$before"
# Sysctl=: those of the network and of IPC, and none but the group's.
own() { cat /proc/sys/net/ipv4/ip_forward /proc/sys/net/ipv4/ip_unprivileged_port_start /proc/sys/kernel/msgmax /proc/sys/kernel/sem /proc/sys/fs/mqueue/msg_max | tr '\t\n' '  '; }
before=$(own)
sysctls='Sysctl=net.ipv4.ip_forward=1 net.ipv4.ip_unprivileged_port_start=0x50 kernel.msgmax=5432 "kernel.sem=100 200" fs.mqueue.msg_max=21'
lone $ROOT '/bin/sleep 10000' $'[Group]\n'"$sysctls" | def sysctl
reload
systemctl start coslice@sysctl
got=$(inside sysctl app /bin/cat /proc/sys/net/ipv4/ip_forward /proc/sys/net/ipv4/ip_unprivileged_port_start /proc/sys/kernel/msgmax /proc/sys/kernel/sem /proc/sys/fs/mqueue/msg_max | tr '\t\n' '  ')
has "Sysctl=" "$got" "1 80 5432 100 200 "
has "… of fs.mqueue" "$got" " 21 "
is "the host's settings are as before (CVE-2022-0811)" "$(own)" "$before"
lone $ROOT '/bin/sleep 10000' $'[Group]\n'"${sysctls/5432/6543}" | def sysctl
reload
has "a changed one waits for a restart of the group" "$(prop coslice@sysctl Description)" "restart the group"
is "and the group runs on" "$(active coslice@sysctl coslice@sysctl_app)" "active active"
systemctl restart coslice@sysctl
is "which has it then" "$(inside sysctl app /bin/cat /proc/sys/kernel/msgmax)" 6543
systemctl stop coslice@sysctl
for row in 'net.coslice.none=1:the kernel has no such setting for a group of its own' 'kernel.msgmax=x:Invalid argument' \
        'net.ipv4.ip_local_reserved_ports=81,82:the kernel made it "81-82"'; do
        lone $ROOT '/bin/sleep 10000' $'[Group]\n'"Sysctl=${row%%:*}" | def sysctl
        reload
        systemctl start coslice@sysctl 2>/dev/null && fail "Sysctl=${row%%:*}" started
        has "Sysctl=${row%%:*} fails the start" "$(journal -u coslice-sandbox@sysctl)" "set ${row%%:*}: ${row#*:}"
done
is "the host's settings are as before" "$(own)" "$before"
for size in 3M:3072 0:0; do
        lone $ROOT '/bin/sleep 10000' $'[Group]\nShmSize='"${size%:*}" | def shm
        reload
        systemctl start coslice@shm
        is "ShmSize=${size%:*}" "$(inside shm app /bin/df -k /dev/shm | awk 'END {print $2}')" "${size#*:}"
        systemctl stop coslice@shm
done
# The zone's file takes the place of a link of the image, and not of what that leads to.
mkdir -p /usr/share/zoneinfo/Test /srv/zones
# Seven hours, by tzfile(5).
printf 'TZif\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0\4\0\0\142\160\0\0SEV\0' > /usr/share/zoneinfo/Test/Seven
echo 'no zone' > /usr/share/zoneinfo/Test/none
cp -a $ROOT /srv/zones/root
echo of the image > /srv/zones/root/etc/zone
ln -s zone /srv/zones/root/etc/localtime
for zone in Test/Seven local Test/not-there Test/none; do
        name=zone-$(basename $zone | tr S s)
        lone /srv/zones/root '/bin/sleep 10000' "Timezone=$zone"$'\nReadOnly=yes' | def "$name"
done
cp /etc/localtime /srv/zones/localtime
reload
for name in zone-seven zone-local; do systemctl start coslice@$name; done
is "Timezone=" "$(inside zone-seven app /bin/date -d @0 '+%H %Z')" "07 SEV"
is "is written as the group's root" "$(inside zone-seven app /bin/ls -ln /etc/localtime | awk '{print $1, $3, $4}')" "-rw-r--r-- 0 0"
is "what the link led to is as it was" "$(inside zone-seven app /bin/cat /etc/zone)" "of the image"
is "Timezone=local" "$(inside zone-local app /bin/cat /etc/localtime | cmp - /srv/zones/localtime 2>&1)" ""
for name in not-there:'the host has no such file (zones are in the package tzdata)' none:'that is no time zone'; do
        systemctl start "coslice@zone-${name%%:*}" 2>/dev/null && fail "zone ${name%%:*}" started
        has "zone ${name%%:*}" "$(journal -u "coslice@zone-${name%%:*}_app")" "write the time zone /usr/share/zoneinfo/Test/${name%%:*} to /etc/localtime: ${name#*:}"
done
systemctl stop coslice@zone-seven coslice@zone-local
# Devices: nodes, links to them, directories, and what is not there. The host's are /dev/null and /dev/zero by other numbers.
mkdir -p /dev/snd/by-path /dev/more
for n in 5 7; do [ -e /dev/more/full$n ] || mknod -m 600 /dev/more/full$n c 1 $n; done
[ -e /dev/snd/zero ] || mknod -m 600 /dev/snd/zero c 1 5
ln -sfn more/full7 /dev/link-to-full
ln -sfn ../zero /dev/snd/by-path/one
ln -sfn /etc/passwd /dev/link-to-file
boxes devices <<X
[Container app]
Exec=/bin/sleep 10000
User=web
AddDevice=/dev/more/full5
AddDevice=-/dev/not-there
AddDevice=/dev/link-to-full:/dev/below/full:r,uid=0,gid=5,mode=0644
AddDevice=/dev/snd,mode=0600
[Container none]
Exec=/bin/sleep 10000
X
reload
systemctl start coslice@devices
is "start with devices" "$?" 0
nodes() { inside devices "$1" /bin/sh -c 'cd /dev; for f in more/full5 below/full not-there snd/zero snd/by-path/one; do ls -ln $f; done 2>/dev/null' | awk '{print $1, $3, $4, $5 == "1," ? $5 $6 : $NF, $1 ~ /^l/ ? "" : $NF}'; }
is "devices are the user's" "$(nodes app)" "crw-rw---- 1000 1000 1,5 more/full5
crw-r--r-- 0 5 1,7 below/full
crw------- 1000 1000 1,5 snd/zero
lrwxrwxrwx 0 0 ../zero "
is "others have none" "$(nodes none)" ""
is "it opens as allowed" "$(inside devices app /bin/sh -c 'head -c 3 /dev/more/full5 | wc -c; head -c 3 /dev/below/full | wc -c')" $'3\n3'
is "DeviceAllow=" "$(prop coslice@devices_app DeviceAllow | LC_ALL=C sort | tr '\n' ' ')" "/dev/link-to-full rm /dev/more/full5 rwm /dev/not-there rwm char-alsa rwm "
is "no DeviceAllow=" "$(prop coslice@devices_none DeviceAllow)" ""
systemctl stop coslice@devices
for device in not-there:'the host has no such device; with "-" before it it may be absent' link-to-file:'it is no device' more:'it is a directory: name the nodes'; do
        lone $ROOT '/bin/sleep 10000' "AddDevice=/dev/${device%%:*}" | def device
        reload
        systemctl start coslice@device 2>/dev/null && fail "${device%%:*}" started
        has "AddDevice=/dev/${device%%:*}" "$(journal -u coslice@device_app)" "make device /dev/${device%%:*} of the host's /dev/${device%%:*}: ${device#*:}"
done
rm -r /dev/more /dev/link-to-full /dev/link-to-file /dev/snd/zero /dev/snd/by-path
# What is masked, and what is not: of the kernel's, of the root's, of a volume's.
mkdir -p /srv/masked/folder
echo secret | tee /srv/masked/file > /srv/masked/folder/file
boxes masks <<X
[Container *]
Volume=/srv/masked:/data
[Container more]
Exec=/bin/sleep 10000
Mask=/etc/hostname /etc/not-there /data/file
Mask=/data/folder /proc/meminfo /sys/kernel
[Container part]
Exec=/bin/sleep 10000
Unmask=/proc/sys /proc/kcore
[Container none]
Exec=/bin/sleep 10000
Unmask=all
Mask=/proc/keys
X
reload
systemctl start coslice@masks
is "start with masks" "$? $(systemctl --no-pager status coslice@masks | grep -o "mask /.*" | head -n 1)" "0 "
is "masked files read as empty" "$(inside masks more /bin/sh -c 'cat /etc/hostname /data/file /proc/meminfo | wc -c')" 0
is "masked directories are empty" "$(inside masks more /bin/sh -c 'ls -A /data/folder /sys/kernel' | tr '\n' ' ')" "/data/folder:  /sys/kernel: "
inside masks more /bin/sh -c '> /data/folder/x' 2>/dev/null && fail "and read-only" written || pass "and read-only"
is "the volume has them" "$(cat /srv/masked/file /srv/masked/folder/file)" $'secret\nsecret'
over() { inside masks "$1" /bin/cat /proc/self/mountinfo | awk '$5 ~ "^/(proc|sys)/" && $5 !~ "^/sys/fs/cgroup" {print $5}' | sort | tr '\n' ' '; }
of_all=$(over more)
for path in /proc/sys /proc/keys $(ls -d /proc/kcore 2>/dev/null); do has "$path is masked by default" "$of_all" "$path "; done
is "what Unmask= has is open" "$(over part)" "$(tr ' ' '\n' <<<"${of_all% }" | grep -vxE '/proc/(sys|kcore|meminfo)|/sys/kernel' | tr '\n' ' ')"
is "Unmask=all, but for Mask=" "$(over none)" "/proc/keys "
has "Unmask=/proc/sys" "$(inside masks part /bin/grep ' /proc ' /proc/self/mounts)" "proc rw,"
systemctl stop coslice@masks
clean_state
is "nothing is left" "$(until_is '' remains)" ""
summary
