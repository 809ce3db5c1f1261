#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# The host's rules for networks of groups, as units load them: there while somebody wants them, and again after others were
# loaded or all were flushed.
. ./lib.sh
tables() { nft list tables | sed 's/^table //' | sort | tr '\n' ' '; }
jobs() { systemctl list-jobs --no-legend --plain | grep -c 'coslice\|nftables'; }
both='inet coslice inet filter '
mkdir -p /srv/rules
cat > /run/systemd/system/rules-user.service <<'TEXT'
[Unit]
Wants=coslice-network.service
After=coslice-network.service
[Service]
ExecStart=/bin/sleep infinity
TEXT
reload
systemctl stop nftables
is "no rules without who wants them" "$(tables)" ""
systemctl start nftables
is "nor by nftables.service" "$(tables)$(active coslice-network)" "inet filter inactive"
systemctl start rules-user
is "with who wants them" "$(tables)$(active coslice-network)" "${both}active"
for verb in restart reload restart; do
        systemctl $verb nftables
        is "after a $verb of nftables.service" "$(until_is "$both" tables)" "$both"
done
systemctl restart nftables; systemctl reload nftables; systemctl reload nftables
is "after several at once" "$(until_is "$both" tables)" "$both"
until_is 0 jobs >/dev/null
systemctl stop nftables
is "after its stop" "$(until_is 'inet coslice ' tables)" "inet coslice "
systemctl reset-failed nftables # it was started often
systemctl start nftables
is "after its start" "$(until_is "$both" tables)" "$both"
until_is 0 jobs >/dev/null
nft flush ruleset
systemctl reload coslice-network
is "after a flush by hand, and a reload" "$(tables)" "inet coslice "
systemctl stop rules-user
is "they go with the last" "$(until_is '' tables)$(until_is inactive active coslice-network)" "inactive"
systemctl restart nftables
until_is active active coslice-network-again >/dev/null
is "and don't come back" "$(tables)$(active coslice-network)" "inet filter inactive"

# What is said where they can't be loaded.
mv /usr/lib/coslice/network.nft /srv/rules
systemctl start rules-user
is "without the rules" "$(prop coslice-network.service StatusText)" "read /usr/lib/coslice/network.nft: No such file or directory"
systemctl stop rules-user
mv /srv/rules/network.nft /usr/lib/coslice
rm -r /run/systemd/system/rules-user.service /srv/rules
systemctl stop nftables
systemctl reset-failed
reload
summary
