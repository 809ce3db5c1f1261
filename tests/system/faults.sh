#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# What goes wrong at a start is named, leaves nothing, and the next start succeeds.
. ./lib.sh
clean_state
# refused NAME ROOTFS EXEC EXTRA EXPECTED
refused() {
        lone "$2" "$3" "$4" | def fault
        reload
        systemctl start coslice@fault 2>/dev/null && fail "$1" started || pass "$1: the start fails"
        has "$1: in words" "$(systemctl status coslice@fault_app coslice@fault; journal -b -u coslice@fault_app -u coslice@fault)" "$5"
        main_status=$(prop coslice@fault_app ExecMainStatus)
        systemctl reset-failed
        is "$1: nothing is left" "$(until_is '' remains)" ""
}
refused "no such root" /srv/nosuch /bin/true '' /srv/nosuch
touch /srv/a-file
refused "a root that is a file" /srv/a-file /bin/true '' /srv/a-file
refused "no such program" $ROOT /bin/nosuch '' /bin/nosuch
is "status 127" "$main_status" 127
mkdir -p /srv/bb/opt
refused "a directory as program" $ROOT /opt '' /opt
echo '#!/bin/nosuch' > /srv/bb/opt/script
refused "not executable" $ROOT /opt/script '' /opt/script
chmod +x /srv/bb/opt/script
refused "an interpreter that is missing" $ROOT /opt/script '' /bin/nosuch
printf '#!/bin/sh\r\necho said\r\n' > /srv/bb/opt/script
refused "a script from DOS" $ROOT /opt/script '' 'interpreter of program "/opt/script", "/bin/sh^M" does not exist in the root file system of container app: the script has DOS line ends'
ln -s /srv/bb/bin/busybox /srv/bb/opt/httpd
ln -s ../opt/nowhere /srv/bb/opt/relative
ln -s relative/x /srv/bb/opt/chained
ln -s /nowhere /srv/bb/bin/gone
printf '#!/opt/httpd\n' > /srv/bb/opt/script
refused "a link that leads nowhere inside" $ROOT /opt/httpd '' "program \"/opt/httpd\" can't be found in the root file system of container app: /opt/httpd is a link to /srv/bb/bin/busybox, which isn't there inside"
is "status 127 for that" "$main_status" 127
refused "one that PATH leads to" $ROOT gone '' "program \"gone\" can't be found in the root file system of container app: /bin/gone is a link to /nowhere, which isn't there inside"
refused "one on the way" $ROOT /opt/relative/x '' "/opt/relative is a link to /opt/../opt/nowhere, which isn't there inside"
refused "one by way of another" $ROOT /opt/chained '' "/opt/chained is a link to /opt/relative/x, which isn't there inside"
refused "an interpreter that is one" $ROOT /opt/script '' "interpreter of program \"/opt/script\", \"/opt/httpd\" can't be found in the root file system of container app: /opt/httpd is a link to"
mkdir -p /srv/volume /srv/noexec
printf '#!/bin/sh\n' > /srv/volume/run
chmod +x /srv/volume/run
mount -t tmpfs -o noexec,size=1M none /srv/noexec
cp -a /srv/volume/run /srv/noexec
refused "a program on a volume with noexec" $ROOT /data/run Volume=/srv/volume:/data:noexec "program \"/data/run\" can't be executed in the root file system of container app: it lies on the volume at /data, whose Volume= has the option noexec"
is "status 126 for that" "$main_status" 126
refused "a program where the host executes none" $ROOT /data/run Volume=/srv/noexec:/data "it lies on the volume at /data, which the host has mounted noexec"
chmod -x /srv/volume/run
refused "noexec is not blamed for a mode" $ROOT /data/run Volume=/srv/volume:/data:noexec 'program "/data/run" is not executable for its user'
umount /srv/noexec
printf 'echo a shell may read this\n' > /srv/bb/opt/text
: > /srv/bb/opt/empty
printf '#!\n' > /srv/bb/opt/nothing
printf '#!/opt/text\n' > /srv/bb/opt/by-text
{ head -c 18 $ROOT/bin/busybox; printf '\0\0'; tail -c +21 $ROOT/bin/busybox | head -c 1000; } > /srv/bb/opt/machine
chmod +x /srv/bb/opt/*
for file in text empty nothing machine; do
        refused "an executable file that is no program ($file)" $ROOT /opt/$file '' "program \"/opt/$file\" is neither an ELF program of this machine nor begins with \"#!\", in the root file system of container app"
        is "status 126 ($file)" "$main_status" 126
done
refused "an interpreter that is no program" $ROOT /opt/by-text '' 'interpreter of program "/opt/by-text", "/opt/text" is neither an ELF program'
for i in 1 2 3 4 5 6; do printf '#!%s\n' "$([ $i = 1 ] && echo /bin/sh || echo /opt/chain$((i - 1)))" > /srv/bb/opt/chain$i; done
chmod +x /srv/bb/opt/chain*
refused "scripts of scripts of scripts" $ROOT /opt/chain6 '' "Too many levels of symbolic links"
lone $ROOT /opt/chain5 | def fault
reload
systemctl start coslice@fault_app && pass "as many scripts as the kernel follows" || fail "as many scripts as the kernel follows" no
systemctl stop coslice@fault_app 2>/dev/null
touch '/srv/bb/opt/back\slash\'
refused "a backslash, in the status too" $ROOT '"/opt/back\\slash\\"' '' 'Status: "program "/opt/back\slash\" is not executable'
refused "no such user" $ROOT /bin/true User=nobody-here nobody-here
refused "no such group" $ROOT /bin/true Group=nogroup-here nogroup-here
refused "a variable file that is missing" $ROOT /bin/true EnvironmentFile=/srv/nosuch.env /srv/nosuch.env
refused "a volume whose source is missing" $ROOT /bin/true Volume=/srv/nosuch/dir:/data "mount volume /srv/nosuch/dir on /data: the host has no such file or directory; with the option create (in a [Volume]: Create=yes) the directory is made"
ln -sfn /nowhere /srv/astray
refused "a volume whose source is a link to nowhere" $ROOT /bin/true Volume=/srv/astray/x:/data "mount volume /srv/astray/x on /data: /srv/astray is a link to /nowhere, which isn't there"
refused "a root that is one" /srv/astray /bin/true '' "open the root file system /srv/astray: /srv/astray is a link to /nowhere, which isn't there"
refused "a variable file that is one" $ROOT /bin/true EnvironmentFile=/srv/astray "read environment file /srv/astray: /srv/astray is a link to /nowhere, which isn't there"
refused "a volume on a file" $ROOT /bin/true Volume=/srv:/etc/passwd /etc/passwd

# No space where the writable layer lies.
mkdir -p /var/lib/coslice
lone $ROOT '/bin/sleep 10000' | def fault
reload
mount -t tmpfs -o size=4k,nr_inodes=2 none /var/lib/coslice
systemctl start coslice@fault 2>/dev/null && fail "no space for ids" started || pass "no space for ids: the start fails"
has "no space for ids: in words" "$(prop coslice-sandbox@fault StatusText)" "find ids for group fault in /var/lib/coslice/ids: No space left on device"
systemctl reset-failed
mount -o remount,nr_inodes=4 /var/lib/coslice
systemctl start coslice@fault 2>/dev/null && fail "no space for addresses" started || pass "no space for addresses: the start fails"
has "no space for addresses: in words" "$(prop coslice-sandbox@fault StatusText)" "No space left"
systemctl reset-failed
mount -o remount,nr_inodes=7 /var/lib/coslice
systemctl start coslice@fault 2>/dev/null && fail "no space" started || pass "no space in /var/lib/coslice: the start fails"
has "no space: in words" "$(journal -b -u coslice@fault_app)" "No space left"
umount /var/lib/coslice
systemctl reset-failed
systemctl start coslice@fault && pass "with space it starts" || fail "with space" no
systemctl stop coslice@fault
is "nothing is left" "$(until_is '' remains)" ""

# No space in /run, of which the sandbox takes more with each step, and the container in the end: they fail in words until
# there is enough.
others() { remains | grep -vx /run/coslice; }
for inodes in $(seq 2 "$(count 1 5)" 60); do
        mount -t tmpfs -o "size=1M,nr_inodes=$inodes" none /run/coslice
        if systemctl start coslice@fault 2>/dev/null; then break; fi
        said=$(prop coslice-sandbox@fault StatusText)
        [ -n "$said" ] || said=$(prop coslice@fault_app StatusText)
        systemctl reset-failed
        [[ $said = *"No space left on device" ]] || fail "$inodes files in /run/coslice" "$said"
        is "$inodes files in /run/coslice: nothing is left" "$(until_is '' others)" ""
        umount /run/coslice
done
near "with space in /run/coslice it starts, files" "$inodes" 5 50
systemctl stop coslice@fault
is "nothing is left" "$(until_is '' others)" ""
umount /run/coslice

# A writable layer that takes longer to remove than the container may take to stop: its success stays one. The clean-up is
# stepped into the middle of its work, since it may be quick where this script is slow, and held there.
lone $ROOT "/bin/sh -c 'trap \"exit 0\" TERM; for d in \$(seq 60); do mkdir /many\$d; for f in \$(seq 400); do : > /many\$d/\$f; done; done; : > /made; sleep 10000 & wait'" |
        sed 's/^StopTimeout=.*/StopTimeout=4s/' | def fault
