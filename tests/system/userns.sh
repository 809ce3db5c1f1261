#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# The user namespace of a group: who owns what on both sides, what can't be mapped, whose ids these are.
. ./lib.sh
clean_state
rm -rf /srv/ids
mkdir -p /srv/ids/{data,mine,lower,upper,work,merged,big}
printf host > /srv/ids/data/root; printf user > /srv/ids/data/user; printf far > /srv/ids/data/far
chown 1000:1000 /srv/ids/data/user; chown 200000:200000 /srv/ids/data/far
chmod 600 /srv/ids/data/*
chown 1000:1000 /srv/ids/mine
claim() { find /var/lib/coslice/ids -type l -lname "$1" -printf '%f\n'; }
owner() { stat -c '%u:%g' "$@" | tr '\n' ' ' | sed 's/ $//'; }
maps() { tr -s ' ' <"/proc/$(prop "coslice@$1_$2" MainPID)/$3" | sed 's/^ //'; }

boxes ids <<X
[Container *]
Restart=no
[Container a]
Exec=/bin/sh -c 'echo r > /data/by-root; echo s > /shm-test; echo s > /dev/shm/a; echo d > /disk/by-root; exec sleep 10000'
Volume=/srv/ids/data:/data
Volume=disk:/disk
Volume=any:/any
Volume=fast:/fast
Tmpfs=/scratch:uid=7,gid=8
WorkingDir=/made/here
[Container b]
User=1000
Exec=/bin/sh -c 'echo u > /mine/by-user; echo u > /any/by-user; echo u > /fast/by-user; exec sleep 10000'
Volume=/srv/ids/mine:/mine
Volume=/srv/ids/new/below:/new:create
Volume=any:/any
Volume=fast:/fast
WorkingDir=/made/here
[Volume disk]
Type=empty
Owner=1000:1001
[Volume any]
Type=empty
[Volume fast]
Type=empty
Medium=memory
X
reload
systemctl start coslice@ids; is 'start' $? 0
base=$(claim ids)
near 'the range begins above those of users' "$base" 600113152 1879048191
is 'and at a multiple of its size' $((base % 65536)) 0
is 'user ids' "$(maps ids a uid_map)" "0 $base 65536"
is 'group ids' "$(maps ids a gid_map)" "0 $base 65536"
a=$(prop coslice@ids_a MainPID) b=$(prop coslice@ids_b MainPID)
is 'one user namespace for the group' "$(readlink "/proc/$a/ns/user")" "$(readlink "/proc/$b/ns/user")"
hasnt 'which is not the host'\''s' "$(readlink "/proc/$a/ns/user")" "$(readlink /proc/self/ns/user)"
is 'the ids of root, on the host' "$(awk '/^(Uid|Gid)/ {print $2, $3, $4, $5}' "/proc/$a/status" | sort -u)" "$base $base $base $base"
is 'those of a user' "$(awk '/^(Uid|Gid|Groups)/ {print $2}' "/proc/$b/status" | sort -u)" $((base + 1000))
is "its capabilities, in there" "$(awk '/^Cap(Prm|Bnd)/ {print $2}' "/proc/$a/status" | sort -u)" 00000000800405fb

# Inside: what we have made is root's, and nothing is nobody's that could be somebody's.
for path in / /bin /etc/passwd /etc/hosts /etc/hostname /etc/resolv.conf /dev /dev/null /dev/tty /dev/pts /dev/pts/ptmx /dev/shm /dev/mqueue /dev/fd /tmp; do
        is "inside: $path" "$(inside ids a stat -c '%u:%g' $path)" 0:0
done
is 'terminals are of group tty' "$(awk '$5 == "/dev/pts" {print $NF}' "/proc/$a/mountinfo" | grep -oE 'gid=[0-9]+')" "gid=$((base + 5))"
is 'a directory that was made for a user' "$(inside ids b stat -c '%u:%g' /made/here)" 1000:1000
is 'a tmpfs with an owner' "$(inside ids a stat -c '%u:%g' /scratch)" 7:8

# Volumes of the host: who owns a file on the disk owns it inside.
is 'inside: owners on the disk' "$(inside ids a stat -c '%u:%g' /data/root /data/user | tr '\n' ' ')" '0:0 1000:1000 '
is 'inside: one that the group has not' "$(inside ids a stat -c '%u:%g' /data/far)" 65534:65534
is 'which its root can'\''t read' "$(inside ids a cat /data/far 2>&1)" "cat: can't open '/data/far': Permission denied"
is 'what root writes is root'\''s on the disk' "$(owner /srv/ids/data/by-root)" 0:0
is 'what a user writes is the user'\''s' "$(owner /srv/ids/mine/by-user)" 1000:1000
is 'a directory that was made is the user'\''s, the one above it root'\''s' "$(owner /srv/ids/new/below /srv/ids/new)" '1000:1000 0:0'
is 'and inside too' "$(inside ids b stat -c '%u:%g' /new)" 1000:1000
# Volumes of the group's own.
is 'an empty volume on disk' "$(owner /var/lib/coslice/empty/ids/disk /var/lib/coslice/empty/ids/disk/by-root)" "$((base + 1000)):$((base + 1001)) $base:$base"
is 'inside' "$(inside ids a stat -c '%u:%g' /disk)" 1000:1001
is 'everybody'\''s' "$(inside ids a stat -c '%u:%g %a' /any /fast | tr '\n' ' ')" '0:0 777 0:0 777 '
is 'what a user wrote there' "$(inside ids a stat -c '%u:%g' /any/by-user /fast/by-user | tr '\n' ' ')" '1000:1000 1000:1000 '
is 'the writable layer on the host' "$(owner /var/lib/coslice/upper/ids/a/upper /var/lib/coslice/upper/ids/a/upper/shm-test)" "$base:$base $base:$base"
is 'the root file system itself is as it was' "$(find $ROOT -newer /srv/ids | head -n 1)" ''

# What root of the group can't do: it is nobody on the host, and all that is mounted is not its own.
fails() { if inside ids a "${@:2}" >/dev/null 2>&1; then fail "$1" 'it can'; else pass "$1"; fi; }
fails 'root of the group mounts nothing' mount -t tmpfs x /tmp
fails 'takes no mask away' umount /proc/kcore
fails 'makes nothing writable' mount -o remount,rw /proc/sys
fails 'renames no host' hostname other
fails 'makes no device' mknod /tmp/node b 8 0
is 'setuid programs of a volume are none' "$(inside ids a awk '$2 == "/data" {print $4}' /proc/mounts | grep -o nosuid)" nosuid

# By name.
is 'the record of its user' "$(cat /run/userdb/coslice-ids.user)" "{\"userName\":\"coslice-ids\",\"uid\":$base,\"gid\":$base,\"realName\":\"Root of container group ids\",\"disposition\":\"container\",\"locked\":true,\"homeDirectory\":\"/\",\"shell\":\"/usr/sbin/nologin\"}"
is 'by its id' "$(readlink "/run/userdb/$base.user" "/run/userdb/$base.group" | tr '\n' ' ')" 'coslice-ids.user coslice-ids.group '
if command -v userdbctl >/dev/null; then
        is 'systemd takes it' "$(userdbctl --no-legend --output=classic user coslice-ids)" "coslice-ids:x:$base:$base:Root of container group ids:/:/usr/sbin/nologin"
        is 'and that of its group' "$(userdbctl --no-legend --output=classic group "$base")" "coslice-ids:x:$base:"
fi

# Who fetches images has the name that this group's would be.
lone $ROOT '/bin/sleep 10000' | def pull
reload
systemctl start coslice@pull
is 'the record of a group called pull' "$? $(grep -c '"coslice_pull"' /run/userdb/coslice_pull.user)" '0 1'
systemctl stop coslice@pull
is 'goes too' "$(find /run/userdb -name '*pull*')" ''
rm $D/pull.group

# The same at each start, as long as nobody else has it.
systemctl restart coslice@ids
is 'the same ids at the next start' "$(claim ids)" "$base"
systemctl stop coslice@ids
is 'no record is left' "$(find /run/userdb -name '*coslice-ids*' -o -name "$base.*" 2>/dev/null)" ''
touch /etc/subuid
cp -a /etc/subuid /srv/ids/subuid
echo "somebody:$((base + 65535)):1" >> /etc/subuid
systemctl start coslice@ids
other=$(claim ids)
hasnt 'a range that somebody got meanwhile is exchanged' " $other " " $base "
is 'what is in the volume is as it was' "$(inside ids a stat -c '%u:%g' /data/by-root)" 0:0
is 'nobody else gets it' "$(readlink "/var/lib/coslice/ids/$base")" -
cp -a /srv/ids/subuid /etc/subuid
systemctl stop coslice@ids
is 'nothing is left' "$(remains)" ''

# What only a name service knows of is asked by getent: here it knows somebody in the first range that it is asked for.
cat > /srv/ids/getent <<'X'
#!/bin/sh
[ "$1" = passwd ] && [ ! -e /run/userns-asked ] && echo "$3" > /run/userns-asked && echo "somebody:x:$3:$3::/:/bin/sh"
X
chmod 755 /srv/ids/getent
mount --bind /srv/ids/getent /usr/bin/getent
lone $ROOT '/bin/sleep 10000' | def known
reload
systemctl start coslice@known
is 'with a name service it starts' $? 0
umount /usr/bin/getent
first=$(($(cat /run/userns-asked) - 1000))
is 'a range with somebody of a name service is nobody'\''s' "$(readlink /var/lib/coslice/ids/$first) $(claim known)" "- $((first + 65536))"
systemctl stop coslice@known
rm /run/userns-asked

# The host's, where that is asked for.
boxes outside <<X
[Group]
UserNS=host
[Container app]
User=200000
Exec=/bin/sleep 10000
Volume=/srv/ids/data:/data
X
reload
systemctl start coslice@outside
is 'UserNS=host' "$(readlink "/proc/$(prop coslice@outside_app MainPID)/ns/user")" "$(readlink /proc/self/ns/user)"
is 'ids of the host' "$(awk '/^Uid/ {print $2}' "/proc/$(prop coslice@outside_app MainPID)/status")" 200000
is 'no ids are claimed' "$(claim outside)" ''
systemctl stop coslice@outside

# One id of the host among the group's.
boxes one <<X
[Group]
UserNS=auto:uidmapping=1000:1234:1,gidmapping=1000:1235:1
[Container app]
User=1000
Exec=/bin/sh -c 'echo u > /tmp/u; exec sleep 10000'
Tmpfs=/scratch:uid=1000,gid=1000
X
reload
systemctl start coslice@one
base=$(claim one)
is 'a map of its own' "$(maps one app uid_map | tr '\n' ',')" "0 $base 1000,1000 1234 1,1001 $((base + 1001)) 64535,"
is 'the process is the host'\''s user' "$(awk '/^(Uid|Gid)/ {print $2}' "/proc/$(prop coslice@one_app MainPID)/status" | tr '\n' ' ')" '1234 1235 '
is 'and so is its tmpfs' "$(inside one app stat -c '%u:%g' /scratch)" 1000:1000
systemctl stop coslice@one

# refused NAME WORDS: group "no" doesn't start, and says why.
refused() {
        local since text
        since=$(date +'%F %T.%N')
        reload
        if systemctl start coslice@no 2>/dev/null; then fail "$1" 'it started'; systemctl stop coslice@no; return; fi
        text=$(journal --since "$since" -u coslice@no_app -u coslice-sandbox@no)
        has "$1" "$text" "$2"
        systemctl reset-failed 'coslice@no*'
}
# owner=: whose the top directory appears to be, on both sides. The id whose place that takes is nobody's, and so is
# what others write in there.
for who in 0 1000 200000; do
        mkdir -p /srv/ids/of$who/by-root /srv/ids/of$who/by-user
        chown -R $who:$who /srv/ids/of$who
        chown 0:0 /srv/ids/of$who/by-root; chown 1000:1000 /srv/ids/of$who/by-user
done
for ns in auto host; do
        boxes top <<X
[Group]
UserNS=$ns
[Container *]
Restart=no
Volume=/srv/ids/of0:/of0:owner=1000
Volume=/srv/ids/of1000:/of1000:owner=0
Volume=/srv/ids/of1000:/same:owner=1000
Volume=/srv/ids/of200000:/of200000:ro,owner=0:1000
Volume=named:/named
Volume=/srv/ids/new-$ns/here:/new:create,owner=33:34
[Container root]
Exec=/bin/sh -c 'touch /of0/r; touch /of1000/r; touch /named/r; exec sleep 10000'
[Container user]
User=1000
Exec=/bin/sh -c 'touch /of0/u; touch /same/u; touch /named/u; exec sleep 10000'
[Volume named]
Type=bind
Path=/srv/ids/of200000
Owner=1000
X
        reload
        systemctl start coslice@top; is "$ns: owner=" $? 0
        root() { inside top root stat -c '%u:%g' "$@" | tr '\n' ' '; }
        is "$ns: root's directory as 1000's" "$(root /of0 /of0/by-root /of0/by-user)" "1000:1000 1000:1000 65534:65534 "
        is "$ns: 1000's as root's" "$(root /of1000 /of1000/by-root /of1000/by-user)" "0:0 65534:65534 0:0 "
        is "$ns: 1000's as its own" "$(root /same /same/by-root /same/by-user)" "1000:1000 0:0 1000:1000 "
        # The group of the first, 1000, is the user's whose place it takes.
        is "$ns: 200000's as root's, of group 1000" "$(root /of200000 /of200000/by-root /of200000/by-user)" "0:1000 65534:0 1000:65534 "
        is "$ns: by the section" "$(root /named /named/by-root /named/by-user)" "1000:1000 0:0 65534:65534 "
        is "$ns: what was made" "$(root /new)$(owner /srv/ids/new-$ns/here /srv/ids/new-$ns)" "33:34 33:34 0:0"
        is "$ns: what a user wrote is the directory's owner's on the disk" "$(until_is '0:0 1000:1000 200000:200000' owner /srv/ids/of0/u /srv/ids/of1000/u /srv/ids/of200000/u)" '0:0 1000:1000 200000:200000'
        is "$ns: and what root wrote, which is that" "$(until_is 1000:1000 owner /srv/ids/of1000/r)" 1000:1000
        is "$ns: whoever has no place on the disk makes nothing" "$(inside top root touch /of0/x 2>&1)" "touch: /of0/x: Value too large for defined data type"
        is "$ns: and gives nothing away" "$(inside top root chown 0 /of0/by-root 2>&1)" "chown: /of0/by-root: Value too large for defined data type"
        is "$ns: on the disk nothing is changed" "$(owner /srv/ids/of{0,1000,200000}{,/by-root,/by-user})" '0:0 0:0 1000:1000 1000:1000 0:0 1000:1000 200000:200000 0:0 1000:1000'
        systemctl stop coslice@top
        rm -f /srv/ids/of*/[ru]
