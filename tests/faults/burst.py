#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Many articles at once: how fast they are stored and entered, in how much memory, and that none is lost.

The daemon stands still while they are dropped, so that the kernel's queue of events overflows; then it goes on. The clock
runs until every one is accounted for, which is durable, and on until every one is entered and can be asked for; for either
part it is told what the processes used. `burst.py [N] [--copies FILE]`: with a FILE the articles are copies of it
that differ in a line, else a stream of different ones (articles.py).
"""
import argparse
import os
import pathlib
import shutil
import signal
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / 'system'))
import harness  # noqa: E402  pylint: disable=wrong-import-position
from articles import Stream  # noqa: E402  pylint: disable=wrong-import-position

TICK = os.sysconf('SC_CLK_TCK')


class Usage:
    """Memory and time of a daemon's processes, by role."""

    def __init__(self, daemon):
        self.daemon = daemon
        self.peak = {}
        self.peak_sum = 0
        self.peak_shares = 0  # with each page of a library counted once, not for each process

    def processes(self):
        roles = {self.daemon.process.pid: 'main'}
        for role in ('extract', 'serve'):
            roles.update({number: role for number in self.daemon.workers(role)})
        return roles

    def look(self):
        resident, shares = {}, 0
        for number, role in self.processes().items():
            try:
                lines = pathlib.Path(f'/proc/{number}/smaps_rollup').read_text().splitlines()[1:]
            except OSError:
                continue
            sizes = {line.split(':')[0]: int(line.split()[1]) * 1024 for line in lines}
            resident[role] = resident.get(role, 0) + sizes['Rss']
            shares += sizes['Pss']
        self.peak_shares = max(self.peak_shares, shares)
        self.peak_sum = max(self.peak_sum, sum(resident.values()))
        self.peak = {role: max(self.peak.get(role, 0), size) for role, size in resident.items()}

    def spent(self):
        """Since they were started: milliseconds of user and system time, and what passed read and write, by role."""
        spent = {}
        for number, role in self.processes().items():
            fields = pathlib.Path(f'/proc/{number}/stat').read_text().rsplit(')', 1)[1].split()
            calls = dict(line.split(': ') for line in pathlib.Path(f'/proc/{number}/io').read_text().splitlines())
            used = [int(fields[11]) * 1000 / TICK, int(fields[12]) * 1000 / TICK, int(calls['syscr']),
                    int(calls['syscw']), int(calls['rchar']) / 1024, int(calls['wchar']) / 1024]
            spent[role] = [a + b for a, b in zip(used, spent.get(role, [0] * len(used)))]
        return spent


def make(directory, count, copied):
    """Write the articles beside the inbox."""
    text = pathlib.Path(copied).read_text(encoding='utf8') if copied else None
    stream = None if copied else Stream()
    for number in range(count):
        content = f'{text}\nStory number {number} of the day.\n' if copied else stream.article()
        (directory / f'article-{number}.txt').write_text(content, encoding='utf8')


def is_accounted(status, count):
    return status.get('stored', 0) + status.get('duplicate', 0) + status.get('failed', 0) >= count


def run(directory, count, copied, options):
    source = pathlib.Path(directory) / 'made'
    source.mkdir()
    make(source, count, copied)
    daemon = harness.Daemon(directory, *options).start()
    usage = Usage(daemon)
    before = usage.spent()
    daemon.process.send_signal(signal.SIGSTOP)
    for name in os.listdir(source):
        os.rename(source / name, os.path.join(daemon.inbox, name))
    daemon.process.send_signal(signal.SIGCONT)
    start = time.monotonic()
    status = {}
    for what in ('stored', 'entered'):
        while not is_accounted(status, count) or (what == 'entered' and status['backlog']):
            time.sleep(0.2)
            usage.look()
            status = daemon.get('/v1/status')
        took = time.monotonic() - start
        after = usage.spent()
        report(what, count, took, before, after)
        before = after
    left = len(os.listdir(daemon.inbox))
    daemon.stop()
    print(f'resident at most: {usage.peak_sum / 2 ** 20:.1f} MiB in all, {usage.peak_shares / 2 ** 20:.1f} with what is '
          'shared counted once; ' +
          ', '.join(f'{role} {size / 2 ** 20:.1f}' for role, size in usage.peak.items()))
    print(', '.join(f'{name} {status[name]}' for name in
                    ('stored', 'duplicate', 'failed', 'pending', 'overflows') if name in status))
    size = sum(path.stat().st_size for path in pathlib.Path(directory, 'state').iterdir())
    print(f'state: {size / 2 ** 20:.0f} MiB; left in the inbox: {left}; statements: {status["statements"]}')
    return status['stored'] == count and status['articles'] == count and left == 0


def report(what, count, took, before, after):
    print(f'{count} articles are {what} after {took:.1f} s: {count / took:.0f} a second')
    for role, used in after.items():
        each = [(new - old) / count for new, old in zip(used, before.get(role, [0] * len(used)))]
        print(f'  {role}, an article: user {each[0]:.3f} ms, system {each[1]:.3f} ms; {each[2]:.1f} reads of '
              f'{each[4]:.1f} KiB, {each[3]:.1f} writes of {each[5]:.1f} KiB')


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('articles', type=int, nargs='?', default=100000)
    parser.add_argument('--copies', metavar='FILE')
    parser.add_argument('--directory', help='where to work (default: a new temporary one)')
    parser.add_argument('--option', action='append', default=[], help='of the daemon, such as --burst=0')
    options = parser.parse_args()
    directory = tempfile.mkdtemp(prefix='quoted-', dir=options.directory)
    try:
        is_whole = run(directory, options.articles, options.copies, options.option)
        print(f'1..1\n{"ok" if is_whole else "not ok"} 1 every article is stored')
        return 0 if is_whole else 1
    finally:
        shutil.rmtree(directory, ignore_errors=True)


if __name__ == '__main__':
    sys.exit(main())
