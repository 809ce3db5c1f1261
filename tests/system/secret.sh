#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Secrets: as files and variables of a container, from encrypted credentials and from files, and nowhere else.
. ./lib.sh
clean_state
canary=Canary-7f3a-Word
pattern='[C]anary-7f3a-Word' # not found in the command lines that look for it
store=/etc/credstore.encrypted
mkdir -p $store /srv/keys
is "set" "$(printf '%s\n' "$canary-db" | coslice secret set db 2>&1; stat -c %a $store/db; grep -c "$canary" $store/db)" "600
0"
printf '%s' "$canary-key" >/srv/keys/tls.key
chmod 600 /srv/keys/tls.key
def web <<X
[Container app]
Rootfs=$ROOT
StopTimeout=0
User=1000
Secret=db
Secret=db,type=env,target=DB_PASSWORD
Secret=/srv/keys/tls.key,target=/etc/ssl/tls.key,uid=33,gid=44,mode=0440
Exec=/bin/sh -c 'stat -c "%u:%g %a" /run/secrets/db /etc/ssl/tls.key; sha256sum < /run/secrets/db; printf %s "\$DB_PASSWORD" | sha256sum; echo "\${CREDENTIALS_DIRECTORY:-none}"; exec sleep 1000'
[Container other]
Rootfs=$ROOT
StopTimeout=0
Exec=/bin/sleep 1000
X
reload
said() { journal -u "coslice@web_app" "_SYSTEMD_INVOCATION_ID=$(prop "coslice@web_app" InvocationID)" _TRANSPORT=stdout; }
sum() { printf "$@" | sha256sum; }
is "check" "$(coslice check web 2>&1)" "web: 2 containers, 2 CPUs, 3 GiB"
systemctl start coslice@web
until_is 5 eval 'said | wc -l' >/dev/null
is "files, whose they are, what is in them, and a variable" "$(said | head -n 5)" "1000:1000 400
33:44 440
$(sum '%s\n' "$canary-db")
$(sum %s "$canary-db")
none"
has "none of them can be written, by root either" "$(coslice exec --user=0 web/app sh -c 'echo x >> /run/secrets/db' </dev/null 2>&1)" "Read-only file system"
is "a program in it has the files, and not the variable" "$(coslice exec web/app sh -c 'cat /run/secrets/db; echo "${DB_PASSWORD:-none}"' </dev/null)" "$canary-db
none"
is "another container has none" "$(coslice exec web/other sh -c 'ls /run/secrets; cat /proc/1/environ' </dev/null 2>&1 | grep -c "$canary")" 0
is "they are in no swap" "$(coslice exec web/app sh -c 'grep " /run/secrets/db " /proc/mounts' </dev/null | awk '{ print $3, $4 }' | cut -d, -f1)" "ramfs ro"
# Where they must not be.
found() {
        { systemctl cat 'coslice*'; systemctl show '*'; journalctl --no-pager -o export -b; cat /proc/[0-9]*/cmdline /proc/mounts /proc/[0-9]*/mountinfo; dmesg; } 2>/dev/null | grep -a -c "$pattern"
        grep -r -l "$pattern" /run/coslice /var/lib/coslice /run/systemd/generator /etc/systemd /tmp 2>/dev/null
        for environ in /proc/[0-9]*/environ; do
                grep -a -q "$pattern" "$environ" 2>/dev/null || continue
                tr '\0' ' ' <"${environ%environ}cmdline"
        done
}
is "they are in no unit, property, log, command line, mount or file, and in the payload's environment alone" "$(found | sort -u)" "0
sleep 1000 "
systemctl kill -s KILL coslice@web_app
until_is "5" eval 'said | wc -l' >/dev/null
is "nor after a crash" "$(found | head -n 1)" 0
systemctl stop coslice@web
is "nothing is left" "$(until_is '' remains)" ""
is "list" "$(coslice secret list)" "SECRET  GROUPS
db      web"
is "names that are none" "$(coslice secret set a/b </dev/null 2>&1; coslice secret set .x </dev/null 2>&1; coslice secret rm ../db 2>&1)" 'coslice secret: "a/b" can'"'"'t be a secret'"'"'s name: letters, digits, ".", "_" and "-"
coslice secret: ".x" can'"'"'t be a secret'"'"'s name: letters, digits, ".", "_" and "-"
coslice secret: "../db" can'"'"'t be a secret'"'"'s name: letters, digits, ".", "_" and "-"'
is "too large" "$(head -c 1100000 /dev/zero | coslice secret set large 2>&1; ls $store)" "coslice secret: a secret has at most 1 MiB
db"
# What isn't there.
is "rm" "$(coslice secret rm db none 2>&1; ls $store)" "coslice secret: there is no secret none; see \"coslice secret list\""
systemctl start coslice@web 2>/dev/null
is "no credential: it isn't started" "$(active coslice@web coslice@web_app)" "failed inactive"
has "and why" "$(prop coslice@web StatusText)" "there is no secret db for /run/secrets/db; make it by: coslice secret set db"
systemctl reset-failed
sed -i '/=db/d' $D/web.group
rm /srv/keys/tls.key
reload
systemctl start coslice@web 2>/dev/null
has "no file" "$(prop coslice@web StatusText)" "exited with status 243, as systemd does where it can't load a credential"
systemctl reset-failed
sed -i '/^Secret/d; s,Exec=/bin/sh.*,Exec=/bin/sleep 1000,' $D/web.group
printf 'a\0b' >/srv/keys/nul
sed -i 's,^User=1000,&\nSecret=/srv/keys/nul\,type=env\,target=NUL,' $D/web.group
reload
systemctl start coslice@web 2>/dev/null
has "a NUL byte" "$(prop coslice@web StatusText)" "the secret for NUL can't be a variable: it has a NUL byte in it"
systemctl reset-failed
# A volume of them: what the image has there, a link, is neither seen nor followed.
image=/srv/secret-image
rm -rf $image
cp -a "$ROOT" $image
mkdir -p $image/etc/certs/below $image/etc/linked.d
echo x >$image/etc/certs/of-the-image
ln -s linked.d $image/etc/linked
printf '%s\n' "$canary-db" | coslice secret set db
printf '%s' "$canary-key" >/srv/keys/tls.key
def web <<X
[Container app]
Rootfs=$image
StopTimeout=0
User=1000:1001
Secret=db,type=env,target=DB_PASSWORD
Volume=certs:/etc/certs
Volume=certs:/etc/linked
Volume=certs/tls.key:/srv/one.key
Exec=/bin/sh -c 'cd /etc/certs; ls -a; stat -c "%u:%g %a %n" . *; sha256sum < db; sha256sum < common; cat tls.key /srv/one.key ../linked.d/tls.key | sha256sum; exec sleep 1000'
[Container other]
Rootfs=$image
ReadOnly=yes
StopTimeout=0
User=33:44
Volume=plain:/etc/certs
Exec=/bin/sh -c 'stat -c "%u:%g %a %n" /etc/certs /etc/certs/*; exec sleep 1000'
[Volume certs]
Type=secret
Secret=db
Secret=/srv/keys/tls.key,mode=0444
Secret=db,target=common,uid=33
Mode=0440
Owner=1000:1001
[Volume plain]
Type=secret
Secret=db
X
reload
is "volumes: check" "$(coslice check web 2>&1)" "web: 2 containers, 2 CPUs, 3 GiB"
systemctl start coslice@web
until_is 12 eval 'said | wc -l' >/dev/null
is "a volume: its files and nothing else, whose they are, what is in them" "$(said)" ".
..
common
db
tls.key
0:0 755 .
33:1001 440 common
1000:1001 440 db
1000:1001 444 tls.key
$(sum '%s\n' "$canary-db")
$(sum '%s\n' "$canary-db")
$(sum %s "$canary-key$canary-key$canary-key")"
until_is 2 eval 'journal -u coslice@web_other _TRANSPORT=stdout | tail -n 2 | wc -l' >/dev/null
is "without Owner= and Mode= they are each container's user's" "$(journal -u coslice@web_other _TRANSPORT=stdout | tail -n 2)" "0:0 755 /etc/certs
33:44 400 /etc/certs/db"
root() { coslice exec --user=0 web/app sh -c "$1" </dev/null 2>&1; }
has "nothing in it can be written" "$(root 'echo x >> /etc/certs/db')" "Read-only file system"
has "nor made" "$(root 'touch /etc/certs/x')" "Read-only file system"
has "nor removed" "$(root 'rm -f /etc/certs/db')" "Read-only file system"
has "nor given away" "$(root 'chown 0:0 /etc/certs/db')" "Read-only file system"
has "nor the one file" "$(root 'echo x >> /srv/one.key')" "Read-only file system"
is "how it is mounted" "$(root 'grep -E " /(etc/certs|etc/linked.d|srv/one.key) " /proc/mounts' | awk '{ split($4, flags, ","); print $2, $3, flags[1], flags[2], flags[3], flags[4] }' | sort)" "/etc/certs ramfs ro nosuid nodev noexec
/etc/linked.d ramfs ro nosuid nodev noexec
/srv/one.key ramfs ro nosuid nodev noexec"
is "each credential is there once" "$(systemctl cat coslice@web_app | grep ^LoadCredential)" "LoadCredential=secret.3:/srv/keys/tls.key
LoadCredentialEncrypted=db"
is "volumes: they are nowhere else" "$(found | sort -u)" "0
sleep 1000 "
is "volumes: list" "$(coslice secret list)" "SECRET  GROUPS
db      web (runs)"
before=$(prop coslice@web_app InvocationID)
printf '%s\n' "$canary-new" | coslice secret set db
systemctl kill -s KILL coslice@web_app
until_is "no" eval '[ "$(prop coslice@web_app InvocationID)" = "$before" ] && echo yes || echo no' >/dev/null
until_is 12 eval 'said | wc -l' >/dev/null
is "after a crash it has what they are then" "$(said | sed -n '10p')" "$(sum '%s\n' "$canary-new")"
is "volumes: nor after a crash" "$(found | head -n 1)" 0
systemctl stop coslice@web
is "volumes: nothing is left" "$(until_is '' remains)" ""
coslice secret rm db
sed -i /type=env/d $D/web.group
reload
systemctl start coslice@web 2>/dev/null
has "a volume without one of its secrets isn't made" "$(prop coslice@web StatusText)" "there is no secret db for /etc/certs/db; make it by: coslice secret set db"
is "volumes: it isn't started" "$(active coslice@web coslice@web_app)" "failed inactive"
systemctl reset-failed
rm -r /srv/keys $image
summary
