# SPDX-License-Identifier: LGPL-2.1-or-later
"""`coslice exec -it term …` on terminals of the test's own: what is typed, sizes, signals, much data, and how either end goes.
The last line is "that was all"."""
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time

PATIENCE = 30


def ok(name, right, why=''):
    print(f'ok {name}' if right else f'FAIL {name}: {why}')
    sys.stdout.flush()


def same(name, got, expected):
    ok(name, got == expected, f'got {got!r}, expected {expected!r}')


def resize(fd, rows, columns):
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack('HHHH', rows, columns, 0, 0))


class Terminal:
    """A process in a session of its own, whose terminal this one holds."""

    def __init__(self, *command, options=('-it',)):
        self.master, self.slave = pty.openpty()
        resize(self.master, 33, 77)
        self.before = termios.tcgetattr(self.slave)
        self.said = b''
        self.process = subprocess.Popen(['coslice', 'exec', *options, 'term', *command], stdin=self.slave, stdout=self.slave, stderr=self.slave,
                                        start_new_session=True, preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))

    def type(self, text):
        os.write(self.master, text)

    def read(self, seconds):
        if select.select([self.master], [], [], seconds)[0]:
            self.said += os.read(self.master, 65536)

    def until(self, pattern):
        """What PATTERN has found in what is said, or nothing in time; what is before it is forgotten."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            found = re.search(pattern, self.said, re.S)
            if found:
                self.said = self.said[found.end():]
                return found[0].decode(errors='replace')
            self.read(.1)
        return f'nothing like {pattern!r} in {self.said!r}'

    def end(self):
        """Its status, once it has ended."""
        end = time.monotonic() + PATIENCE
        while self.process.poll() is None and time.monotonic() < end:
            self.read(.05)
        return self.process.returncode

    def is_sane(self):
        return termios.tcgetattr(self.slave) == self.before

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        for fd in (self.master, self.slave):
            if fd >= 0:
                os.close(fd)


def inside(name):
    """Whether a process whose command line has NAME is there."""
    return subprocess.run(['pgrep', '-f', name], stdout=subprocess.DEVNULL, check=False).returncode == 0


def gone(name):
    end = time.monotonic() + PATIENCE
    while inside(name) and time.monotonic() < end:
        time.sleep(.1)
    return not inside(name)


def shell():
    one = Terminal('/bin/sh')
    one.until(rb'[$#] ')
    one.type(b'tty; stat -c "owner %u %a" $(tty); stty size; echo $TERM-$-\r')
    same('a terminal of the container', one.until(rb'/dev/pts/\d+\r\n'), '/dev/pts/0\r\n')
    same('it is the user\'s', one.until(rb'owner \d+ \d+'), 'owner 1000 620')
    same('it has the size of the caller\'s', one.until(rb'33 77'), '33 77')
    resize(one.master, 20, 50)
    time.sleep(.3)
    one.type(b'stty size\r')
    same('and follows it', one.until(rb'20 50'), '20 50')
    one.type(b'sleep 1000\r')
    one.until(rb'sleep 1000\r\n')
    time.sleep(.5)
    one.type(b'\x03')
    one.type(b'echo status $?\r')
    same('Ctrl-C is the program\'s', one.until(rb'status \d+'), 'status 130')
    one.type(b'sleep 1000\r')
    one.until(rb'sleep 1000\r\n')
    time.sleep(.5)
    one.type(b'\x1a')
    one.until(rb'Stopped')
    one.type(b'kill -KILL %1; wait; echo ended\r')
    same('Ctrl-Z too', one.until(rb'\nended'), '\nended')
    ok('meanwhile the caller\'s terminal hands on everything', not one.is_sane())
    # The first time some shells say that there was a job that is stopped.
    one.type(b'exit 5\rexit 5\r')
    same('its status', one.end(), 5)
    ok('the caller\'s terminal is as it was', one.is_sane())
    one.close()
    one = Terminal('/bin/cat')
    time.sleep(1)
    one.type(b'x\r\x04')
    same('Ctrl-D ends what is typed', one.end(), 0)
    one.close()


def editor():
    """A program that draws, reads keys and sets the terminal for itself."""
    one = Terminal('/bin/vi', '/tmp/edited')
    one.until(rb'/tmp/edited')
    one.type(b'ihello\x1b')
    one.until(rb'hello')
    resize(one.master, 20, 50)
    one.type(b'yyp:wq\r')
    same('an editor ends', one.end(), 0)
    ok('… and the terminal is as it was', one.is_sane())
    one.close()
    done = subprocess.run(['coslice', 'exec', 'term', 'cat', '/tmp/edited'], stdout=subprocess.PIPE, check=False)
    same('… and has written what was typed', done.stdout, b'hello\nhello\n')


def signals():
    for number, status in ((signal.SIGTERM, 143), (signal.SIGINT, 130), (signal.SIGUSR1, 138)):
        one = Terminal('/bin/sleep', '4712')
        while not inside('^/bin/sleep 4712'):
            time.sleep(.05)
        one.process.send_signal(number)
        same(f'signal {number} goes on to it', one.end(), status)
        ok(f'… and the terminal is as it was ({number})', one.is_sane())
        one.close()
    one = Terminal('/bin/sh', '-c', 'echo ready; read x; echo got $x; exit 6')
    one.until(rb'ready')
    one.process.send_signal(signal.SIGTSTP)
    time.sleep(.5)
    ok('stopped, it gives the terminal back', one.is_sane())
    one.process.send_signal(signal.SIGCONT)
    time.sleep(.5)
    ok('and takes it again', not one.is_sane())
    one.type(b'word\r')
    same('it goes on', one.until(rb'got word'), 'got word')
    same('to its end', one.end(), 6)
    one.close()


def much():
    """10 MB each way at once: what is typed comes back."""
    one = Terminal('/bin/sh', '-c', 'stty raw -echo; echo ready; head -c 10000000')
    one.until(rb'ready\r?\n')
    data = os.urandom(1 << 16) * 153
    data = data[:10000000]
    got, sent = bytearray(one.said), 0
    os.set_blocking(one.master, False)
    end = time.monotonic() + 4 * PATIENCE
    while len(got) < len(data) and time.monotonic() < end:
        readable, writable, _ = select.select([one.master], [one.master] if sent < len(data) else [], [], 1)
        if readable:
            got += os.read(one.master, 65536)
        if writable:
            try:
                sent += os.write(one.master, data[sent:sent + 4096])
            except BlockingIOError:
                pass
    ok('10 MB each way', bytes(got) == data, f'{len(got)} bytes came back of {sent}')
    same('and its end', one.end(), 0)
    one.close()


def ends():
    one = Terminal('/bin/sleep', '4713')
    while not inside('^/bin/sleep 4713'):
        time.sleep(.05)
    os.close(one.slave)
    os.close(one.master)
    one.master = one.slave = -1
    same('a terminal that is closed: its status', one.process.wait(PATIENCE), 129)
    ok('and it is gone', gone('^/bin/sleep 4713'))
    one.close()
    one = Terminal('/bin/sh', '-c', 'trap "" HUP; exec sleep 4714')
    while not inside('^sleep 4714'):
        time.sleep(.05)
    os.close(one.slave)
    os.close(one.master)
    one.master = one.slave = -1
    same('of what ignores that', one.process.wait(PATIENCE), 137)
    ok('and that is gone', gone('^sleep 4714'))
    one.close()
    one = Terminal('/bin/sleep', '4715')
    while not inside('^/bin/sleep 4715'):
        time.sleep(.05)
    one.process.kill()
    one.process.wait()
    ok('the command killed: it is gone', gone('^/bin/sleep 4715'))
    one.close()


def without():
    """-t without a terminal, or without -i."""
    done = subprocess.run(['coslice', 'exec', '-it', 'term', '/bin/sh', '-c', 'tty >/dev/null && wc -c'], input=b'four\n', stdout=subprocess.PIPE, check=False)
    same('input that is no terminal is typed, and has an end', (done.returncode, done.stdout.replace(b'\r', b'').split(b'\n')[-2].strip()), (0, b'5'))
    one = Terminal('/bin/sh', '-c', 'tty; stty size', options=('-t',))
    # Where nothing is typed the caller's terminal stays as it is, and adds carriage returns of its own.
    same('-t alone', one.until(rb'/dev/pts/\d+[\r\n]+33 77').replace('\r', ''), '/dev/pts/0\n33 77')
    same('its end', one.end(), 0)
    one.close()
    one = Terminal('/bin/sh', '-c', 'tty; exit 3', options=('-i',))
    same('-i alone is no terminal', one.until(rb'not a tty'), 'not a tty')
    same('its status', one.end(), 3)
    one.close()


for part in (shell, editor, signals, much, ends, without):
    part()
print('that was all')
