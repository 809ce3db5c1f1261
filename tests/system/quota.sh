#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# What containers may write to the disk, by project quotas of ext4; with QUOTA_OF=xfs, of that. For a machine with a kernel of its own, where file
# systems can be mounted.
. ./lib.sh
clean_state
LIB=/var/lib/coslice DISK=/srv/quota.img
rm -rf $LIB/volumes $LIB/upper $LIB/empty
mkdir -p $LIB
# on MAKER OPTIONS: our folder is on a new file system
on() {
        rm -f $DISK
        truncate -s 600M $DISK
        "$@" $DISK >/dev/null || fail "$1" "not made"
}
mounted() { modprobe loop; mount -o "loop$1" $DISK $LIB || fail "mount $1" "not mounted"; }
away() { until_is '' remains >/dev/null; umount $LIB || fail "umount" "busy"; }
status_of() { systemctl show -P StatusText "$1"; }
# write FILE MIB: what dd of a container comes to: how many MiB are there then
write() { inside web "${3:-app}" /bin/sh -c "dd if=/dev/zero of=$1 bs=1M count=$2 2>&1 | grep -c 'Disk quota\|No space'; echo \$((\$(stat -c %s $1) / 1048576))" | paste -sd' '; }
project() { lsattr -pd "$1" | awk '{print $1}'; }
limited() { lone $ROOT '/bin/sleep 10000' "$1" | def web; reload; }

sentence="has no project quotas: use ext4 (tune2fs -O project,quota) or xfs, mounted with prjquota; or set no limit"
refused() { # NAME
        systemctl start coslice@web 2>/dev/null
        has "$1: it is not started" "$(active coslice@web) $(status_of coslice@web)" "failed container app: StorageLimit=: the file system of $LIB $sentence"
        systemctl reset-failed
        is "$1: nothing is left" "$(until_is '' remains)" ""
}

# Where there is no such quota nothing is started.
without() {
        limited StorageLimit=20M
        on mke2fs -q -t ext4
        mounted ''
        refused "ext4 without"
        limited $'Volume=v:/v\n[Volume v]\nType=empty\nSize=20M'
        systemctl start coslice@web 2>/dev/null
        has "an empty volume neither" "$(status_of coslice@web)" "Size= of volume v: the file system of $LIB $sentence"
        systemctl reset-failed
        limited $'Volume=v:/v\n[Volume v]\nType=local\nSize=20M'
        systemctl start coslice@web 2>/dev/null
        has "nor one that is kept" "$(status_of coslice@web)" "/v: the file system of $LIB $sentence"
        is "… of which there is nothing" "$(ls -A $LIB/volumes/web_v | grep -v lock)" ""
        systemctl reset-failed
        limited StorageLimit=20M
        away
        on mke2fs -q -t ext4 -O project,quota
        mounted ,noquota
        refused "ext4 that counts and holds nothing"
        away
        mount -t tmpfs tmpfs $LIB
        refused "tmpfs"
        away
}

