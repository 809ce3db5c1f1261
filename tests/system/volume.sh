#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Volumes that are kept: over a stop of the group, by several groups, until somebody removes them.
. ./lib.sh
clean_state
keep=/var/lib/coslice/volumes
rm -rf $keep
cp -a "$ROOT" /srv/site
mkdir -p /srv/site/data
echo "of the image" >/srv/site/data/text
chown -R 33:33 /srv/site/data
# keeps GROUP [LINE…]: a group with a volume, of which its container has and tells all
keeps() {
        local group=$1
        shift
        { printf '[Container app]\nRootfs=/srv/site\nStopTimeout=0\nVolume=data:/data\n'
          printf 'Exec=/bin/sh -c "cat /data/*; echo %s >> /data/text; exec sleep 1000"\n[Volume data]\nType=local\n' "$group"
          printf '%s\n' "$@"; } | def "$group"
}
said() { journal -u "coslice@$1_app" "_SYSTEMD_INVOCATION_ID=$(prop "coslice@$1_app" InvocationID)" _TRANSPORT=stdout | paste -sd,; }
keeps web
keeps shop Name=pictures
keeps fair Name=pictures
reload
is "check" "$(coslice check web shop fair 2>&1 | paste -sd,)" "web: 1 container, 1 CPU, 1.5 GiB,shop: 1 container, 1 CPU, 1.5 GiB,fair: 1 container, 1 CPU, 1.5 GiB"
is "none yet" "$(coslice volume list)" "VOLUME  GROUPS"
systemctl start coslice@web coslice@shop
is "it begins with what the image has" "$(until_is "of the image" said web)" "of the image"
is "whose it is" "$(coslice exec web/app stat -c '%u %a' /data /data/text </dev/null | paste -sd,)" "33 755,33 644"
is "on the disk it is what it is inside" "$(stat -c %u $keep/web_data/data)" 33
is "those that there are" "$(coslice volume list)" "VOLUME    GROUPS
pictures  fair, shop (runs)
web_data  web (runs)"
is "one that is in use stays" "$(coslice volume rm web_data 2>&1; echo $?)" "coslice volume: volume web_data is in use: group web runs with it; systemctl stop coslice@web
1"
systemctl restart coslice@web
is "a restart has what was written" "$(until_is "of the image,web" said web)" "of the image,web"
systemctl stop coslice@web
is "so has a start after the end" "$(systemctl start coslice@web; until_is "of the image,web,web" said web)" "of the image,web,web"
is "by its common name another group has it" "$(systemctl start coslice@fair; until_is "of the image,shop" said fair)" "of the image,shop"
systemctl stop coslice@shop
is "and keeps it" "$(coslice volume rm pictures 2>&1)" "coslice volume: volume pictures is in use: group fair runs with it; systemctl stop coslice@fair"
systemctl stop coslice@fair coslice@web
is "nothing else is left of them" "$(until_is "" remains)" ""
rm $D/fair.group
reload
is "of definitions" "$(coslice volume list | tail -n 2)" "pictures  shop
web_data  web"
is "removed" "$(coslice volume rm pictures web_data 2>&1; ls $keep; coslice volume list)" "VOLUME  GROUPS"
is "what isn't there" "$(coslice volume rm web_data ../../etc 2>&1; echo $?)" "coslice volume: there is no volume web_data; see \"coslice volume list\"
coslice volume: there is no volume ../../etc; see \"coslice volume list\"
1"
is "a new one begins with the image again" "$(systemctl start coslice@web; until_is "of the image" said web)" "of the image"
systemctl stop coslice@web

# What a user reads where it can't be.
echo file >/srv/site/file
sed -i 's,:/data$,:/file,' $D/web.group
reload
systemctl start coslice@web 2>/dev/null
has "over a file" "$(prop coslice@web StatusText)" "mount volume web_data on /file: a directory can't be there: the image has a file in its place"
systemctl reset-failed
# One whose first content takes longer than a start may.
many=/srv/site/many
mkdir -p $many
seq 20000 | (cd $many && xargs touch)
mkdir -p /etc/systemd/system/coslice@slow_app.service.d
printf '[Service]\nTimeoutStartSec=1\n' >/etc/systemd/system/coslice@slow_app.service.d/zz.conf
keeps slow
sed -i 's,:/data$,:/many,; s,/data/,/many/,g; s,cat [^;]*;,,' $D/slow.group
reload
# Slowed down, so that it does.
mkdir -p $keep/slow_data
exec {lock}>$keep/slow_data/lock
flock $lock
(sleep 4; flock -u $lock) &
systemctl start coslice@slow
is "a start that takes long because of its volume" "$(active coslice@slow) $(find $keep/slow_data/data -type f | wc -l)" "active 20001"
systemctl stop coslice@slow
exec {lock}>&-
rm -r /etc/systemd/system/coslice@slow_app.service.d /srv/site $keep
reload
summary
