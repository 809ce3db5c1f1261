# SPDX-License-Identifier: LGPL-2.1-or-later
"""coslice-generator against the same reads and writes done bare, and against these with iniparser."""
import contextlib
import os
import shutil
import statistics
import subprocess
import tempfile

from programs import program
from table import Row, milliseconds, progress, ratio_of

# Groups: rounds
SIZES = {1: 90, 10: 90, 100: 45, 1000: 15, 10000: 5}
GOOD = """[Unit]
Description=Group {number} of the benchmark
After=network-online.target

[Group]
Restart=always

[Container app]
Rootfs=/srv/busybox
Exec=/bin/httpd -f -v -p 80 -h /www
Environment=A=1 B=two
Cpu=0.75
Memory=512M
Ports=80
Volume=content:/www:ro

[Container sync]
Rootfs=/srv/busybox
Exec=/bin/sh -c 'while :; do date > /data/index.html; sleep 1; done'
Cpu=0.5
Memory=1.5G
After=app
Volume=content:/data

[Container log]
Rootfs=/srv/busybox
Exec=/bin/sleep infinity
Cpu=250m
Memory=64M
Tmpfs=/tmp
ReadOnly=yes

[Volume content]
Type=empty

[Install]
WantedBy=multi-user.target
"""
# Half of the lines are wrong, each in another way.
BAD = (GOOD.replace('Rootfs=/srv/busybox\nExec=/bin/httpd', 'Rootfs=srv/busybox\nExce=/bin/httpd').replace('=512M', '=512X')
       .replace('Cpu=0.5', 'Cpu=half').replace('After=app', 'After=ap').replace('ReadOnly=yes', 'ReadOnly=perhaps')
       .replace('Type=empty', 'Type=emtpy').replace('Ports=80', 'Ports=80000').replace('Restart=always', 'restart: always'))


class Bench:
    def __init__(self, directory, scratch):
        self.scratch = scratch
        self.out = os.path.join(scratch, 'out')
        os.mkdir(self.out)
        self.generator = program(directory, 'coslice-generator')
        self.static = program(directory, 'generator-static')
        self.bare = program(directory, 'bare-generator')
        self.meter = program(directory, 'measure')

    def definitions(self, kind, text, count):
        """A folder of COUNT definitions."""
        folder = os.path.join(self.scratch, f'{kind}-{count}')
        os.mkdir(folder)
        for number in range(count):
            with open(os.path.join(folder, f'g{number:05}.group'), 'w', encoding='ascii') as file:
                file.write(text.format(number=number))
        return folder

    @contextlib.contextmanager
    def output(self):
        """A fresh tmpfs to write to."""
        subprocess.run(['mount', '-t', 'tmpfs', 'bench', self.out], check=True)
        try:
            yield self.out
        finally:
            subprocess.run(['umount', self.out], check=True)

    def run(self, command, folder):
        """Wall and CPU time in ns and peak memory in KiB of one run."""
        with self.output():
            result = subprocess.run([self.meter, *command], check=True, stdout=subprocess.PIPE,
                                    env={'COSLICE_GROUP_PATH': folder})
        wall, cpu, peak, status = (int(word) for word in result.stdout.split())
        if status != 0:
            raise RuntimeError(f'{command[0]} ended with {status}')
        return wall, cpu, peak

    def race(self, commands, rounds):
        """COMMANDS, name: (command, folder), by turns. Name: the series of their walls, CPU times and peaks."""
        series = {name: [] for name in commands}
        for number in range(-1, rounds):
            order = list(commands) if number % 2 else list(reversed(commands))
            for name in order:
                figures = self.run(*commands[name])
                if number >= 0:  # the first round warms up
                    series[name].append(figures)
        return {name: tuple(zip(*figures)) for name, figures in series.items()}

    def ours(self, folder):
        return [self.generator, self.out], folder

    def ours_static(self, folder):
        return [self.static, self.out], folder

    def peer(self, folder, shape, *more):
        return [self.bare, folder, self.out, shape, *more], folder


