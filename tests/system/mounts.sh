#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Volumes: empty on disk and in memory, bind mounts, sub-directories, and targets that are links.
. ./lib.sh
clean_state
mkdir -p /srv/data/sub /srv/deep
echo host > /srv/data/file
echo one > /srv/data/sub/one
rm -rf /srv/bb2
cp -a $ROOT /srv/bb2
ln -s /proc /srv/bb2/mnt-link
mkdir -p /srv/bb2/srv/data
ln -s ../../../../../../srv/data /srv/bb2/escape
rm -rf /srv/new /srv/new-user /srv/new-ro
ROOT=/srv/bb2
boxes vol <<X
[Container *]
Restart=no
[Container a]
Exec=/bin/sleep 10000
Volume=disk:/disk
Volume=disk/below:/below
Volume=memory:/memory
Volume=/srv/data:/data
Volume=/srv/data/file:/etc/one-file:ro
Volume=bound/sub:/sub:ro
Volume=/srv/new:/new:create
Volume=/srv/data:/escape/inner:ro
[Container b]
Exec=/bin/sleep 10000
Volume=disk:/disk:ro
Volume=memory:/memory:ro,noexec
[Container user]
User=1234
Exec=/bin/sh -c 'for d in /any /any-sub /fast /fast-sub; do echo mine > \$d/f || exit; done; echo wrote; exec sleep 10000'
Volume=any:/any
Volume=any/x/y:/any-sub
Volume=/srv/new-user/below:/own:create
Volume=/srv/data:/data
Volume=/srv/new-ro:/own-ro:create,ro
WorkingDir=/desk/here
ReadOnly=yes
Volume=fast:/fast
Volume=fast/x/y:/fast-sub
[Volume any]
Type=empty
[Volume fast]
Type=empty
Medium=memory
[Volume disk]
Type=empty
Owner=1000:1001
[Volume memory]
Type=empty
Medium=memory
Size=1M
[Volume bound]
Type=bind
Path=/srv/data
X
reload
systemctl start coslice@vol
is "start" "$? $(active coslice@vol)" "0 active"
inside vol a /bin/sh -c 'echo x > /disk/f; echo y > /memory/f; echo z > /data/written'
is "disk is shared" "$(inside vol b /bin/cat /disk/f)" x
is "memory is shared" "$(inside vol b /bin/cat /memory/f)" y
is "the bind is the host's" "$(cat /srv/data/written)" z
is "Owner=" "$(inside vol a /bin/stat -c %u:%g:%a /disk)" 1000:1001:755
is "… of what is made below, too" "$(inside vol a /bin/stat -c %u:%g:%a /below)" 1000:1001:755
wrote() { journal -u coslice@vol_user | grep -cx wrote; }
is "without Owner= every user writes" "$(until_is 1 wrote)" 1
own() { inside vol user /bin/stat -c %u:%g:%a "$@" | tr '\n' ' '; }
is "WorkingDir= that was made is the user's" "$(own /desk /desk/here)" "0:0:755 1234:0:755 "
is "create is, too" "$(own /own /own-ro)" "1234:0:755 1234:0:755 "
is "… on the host, but not what is above it" "$(stat -c %u:%g:%a /srv/new-user /srv/new-user/below /srv/new-ro | tr '\n' ' ')" "0:0:755 1234:0:755 1234:0:755 "
is "… and not what was there" "$(own /data)" "0:0:755 "
is "… by the mode" "$(inside vol user /bin/stat -c %u:%g:%a /any /fast /any/x /any-sub /fast/x /fast-sub | tr '\n' ' ')" "0:0:777 0:0:777 0:0:777 0:0:777 0:0:777 0:0:777 "
inside vol b /bin/sh -c 'echo no > /disk/f' 2>/dev/null && fail "ro" written || pass "ro is read-only"
inside vol a /bin/sh -c 'head -c 2000000 /dev/zero > /memory/big' 2>/dev/null && fail "Size=" "2 MB fit" || pass "Size= holds"
is "a file" "$(inside vol a /bin/cat /etc/one-file)" host
is "a directory below" "$(inside vol a /bin/ls /sub)" one
is "a directory below an empty volume is made" "$(inside vol a /bin/ls -d /below)" /below
is "create" "$(test -d /srv/new && echo yes)" yes
is "a link in the root stays in the root" "$(inside vol a /bin/ls /srv/data/inner/file)" /srv/data/inner/file
is "and not on the host" "$(ls -d /srv/data/inner 2>/dev/null)" ""
mounts=$(inside vol a /bin/cat /proc/self/mounts)
for target in /disk /data /memory; do
        line=$(awk -v t=$target '$2 == t' <<<"$mounts")
        for word in nosuid nodev; do has "$target is $word" "$line" $word; done
