# SPDX-License-Identifier: LGPL-2.1-or-later
"""The helper's start of a container, without systemd, against a bare one and against crun."""
import lab
from programs import program
from table import Row, milliseconds, progress, ratio_of

ROUNDS = 300
RELEASE = 'forky'  # whose crun is the newest in Debian


def measure(directory, share):
    progress('starts by the helper')
    programs = [program(directory, name) for name in ('start-driver', 'bare-start')]
    lines = lab.run(['--nested', RELEASE], 'start-inside', [str(round(ROUNDS * share))], programs)
    crun = next(words[1] for words in lines if words[0] == 'crun')
    rows = []
    for groups, series in lab.series(lines).items():
        where = f'start, {int(groups):,} group' + ('s' if groups != '1' else '')
        ours, bare, peer = (series[name] for name in ('ours', 'bare', 'crun'))
        for kind, (own, least, other) in {'wall': (ours[0], bare[0], peer[0]), 'CPU': (ours[1], bare[1], peer[1])}.items():
            rows.append(Row(f'{where}: {kind}, helper against the bare program', milliseconds(own), milliseconds(least),
                            ratio_of(own, least), 1.5))
            rows.append(Row(f'{where}: {kind}, crun {crun} against the helper', milliseconds(own), milliseconds(other),
                            ratio_of(other, own), 2.5, faster=True))
    return rows
