# SPDX-License-Identifier: LGPL-2.1-or-later
"""What the containers of other run-times are without, or have otherwise, that start-peers asks them for: by what a program
in one sees (tests/posture/within.c), or, where none does, by name."""
import os
import sys

sys.path.append(os.path.join(os.path.dirname(os.path.realpath(__file__)), '../posture'))
import expect  # noqa: E402  pylint: disable=wrong-import-position

# A program inside doesn't see these.
KNOWN = {'nspawn': ['a filter of its own'], 'bwrap': ["the machine's /sys, not one of its network"]}
CAPABILITIES = f'{expect.DEFAULT_CAPABILITIES:016x}'


def ids(seen, pins):
    found = seen.get('uid map', '').split()
    return '' if found == ['0', pins['base'], '65536'] else "the host's ids" if found[1:2] == ['0'] else 'other ids'


def namespaces(seen, pins):
    other = [kind for kind in ('user', 'net', 'ipc') if seen.get('namespace ' + kind) != pins['namespace ' + kind]]
    return f'namespaces not joined but made: {" ".join(other)}' if other else ''


def root(seen, _):
    return '' if seen.get('mount /', '').startswith('overlay') else 'a plain folder'


def capabilities(seen, _):
    sets = (('CapEff', 'effective', CAPABILITIES), ('CapBnd', 'bounding', CAPABILITIES), ('CapInh', 'inheritable', '0' * 16), ('CapAmb', 'ambient', '0' * 16))
    wrong = [name for key, name, right in sets if seen.get(key) != right]
    return f'other capabilities: {" ".join(wrong)}' if wrong else ''


def restrictions(seen, _):
    return ', '.join(word for word, has in (('no no_new_privs', seen.get('NoNewPrivs') == '1'), ('no filter', seen.get('Seccomp') == '2')) if not has)


def paths(seen, _):
    state = {path: seen.get('path ' + path, 'absent') for path in (*expect.MASKED, *expect.READ_ONLY)}
    shown = [path for path in expect.MASKED if state[path] not in ('hidden', 'absent')]
    written = [path for path in expect.READ_ONLY if state[path] == 'open']
    return '; '.join(f'{what}: {" ".join(found)}' for what, found in (('not hidden', shown), ('not read-only', written)) if found)


def kernel_mounts(seen, _):
    missing = [path for path in expect.KERNEL if path != '/sys/fs/cgroup' and 'mount ' + path not in seen]
    return f'no {" ".join(missing)}' if missing else ''


def devices(seen, _):
    missing = [name for name in expect.DEVICES if 'device ' + name not in seen and 'mount /dev/' + name not in seen]
    return f'no /dev/{", ".join(missing)}' if missing else ''


def without(peer, seen, pins):
    """In words."""
    found = [check(seen, pins) for check in (ids, namespaces, root, capabilities, restrictions, paths, kernel_mounts, devices)]
    return '; '.join(KNOWN.get(peer, []) + [words for words in found if words])
