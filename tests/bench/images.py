# SPDX-License-Identifier: LGPL-2.1-or-later
"""The start of a container from an image that is there, by the number of its layers, against one from a directory."""
import lab
from table import Row, milliseconds, progress, ratio_of

ROUNDS = 150


def measure(_directory, share):
    progress('starts from images')
    series = lab.series(lab.run([], 'images-inside', [str(round(ROUNDS * share))]))['wall']
    ours = {name: figures[0] for name, figures in series.items()}
    rows = []
    for name in sorted((name for name in ours if name != 'rootfs'), key=lambda name: int(name[6:])):
        layers = int(name[6:])
        rows.append(Row(f'systemctl start, image of {layers} layer{"s" if layers > 1 else ""}, against Rootfs=', milliseconds(ours[name]),
                        milliseconds(ours['rootfs']), ratio_of(ours[name], ours['rootfs']), 1.05 if layers <= 20 else None))
    return rows
