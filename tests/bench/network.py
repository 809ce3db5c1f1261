# SPDX-License-Identifier: LGPL-2.1-or-later
"""Networks of groups: how they are made and removed, against the bare work and other programs; what they add to a group's start;
what gets through, against Podman's; and all of that beside many groups."""
import statistics

import lab
from programs import program
from start import KINDS, RELEASE
from table import Row, milliseconds, progress, ratio_of

ROUNDS = 12
MANY = 1500
VERBS = {'up': ('up', 'set-up'), 'down': ('down', 'removal')}  # ours, and what it is called of others
WAYS = {'out': 'from a group to another machine', 'published': 'from another machine to a published port', 'between': 'from a group to another group'}


def above(series, name, base):
    """What NAME took above BASE, kind by kind and round by round."""
    return [[max(a - b, 1) for a, b in zip(own, other)] for own, other in zip(series[name], series[base])]


def compare(what, own, other, bar=None, note=''):
    rows = []
    for kind, a, b in zip(KINDS, own, other):
        rows.append(Row(f'{what}: {kind}', milliseconds(a), milliseconds(b), ratio_of(a, b), bar, note=note))
    return rows


class Found:
    """What network-inside says beside figures."""

    def __init__(self, lines):
        special = ('version', 'missing')
        self.series = lab.series([words for words in lines if words[0] not in special])
        self.versions = {words[1]: ' '.join(words[2:]) for words in lines if words[0] == 'version'}
        self.missing = {words[1]: ' '.join(words[2:]) for words in lines if words[0] == 'missing'}


def changes(found):
    """Set-up and removal, all above the start of a program that does nothing."""
    rows = []
    for verb, (ours, others) in VERBS.items():
        series = found.series[verb]
        own = above(series, 'ours', 'exec')
        rows += compare(f'network, {ours} against the bare program', own, above(series, 'bare', 'exec'), 1.5)
        for peer, bar in (('cni', 0.25), ('netavark', None)):
            if peer in found.versions:
                rows += compare(f'network, {ours} against the {others} by {peer} {found.versions[peer]}', own, above(series, peer, f'{peer}-exec'), bar)
    return rows


def starts(series):
    what = 'group start, Network=private against none'
    return (compare(what, series['private'], series['none'], 1.5) +
            compare(f'{what}, the first of the machine, which loads the rules', series['first-private'], series['first-none']))


def gigabits(values):
    return f'{statistics.median(values) / 1e3:.1f} Gbit/s'


def packets(found, way, where, names, bars):
    """A row for a long connection, and one for many short ones: ours and the other one."""
    if not all(name in found.series.get(f'stream-{way}', {}) for name in names):
        return []
    rates, costs = zip(*(found.series[f'stream-{way}'][name] for name in names))
    connections = (found.series[f'connect-{way}'][name] for name in names)
    return [Row(f'TCP {where}, a stream: rate', gigabits(rates[0]), gigabits(rates[1]), ratio_of(*rates), bars[0], faster=True),
            Row(f'TCP {where}, a stream: CPU of 1 GB', milliseconds(costs[0]), milliseconds(costs[1]), ratio_of(*costs)),
            *compare(f'TCP {where}, a connection', *connections, bars[1])]


def many(found, count):
    beside, series = f'beside {count:,} groups, against beside none', found.series
    rows = []
    for verb in VERBS:
        one = series[f'many-{verb}']
        rows += compare(f'network, {verb} {beside}', above(one, 'many', 'exec'), above(one, 'few', 'exec'))
    rows += compare(f'network, all rules loaded, of {count:,} groups against one', series['load']['many'], series['load']['few'])
    rows += packets(found, 'many-published', f'to a published port {beside}', ('many', 'few'), (0.9, 1.1))
    kib = [series['names'][name][0][0] for name in ('many', 'few')]
    return rows + [Row(f'names, memory of dnsmasq with {count:,} groups against one', *(f'{one / 1024:.1f} MiB' for one in kib), kib[0] / kib[1])]


def measure(directory, share):
    progress('networks')
    count = round(MANY * share)
    programs = [program(directory, name) for name in ('start-driver', 'bare-network', 'connect')]
    found = Found(lab.run(['--nested', RELEASE, '--peers'], 'network-inside', [str(round(ROUNDS * share)), str(count)], programs))
    rows = changes(found) + starts(found.series['group'])
    for way, where in WAYS.items():
        rows += packets(found, way, f'{where}, against podman {found.versions.get("podman", "")}', ('ours', 'podman'), (1, None))
    return rows + many(found, count) + [Row(f'network: {name}', '', '', note='not here: ' + reason) for name, reason in found.missing.items()]