done
systemctl restart coslice@vol_a
is "an empty volume outlives a container" "$(inside vol a /bin/cat /disk/f /memory/f | tr '\n' ' ')" "x y "
systemctl restart coslice@vol
is "and not its group" "$(inside vol a /bin/ls /disk /memory | grep -c f)" 0
systemctl stop coslice@vol
is "nothing is left" "$(until_is '' remains)" ""
is "the host's files are" "$(cat /srv/data/file)" host

# Targets that would leave the root or reach the kernel's file systems by a link.
for target in /mnt-link/x /mnt-link/sys/kernel; do
        def link <<X
[Container a]
Rootfs=/srv/bb2
Exec=/bin/sleep 10000
Restart=no
StopTimeout=0
Volume=/srv/data:$target
X
        reload
        systemctl start coslice@link 2>/dev/null && fail "$target" "started" || pass "a mount on /proc by a link is refused ($target)"
        systemctl stop coslice@link
        systemctl reset-failed
        is "nothing is left of it" "$(until_is '' remains)" ""
done
def gone <<X
[Container a]
Rootfs=/srv/bb2
Exec=/bin/sleep 10000
Restart=no
Volume=/srv/not-there:/x
X
reload
systemctl start coslice@gone 2>/dev/null && fail "a source that is not there" started || pass "a source that is not there fails the start"
has "and is named" "$(systemctl status coslice@gone_a; journal -u coslice@gone_a)" "/srv/not-there"

# Roots that a container would not see whole, or can't have at all.
S=/srv/roots
mkdir -p $S/bb/{dev,data,"with blank"} $S/{over,upper,work,upper2,work2,over2}
cp -a /srv/bb/. $S/bb
refused() { # NAME ROOTFS KEYS WORDS [GROUP]
        { echo "${5:-}"; lone "$2" "/bin/sleep 10000" "$3"; } | def root
        reload
        systemctl start coslice@root 2>/dev/null && fail "$1" started || pass "$1: it doesn't start"
        has "$1: and why" "$(prop coslice@root_app StatusText)" "$4"
        systemctl stop coslice@root
        systemctl reset-failed
}
mount -t tmpfs -o size=1M covered $S/bb/dev
mount -t tmpfs -o size=1M data $S/bb/data
: > $S/bb/data/here
refused "a mount below the root" $S/bb '' "what is mounted on $S/bb/data is not seen in a container by itself: write Volume=$S/bb/data:/data"
lone $S/bb "/bin/sleep 10000" "Volume=$S/bb/data:/data" | def root
reload
systemctl start coslice@root
is "with the line that is named it starts" "$? $(inside root app /bin/ls /data)" "0 here"
systemctl stop coslice@root
mount --bind $S/bb $S/bb
lone $S/bb "/bin/sleep 10000" | def root
reload
systemctl start coslice@root
is "a mount that another one hides doesn't count" "$? $(inside root app /bin/ls /data)" "0 "
systemctl stop coslice@root
umount $S/bb $S/bb/data $S/bb/dev
mount -t tmpfs -o size=1M blank "$S/bb/with blank"
refused "a mount with a blank" $S/bb '' "write Volume=$S/bb/with blank:/with blank"
umount "$S/bb/with blank"
mount -t overlay -o lowerdir=$S/bb,upperdir=$S/upper,workdir=$S/work overlay $S/over
mount -t overlay -o lowerdir=$S/over,upperdir=$S/upper2,workdir=$S/work2 overlay $S/over2
# An overlay's ids can't be mapped: userns.sh. With those of the host it serves as a root.
host=$'[Group]\nUserNS=host'
{ echo "$host"; lone $S/over "/bin/sleep 10000"; } | def root
reload
systemctl start coslice@root
is "a root on an overlay" "$? $(active coslice@root)" "0 active"
systemctl stop coslice@root
refused "a root on two" $S/over2 '' "$S/over2: it lies on an overlay over another one, and Linux stacks no more than two" "$host"
umount $S/over2 $S/over
rm -rf $S

