#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# What reboot-before.sh has enabled, in the next boot.
. ./lib.sh
is "enabled: it runs after the boot" "$(until_is active systemctl is-active coslice@web)" active
is "and its container" "$(active coslice@web_app)" active
is "with the addresses that it had" "$( (coslice netns web ip -o addr show dev eth0 scope global | awk '{print $4}'; coslice netns web ip -o link show dev eth0 | grep -o 'link/ether [0-9a-f:]*'))" "$(cat /srv/web-network)"
is "[Install]: it runs too" "$(until_is active systemctl is-active coslice@installed)" active
is "batch: it has run and is over" "$(until_is inactive systemctl is-active coslice@batch)" inactive
has "batch: in this boot" "$(journal -b -u coslice@batch_app)" "batch has run"
has "the kernel log names the broken one" "$(dmesg)" "broken.group:5: [Container app] Wrong=: unknown key"
systemctl disable -q --now coslice@web coslice@batch
clean_state
summary
