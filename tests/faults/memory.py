#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The k-th allocation of a process fails, for many k: it goes on or ends, and nothing is lost, doubled or stuck.

`memory.py LIBRARY [POINTS [ROLE...]]`: that many of a session's allocations, evenly, of each role. The library is memory.c's; a
program built with AddressSanitizer has an allocator of its own, so that this is skipped there.
"""
import os
import subprocess
import sys
import time

import ledger
from harness import LIMIT, QUOTED, Daemon, run

POINTS, ROLES = 60, ('main', 'serve', 'extract')
MOST = {'main': 6000, 'serve': 2500, 'extract': 20000}  # allocations of a short session; beyond it nothing fails


class ShortDaemon(Daemon):
    """role, number: which allocation fails, if any does."""

    library, role, number = '', '', 0

    def spawn(self, log):
        environment = {**os.environ, 'LD_PRELOAD': self.preload, 'FAIL_ROLE': self.role, 'FAIL_ALLOCATION': str(self.number),
                       'FAIL_MARK': f'{self.directory}/mark{self.number}'}
        return subprocess.Popen(self.arguments(), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                env=environment if self.number else None)


def session(daemon, dropped):
    """Until every file has its outcome, or the daemon has ended."""
    daemon.begin()
    end = time.monotonic() + LIMIT
    ledger.drop_all(daemon, dropped)
    while daemon.process.poll() is None and time.monotonic() < end:
        try:
            daemon.sync()
            daemon.get('/v1/statements')
            return
        except (OSError, AssertionError, ValueError):
            time.sleep(0.005)
    assert daemon.process.poll() is not None, 'it neither went on nor ended: ' + daemon.read_log()


def failing(library, role, points):
    def test(daemon):
        daemon.__class__ = ShortDaemon
        daemon.preload, daemon.role = library, role
        dropped, ended = [], 0
        for point in range(points):
            daemon.number = 1 + point * MOST[role] // points
            more = ledger.drops(100 * point, 3)
            session(daemon, more)
            dropped += more
            ended += daemon.process.poll() is not None
            if daemon.process.poll() is None:
                daemon.kill()
        daemon.number = 0
        daemon.start()
        daemon.sync()
        daemon.sync()
        daemon.stop()
        ledger.check(daemon, dropped)
        print(f'# {role}: {points} allocations failed; the daemon ended {ended} times')
    test.__name__ = f'test_{points}_failing_allocations_of_{role}'
    return test


def main():
    with open(QUOTED, 'rb') as program:
        if b'__asan_init' in program.read():
            print('1..0 # SKIP built with AddressSanitizer')
            return
    points = int(sys.argv[2]) if len(sys.argv) > 2 else POINTS
    run([failing(os.path.abspath(sys.argv[1]), role, points) for role in sys.argv[3:] or ROLES])


if __name__ == '__main__':
    main()
