#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A disk that is full for a while: the daemon says so, goes on by itself, and loses and doubles nothing.

`disk.py [CYCLES]`. The disk is a small tmpfs in a mount namespace of our own; where neither root nor a user
namespace is to be had, that part is skipped.
"""
import os
import subprocess
import sys

import ledger
from harness import run, wait_for

CYCLES = 3
INSIDE = 'QUOTED_DISK_TEST'


def fill(path):
    """Take all that is left of the disk."""
    with open(path, 'wb', buffering=0) as file:
        for size in (65536, 4096, 1):
            try:
                while True:
                    file.write(b'x' * size)
            except OSError:
                continue


def answered(daemon, number):
    """The status, when as many files have an outcome or something keeps the daemon from going on."""
    status = daemon.get('/v1/status')
    return status if status['reason'] or status['stored'] + status['duplicate'] + status['failed'] >= number else None


def drop_until_full(daemon, dropped, cycle):
    """Drop articles until the daemon says that the disk is full: some find room in what its files have already."""
    for batch in range(25):
        more = ledger.drops(1000 * cycle + 40 * batch, 40)
        ledger.drop_all(daemon, more)
        dropped += more
        status = wait_for(lambda: answered(daemon, len(dropped)), 'the daemon to store, or to say that it cannot')
        if status['reason']:
            assert 'full' in status['reason'] or 'disk' in status['reason'], status['reason']
            return
    raise AssertionError('the disk never was full')


def test_a_disk_that_is_full_for_a_while(daemon):
    state = daemon.directory + '/state'
    os.mkdir(state)
    cycles = int(os.environ[INSIDE])
    room = 24 + cycles  # MiB: what the articles of all cycles take must fit when the ballast is gone
    subprocess.run(['mount', '-t', 'tmpfs', '-o', f'size={room}m', 'quoted-test', state], check=True)
    dropped = []
    try:
        daemon.start()
        for cycle in range(cycles):
            fill(state + '/ballast')
            drop_until_full(daemon, dropped, cycle)
            os.unlink(state + '/ballast')
            daemon.sync()
            assert daemon.get('/v1/status')['state'] == 'running'
            if cycle % 10 == 9:  # else the write-ahead log grows until it holds all that is dropped
                daemon.stop()
                daemon.start()
        daemon.stop()
        ledger.check(daemon, dropped)
    finally:
        if daemon.process.poll() is None:
            daemon.kill()
        subprocess.run(['umount', '-l', state], check=True)


def main():
    if INSIDE in os.environ:
        run([test_a_disk_that_is_full_for_a_while])
    cycles = sys.argv[1] if len(sys.argv) > 1 else str(CYCLES)
    unshare = ['unshare', '--mount'] if os.geteuid() == 0 else ['unshare', '--user', '--map-root-user', '--mount']
    if subprocess.run([*unshare, 'true'], capture_output=True, check=False).returncode:
        print('1..0 # SKIP neither root nor user namespaces')
        return 0
    os.execvpe(unshare[0], [*unshare, sys.executable, *sys.argv], {**os.environ, INSIDE: cycles})
    return 1


if __name__ == '__main__':
    sys.exit(main())
