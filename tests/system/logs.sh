#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# The journal: who said what, also when the speaker is dead by then.
. ./lib.sh
clean_state
boxes logs <<X
[Container *]
Restart=no
[Container app]
Exec=/bin/sh -c 'echo to stdout; echo to stderr >&2; echo "<0>panic"; exec sleep 10000'
[Container short]
Exec=/bin/echo said and gone
[Container long]
Exec=/bin/sh -c 'head -c 100000 /dev/zero | tr "\\\\0" x; echo; echo end; sleep 1000'
X
reload
systemctl start coslice@logs_app
is "stdout" "$(until_is 1 sh -c 'journalctl -q -o cat -u coslice@logs_app | grep -cx "to stdout"')" 1
has "stderr" "$(journal -u coslice@logs_app)" "to stderr"
out=$(journal -u coslice@logs_app -p err)
has "-p err has stderr" "$out" "to stderr"
hasnt "-p err has no stdout" "$out" "to stdout"
has "a level prefix is text" "$(journal -u coslice@logs_app -p info)" "<0>panic"
hasnt "a level prefix raises nothing" "$(journal -p emerg)" "panic"
has "-t web/app" "$(journal -t logs/app)" "to stdout"
has "COSLICE_GROUP=" "$(journal COSLICE_GROUP=logs)" "to stdout"
has "COSLICE_CONTAINER=" "$(journal COSLICE_GROUP=logs COSLICE_CONTAINER=app)" "to stderr"
mkdir -p /run/systemd/system/coslice@logs_app.service.d
printf '[Service]\nStandardOutput=file:/run/logs-out\nStandardError=file:/run/logs-err\n' \
        > /run/systemd/system/coslice@logs_app.service.d/90-files.conf
systemctl daemon-reload
systemctl restart coslice@logs_app
is "a drop-in sends the output elsewhere" "$(until_is 2 sh -c 'wc -l < /run/logs-out')" 2
is "and the errors" "$(cat /run/logs-err)" "to stderr"
rm -r /run/systemd/system/coslice@logs_app.service.d
reload
N=$(count 1000 30)
for ((i = 0; i < N; i++)); do systemctl start --wait coslice@logs_short; done
is "$N writers that die at once keep their unit" "$(until_is "$N" sh -c 'journalctl -q -o cat -u coslice@logs_short | grep -cx "said and gone"')" "$N"
systemctl start coslice@logs_long
has "a long line" "$(until_is 1 sh -c 'journalctl -q -o cat -u coslice@logs_long | grep -cx end')" 1

# journald drops what passes its limit, by default 10,000 lines in 30 s (more where the disk has room), and the last
# words are in what is lost. Ours has none. With a small limit of journald's own for all, so that it would be seen.
mkdir -p /run/systemd/journald.conf.d
printf '[Journal]\nRateLimitIntervalSec=1h\nRateLimitBurst=100\n' > /run/systemd/journald.conf.d/90-limit.conf
systemctl restart systemd-journald
boxes flood <<X
[Container *]
Restart=no
[Container out]
Exec=/bin/sh -c 'seq 1 20000; echo last words; exec sleep 10000'
[Container err]
Exec=/bin/sh -c 'seq 1 20000 >&2; echo last words >&2; exec sleep 10000'
[Container limited]
Exec=/bin/sh -c 'seq 1 20000; exec sleep 10000'
LogRateLimitIntervalSec=1h
LogRateLimitBurst=5
X
reload
systemctl start coslice@flood
lines() { journal -u "coslice@flood_$1" | grep -cx "$2"; }
for name in out err; do
        is "a burst to std$name arrives" "$(until_is 20000 lines $name '[0-9]*')" 20000
        is "the last words too" "$(until_is 1 lines $name 'last words')" 1
done
# Until the disk's room is looked at again a limit holds as it is, and then up to 47 quarters of it.
some() { [ "$(lines limited '[0-9]*')" -gt 0 ] && echo yes; }
until_is yes some >/dev/null
near "LogRateLimitBurst= holds" "$(lines limited '[0-9]*')" 1 100
rm /run/systemd/journald.conf.d/90-limit.conf
systemctl restart systemd-journald

# journald has a file for each user who writes, where it keeps files at all. To systemd 252 ids of a group are users; 257 takes
# them for a container's, and their lines stay in the system's file. Ids of the host are users to both (SECURITY.md).
version=$(systemctl --version | sed -n '1s/^systemd \([0-9]*\).*/\1/p')
rm -rf /srv/writers
cp -a $ROOT /srv/writers
for ((i = 1001; i <= 1070; i++)); do echo "u$i:x:$i:$i::/:/bin/sh"; done >> /srv/writers/etc/passwd
kept=$(find /var/log/journal -maxdepth 0 2>/dev/null)
mkdir -p /var/log/journal
systemctl restart systemd-journald
journalctl --flush
has "journald keeps files" "$(find /var/log/journal -name system.journal)" /system.journal
ids() { journal -t "$1/app" -o json --output-fields=_UID | grep -o '"_UID":"[0-9]*"' | sort -u | wc -l; }
# writers GROUP USERNS FIRST N NEW: N ids from FIRST on write a line each, which makes NEW files
writers() {
        local before
        { printf '[Group]\nUserNS=%s\n' "$2"; lone /srv/writers "/bin/sh -c 'for i in \$(seq $3 $(($3 + $4 - 1))); do su u\$i -c \"echo by \$i\"; done; exec sleep 10000'"; } | def "$1"
        reload
        before=$(find /var/log/journal /run/log/journal -name '*.journal' 2>/dev/null | sort)
        systemctl start "coslice@$1"
        is "$1: $4 ids write" "$(until_is "$4" ids "$1")" "$4"
        is "… and new files are" "$(comm -13 <(echo "$before") <(find /var/log/journal /run/log/journal -name '*.journal' 2>/dev/null | sort) | wc -l)" "$5"
        systemctl stop "coslice@$1"
}
if [ "$version" -ge 257 ]; then writers own auto 1001 30 0; else writers own auto 1001 3 3; fi
writers of-host host 1031 2 2
echo $'[Journal]\nSplitMode=none' > /run/systemd/journald.conf.d/90-split.conf
systemctl restart systemd-journald
writers unsplit host 1041 30 0
writers unsplit-own auto 1041 30 0
rm /run/systemd/journald.conf.d/90-split.conf
[ -n "$kept" ] || rm -r /var/log/journal
systemctl restart systemd-journald
rm -r /srv/writers
clean_state
summary
