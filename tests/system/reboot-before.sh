#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# `enable --now` survives a reboot, and a batch group that is enabled ends by itself: what is there before.
. ./lib.sh
clean_state
printf '[Container app]\nRootfs=/srv/bb\nRunInit=yes\nExec=/bin/sleep 10000\n' | def web
printf '[Container app]\nRootfs=/srv/bb\nExec=/bin/echo batch has run\nRestart=no\n' | def batch
printf '[Container app]\nRootfs=/srv/bb\nRunInit=yes\nExec=/bin/sleep 10000\n[Install]\nWantedBy=multi-user.target\n' | def installed
printf '[Container app]\nRootfs=/srv/bb\nRunInit=yes\nExec=/bin/sleep 10000\nWrong=1\n' | def broken
reload
systemctl enable -q --now coslice@web coslice@batch
is "enable --now" "$(active coslice@web) $(until_is inactive systemctl is-active coslice@batch)" "active inactive"
# What the next boot is held against.
coslice netns web ip -o addr show dev eth0 scope global | awk '{print $4}' >/srv/web-network
coslice netns web ip -o link show dev eth0 | grep -o 'link/ether [0-9a-f:]*' >>/srv/web-network
is "an address of each family, and one of Ethernet" "$(wc -l </srv/web-network)" 3
summary