# each FILE-SYSTEM COMMAND…: made by it, all limits hold
each() {
        local fs=$1 id
        shift
        on "$@"
        mounted ,prjquota
        { lone $ROOT '/bin/sleep 10000' $'StorageLimit=20M\nVolume=empty:/e\nVolume=local:/l\n'
                lone $ROOT '/bin/sleep 10000' | sed s/app/free/
                printf '[Volume empty]\nType=empty\nSize=10M\n[Volume local]\nType=local\nSize=15M\n'; } | def web
        reload
        systemctl start coslice@web
        is "$fs: start" "$? $(active coslice@web)" "0 active"
        is "$fs: the container sees its limit" "$(inside web app df -k / | awk 'NR == 2 {print $2}')" 20480
        is "$fs: the root file system" "$(write /big 40 | sed 's/ 1[89]$/ 20/')" "1 20"
        is "$fs: an empty volume" "$(write /e/big 40 | sed 's/ 9$/ 10/')" "1 10"
        is "$fs: one that is kept" "$(write /l/big 40 | sed 's/ 14$/ 15/')" "1 15"
        is "$fs: a neighbour writes on" "$(write /big 40 free)" "0 40"
        is "$fs: and so does the host" "$(head -c 10000000 /dev/zero > $LIB/host && stat -c %s $LIB/host)" 10000000
        rm $LIB/host
        # A file that is gone and open counts.
        is "$fs: deleted and held open" "$(inside web app /bin/sh -c 'rm /big; exec 3>/held; rm /held; dd if=/dev/zero bs=1M count=40 >&3 2>/dev/null; dd if=/dev/zero of=/more bs=1M count=5 2>/dev/null; s=$(stat -c %s /more 2>/dev/null); [ "${s:-0}" -lt 3000000 ] && echo less')" less
        is "$fs: and is room again" "$(write /more 10)" "0 10"
        # A number for each 4 KiB: 5120 and one.
        near "$fs: files of nothing" "$(inside web app /bin/sh -c 'rm -f /more; mkdir /many; cd /many; i=0; while true > f$i; do i=$((i + 1)); done 2>/dev/null; echo $i')" 4900 5121
        # Whoever is root in there can't change whose it is; who is root on the host can, which shows that it is tried.
        id=$(project $LIB/upper/web/app)
        inside web app /bin/sh -c "rm /e/big; touch /e/x"
        leave() { (cd $LIB/empty/web/empty && "$@" chattr -p 0 x 2>&1); }
        has "$fs: a program can't leave" "$(leave nsenter -U -S 0 -t "$(prop coslice@web_app MainPID)")" "setting project"
        is "$fs: and hasn't" "$(project $LIB/empty/web/empty/x)" "$(project $LIB/empty/web/empty)"
        is "$fs: the host could" "$(leave env) $(project $LIB/empty/web/empty/x)" " 0"
        is "$fs: each has its own" "$(for i in upper/web/app empty/web/empty volumes/web_local/data; do project $LIB/$i; done | sort -u | wc -l)" 3
        is "$fs: none has none" "$(project $LIB/upper/web/free)" 0
        systemctl restart coslice@web_app
        is "$fs: started anew, its number is the same" "$? $(project $LIB/upper/web/app)" "0 $id"
        is "$fs: and its limit" "$(write /big 40 | sed 's/ 1[89]$/ 20/')" "1 20"
        is "$fs: what is kept is" "$(inside web app /bin/sh -c 'stat -c %s /l/big' | awk '{print ($1 > 14000000)}')" 1
        # A larger limit, and none.
        sed -i s/Size=15M/Size=30M/ $D/web.group
        reload
        systemctl restart coslice@web
        is "$fs: a larger one" "$(write /l/big 40 | sed 's/ 29$/ 30/')" "1 30"
        sed -i /Size=30M/d $D/web.group
        reload
        systemctl restart coslice@web
        is "$fs: none" "$(write /l/big 40)" "0 40"
        sed -i 's/Type=local/&\nSize=35M/' $D/web.group
        reload
        systemctl restart coslice@web
        is "$fs: a smaller one than what is there lets it be read" "$(inside web app cat /l/big | wc -c) $(inside web app /bin/sh -c 'echo x 2>/dev/null > /l/x; [ -s /l/x ] || echo none')" "41943040 none"
        systemctl stop coslice@web
        coslice volume rm web_local
        # One that was filled without a limit: what is in it is counted, wherever it is, and no link is followed.
        limited $'Volume=v:/v\n[Volume v]\nType=local'
        systemctl start coslice@web
        inside web app /bin/sh -c 'cd /v; mkdir -p a/b; head -c 3000000 /dev/zero > a/b/big; head -c 3000000 /dev/zero > top; ln -s /etc out; ln -s a/b in; mkfifo a/f; head -c 100 /dev/zero > "a/ b"; ln top a/hard'
        project /etc > /srv/etc-project
        deep=$(printf 'd/%.0s' {1..300})
        inside web app mkdir -p "/v/$deep"
        systemctl stop coslice@web
        limited $'Volume=v:/v\n[Volume v]\nType=local\nSize=8M'
        systemctl start coslice@web
        is "$fs: a limit on one that is filled" "$? $(inside web app df -k /v | awk 'NR == 2 {print $2, ($3 > 5800 && $3 < 8192)}')" "0 8192 1"
        id=$(project $LIB/volumes/web_v/data)
        is "$fs: all is of it" "$(cd $LIB/volumes/web_v/data; for i in a a/b a/b/big top "a/ b" "$deep"; do project "$i"; done | sort -u)" "$id"
        is "$fs: and nothing else" "$(project /etc)" "$(cat /srv/etc-project)"
        is "$fs: it holds" "$(write /v/a/more 10 | sed 's/ 1$/ 2/')" "1 2"
        is "$fs: at the top" "$(inside web app rm /v/a/more) $(write /v/more 10 | sed 's/ 1$/ 2/')" " 1 2"
        systemctl stop coslice@web
        # As if it had been killed in the midst: what its top has then is without the flag.
        chattr -P $LIB/volumes/web_v/data
        chattr -p 0 $LIB/volumes/web_v/data/a/b/big
        systemctl start coslice@web
        is "$fs: begun anew after a kill" "$? $(project $LIB/volumes/web_v/data/a/b/big) $(lsattr -d $LIB/volumes/web_v/data | grep -c '^[^ ]*P')" "0 $id 1"
        systemctl stop coslice@web
        coslice volume rm web_v
        # What the image has there is more than that.
        [ -e /srv/much ] || { ../make-rootfs /srv/much && mkdir /srv/much/v && head -c 3000000 /dev/urandom > /srv/much/v/big; }
        lone /srv/much '/bin/sleep 10000' $'Volume=v:/v\n[Volume v]\nType=local\nSize=1M' | def web
        reload
        systemctl start coslice@web 2>/dev/null
        has "$fs: an image with more" "$(status_of coslice@web)" "copy what the image has at /v: that is more than Size= of the volume"
        is "$fs: … leaves nothing" "$(ls -A $LIB/volumes/web_v | grep -v lock)" ""
        systemctl reset-failed
        # Many at once, all with numbers of their own.
        for i in 1 2 3 4 5 6; do lone $ROOT '/bin/sleep 10000' StorageLimit=10M | def many$i; done
        rm $D/web.group
        reload
        systemctl start coslice@many{1..6}
        is "$fs: many at once" "$? $(for i in 1 2 3 4 5 6; do project $LIB/upper/many$i/app; done | sort -u | grep -vc '^0$')" "0 6"
        systemctl stop coslice@many{1..6}
        rm $D/many*.group
        reload
        away
}
case ${QUOTA_OF:-ext4} in
        ext4)
                without
                each ext4 mke2fs -q -t ext4 -O project,quota
                ;;
        xfs) each xfs mkfs.xfs -q ;;
esac
rm -rf $DISK /srv/much
clean_state
is "nothing is left in the end" "$(until_is '' remains)" ""
summary
