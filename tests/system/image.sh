#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Containers from images: fetched, unpacked and started by systemctl start alone.
. ./lib.sh
clean_state
as_installed
IMG=/srv/image
STORE=/var/lib/coslice/images
PROGRAM='cat /hello; echo "$GREETING $(id -u) $(pwd) $*"; trap "echo quit; exit 0" QUIT; while :; do sleep .1; done'
CONFIG=$(cat <<'J'
{"Env": ["PATH=/bin", "GREETING=hi there"], "Entrypoint": ["/bin/sh", "/entry"], "Cmd": ["of the image"],
 "User": "web", "WorkingDir": "/srv/here", "StopSignal": "SIGQUIT", "Labels": {"a": "b"}}
J
)
# image TEXT: builds it anew, with TEXT in its last layer
image() {
        rm -rf $IMG
        ./make-image $IMG x "$CONFIG" $ROOT "entry=$PROGRAM" $'etc/passwd=root:x:0:0::/:/bin/sh\nweb:x:1000:1000::/:/bin/sh\n' "hello=$1"$'\n'
}
# one GROUP [LINE…]: a group with a container from it
one() {
        local group=$1
        shift
        { printf '[Container app]\nImage=oci:%s:x\nCpu=0.5\nMemory=50M\n' $IMG; printf '%s\n' "$@"; } | def "$group"
}
# The key, of the group's drop-in.
key() { basename "$(ls -d /run/systemd/generator/coslice-image@*.service.d)" .service.d | sed 's/^coslice-image@//'; }
said() { journal -u "coslice@$1_app" "_SYSTEMD_INVOCATION_ID=$(prop "coslice@$1_app" InvocationID)" _TRANSPORT=stdout; }

digest=$(image one)
one img
reload
rm -rf /var/lib/coslice-pull
is "before systemd-tmpfiles has run" "$(systemctl start coslice@img 2>/dev/null; echo $?)" 1
has "what to do is told" "$(prop coslice@img StatusText)" "Read-only file system; if it isn't there, systemd-tmpfiles --create makes it"
systemctl reset-failed
as_installed
is "check" "$(coslice check img 2>&1 | tail -n 1)" "img: 1 container, 1 CPU, 50 MiB"
reload
KEY=$(key)
systemctl start coslice@img
is "start" "$? $(active coslice@img coslice@img_app)" "0 active active"
until_is "hi there 1000 /srv/here of the image" eval 'said img | tail -n 1' >/dev/null
is "its program, variables, user, directory and words" "$(said img)" $'one\nhi there 1000 /srv/here of the image'
is "what its name stands for" "$(readlink $STORE/ready/"$KEY")" "../images/${digest#sha256:}"
is "each layer once" "$(ls $STORE/layers | wc -l)" 4
is "the group's image, while it runs" "$(readlink /run/coslice/state/img/images/"$KEY")" "$STORE/images/${digest#sha256:}"
is "exec has its variables and directory" "$(coslice exec img/app sh -c 'echo $GREETING; pwd; id -u' 2>&1 </dev/null)" $'hi there\n/srv/here\n1000'
is "its log is a stream of the journal: nothing reads pipes" "$(active coslice-log@img) $(ls /run/coslice/log 2>/dev/null)" "inactive "
is "skopeo has left nothing" "$(find /var/lib/coslice-pull -mindepth 1)" ""
systemctl stop coslice@img
is "stop by the image's signal" "$(journal -u coslice@img_app | grep -xc quit) $(prop coslice@img_app Result) $(active coslice@img coslice@img_app)" "1 success inactive inactive"
is "nothing remains" "$(remains)" ""
systemctl start coslice@img
is "another start fetches nothing" "$? $(prop "coslice-image@$KEY" ConditionResult)" "0 no"
pid=$(prop coslice@img_app MainPID)
systemctl kill -s KILL coslice@img_app
is "a crash restarts it" "$(until_is yes eval '[ "$(prop coslice@img_app MainPID)" != '"$pid"' ] && [ "$(active coslice@img_app)" = active ] && echo yes')" yes
systemctl stop coslice@img

# The definition wins.
one img 'Environment=GREETING=hello' 'Exec=of the file' 'User=0' 'WorkingDir=/' 'StopSignal=SIGTERM' 'StopTimeout=0'
reload
systemctl start coslice@img
until_is "hello 0 / of the file" eval 'said img | tail -n 1' >/dev/null
is "variables, words, user and directory of the definition" "$(said img | tail -n 1)" "hello 0 / of the file"
systemctl stop coslice@img
one img 'Entrypoint=/bin/sh -c "echo $0 $#; sleep 10000"' 'StopTimeout=0'
reload
systemctl start coslice@img
until_is "/bin/sh 0" said img >/dev/null
is "an entry point of the definition drops the image's words" "$(said img)" "/bin/sh 0"
systemctl stop coslice@img