done

# What can't be mapped.
if mount -t overlay overlay -o "lowerdir=$ROOT,upperdir=/srv/ids/upper,workdir=/srv/ids/work" /srv/ids/merged; then
        for ns in auto host; do
                { printf '[Group]\nUserNS=%s\n' $ns; lone $ROOT '/bin/sleep 10000' 'Volume=/srv/ids/merged:/v:ro,owner=1000'; } | def no
                refused "$ns: an owner that can't be" 'its file system (overlay) can'\''t be id-mapped: move it to ext4, xfs or btrfs, or leave owner= out'
        done
        lone /srv/ids/merged '/bin/sleep 10000' | def no
        refused 'a root that can'\''t be mapped' 'open the root file system /srv/ids/merged: its file system (overlay) can'\''t be id-mapped: move it to ext4, xfs or btrfs, or write UserNS=host in [Group]'
        lone $ROOT '/bin/sleep 10000' 'Volume=/srv/ids/merged:/v' | def no
        refused 'a volume that can'\''t, writable' 'its file system (overlay) can'\''t be id-mapped: mount it read-only, or say which of its ids the group shall have by UserNS=auto:uidmapping=C:H:N,gidmapping=C:H:N in [Group], or write UserNS=host'
        lone $ROOT '/bin/sleep 10000' 'Volume=/srv/ids/merged:/v:ro' | def no
        reload
        systemctl start coslice@no; is 'read-only it is mounted' $? 0
        is 'as it is: its files are nobody'\''s' "$(inside no app stat -c '%u:%g' /v/bin)" 65534:65534
        systemctl stop coslice@no
        { printf '[Group]\nUserNS=auto:uidmapping=1000:1000:1,gidmapping=1000:1000:1\n'; lone $ROOT "/bin/sh -c 'echo x > /v/home/web/x; exec sleep 10000'" $'User=1000\nVolume=/srv/ids/merged:/v'; } | def no
        chown 1000:1000 /srv/ids/merged/home/web
        reload
        systemctl start coslice@no; is 'writable for an id that the group has of the host' $? 0
        is 'which writes there' "$(until_is 1000:1000 owner /srv/ids/merged/home/web/x)" 1000:1000
        systemctl stop coslice@no
        # What the start would say, said ahead: to root, of what is there. Nothing is mounted for it, and nobody is left.
        def no <<'X'
