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
summary
