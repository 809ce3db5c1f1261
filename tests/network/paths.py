# SPDX-License-Identifier: LGPL-2.1-or-later
"""From where to where what gets through, by both protocols."""
import concurrent.futures

import world as w

# Of group web: 80 is open, 8080 leads to it; 81 is published alone, 82 for the host alone; 5000 to 5010 are for the LAN, 99 is for
# group shop, 90 for nobody, though something answers. The host's 22 is for web. Group shop may reach the LAN's machine at 192.0.2.2
# and 2001:db8:1::2, and nothing else. "web lan": web answers, and has seen the LAN's machine.
WEB = ['--open=80', '--open=80/udp', '--open=5000-5010,from=192.0.2.0/24', '--open=5000-5010,from=2001:db8:1::/64', '--open=5000-5010/udp,from=192.0.2.0/24',
       '--open=5000-5010/udp,from=2001:db8:1::/64', '--open=99,from=shop', '--open=99/udp,from=shop',
       '--publish=8080:80', '--publish=8080:80/udp', '--publish=8081:81', '--publish=8081:81/udp', '--publish=127.0.0.1:8082:82',
       '--publish=127.0.0.1:8082:82/udp', '--publish=192.0.2.1:8083:80', '--publish=192.0.2.1:8083:80/udp', '--publish=[2001:db8:1::1]:8083:80',
       '--publish=[2001:db8:1::1]:8083:80/udp', '--publish=9000-9003:5000-5003', '--publish=9000-9003:5000-5003/udp',
       '--host-port=22', '--host-port=22/udp']
SHOP = ['--outbound=192.0.2.2', '--outbound=2001:db8:1::2', '--open=80', '--open=80/udp', '--publish=8090:80', '--publish=8090:80/udp']

# From, to, port, result (of IPv4, of IPv6 where that is another).
PATHS = '''
lan    web        80    web lan
lan    web        81    web lan
lan    web        82    prohibited
lan    web        90    prohibited
lan    web        99    prohibited
lan    web        5003  web lan
lan    host       8080  web lan
lan    host       8081  web lan
lan    host       8082  refused
lan    host       8083  web lan
lan    host       9003  web lan
lan    host       22    host lan
lan    host       23    host lan

host   web        80    web gateway    web host
host   web        81    web gateway    web host
host   web        82    web gateway    prohibited
host   web        90    prohibited
host   web        99    prohibited
host   web        5003  prohibited     web host
host   host       8080  web host
host   host       8081  web host
host   host       8082  refused
host   host       8083  web host
host   host       9003  web host
host   localhost  8080  web gateway    refused
host   localhost  8081  web gateway    refused
host   localhost  8082  web gateway    refused
host   localhost  8083  refused
host   localhost  9003  prohibited     refused
host   localhost  22    host localhost

shop   web        80    prohibited
shop   web        99    prohibited
shop   host       8080  prohibited
shop   host       22    prohibited
shop   host       23    prohibited
shop   lan        80    lan host
shop   gateway    53    host shop
shop   host       53    prohibited
shop   shop       80    shop shop
shop   localhost  80    shop localhost
shop   localhost  8080  refused

web    shop       80    shop web
web    shop       90    prohibited
web    host       8090  shop gateway   shop host
web    host       8080  web gateway    web host
web    host       22    host web
web    host       23    prohibited
web    gateway    22    host web
web    gateway    53    host web
web    gateway    23    prohibited
web    host       53    prohibited
web    lan        80    lan host
web    lan        90    lan host
web    web        90    web web
web    localhost  90    web localhost

mail   web        80    web mail
mail   web        81    web mail
mail   web        82    prohibited
mail   web        99    prohibited
mail   web        5003  prohibited
mail   host       8080  web gateway    web host
mail   host       8082  prohibited
mail   host       22    prohibited
mail   shop       80    shop mail
'''


def expected():
    for line in PATHS.splitlines():
        words = line.split()
        if words:
            source, to, port, *results = words
            results = [' '.join(results[:2 if len(results) > 1 and results[0] not in ('prohibited', 'refused') else 1])] + \
                [' '.join(results[2 if results[0] not in ('prohibited', 'refused') else 1:])]
            yield source, to, int(port), {4: results[0], 6: results[1] or results[0]}


def part(world):
    yield 'the rules are loaded', lambda: same(w.loaded(world), (0, ''))
    for group, words in (('web', WEB), ('shop', SHOP), ('mail', [])):
        world.make_group(group)
        yield f'{group} is up', lambda group=group, words=words: same(world.up(group, *words), (0, ''))
    w.Answers(world, 'host', (22, 23, 53))
    w.Answers(world, 'lan', (80, 90))
    for group in ('web', 'shop', 'mail'):
        w.Answers(world, group, (80, 81, 82, 90, 99, 5003))
    yield from paths(world)
    yield 'ping', lambda: pings(world)
    yield from flushed(world)


def places(world):
    found = {'host': w.HOST, 'lan': w.LAN, 'gateway': w.GATEWAY, 'localhost': {4: '127.0.0.1', 6: '::1'}}
    return {**found, **{group: world.address(group) for group in ('web', 'shop', 'mail')}}


def paths(world, rows=None, when=''):
    """All are asked at once: to programs of this machine a connection of IPv6 that is prohibited says so when it is tried again, after a
    second."""
    asked = [(source, to, port, version, kind, results[version]) for source, to, port, results in rows or list(expected()) for version in (4, 6) for kind in ('tcp', 'udp')
             if (to, version) != ('gateway', 6)] # that one is on the link
    known = places(world)
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda one: answer(world, known, *one[:5]), asked))
    for (source, to, port, version, kind, want), got in zip(asked, answers):
        yield f'{when}{source} to {to} port {port}, IPv{version}, {kind}', lambda got=got, want=want: same(got, want)


def answer(world, known, source, to, port, version, kind):
    """As ask(), with names in place of addresses."""
    names = {address[version]: name for name, address in known.items()}
    return ' '.join(names.get(word, word) for word in w.ask(world, source, kind, known[to][version], port).split(' '))


def pings(world):
    for source, to in (('lan', 'web'), ('web', 'lan'), ('web', 'shop'), ('host', 'web'), ('web', 'gateway'), ('web', 'host')):
        for version in (4, 6):
            address = places(world)[to][version] + ('%eth0' if (to, version) == ('gateway', 6) else '')
            if not w.ping(world, source, address):
                return f'{source} to {to}, IPv{version}: nothing'
    return True


def flushed(world):
    """The host's rules are gone: nothing that was closed is open. By a reload all is as it was."""
    before = w.elements()
    w.run('nft', 'flush', 'ruleset')
    # What shop may reach is limited by the host's rules alone.
    closed = [row for row in expected() if row[0] != row[1] and row[1:3] in (('web', 90), ('web', 99), ('shop', 90))]
    yield from paths(world, [row for row in closed if row[:3] != ('shop', 'web', 99)], 'after a flush: ')
    yield 'after a flush another group comes up', lambda: same(again(world), (0, ''))
    yield 'and has the rules loaded for all', lambda: same(w.elements(), before)
    w.run('nft', 'delete', 'table', 'inet', 'coslice')
    yield 'the rules are loaded again', lambda: same((world.load(), w.elements()), ((0, ''), before))
    yield 'and once more', lambda: same((world.load(), w.elements()), ((0, ''), before))


def again(world):
    world.down('mail')
    return world.up('mail')


def same(got, want):
    return True if got == want else f'{got!r}, expected {want!r}'
