# SPDX-License-Identifier: LGPL-2.1-or-later
"""Measuring inside a throwaway machine, see tests/lab/run."""
import collections
import os
import shutil
import subprocess
import tempfile

HERE = os.path.dirname(os.path.realpath(__file__))


def run(options, script, arguments, programs=(), fill=None):
    """Runs SCRIPT of this folder in a machine that has PROGRAMS at /share, and what FILL puts into that folder: it returns more
    arguments. The words of each line that it prints."""
    share = tempfile.mkdtemp(prefix='coslice-bench.')
    try:
        for program in programs:
            shutil.copy(program, share)
        if fill:
            arguments = [*arguments, *fill(share)]
        command = [os.path.join(HERE, '..', 'lab', 'run'), *options, '--share', share, '--timeout', '1800', '--',
                   f'/src/tests/bench/{script}', *arguments]
        output = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    finally:
        shutil.rmtree(share)
    return [line.split() for line in output.splitlines()]


def series(lines):
    """{'1': {'ours': [(wall, cpu), …], …}, …} of lines "1 ours WALL CPU"."""
    result = collections.defaultdict(lambda: collections.defaultdict(list))
    for key, name, *figures in (words for words in lines if len(words) > 2):
        result[key][name].append([int(figure) for figure in figures])
    return {key: {name: list(zip(*figures)) for name, figures in value.items()} for key, value in result.items()}
