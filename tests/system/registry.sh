# SPDX-License-Identifier: LGPL-2.1-or-later
# Images from a registry with a password: by a credential, which nobody sees but the registry.
. ./lib.sh
clean_state
as_installed
DIR=/srv/registry IMG=/srv/registry/image HOST=localhost:5099
# What is looked for is its beginning, as it stands in a file and as the registry is sent it.
PASSWORD='k4N4rY:,"\w0rd'
TRACES=(k4N4rY "$(printf joe:k4N4r | base64)")

mkdir -p $DIR /etc/containers/certs.d/$HOST
ip link set lo up
openssl req -x509 -newkey rsa:2048 -nodes -keyout $DIR/key.pem -out $DIR/crt.pem -days 2 -subj /CN=localhost \
        -addext subjectAltName=DNS:localhost 2>/dev/null
cp $DIR/crt.pem /etc/containers/certs.d/$HOST/ca.crt
htpasswd -Bbc -C 4 $DIR/htpasswd joe "$PASSWORD" 2>/dev/null
cat >$DIR/config.yml <<C
version: 0.1
log: {level: error, accesslog: {disabled: true}}
storage: {filesystem: {rootdirectory: $DIR/store}}
auth: {htpasswd: {realm: here, path: $DIR/htpasswd}}
http: {addr: "127.0.0.1:5099", tls: {certificate: $DIR/crt.pem, key: $DIR/key.pem}}
C
systemd-run --quiet --unit=registry docker-registry serve $DIR/config.yml
listens() { (exec 3<>/dev/tcp/127.0.0.1/5099) 2>/dev/null && echo yes; }
until_is yes listens >/dev/null
./make-image $IMG x '{"Cmd": ["/bin/sleep", "10000"]}' $ROOT >/dev/null
skopeo copy -q --dest-creds "joe:$PASSWORD" oci:$IMG:x docker://$HOST/a/b:1

# one [LINE…]: the group, with these in its section for the registry
one() {
        {
                printf '[Container app]\nImage=%s/a/b:1\nPull=always\nStopTimeout=0\nCpu=0.5\nMemory=50M\n[Registry %s]\n' $HOST $HOST
                printf '%s\n' "$@"
        } | def reg
        reload
        UNIT=$(basename "$(ls -d /run/systemd/generator/coslice-image@*.service.d)" .d)
}
# secret FILE PASSWORD: what Credential= names
secret() { (umask 077; mkdir -p "${1%/*}"; printf 'username=joe\npassword=%s\n' "$2" >"$1"); }
# All that shows the password, but for what was told it: the definition's file, and the copy of it for the unit that runs.
shown() {
        local find=(grep -aF -e "${TRACES[0]}" -e "${TRACES[1]}") dir
        for dir in /proc/[0-9]*; do
                [ "$dir" = /proc/$$ ] || "${find[@]}" -ls "$dir"/{cmdline,environ,mountinfo,comm} 2>/dev/null
        done
        {
                systemctl show '*' "$UNIT" coslice@reg coslice@reg_app
                systemctl status --no-pager -l 'coslice*'
                journalctl -q --sync
                journalctl -q -o export
                dmesg
        } 2>/dev/null | "${find[@]}"
        "${find[@]}" -rls /etc/systemd /etc/coslice/groups /run/systemd /run/coslice /run/userdb /run/containers /var/lib/coslice /var/lib/coslice-pull /var/lib/systemd /tmp
        find / /tmp -maxdepth 1 \( -name core -o -name 'core.*' \) -type f
}
# inner: what the container could see of it
inner() { coslice exec reg/app /bin/sh -c "env; cat /proc/*/environ /proc/self/mountinfo 2>/dev/null; find / -xdev -type f -exec grep -l k4N4rY {} + 2>/dev/null" </dev/null | grep -aF k4N4rY; }
start() { systemctl start coslice@reg 2>/dev/null; echo "$? $(active coslice@reg coslice@reg_app)"; }
stop() { systemctl stop coslice@reg; systemctl reset-failed; }

one
is "without a credential" "$(start)" "1 failed inactive"
has "which is told" "$(prop coslice@reg StatusText)" "$HOST refuses it; no credential was sent: Credential= in its [Registry] section names one"
stop

secret /etc/coslice/secrets/wrong "${PASSWORD}x"
one Credential=/etc/coslice/secrets/wrong
is "a wrong one" "$(start)" "1 failed inactive"
has "which is told too" "$(prop coslice@reg StatusText)" "$HOST refuses it; the credential registry was sent, as user joe"
is "it is nowhere" "$(shown)" ""
stop

one Credential=/etc/coslice/secrets/none
is "one that is not there" "$(start)" "1 failed inactive"
stop

secret /etc/coslice/secrets/right "$PASSWORD"
one Credential=/etc/coslice/secrets/right
is "the right one" "$(start)" "0 active active"
is "it is nowhere then" "$(shown)" ""
is "nor in the container" "$(inner)" ""
stop

# While skopeo waits for the registry, and when it crashes.
systemctl kill -s STOP registry
systemctl start coslice@reg --no-block
waits() { pgrep -u coslice-pull skopeo >/dev/null && echo yes; }
is "while it is sent" "$(until_is yes waits) $(shown)" "yes "
pkill -SEGV -u coslice-pull skopeo
systemctl kill -s CONT registry
ended() { active coslice@reg | sed 's/failed\|active/over/;s/^activating$/going on/'; }
until_is over ended >/dev/null
is "after a crash" "$(shown)" ""
stop

# An encrypted one.
if printf 'username=joe\npassword=%s\n' "$PASSWORD" | (mkdir -p /etc/credstore.encrypted; systemd-creds encrypt --with-key=host --name=hub - /etc/credstore.encrypted/hub) 2>/dev/null; then
        one Credential=hub
        is "an encrypted one" "$(start)" "0 active active"
        is "it is nowhere either" "$(shown)" ""
        stop
fi

systemctl stop registry
clean_state
rm -rf ${DIR:?} /etc/containers/certs.d/$HOST /etc/coslice/secrets /etc/credstore.encrypted/hub /var/lib/coslice/images/*
is "nothing remains" "$(remains)" ""
summary
