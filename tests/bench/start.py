# SPDX-License-Identifier: LGPL-2.1-or-later
"""The helper's starts of a container and of what a group shares, without systemd, against bare ones and against peers."""
import lab
from programs import program
from table import Row, milliseconds, progress, ratio_of

ROUNDS = 300
RELEASE = 'forky'  # whose crun is the newest in Debian


KINDS = ('wall', 'CPU')


def compare(what, names, series, bar, faster=False):
    """A row for each kind of time, of NAMES: ours and the other one."""
    rows = []
    for kind, own, other in zip(KINDS, *(series[name] for name in names)):
        ratio = ratio_of(other, own) if faster else ratio_of(own, other)
        rows.append(Row(f'{what[0]}: {kind}, {what[1]}', milliseconds(own), milliseconds(other), ratio, bar, faster=faster))
    return rows


def measure(directory, share):
    progress('starts by the helper')
    programs = [program(directory, name) for name in ('start-driver', 'bare-start', 'bare-sandbox')]
    lines = lab.run(['--nested', RELEASE], 'start-inside', [str(round(ROUNDS * share))], programs)
    peers = [words[1:3] for words in lines if words[0] == 'version']
    rows = []
    for groups, series in lab.series(line for line in lines if line[0] != 'version').items():
        where = f'{int(groups):,} group' + ('s' if groups != '1' else '')
        start, sandbox = f'start, {where}', f'sandbox, {where}'
        rows += compare((start, 'helper against the bare program'), ('ours', 'bare'), series, 1.5)
        rows += compare((start, 'helper against itself with UserNS=host and no filter'), ('ours', 'host'), series, 1.2)
        for name, version in peers:
            rows += compare((start, f'{name} {version} against the helper'), ('ours', name), series, 2.5, faster=True)
        rows += compare((sandbox, 'helper against the bare program'), ('our-sandbox', 'bare-sandbox'), series, 1.5)
    return rows
