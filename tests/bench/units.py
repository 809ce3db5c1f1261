# SPDX-License-Identifier: LGPL-2.1-or-later
"""The start of a container's unit through systemd against the same unit with a plain program."""
import lab
from table import Row, milliseconds, progress, ratio_of

ROUNDS = 150


def measure(directory, share):
    progress('starts through systemd')
    lines = lab.run([], 'units-inside', [str(round(ROUNDS * share))])
    version = next(words[1] for words in lines if words[0] == 'systemd')
    series = lab.series(lines)
    wall, pid1 = ({name: figures[0] for name, figures in series[kind].items()} for kind in ('wall', 'pid1'))
    return [Row(f'unit, systemd {version}: systemctl start, against a plain ExecStart', milliseconds(wall['ours']),
                milliseconds(wall['plain']), ratio_of(wall['ours'], wall['plain']), 1.2),
            Row(f'unit, systemd {version}: from the job to active, against a plain ExecStart', milliseconds(pid1['ours']),
                milliseconds(pid1['plain']), ratio_of(pid1['ours'], pid1['plain']))]
