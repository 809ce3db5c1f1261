# SPDX-License-Identifier: LGPL-2.1-or-later
"""The helper's starts of a container and of what a group shares, without systemd, against bare ones and against peers."""
import collections

import lab
import peers
from programs import program
from table import Row, milliseconds, progress, ratio_of

ROUNDS = 300
RELEASE = 'forky'  # whose run-times are the newest in Debian
KINDS = ('wall', 'CPU')
# How many times faster than these the helper is to be at least.
BARS = {'crun': 2.5, 'podman': 40}


def compare(what, names, series, bar, faster=False, note=''):
    """A row for each kind of time, of NAMES: ours and the other one."""
    rows = []
    for kind, own, other in zip(KINDS, *(series[name] for name in names)):
        ratio = ratio_of(other, own) if faster else ratio_of(own, other)
        rows.append(Row(f'{what[0]}: {kind}, {what[1]}', milliseconds(own), milliseconds(other), ratio, bar, faster=faster, note=note))
        note = ''
    return rows


def against_peers(where, found, series):
    """Those that SERIES has."""
    rows = []
    for name in found.versions:
        if name in series:
            rows += compare((where, f'{name} {found.versions[name]} against the helper'), ('ours', name), series, BARS.get(name), faster=True,
                            note=peers.without(name, found.looks[name], found.looks['pins']))
    return rows


class Found:
    """What start-inside says beside figures."""

    def __init__(self, lines):
        self.versions, self.missing, self.looks, self.figures = {}, {}, collections.defaultdict(dict), []
        for words in lines:
            kind, name, rest = (words + ['', ''])[0], (words + ['', ''])[1], ' '.join(words[2:])
            if kind == 'version':
                self.versions[name] = rest
            elif kind == 'missing':
                self.missing[name] = rest
            elif kind == 'look':
                field, _, value = rest.partition(':')
                self.looks[name][field] = value.strip()
            else:
                self.figures.append(words)


def measure(directory, share):
    progress('starts by the helper')
    programs = [program(directory, name) for name in ('start-driver', 'bare-start', 'bare-start-static', 'bare-sandbox', 'bare-filter', 'within')]
    found = Found(lab.run(['--nested', RELEASE, '--peers'], 'start-inside', [str(round(ROUNDS * share))], programs))
    rows = []
    for key, series in lab.series(found.figures).items():
        if key == 'peers':
            rows += against_peers('start, 1 group', found, series)
            continue
        where = f'{int(key):,} group' + ('s' if key != '1' else '')
        start, sandbox = f'start, {where}', f'sandbox, {where}'
        rows += compare((start, 'helper against the bare program'), ('ours', 'bare'), series, 1.5)
        rows += compare((start, 'helper against the bare program, linked statically too'), ('ours', 'bare-static'), series, None)
        rows += compare((start, 'helper against itself with UserNS=host and no filter'), ('ours', 'host'), series, 1.2)
        rows += against_peers(start, found, series)
        rows += compare((sandbox, 'helper against the bare program'), ('our-sandbox', 'bare-sandbox'), series, 1.5)
    return rows + [Row(f'start: {name}', '', '', note='not here: ' + reason) for name, reason in found.missing.items()]