[Group]
UserNS=auto
[Container a]
Rootfs=/srv/ids/merged
Exec=/bin/true
Volume=/srv/ids/merged:/v
Volume=/srv/ids/merged:/r:ro
Volume=/srv/ids/merged:/o:ro,owner=1000
Volume=named/home:/n
Volume=/srv/ids/not-there:/x:create
Volume=/srv/ids/data:/d
Volume=/srv/ids:/below
[Volume named]
Type=bind
Path=/srv/ids/merged
X
        # Which file systems are mounted beside it in the same one depends on the machine.
        ahead() { "$@" coslice check no | sed 's/(.*overlay.*)/(overlay)/'; }
        mounts=$(cat /proc/self/mountinfo)
        is 'check: what can'\''t be mapped' "$(ahead)" "$(cat <<'X'
warning: no.group:4: [Container a] Rootfs=: its file system (overlay) can't be id-mapped: move it to ext4, xfs or btrfs, or write UserNS=host in [Group]
warning: no.group:6: [Container a] Volume=: its file system (overlay) can't be id-mapped: mount it read-only, or say which of its ids the group shall have by UserNS=auto:uidmapping=C:H:N,gidmapping=C:H:N in [Group], or write UserNS=host
warning: no.group:8: [Container a] Volume=: its file system (overlay) can't be id-mapped: move it to ext4, xfs or btrfs, or leave owner= out
warning: no.group:9: [Container a] Volume=: its file system (overlay) can't be id-mapped: mount it read-only, or say which of its ids the group shall have by UserNS=auto:uidmapping=C:H:N,gidmapping=C:H:N in [Group], or write UserNS=host
warning: no.group:12: [Container a] Volume=: its file system (overlay) can't be id-mapped: mount it read-only, or say which of its ids the group shall have by UserNS=auto:uidmapping=C:H:N,gidmapping=C:H:N in [Group], or write UserNS=host
no: 1 container, 1 CPU, 1.5 GiB
X
)"
        is 'check: nothing is mounted, and no process left' "$(cat /proc/self/mountinfo; pgrep -x coslice)" "$mounts"
        is 'check: nobody else is told' "$(ahead setpriv --reuid=65534 --regid=65534 --clear-groups)" 'no: 1 container, 1 CPU, 1.5 GiB'
        is 'check: nor of another machine'\''s' "$(ahead env COSLICE_GROUP_PATH=$D)" 'no: 1 container, 1 CPU, 1.5 GiB'
        lines() { ahead | grep -oE '^warning: no.group:[0-9]+' | grep -oE '[0-9]+$' | paste -sd' '; }
        sed -i 's/^UserNS=.*/UserNS=auto:uidmapping=1000:1000:1,gidmapping=1000:1000:1/' $D/no.group
        is 'check: with ids of the host' "$(lines)" '4 8'
        sed -i 's/^UserNS=.*/UserNS=host/' $D/no.group
        is 'check: with all of them' "$(lines)" 8
        sed -i 's/owner=1000/owner=0/' $D/no.group
        is 'check: an owner who is that on the disk' "$(lines)" ''
        umount /srv/ids/merged
else
        fail 'an overlay' 'it can'\''t be mounted'
fi
cp -a $ROOT/. /srv/ids/big
chown 200000:200000 /srv/ids/big
lone /srv/ids/big '/bin/sleep 10000' | def no
refused 'a root of an id that the group has not' 'it belongs to user 200000, and the group'\''s user namespace has ids up to 65535: change its owners, or write UserNS=host in [Group]'
chown 0:0 /srv/ids/big
echo 'big:x:100000:100000::/:/bin/sh' >> /srv/ids/big/etc/passwd
lone /srv/ids/big '/bin/sleep 10000' 'User=big' | def no
refused 'a user of the image with such an id' 'become the user: the group'\''s user namespace has ids up to 65535 and not 100000; with UserNS=host in [Group] it is the host'\''s'
rm -rf /srv/ids
clean_state
is 'nothing is left in the end' "$(remains)" ''
summary
