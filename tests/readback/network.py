# SPDX-License-Identifier: LGPL-2.1-or-later
"""Random networks of groups, and how names are looked up in them: what is meant, the lines that say so, and what is to
come of them.

Written from the manual of group files and coslice-network(8), not from the generator."""
import os

# Whether the generator takes them, whose program comes in a package of its own.
THERE = os.access('/usr/lib/coslice/coslice-network', os.X_OK)
PROGRAM = '/usr/lib/coslice/coslice-network'
SOURCES = [('', ''), (',from=10.0.0.0/8', ',from=10.0.0.0/8'), (',from=192.0.2.7', ',from=192.0.2.7/32'),
           (',from=FD00:0::/16', ',from=fd00::/16'), (',from=shop-1', ',from=shop-1')]
# Where it is there, nothing said is a network too.
NONE = 'Network=none\n' if THERE else ''
# Addresses of the host, as they are written and as they are handed on.
HOST = [('', ''), ('127.0.0.1:', '127.0.0.1:'), ('[2001:DB8:0::7]:', '[2001:db8::7]:')]


class Common:
    """/etc/coslice/network: what it comes to in units that groups have in common, and in each group's."""

    FILE = '/etc/coslice/network'
    RANGES = [('', '10.67.0.1'), ('10.67.0.0/16', '10.67.0.1'), ('172.30.0.0/24', '172.30.0.1'), ('10.64.0.0/10', '10.64.0.1')]

    def __init__(self, rnd):
        range4, self.address = rnd.choice(self.RANGES)
        range6, forwarding, docker = rnd.choice(['', 'fd00:10::/64']), rnd.choice(['', 'yes', 'No']), rnd.choice(['', 'on', '0'])
        pairs = [('Range4', range4), ('Range6', range6), ('Forwarding', forwarding), ('DockerUser', docker)]
        rnd.shuffle(pairs)
        self.text = '[Network]\n' + ''.join(f'{key}={value}\n' for key, value in pairs)
        self.options = ['--range=' + value for key, value in pairs if key.startswith('Range') and value]
        self.load = [PROGRAM, 'load'] + ['--forwarding=no'] * (forwarding == 'No') + ['--docker-user=no'] * (docker == '0')


class Network:
    """Network=private and the keys that say more of it."""

    def __init__(self, rnd):
        self.common = [] # options of a Common
        self.word = rnd.choice(['', 'private', 'Private', 'bridge'])
        self.addresses = [pair for pair in [('10.67.1.2', '10.67.1.2'), ('fd00:0:0::1:2', 'fd00::1:2')] if rnd.randrange(3) == 0]
        self.outbound = rnd.choice([[], [('yes', None)], [('Off', 'no')], [('10.0.0.0/8', '10.0.0.0/8'), ('192.0.2.7', '192.0.2.7/32')]])
        self.host_ports = rnd.sample([('5432', '5432/tcp'), ('53/UDP', '53/udp'), ('8000-8010', '8000-8010/tcp')], rnd.randrange(3))
        self.name = rnd.choice([[], [('Www.example.org', 'Www.example.org')]])
        # Ports that are open never are published here: what comes of both, the golden tests have.
        ports = rnd.sample(range(1, 30000), 6)
        self.opens = []
        for port in ports[:rnd.randrange(4)]:
            protocol, source = rnd.choice([('', 'tcp'), ('/tcp', 'tcp'), ('/UDP', 'udp')]), rnd.choice(SOURCES)
            self.opens.append((f'{port}{protocol[0]}{source[0]}', f'{port}/{protocol[1]}{source[1]}'))
        self.published = []
        for port in ports[3:3 + rnd.randrange(4)]:
            protocol, address = rnd.choice([('', 'tcp'), ('/udp', 'udp')]), rnd.choice(HOST)
            inside = rnd.choice([port, port + 30000])
            host = '' if inside == port and rnd.randrange(2) else f'{port}:'
            self.published.append((f'{address[0]}{host}{inside}{protocol[0]}', f'{address[1]}{port}:{inside}/{protocol[1]}'))

    def definition(self, words_line, rnd):
        """The lines of [Group]; WORDS_LINE: how a list of words is written."""
        lines = [f'Network={self.word}\n'] if self.word else []
        for key, pairs in [('Address', self.addresses), ('Ports', self.opens), ('PublishPort', self.published),
                           ('Outbound', self.outbound), ('HostPorts', self.host_ports)]:
            lines += [words_line(rnd, key, [pair[0] for pair in pairs])] if pairs else []
        lines += [f'DnsName={pair[0]}\n' for pair in self.name]  # one value, no list
        rnd.shuffle(lines)
        return ''.join(lines)

    def up(self, group):
        """What is done after the sandbox is made."""
        options = ['--group=' + group, *self.common] + ['--address=' + pair[1] for pair in self.addresses]
        options += ['--open=' + pair[1] for pair in self.opens]
        options += ['--publish=' + published[1] for published in self.published]
        options += ['--outbound=' + pair[1] for pair in self.outbound if pair[1]]
        options += ['--host-port=' + pair[1] for pair in self.host_ports] + ['--dns-name=' + pair[1] for pair in self.name]
        return [PROGRAM, 'up', *options]

    @staticmethod
    def down(group):
        """And before it is removed."""
        return [PROGRAM, 'down', '--group=' + group]


class Lookup:
    """How its containers look up names; without a network there is nobody to ask."""

    KEYS = [('AddHost', 'add-host', [('db.example:192.0.2.7', 'db.example:192.0.2.7'), ('db.example:[FD00:0::7]', 'db.example:fd00::7'),
                                     ('ads.example:0.0.0.0', 'ads.example:0.0.0.0')]),
            ('DNS', 'dns', [('192.0.2.53', '192.0.2.53'), ('FD00:0::53', 'fd00::53'), ('10.0.0.53', '10.0.0.53')]),
            ('DNSSearch', 'dns-search', [('lan.example', 'lan.example'), ('Corp', 'Corp')]),
            ('DNSOption', 'dns-option', [('ndots:2', 'ndots:2'), ('rotate', 'rotate')])]

    def __init__(self, rnd, networked):
        self.lists = [(key, option, rnd.sample(pairs, rnd.randrange(len(pairs) + 1)) if networked or key == 'AddHost' else [])
                      for key, option, pairs in self.KEYS]
        self.options = [f'--{option}={pair[1]}' for _, option, pairs in self.lists for pair in pairs]

    def definition(self, words_line, rnd):
        """The lines of [Group]."""
        return ''.join(words_line(rnd, key, [pair[0] for pair in pairs]) for key, _, pairs in self.lists if pairs)