def shape_of(out, name):
    """What the generator wrote for group NAME, for bare-generator: folders and files in the order of their making."""
    lines, first = [], {}

    def walk(folder, relative):
        entries = sorted(os.scandir(folder), key=lambda entry: (entry.name != '.coslice', entry.name))
        for entry in entries:
            path = relative + entry.name
            if entry.is_symlink():
                lines.append(f's {os.readlink(entry.path)} {path}')
            elif entry.is_dir():
                lines.append(f'd {path}')
                walk(entry.path, path + '/')
            else:
                status = entry.stat()
                old = first.setdefault(status.st_ino, path)
                lines.append(f'l {old} {path}' if old != path else f'f {status.st_size} {path}')

    walk(out, '')
    return ''.join(line.replace(name, '%') + '\n' for line in lines)


def make_shape(bench, folder):
    shape = os.path.join(bench.scratch, 'shape')
    with bench.output() as out:
        subprocess.run([bench.generator, out], check=True, env={'COSLICE_GROUP_PATH': folder})
        with open(shape, 'w', encoding='ascii') as file:
            file.write(shape_of(out, 'g00000'))
    return shape


def size_rows(count, result):
    ours, static, bare, ini = (result[name] for name in ('ours', 'static', 'bare', 'ini'))
    groups = f'{count:,} group' + ('s' if count > 1 else '')
    rows = [Row(f'generator, {groups}: wall, against I/O + iniparser', milliseconds(ours[0]), milliseconds(ini[0]),
                ratio_of(ours[0], ini[0]), 1.2),
            Row(f'generator, {groups}: the same, linked statically', milliseconds(static[0]), milliseconds(ini[0]),
                ratio_of(static[0], ini[0]))]
    if count >= 1000:
        rows.append(Row(f'generator, {groups}: CPU, against I/O + iniparser', milliseconds(ours[1]),
                        milliseconds(ini[1]), ratio_of(ours[1], ini[1]), 1.2))
        rows.append(Row(f'generator, {groups}: wall, against I/O alone', milliseconds(ours[0]), milliseconds(bare[0]),
                        ratio_of(ours[0], bare[0])))
    return rows


def slope_rows(results):
    few, many = (results[n] for n in (1000, 10000))
    slope = {name: ratio_of(many[name][0], [10 * statistics.median(few[name][0])] * len(many[name][0]))
             for name in ('ours', 'ini')}
    peak = {n: statistics.median(results[n]['ours'][2]) for n in (1000, 10000)}
    per_group = (peak[10000] - peak[1000]) * 1024 / 9000
    return [Row('generator: time per group, 10,000 over 1,000', f'{slope["ours"]:.2f}', f'I/O + iniparser: {slope["ini"]:.2f}',
                slope['ours'], 1.2),
            Row('generator: peak memory per group, KiB', f'{peak[10000] / 1024:.1f} MiB at 10,000',
                f'{peak[1000] / 1024:.1f} MiB at 1,000', per_group / 1024, 1)]


def bad_rows(result):
    good, bad = result['good'], result['bad']
    return [Row('generator, 10,000 wrong definitions: wall, against right ones', milliseconds(bad[0]),
                milliseconds(good[0]), ratio_of(bad[0], good[0]), 2),
            Row('generator, 10,000 wrong definitions: peak memory', f'{statistics.median(bad[2]) / 1024:.1f} MiB',
                f'{statistics.median(good[2]) / 1024:.1f} MiB', ratio_of(bad[2], good[2]), 2)]


def measure(directory, share):
    rows, results = [], {}
    scratch = tempfile.mkdtemp(prefix='coslice-bench.')
    try:
        subprocess.run(['mount', '-t', 'tmpfs', 'bench', scratch], check=True)
        bench = Bench(directory, scratch)
        for count, rounds in SIZES.items():
            progress(f'generator, {count:,} groups')
            folder = bench.definitions('good', GOOD, count)
            shape = make_shape(bench, folder) if count == 1 else os.path.join(scratch, 'shape')
            results[count] = bench.race({'ours': bench.ours(folder), 'static': bench.ours_static(folder),
                                         'bare': bench.peer(folder, shape), 'ini': bench.peer(folder, shape, 'ini')},
                                        max(3, round(rounds * share)))
            rows += size_rows(count, results[count])
        rows += slope_rows(results)
        progress('generator, 10,000 wrong definitions')
        bad = bench.definitions('bad', BAD, 10000)
        rows += bad_rows(bench.race({'good': bench.ours(folder), 'bad': bench.ours(bad)}, 3))
    finally:
        subprocess.run(['umount', '-l', scratch], check=False)
        shutil.rmtree(scratch)
    return rows