# Another image under the same name.
inode=$(stat -c %i $STORE/layers/* | sort | paste -sd' ')
digest=$(image two)
one img
reload
systemctl start coslice@img
is "without Pull= the one that is there" "$(until_is one eval 'said img | head -n 1')" one
systemctl stop coslice@img
one img Pull=always
reload
always=$(basename "$(ls -d /run/systemd/generator/coslice-image@*.service.d)" .service.d)
systemctl start coslice@img
is "Pull=always: the new one" "$(until_is two eval 'said img | head -n 1')" two
is "and only its layer was new" "$(ls $STORE/layers | wc -l) $(comm -12 <(tr ' ' '\n' <<<"$inode" | sort) <(stat -c %i $STORE/layers/* | sort) | wc -l)" "5 4"
rm -rf $IMG
systemctl stop coslice@img
systemctl start coslice@img 2>/dev/null
is "Pull=always, and it is gone" "$? $(active coslice@img coslice@img_app)" "1 failed inactive"
has "is told by the group" "$(prop coslice@img StatusText)" "$always.service: oci:$IMG:x"
systemctl reset-failed
one img Pull=never
reload
systemctl start coslice@img 2>/dev/null
is "Pull=never, and it was never there" "$? $(active coslice@img)" "1 failed"
has "is told too" "$(prop coslice@img StatusText)" "Pull=never"
systemctl reset-failed

# A program that opens its log by name, as its image shows.
rm -rf $IMG
./make-image $IMG x '{"Entrypoint": ["/bin/sh", "-c", "echo by name > /dev/stdout; exec sleep 10000"]}' $ROOT 'etc/app.conf=log /dev/stdout;' >/dev/null
one img Pull=always StopTimeout=0
reload
systemctl start coslice@img
is "a log that is opened by name" "$? $(until_is "by name" eval 'journal -t img/app | tail -n 1') $(active coslice-log@img)" "0 by name active"
has "is the container's" "$(journal -u coslice@img_app)" "by name"
systemctl stop coslice@img
is "what reads it ends with it" "$(until_is inactive active coslice-log@img)" inactive
one img Pull=always LogPipe=no StopTimeout=0
reload
systemctl start coslice@img
is "LogPipe=no wins" "$(until_is "can't create /dev/stdout: No such device or address" eval "journal -t img/app | tail -n 1 | sed 's/.*: can/can/'") $(active coslice-log@img)" "can't create /dev/stdout: No such device or address inactive"
systemctl stop coslice@img
rm -rf $IMG

# Images as volumes: of a container from another image, and of one from a directory.
digest=$(image files)
{
        printf '[Container app]\nRootfs=%s\nExec=/bin/sh -c "cat /media/hello /hello; cat /media/no 2>/dev/null; exec sleep 10000"\n' $ROOT
        printf 'Volume=files:/media\nVolume=files/hello:/hello:noexec\nStopTimeout=0\nCpu=0.5\nMemory=50M\n'
        printf '[Volume files]\nType=image\nImage=oci:%s:x\nPull=always\n' $IMG
} | def img
is "check: a volume" "$(coslice check img 2>&1 | tail -n 1)" "img: 1 container, 1 CPU, 50 MiB"
reload
systemctl start coslice@img
is "an image as a volume" "$? $(until_is $'files\nfiles' said img)" $'0 files\nfiles'
is "can't be written, and exec sees it" "$(coslice exec img/app /bin/sh -c 'exec 2>&1; cat /media/hello; echo x > /media/hello; stat -c %u /media/etc/passwd' 2>&1 </dev/null | sed 's/.*: can/can/')" \
        $'files\ncan\'t create /media/hello: Read-only file system\n0'
is "is the group's, while it runs" "$(readlink /run/coslice/state/img/images/*)" "$STORE/images/${digest#sha256:}"
systemctl stop coslice@img
is "nothing remains of it" "$(remains)" ""
rm -rf $IMG
systemctl start coslice@img 2>/dev/null
is "what it shows can't be fetched" "$? $(active coslice@img coslice@img_app)" "1 failed inactive"
has "is told by the group" "$(prop coslice@img StatusText)" "oci:$IMG:x"
systemctl reset-failed

# Several groups, at once.
digest=$(image three)
rm $D/img.group
for i in 1 2 3; do one "img$i" Pull=newer; done
reload
is "one unit, and a drop-in of each" "$(ls /run/systemd/generator/coslice-image@*.service.d | sort | paste -sd' ')" "10-coslice-img1.conf 10-coslice-img2.conf 10-coslice-img3.conf"
systemctl start coslice@img1 coslice@img2 coslice@img3
is "all run" "$? $(active coslice@img{1,2,3}_app)" "0 active active active"
is "its layer is there once" "$(ls $STORE/layers | wc -l)" 8
is "coslice images" "$(coslice images | grep "${digest:7:12}" | sed 's/  .*  / /')" "oci:$IMG:x img1 (runs), img2 (runs), img3 (runs)"
echo 'Memroy=1G' >>$D/img1.group
reload
has "a definition with mistakes could have any image" "$(coslice prune 2>&1)" "the definition of group img1 has mistakes: coslice check img1"
is "names stay" "$(ls $STORE/ready | wc -l)" 3
rm $D/img{1,2,3}.group
has "systemd must be told" "$(coslice prune --dry-run 2>&1)" "definitions were changed since systemd read them: systemctl daemon-reload"
reload
has "what no group has any more goes" "$(coslice prune)" "removed name $KEY"
is "what runs stays" "$(ls $STORE/images) $(ls $STORE/layers | wc -l)" "${digest#sha256:} 4"
systemctl stop coslice@img{1,2,3}
is "nothing remains of them" "$(remains)" ""
is "then all goes" "$(coslice prune >/dev/null; echo "$?"; ls $STORE/ready $STORE/images $STORE/layers $STORE/blobs | grep -v :)" 0
clean_state
# Other parts would take its files for theirs.
rm -rf ${STORE:?}/*
is "what no definition has has no unit" "$(ls -d /run/systemd/generator/coslice-image@* 2>/dev/null)" ""
summary
