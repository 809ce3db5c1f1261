#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
QUOTA_OF=xfs exec bash ./quota.sh
