# SPDX-License-Identifier: LGPL-2.1-or-later
# What a part of the tests in a machine has cost. Time says little on a busy machine, so the processors' is told too: all
# that this machine has used.

used_ms() {
        if [ -e /sys/fs/cgroup/cpuacct/cpuacct.usage ]; then
                echo $(($(< /sys/fs/cgroup/cpuacct/cpuacct.usage) / 1000000))
        else # of v2 the root's is the whole machine's
                awk '/^usage_usec/ {print int($2 / 1000)}' /sys/fs/cgroup/cpu.stat
        fi
}
took_since() { took_started=$SECONDS took_used=$(used_ms); }
took() { # PART
        local used=$(($(used_ms) - took_used))
        echo "-- $1 took $((SECONDS - took_started)) s, $((used / 1000)).$((used % 1000 / 100)) s of processors"
}
