# SPDX-License-Identifier: LGPL-2.1-or-later
"""What systemd has loaded, as its bus objects say it; by way of libsystemd, since a busctl for each question would
take minutes."""
import ctypes
import os

SYSTEMD = b'org.freedesktop.systemd1'
BASIC = {b'y': ctypes.c_uint8, b'b': ctypes.c_int, b'n': ctypes.c_int16, b'q': ctypes.c_uint16, b'i': ctypes.c_int32,
         b'u': ctypes.c_uint32, b'x': ctypes.c_int64, b't': ctypes.c_uint64, b'd': ctypes.c_double,
         b's': ctypes.c_char_p, b'o': ctypes.c_char_p, b'g': ctypes.c_char_p}
lib = ctypes.CDLL('libsystemd.so.0')


class Bus:
    """A connection to the system's systemd."""

    def __init__(self):
        self.bus = ctypes.c_void_p()
        must(lib.sd_bus_open_system(ctypes.byref(self.bus)))

    def manager(self, method, unit):
        """Calls a method that takes the name of a unit."""
        must(lib.sd_bus_call_method(self.bus, SYSTEMD, b'/org/freedesktop/systemd1', SYSTEMD + b'.Manager', method, None,
                                    None, b's', unit.encode()))

    def property(self, unit, interface, name):
        """The value of UNIT's property."""
        path, reply = ctypes.c_char_p(), ctypes.c_void_p()
        must(lib.sd_bus_path_encode(b'/org/freedesktop/systemd1/unit', unit.encode(), ctypes.byref(path)))
        must(lib.sd_bus_call_method(self.bus, SYSTEMD, path, b'org.freedesktop.DBus.Properties', b'Get', None,
                                    ctypes.byref(reply), b'ss', SYSTEMD + b'.' + interface.encode(), name.encode()))
        value = read(reply)
        lib.sd_bus_message_unref(reply)
        return value

    def properties(self, unit, interface, names):
        """{name: value} of UNIT, which is loaded by that. Unless it is held, each question would load it anew."""
        self.manager(b'RefUnit', unit)
        values = {name: self.property(unit, interface, name) for name in names}
        self.manager(b'UnrefUnit', unit)
        return values


def must(result):
    """RESULT of a call into libsystemd, which must not be negative."""
    if result < 0:
        raise OSError(-result, os.strerror(-result))
    return result


def read(message):
    """The next value of MESSAGE: arrays are lists, structures tuples, a variant is what it holds."""
    kind, contents = ctypes.c_char(), ctypes.c_char_p()
    must(lib.sd_bus_message_peek_type(message, ctypes.byref(kind), ctypes.byref(contents)))
    if kind.value in BASIC:
        value = BASIC[kind.value]()
        must(lib.sd_bus_message_read_basic(message, kind, ctypes.byref(value)))
        if isinstance(value.value, bytes):
            return value.value.decode()
        return bool(value.value) if kind.value == b'b' else value.value
    must(lib.sd_bus_message_enter_container(message, kind, contents))
    values = []
    while not must(lib.sd_bus_message_at_end(message, 0)):
        values.append(read(message))
    must(lib.sd_bus_message_exit_container(message))
    if kind.value == b'v':
        return values[0]
    return values if kind.value == b'a' else tuple(values)


def commands(value):
    """The argument vectors of an Exec…= property."""
    return [entry[1] for entry in value]