reload
upper=/var/lib/coslice/upper/fault/app/upper
made() { [ -e $upper/made ] && echo made; }
folders() { local all=("$upper"/many*); [ -e "${all[0]}" ] && left=${#all[@]} || left=0; }
# hold_in_the_middle: true if it holds the clean-up, with LEFT of the 60 folders still there
hold_in_the_middle() {
        local cleaner end=$((SECONDS + 30))
        until cleaner=$(pgrep -f 'coslice-helper clean'); do [ $SECONDS -lt $end ] || return; done
        while kill -STOP "$cleaner" 2>/dev/null; do
                folders
                [ $left = 60 ] || break
                kill -CONT "$cleaner"
                sleep .05
        done
        [ $left -gt 0 ] && [ $left -lt 60 ]
}
for attempt in {1..10}; do
        systemctl start coslice@fault
        for ((i = 0; i < 20; i++)); do [ "$(until_is made made)" = made ] && break; done
        systemctl stop --no-block coslice@fault
        hold_in_the_middle && break
        pkill -CONT -f 'coslice-helper clean'
        until_is inactive systemctl is-active coslice@fault >/dev/null
done
near "a large layer is being removed, folders left" "$left" 1 59
sleep 5 # more than the 4 s with which systemd would cut it off, less than the 10 s that it has asked for
is "past its time the stop goes on (try $attempt)" "$(active coslice@fault_app) $(prop coslice@fault_app Result)" "deactivating success"
pkill -CONT -f 'coslice-helper clean'
is "and ends as the program did" "$(until_is inactive systemctl is-active coslice@fault_app) $(prop coslice@fault_app Result)" "inactive success"
systemctl stop coslice@fault
is "a large layer goes" "$(until_is '' remains)" ""

# What somebody mounted in a layer is not removed with it, though it lies on the same device.
keep=/var/lib/coslice/keep layer=/var/lib/coslice/upper/fault/app
for at in '' upper/below; do
        mkdir -p $keep "$layer/$at"
        echo kept > $keep/file
        mount --bind $keep "$layer/$at"
        said=$(/usr/lib/coslice/coslice-helper clean --group=fault --container=app 2>&1)
        is "a mount in a layer (${at:-top}) stops its removal" "$? $said" "73 remove the writable layer $layer: Invalid cross-device link"
        is "a mount in a layer (${at:-top}) keeps its files" "$(cat $keep/file)" kept
        umount "$layer/$at"
        is "without the mount (${at:-top}) it is removed" "$(/usr/lib/coslice/coslice-helper clean --group=fault --container=app 2>&1)" ""
done
mkdir -p $layer
touch $layer/file
mount --bind $keep/file $layer/file
has "a file that is mounted over stops it too" "$(/usr/lib/coslice/coslice-helper clean --group=fault --container=app 2>&1)" "Device or resource busy"
umount $layer/file
/usr/lib/coslice/coslice-helper clean --group=fault --container=app
is "what was mounted is whole" "$(cat $keep/file)" kept
rm -r $keep

clean_state
is "nothing is left in the end" "$(until_is '' remains)" ""
summary
