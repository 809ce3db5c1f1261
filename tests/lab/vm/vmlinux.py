#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""vmlinux.py BZIMAGE OUT: the uncompressed kernel in Debian's image. QEMU can start it, and the guest, which
runs many times slower than this machine, needn't unpack it at every boot."""
import subprocess
import sys

# What Debian compresses its kernels with: how the data begins, and the program that reads it from stdin.
FORMATS = ((b"\x28\xb5\x2f\xfd", ["zstd", "-qdc"]), (b"\x02\x21\x4c\x18", ["lz4", "-dc"]), (b"\xfd7zXZ\x00", ["xz", "-qdc"]))


def candidates(image):
    """Each place where compressed data may begin."""
    for magic, command in FORMATS:
        offset = image.find(magic)
        while offset >= 0:
            yield offset, command
            offset = image.find(magic, offset + 1)


def main():
    with open(sys.argv[1], "rb") as file:
        image = file.read()
    for offset, command in candidates(image):
        # What follows the kernel in the image is trailing garbage to these programs: their status says nothing.
        kernel = subprocess.run(command, input=image[offset:], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout
        if kernel.startswith(b"\x7fELF"):
            with open(sys.argv[2], "wb") as file:
                file.write(kernel)
            return
    sys.exit(f"{sys.argv[1]}: no compressed kernel found")


main()
