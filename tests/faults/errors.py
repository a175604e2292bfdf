#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes that fail for a moment: the daemon goes on by itself, and loses and doubles nothing."""
import shutil
import sys

import ledger
from harness import run, wait_for
from traced import TracedDaemon

# The call, what it fails with, and which after the start; the one after it fails as well.
ERRORS = (('fdatasync', 'EIO', 1), ('fdatasync', 'EIO', 2), ('fdatasync', 'ENOSPC', 3), ('pwrite64', 'ENOSPC', 1),
          ('pwrite64', 'EIO', 4), ('pwrite64', 'EIO', 20), ('renameat2', 'EIO', 1), ('renameat2', 'ENOSPC', 2),
          ('fsync', 'EIO', 1), ('renameat', 'ENOSPC', 1), ('pwrite64', 'EDQUOT', 2), ('pwrite64', 'EROFS', 6),
          ('renameat2', 'EROFS', 1), ('renameat2', 'EDQUOT', 2))


def calls_of_start():
    """How often each call is made before anything is dropped."""
    calls = {}

    def test_an_undisturbed_start(daemon):
        traced = TracedDaemon(daemon.directory, '--workers=1')
        traced.start()
        wait_for(lambda: traced.get('/v1/status')['workers'], 'a worker')
        calls.update(traced.calls())
        traced.end()
    return calls, test_an_undisturbed_start


def fails(call, error, number, calls):
    def test(daemon):
        first = calls.get(call, 0) + number
        traced = TracedDaemon(daemon.directory, '--workers=1')
        traced.trace = ('-e', f'inject={call}:error={error}:when={first}..{first + 1}')
        traced.start()
        wait_for(lambda: traced.get('/v1/status')['workers'], 'a worker')
        dropped = ledger.drops(0, 10)
        try:
            ledger.drop_all(traced, dropped)
            traced.sync()
            traced.sync()  # what could not be moved is tried again
            assert not ledger.contents(traced.inbox)
            with open(traced.directory + '/trace', encoding='utf8', errors='replace') as trace:
                assert '(INJECTED)' in trace.read(), 'no call failed'
            assert traced.get('/v1/status')['state'] == 'running'
        finally:
            traced.end()
        ledger.check(daemon, dropped)
    test.__name__ = f'test_{call}_{number}_fails_with_{error}'
    return test


if __name__ == '__main__':
    if not shutil.which('strace'):
        print('1..0 # SKIP no strace')
        sys.exit(0)
    COUNTED, START = calls_of_start()
    run([START] + [fails(*entry, COUNTED) for entry in ERRORS])