# What a payload puts in the place of a path of the host below its volume is not followed when that is opened again.
S=/srv/swap
rm -rf $S
mkdir -p $S/data/{bind,path,made} $S/secret/bin
echo hidden | tee $S/secret/word > /dev/null
echo WORD=hidden > $S/secret/env
echo WORD=plain > $S/data/env
cp -a /srv/bb $S/data/root
cp -a /srv/bb $S/secret/root
echo hidden > $S/secret/root/word
boxes swap <<X
[Container *]
Restart=no
[Container writer]
Exec=/bin/sh -c "until [ -e /data/go ]; do sleep .1; done; cd /data; for x in bind path made; do mv \$x was-\$x; ln -s $S/secret \$x; done; for x in env root; do mv \$x was-\$x; ln -s ../secret/\$x \$x; done; : > swapped; sleep 10000"
Volume=$S/data:/data
[Container bind]
Exec=/bin/sh -c ": > /b/seen; cat /b/*; sleep 10000"
Volume=$S/data/bind:/b
[Container path]
Exec=/bin/sh -c ": > /b/seen; cat /b/*; sleep 10000"
Volume=volume:/b
[Container made]
Exec=/bin/sh -c ": > /b/seen; cat /b/*; sleep 10000"
Volume=$S/data/made:/b:create
[Container env]
Exec=/bin/sh -c "echo \$WORD; sleep 10000"
EnvironmentFile=$S/data/env
[Volume volume]
Type=bind
Path=$S/data/path
X
sed -i "/^.Container env/i [Container root]\nRootfs=$S/data/root\nExec=/bin/sh -c \"cat /word; sleep 10000\"\nStopTimeout=0" $D/swap.group
reload
systemctl start coslice@swap
is "paths below a volume: the group starts" "$? $(active coslice@swap)" "0 active"
is "and they are those of the host" "$(ls $S/data/{bind,path,made} | grep -c seen)" 3
has "so is the environment file" "$(journal -u coslice@swap_env)" plain
: > $S/data/go
is "a payload swaps them for links" "$(until_is $S/data/swapped ls $S/data/swapped; readlink $S/data/{bind,env})" \
        "$S/data/swapped"$'\n'"$S/secret"$'\n'"../secret/env"
before=$(find $S/secret -ls)
for container in bind path made env root; do
        systemctl restart coslice@swap_$container 2>/dev/null && fail "$container" "started anew" ||
                pass "$container: does not start anew"
        has "$container: and why" "$(prop coslice@swap_$container StatusText)" "a link in it leads out of a directory that containers can write"
        hasnt "$container: and saw nothing" "$(journal -u coslice@swap_$container)" hidden
done
is "and the rest of the host is as it was" "$(find $S/secret -ls)" "$before"
is "the others run" "$(active coslice@swap coslice@swap_writer)" "active active"
(cd $S/data && rm bind && ln -s was-bind bind)
systemctl restart coslice@swap_bind
is "a link that stays below is followed" "$? $(inside swap bind /bin/ls /b)" "0 seen"
systemctl stop coslice@swap
systemctl reset-failed
rm -rf $S

# The group waits for a mount of [Unit], and nothing of it starts without it.
mkdir -p /srv/late
mount_unit() { printf '[Mount]\nWhat=%s\nWhere=/srv/late\nType=%s\n' "$@" > /run/systemd/system/srv-late.mount; }
mount_unit tmpfs tmpfs
boxes late <<X
[Unit]
RequiresMountsFor=/srv/late
[Container a]
Exec=/bin/sleep 10000
Restart=no
X
reload
systemctl start coslice@late
is "RequiresMountsFor=: mounted first" "$? $(active srv-late.mount coslice@late coslice@late_a)" "0 active active active"
systemctl stop coslice@late srv-late.mount
systemctl start coslice@late_a
is "for one container too" "$? $(active srv-late.mount coslice@late_a)" "0 active active"
systemctl stop coslice@late_a srv-late.mount
systemctl reset-failed
mount_unit /nowhere ext4
reload
systemctl start coslice@late 2>/dev/null && fail "a mount that fails" "started" || pass "a mount that fails, fails the start"
is "and nothing of the group runs" "$(until_is 'inactive inactive' active coslice@late_a coslice-sandbox@late)" "inactive inactive"
is "not even its slice is left" "$(until_is '' remains)" ""

# The rules of networks go also when what the sandbox waits for fails, or the start is taken back, after they have come up:
# by itself systemd doesn't look then whether they are needed.
cat > /run/systemd/system/gate.service <<'X'
[Service]
Type=oneshot
ExecStart=/bin/sh -c 'until systemctl -q is-active coslice-network; do sleep .1; done; exec /run/behind-the-gate'
X
mkdir -p /run/systemd/system/srv-late.mount.d
printf '[Unit]\nRequires=gate.service\nAfter=gate.service\n' > /run/systemd/system/srv-late.mount.d/gate.conf
behind_the_gate() { printf '#!/bin/sh\n%s\n' "$1" > /run/behind-the-gate; chmod +x /run/behind-the-gate; }
reload
behind_the_gate 'exit 3'
systemctl start coslice@late 2>/dev/null
is "a mount that fails when the rules are up" "$? $(until_is '' remains)" "1 "
systemctl reset-failed
behind_the_gate 'sleep 1000'
systemctl start --no-block coslice@late
until_is active active coslice-network > /dev/null
systemctl stop coslice@late
is "a start that is taken back when the rules are up" "$(until_is '' remains)" ""
systemctl stop gate.service
rm -r /run/systemd/system/{gate.service,srv-late.mount.d} /run/behind-the-gate
systemctl reset-failed
rm /run/systemd/system/srv-late.mount
clean_state
summary
