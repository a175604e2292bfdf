#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""SIGKILL at system calls that write, while a good file, its duplicate and a bad one are taken in.

At each point the daemon ends before the call is made; started again, it must account for every file, each once.
`kill.py` takes points evenly over all there are; `kill.py all` takes every one.
"""
import collections
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile

import ledger
from harness import ARTICLE, Daemon, wait_for

POINTS = 24
CALLS = ('write', 'writev', 'sendmsg', 'pwrite64', 'pwritev', 'fdatasync', 'fsync', 'ftruncate', 'fallocate', 'rename', 'renameat',
         'renameat2', 'link', 'linkat', 'unlink', 'unlinkat', 'mkdir', 'mkdirat')
DROPPED = (('good.txt', ARTICLE.encode()), ('twice.txt', ARTICLE.encode()), ('bad.txt', ledger.BAD))


class TracedDaemon(Daemon):
    """The main process alone runs under strace, with options of strace's; its children run free."""

    trace = ()

    def spawn(self, log):
        return subprocess.Popen(['strace', '-o', self.directory + '/trace', '-e', 'trace=' + ','.join(CALLS), *self.trace,
                                 *self.arguments()], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                env={**os.environ, 'ASAN_OPTIONS': 'detect_leaks=0'})

    def ended(self):
        return self.process.poll() is not None

    def pids(self):
        """The traced process: strace's child."""
        with open(f'/proc/{self.process.pid}/task/{self.process.pid}/children', encoding='utf8') as file:
            return [int(word) for word in file.read().split()]


def drop_all(daemon):
    for name, content in DROPPED:
        daemon.drop(name, content)


def all_settled(daemon):
    return not ledger.contents(daemon.inbox)


def count_calls(directory):
    """How often a run that nothing disturbs makes each call."""
    daemon = TracedDaemon(directory, '--workers=1')
    drop_all(daemon)
    daemon.begin()
    wait_for(lambda: all_settled(daemon), 'the files to be taken in')
    for pid in daemon.pids():
        os.kill(pid, signal.SIGTERM)
    daemon.process.wait(60)
    with open(directory + '/trace', encoding='utf8', errors='replace') as trace:
        return collections.Counter(match[1] for match in re.finditer(r'^(\w+)\(', trace.read(), re.M))


def kill_at(directory, call, number):
    """True if the daemon came to that point."""
    daemon = TracedDaemon(directory, '--workers=1')
    daemon.trace = ('-e', f'inject={call}:signal=KILL:when={number}')
    drop_all(daemon)
    daemon.begin()
    wait_for(lambda: daemon.ended() or all_settled(daemon), 'the daemon to die')
    reached = daemon.ended()
    if not reached:
        for pid in daemon.pids():
            os.kill(pid, signal.SIGTERM)
    daemon.process.wait(60)
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
    calls = in_new_directory(count_calls)
    points = [(call, number) for call in sorted(calls) for number in range(1, calls[call] + 1)]
    step = 1 if sys.argv[1:] == ['all'] else max(len(points) / POINTS, 1)
    chosen = [points[int(i * step)] for i in range(int(len(points) / step))]
    bad = reached = 0
    for call, number in chosen:
        try:
            reached += in_new_directory(kill_at, call, number)
        except Exception as error:  # pylint: disable=broad-except
            bad += 1
            print(f'# {call} {number}: {error}', flush=True)
    print(f'1..1\n{"not ok" if bad or not reached else "ok"} 1 killed at {reached} of {len(points)} points: {bad} violations')
    return bad > 0


if __name__ == '__main__':
    sys.exit(main())
