#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Definitions with errors, and groups that don't exist.
. ./lib.sh
clean_state
good() { printf '[Container app]\nRootfs=%s\nRunInit=yes\nExec=/bin/sleep 10000\n' $ROOT; }
good | def good
{ good; printf '\n\n\n\n\n\n\nMemroy=5G\n'; } | def broken
{ echo '[Container'; head -c 3000 /dev/urandom | tr '\0' x; } | def garbage
ln -sf /dev/null $D/masked.group
mkfifo $D/fifo.group
mkdir $D/folder.group
ln -sf /nowhere/x.group $D/dangling.group
reload
systemctl start coslice@good
is "good ones run beside broken ones" "$? $(active coslice@good_app)" "0 active"
text='broken.group:12: [Container app] Memroy=: unknown key; did you mean Memory=?'
systemctl start coslice@broken 2>/dev/null
is "a broken one fails" "$(($? != 0)) $(active coslice@broken)" "1 failed"
has "status says why" "$(systemctl status coslice@broken)" "$text"
has "the journal says why" "$(journal -u coslice@broken)" "$text"
# A machine of namespaces has no log of its own, only virtual ones have.
if [ -n "$(dmesg 2>/dev/null)" ] && v2; then has "the kernel log says why" "$(dmesg)" "$text"; fi
has "check says why" "$(coslice check broken)" "$text"
coslice check good >/dev/null && pass "check of a good one" || fail "check of a good one" "$?"
coslice check >/dev/null && fail "check of all" 0 || pass "check of all fails"
has "garbage is told" "$(coslice check garbage)" "garbage.group:1:"
for name in fifo folder dangling; do
        systemctl start coslice@$name 2>/dev/null
        is "$name fails" "$(active coslice@$name)" failed
        has "$name is told" "$(journal -u coslice@$name)" "$name.group"
done
systemctl start coslice@masked 2>/dev/null && fail "masked" started || pass "a masked one doesn't start"
systemctl start coslice@nosuch 2>/dev/null
is "an unknown group fails" "$(active coslice@nosuch)" failed
has "with a sentence" "$(journal -u coslice@nosuch)" "/etc/coslice/groups"
systemctl start coslice@good_nosuch 2>/dev/null && fail "unknown container" started || pass "an unknown container fails"
has "and says which there are" "$(journal -u coslice@good_nosuch)" "app"
systemctl start coslice-sandbox@nosuch 2>/dev/null && fail "unknown sandbox" started || pass "an unknown sandbox fails"
has "with a sentence too" "$(journal -u coslice-sandbox@nosuch)" "nosuch"
pid=$(prop coslice@good_app MainPID)
echo 'Wrong=1' >> $D/good.group
reload
is "a file that breaks stops nothing" "$(active coslice@good coslice@good_app) $(prop coslice@good_app MainPID)" "active active $pid"
systemctl restart coslice@good 2>/dev/null
is "a restart is refused and stops nothing" "$(($? != 0)) $(prop coslice@good_app MainPID)" "1 $pid"
systemctl stop coslice@good
is "stop works" "$? $(active coslice@good_app)" "0 inactive"
systemctl start coslice@good 2>/dev/null && fail "next start" started || pass "the next start fails"
sed -i '$d' $D/good.group
reload
systemctl start coslice@good && pass "mended, it starts" || fail "mended" no
rm $D/*.group 2>/dev/null
rm -rf $D/folder.group
reload
is "a file that vanishes stops nothing" "$(active coslice@good_app)" active
systemctl stop coslice@good
clean_state
is "nothing is left" "$(until_is '' remains)" ""
summary
