# SPDX-License-Identifier: LGPL-2.1-or-later
"""Many groups at once, while the rules are loaded again and again: nothing is missing, nothing is left."""
import concurrent.futures
import os

import world as w
from paths import same

N = 200 if os.environ.get('LARGE') == '1' else 16
ROUNDS = 10 if os.environ.get('LARGE') == '1' else 3


def part(world):
    world.load()
    groups = [f'group-{n}' for n in range(N)]
    for group in groups:
        world.make_group(group)
    found = []
    for number in range(ROUNDS):
        yield f'start {number + 1}', lambda: at_once(world, lambda n: world.up(groups[n], '--open=80', f'--publish={8000 + n}:80'))
        yield f'all are there {number + 1}', lambda: complete(world, groups, found)
        yield f'stop {number + 1}', lambda: at_once(world, lambda n: world.down(groups[n]))
        yield f'nothing is left {number + 1}', lambda: same((w.elements(), w.links(), w.records()), ({}, [], []))


def at_once(world, one):
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        loads = [pool.submit(world.load) for _ in range(2)]
        results = list(pool.map(one, range(N))) + [load.result() for load in loads]
    return next((f'{result}' for result in results if result != (0, '')), True)


def complete(world, groups, found):
    """Each has an address of its own, the same as before, and its elements."""
    addresses = [world.address(group) for group in groups]
    if found and addresses != found:
        return f'{addresses} before, {found} now'
    found[:] = addresses
    elements = w.elements()
    counts = {name: len(text.split(',')) for name, text in elements.items()}
    return same((len({one[4] for one in addresses}), counts, len(w.links())),
                (N, {'publish4': N, 'publish6': N, 'open4': N, 'open6': N, 'gateways': N}, N))
