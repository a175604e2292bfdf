#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""SIGKILL at system calls that write, while a good file, its duplicate and a bad one are taken in, which are stored and
entered at once, or first stored and then entered.

At each point the daemon ends before the call is made; started again, it must account for every file, each once.
`kill.py` takes points evenly over all there are; `kill.py all` takes every one.
"""
import collections
import shutil
import sqlite3
import sys
import tempfile

import ledger
from harness import ARTICLE, Daemon, wait_for
from traced import TracedDaemon

POINTS = 24
WAYS = ('--burst=0', '--burst=1')
DROPPED = (('good.txt', ARTICLE.encode()), ('twice.txt', ARTICLE.encode()), ('bad.txt', ledger.BAD))


def all_settled(daemon):
    return not ledger.contents(daemon.inbox)


def has_entered(daemon):
    try:
        return ledger.query(daemon, 'SELECT stored > 0 AND backlog = 0 FROM totals') == [(1,)]
    except sqlite3.Error:
        return False


def count_calls(directory, way):
    """How often a run that nothing disturbs makes each call."""
    daemon = TracedDaemon(directory, '--workers=1', way)
    ledger.drop_all(daemon, DROPPED)
    daemon.begin()
    wait_for(lambda: all_settled(daemon) and has_entered(daemon), 'the files to be taken in')
    daemon.end()
    return daemon.calls()


def kill_at(directory, way, call, number):
    """True if the daemon came to that point."""
    daemon = TracedDaemon(directory, '--workers=1', way)
    daemon.trace = ('-e', f'inject={call}:signal=KILL:when={number}')
    ledger.drop_all(daemon, DROPPED)
    daemon.begin()
    wait_for(lambda: daemon.ended() or (all_settled(daemon) and has_entered(daemon)), 'the daemon to die')
    reached = daemon.ended()
    daemon.end()
    copies = ledger.all_copies(daemon)
    assert copies == collections.Counter(content for _, content in DROPPED), f'lost or doubled at once: {copies}'
    again = Daemon(directory, '--workers=1')
    again.start()
    again.sync()
    again.stop()
    ledger.check(again, DROPPED)
    return reached


def in_new_directory(function, *arguments):
    directory = tempfile.mkdtemp(prefix='quoted-')
    try:
        return function(directory, *arguments)
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def main():
    if not shutil.which('strace'):
        print('1..0 # SKIP no strace')
        return 0
    points = []
    for way in WAYS:
        calls = in_new_directory(count_calls, way)
        points += [(way, call, number) for call in sorted(calls) for number in range(1, calls[call] + 1)]
    step = 1 if sys.argv[1:] == ['all'] else max(len(points) / POINTS, 1)
    chosen = [points[int(i * step)] for i in range(int(len(points) / step))]
    bad = reached = 0
    for way, call, number in chosen:
        try:
            reached += in_new_directory(kill_at, way, call, number)
        except Exception as error:  # pylint: disable=broad-except
            bad += 1
            print(f'# {way} {call} {number}: {error}', flush=True)
    print(f'1..1\n{"not ok" if bad or not reached else "ok"} 1 killed at {reached} of {len(points)} points: {bad} violations')
    return bad > 0


if __name__ == '__main__':
    sys.exit(main())
