#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Make the mean of several labels.weights, which is nearer the best weights than each of them.

    mean.py OUT.weights IN.weights...

A file named twice counts twice. They must be of one format and size: see daemon/engine/label_model.c.
"""
import array
import struct
import sys

HEADER, SUM = 32, 8


def digest(data):
    """FNV-1a, 64 bit."""
    h = 0xcbf29ce484222325
    for byte in data:
        h = (h ^ byte) * 0x100000001b3 & 0xffffffffffffffff
    return h


def main():
    files = [open(path, 'rb').read() for path in sys.argv[2:]]
    header = files[0][:HEADER]
    if any(file[:HEADER] != header or len(file) != len(files[0]) for file in files):
        sys.exit('mean.py: the files are not of one format and size')
    rows = zip(*(array.array('b', file[HEADER:-SUM]) for file in files))
    body = bytes(round(sum(row) / len(files)) & 0xff for row in rows)
    with open(sys.argv[1], 'wb') as out:
        out.write(header + body + struct.pack('<Q', digest(header + body)))


main()
