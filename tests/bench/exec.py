# SPDX-License-Identifier: LGPL-2.1-or-later
"""A program in a container that runs, against a bare join and against Podman's."""
import lab
from programs import program
from start import RELEASE, compare
from table import Row, progress

ROUNDS = 150


def measure(directory, share):
    progress('programs in a container')
    programs = [program(directory, name) for name in ('start-driver', 'bare-exec', 'bare-sandbox')]
    lines = lab.run(['--nested', RELEASE, '--peers'], 'exec-inside', [str(round(ROUNDS * share))], programs)
    series = lab.series([words for words in lines if words[0] == 'exec'])['exec']
    rows = compare(('exec', 'helper against a bare join'), ('helper', 'bare'), series, 2)
    rows += compare(('exec', 'the command, with its scope, against a bare join'), ('command', 'bare'), series, None)
    for kind, name, *rest in (words for words in lines if words[0] in ('version', 'missing')):
        if kind == 'version':
            rows += compare(('exec', f'{name} {rest[0]} against the command'), ('command', name), series, 5, faster=True)
        else:
            rows.append(Row(f'exec: {name}', '', '', note='not here: ' + ' '.join(rest)))
    return rows
