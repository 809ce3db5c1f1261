# SPDX-License-Identifier: LGPL-2.1-or-later
"""A large image fetched from a registry and unpacked, against Podman and against skopeo and umoci; unpacked alone, against umoci;
and what ten images take that share a base."""
import collections

import lab
import pull_layout
from programs import program
from start import KINDS, RELEASE
from table import Row, milliseconds, progress, ratio_of

ROUNDS = 9


class Found:
    """What pull-inside says beside figures."""

    def __init__(self, lines):
        self.series = lab.series([words for words in lines if words[0] == 'pull']).get('pull', {})
        self.versions = {words[1]: words[2] for words in lines if words[0] == 'version'}
        self.missing = {words[1]: ' '.join(words[2:]) for words in lines if words[0] == 'missing'}
        self.disk = {words[1]: int(words[2]) for words in lines if words[0] == 'disk'}


def compare(what, names, found, bars=(None, None)):
    """A row for each kind of time, of NAMES: ours and the other one, unless that is missing."""
    if names[1] not in found.series:
        return []
    return [Row(f'{what}: {kind}', milliseconds(own), milliseconds(other), ratio_of(own, other), bar)
            for kind, bar, own, other in zip(KINDS, bars, *(found.series[name] for name in names))]


def mebibytes(size):
    return f'{size / (1 << 20):.1f} MiB'


def measure(directory, share):
    progress('an image for pulls')
    made = []

    def fill(folder):
        made.append(pull_layout.make(f'{folder}/layout'))
        progress('pulls')
        return [made[0].hex, str(made[0].files), str(made[0].files_left), str(pull_layout.SMALL)]

    found = Found(lab.run(['--nested', RELEASE, '--peers', '--images'], 'pull-inside', [str(round(ROUNDS * share))], [program(directory, 'start-driver')],
                          fill))
    version = collections.defaultdict(str, found.versions)
    image = f'{made[0].bytes / 1e6:.0f} MB, {made[0].files:,} files, {made[0].layers} layers'
    rows = compare(f'pull, {image}, against podman pull {version["podman"]}', ('ours', 'podman'), found, (0.8, 0.7))
    rows += compare(f'pull, against skopeo {version["skopeo"]} and umoci {version["umoci"]}', ('ours', 'umoci'), found)
    rows += compare(f'unpacking alone, against umoci unpack {version["umoci"]}', ('unpack', 'umoci-unpack'), found, (0.6, 0.6))
    rows += compare('unpacking alone, against umoci raw unpack', ('unpack', 'umoci-raw'), found)
    if 'podman' in found.disk:
        ours, podmans = found.disk['ours'], found.disk['podman']
        rows.append(Row(f'disk, {pull_layout.SMALL} images with one base, against podman\'s', mebibytes(ours), mebibytes(podmans), ours / podmans, 1.0))
    return rows + [Row(f'pull: {name}', '', '', note='not here: ' + reason) for name, reason in found.missing.items()]
