# SPDX-License-Identifier: LGPL-2.1-or-later
"""EnvironmentFile= of a container against EnvironmentFile= of a plain unit: the same variables, by `env -0`."""
import random
import re
import subprocess

import start
from start import DIR, OUT, Start, ok, run_arguments, same

FILE = DIR + '/environment'
ROOT = DIR + '/root'
N = 80

CASES = [
    '', '\n\n', 'A=b', 'A=b\r\nC=d\r\n', 'A=', 'A=\nB=c', '  A  =  b c  \n', 'A=b\nA=c\n', '# A=b\n;C=d\n#\n  # x\nB=f', 'A=b # c\n', 'A=b;c#d',
    'no assignment\nA=b', 'export A=b\nC=d', '=b\nC=d', '==b\nC=d', 'A==b', "A='b c'", "A='b\\n\"c'", "A='b'c'd e'", "A='b' 'c'", "A=b'c d'",
    'A="b c"  ', 'A="b\\"c\\\\d\\$e\\`f\\ng"', 'A="b\nc"\nD=e', "A='b\nc'\nD=e", 'A="b\\\nc"\nD=e', 'A=b\\\nc\nD=e', 'A=b \\\n c\n', 'A=\\\nb\n',
    'A=b\\ \n', 'A=b\\tc\n', 'A=\\"b\n', 'A=b\\', "A='b", 'A="b\\', 'A=" b "\n', 'A=$B ${C} %d', 'A=\u00e4', 'A=b \t \n', 'A', 'A=b\rC=d',
    'A="\'"\'"\'', "A='it'\\''s'", 'A=b\n\tB=c', 'A=b"c"d', 'A=""', "A=''b", 'A=b\n \\\nB=c',
]


def random_text(generator):
    pieces = ['A', 'B', 'C', '=', '=', '=', '\n', '\n', ' ', '\t', '"', "'", '\\', '$', '#', ';', 'x', 'y z', '\r', '\u20ac', 'A=', 'B="', "C='", '\\\n', 'export ']
    return ''.join(generator.choice(pieces) for _ in range(generator.randint(1, 25)))


def has_continued_comment(text):
    """Before 254 systemd took a "\\" at the end of a comment for a continuation; a comment may begin in many ways."""
    return re.search(r'[#;][^\n]*\\', text) is not None


def variables(output):
    found = {}
    for entry in output.split(b'\0'):
        name, separator, value = entry.decode().partition('=')
        if separator and name in ('A', 'B', 'C', 'D'):
            found[name] = value
    return found


def of_systemd(entry=FILE):
    done = subprocess.run(['systemd-run', '--quiet', '--wait', '--pipe', '--collect', '-p', f'EnvironmentFile={entry}', '/usr/bin/env', '-0'],
                          stdout=subprocess.PIPE, check=True)
    return variables(done.stdout)


def of_container(entry=FILE):
    """What the helper said, if it was refused."""
    one = Start(run_arguments(ROOT, ['/bin/sh', '-c', 'env -0 > /out/report'], f'--env-file={entry}'))
    found = one.said
    if one.code == 0:
        with open(OUT + '/report', 'rb') as report:
            found = variables(report.read())
    start.clean()
    return found


def compare(text):
    """What is wrong."""
    with open(FILE, 'w', encoding='utf-8', newline='') as file:
        file.write(text)
    ours, theirs = of_container(), of_systemd()
    # systemd drops values with control characters, a payload gets what its file says.
    if isinstance(ours, dict):
        ours = {name: value for name, value in ours.items() if not re.search('[\0-\x08\x0b\x0c\x0e-\x1f\x7f]', value)}
    return '' if ours == theirs else f'{text!r}: {ours}, of systemd {theirs}'


def wildcards():
    """Several files by one entry, in the order of their names; none is an error, unless "-" stands in front."""
    for name, text in (('2.env', 'A=2\nB=2\n'), ('1.env', 'A=1\nC=1\n'), ('3.txt', 'A=3\n')):
        with open(f'{DIR}/{name}', 'w', encoding='ascii') as file:
            file.write(text)
    for entry in (f'{DIR}/*.env', f'{DIR}/[13].???', f'-{DIR}/*.none', f'-{DIR}/?.env'):
        same(f'EnvironmentFile={entry}', of_container(entry), of_systemd(entry))
    same('no file for a wildcard', of_container(f'{DIR}/*.none'), f'read environment file {DIR}/*.none: No such file or directory')
    with open(FILE, 'w', encoding='ascii') as file:
        file.write('A="b"\n')
    said = Start(run_arguments(ROOT, ['/bin/true'], f'--env-file={FILE}')).said
    start.clean()
    same('what Docker would keep is told', said, f'environment file {FILE}: the quote or backslash in line 1 is read as systemd does; Docker and Podman would keep it')


def main():
    version = int(subprocess.run(['systemctl', '--version'], stdout=subprocess.PIPE, text=True, check=True).stdout.split()[1])
    start.sandbox()
    for text in CASES:
        why = compare(text)
        ok(f'{text!r}', not why, why)
    generator, wrong = random.Random(7), []
    for _ in range(N):
        text = random_text(generator)
        if version < 254 and has_continued_comment(text):
            continue
        wrong += filter(None, [compare(text)])
    same(f'{N} random files', wrong[:5], [])
    wildcards()
    start.remove_sandbox()
    start.summary()


main()
