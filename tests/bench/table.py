# SPDX-License-Identifier: LGPL-2.1-or-later
"""Medians, and the one table of all parts."""
import dataclasses
import os
import platform
import statistics
import sys


@dataclasses.dataclass
class Row:
    what: str
    ours: str
    peer: str
    ratio: float | None = None  # ours over the peer's, or the peer's over ours where BAR says "times faster"
    bar: float | None = None
    faster: bool = False        # the ratio is to be at least BAR
    note: str = ''              # what the peer does otherwise, or why there is no figure


def ratio_of(ours, peer):
    """The median of the ratios of two series that were measured by turns."""
    return statistics.median(a / b for a, b in zip(ours, peer))


def milliseconds(values):
    value = statistics.median(values) / 1e6
    return f'{value:,.0f} ms' if value >= 1000 else f'{value:.1f} ms' if value >= 10 else f'{value:.2f} ms'


def cells(row):
    ratio = '' if row.ratio is None else f'{row.ratio:.2f}'
    if row.bar is None or row.ratio is None:
        return row.what, row.ours, row.peer, ratio, '', row.note
    met = row.ratio >= row.bar if row.faster else row.ratio <= row.bar
    verdict = ('met' if met else 'missed') + (f'; {row.note}' if row.note else '')
    return row.what, row.ours, row.peer, ratio, f'{"≥" if row.faster else "≤"} {row.bar:g}', verdict


def render(rows):
    lines = [('what', 'ours', 'peer', 'ratio', 'bar', '')] + [cells(row) for row in rows]
    widths = [max(len(line[i]) for line in lines) for i in range(6)]
    text = []
    for line in lines:
        text.append('| ' + ' | '.join(cell.ljust(width) for cell, width in zip(line, widths)) + ' |')
    text.insert(1, '|' + '|'.join('-' * (width + 2) for width in widths) + '|')
    return '\n'.join(text)


def machine():
    with open('/proc/cpuinfo', encoding='ascii', errors='replace') as info:
        model = next((line.split(':')[1].strip() for line in info if line.startswith('model name')), platform.machine())
    load = os.getloadavg()[1]
    return f'{os.cpu_count()} × {model}, Linux {platform.release()}, load {load:.1f}\n'


def progress(text):
    print(f'bench: {text}', file=sys.stderr, flush=True)
