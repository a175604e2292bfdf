#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Many articles at once: how fast they are stored, in how much memory, and that none is lost.

The daemon stands still while they are dropped, so that the kernel's queue of events overflows; then it goes on, and
the clock runs until every one is accounted for. `burst.py [N] [--copies FILE]`: with a FILE the articles are copies of it
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

    def processes(self):
        roles = {self.daemon.process.pid: 'main'}
        for role in ('extract', 'serve'):
            roles.update({number: role for number in self.daemon.workers(role)})
        return roles

    def look(self):
        resident = {}
        for number, role in self.processes().items():
            try:
                pages = int(pathlib.Path(f'/proc/{number}/statm').read_text().split()[1])
            except OSError:
                continue
            resident[role] = resident.get(role, 0) + pages * os.sysconf('SC_PAGE_SIZE')
        self.peak_sum = max(self.peak_sum, sum(resident.values()))
        self.peak = {role: max(self.peak.get(role, 0), size) for role, size in resident.items()}

    def seconds(self):
        """Processor time so far, by role."""
        spent = {}
        for number, role in self.processes().items():
            fields = pathlib.Path(f'/proc/{number}/stat').read_text().rsplit(')', 1)[1].split()
            spent[role] = spent.get(role, 0) + (int(fields[11]) + int(fields[12])) / TICK
        return spent


def make(directory, count, copied):
    """Write the articles beside the inbox."""
    text = pathlib.Path(copied).read_text(encoding='utf8') if copied else None
    stream = None if copied else Stream()
    for number in range(count):
        content = f'{text}\nStory number {number} of the day.\n' if copied else stream.article()
        (directory / f'article-{number}.txt').write_text(content, encoding='utf8')


def run(directory, count, copied):
    source = pathlib.Path(directory) / 'made'
    source.mkdir()
    make(source, count, copied)
    daemon = harness.Daemon(directory).start()
    usage = Usage(daemon)
    before = usage.seconds()
    daemon.process.send_signal(signal.SIGSTOP)
    for name in os.listdir(source):
        os.rename(source / name, os.path.join(daemon.inbox, name))
    daemon.process.send_signal(signal.SIGCONT)
    start = time.monotonic()
    status = {}
    while status.get('stored', 0) + status.get('duplicate', 0) + status.get('failed', 0) < count:
        time.sleep(0.5)
        usage.look()
        status = daemon.get('/v1/status')
    took = time.monotonic() - start
    spent = {role: used - before.get(role, 0) for role, used in usage.seconds().items()}
    left = len(os.listdir(daemon.inbox))
    daemon.stop()
    report(count, took, spent, usage, status)
    size = sum(path.stat().st_size for path in pathlib.Path(directory, 'state').iterdir())
    print(f'state: {size / 2 ** 20:.0f} MiB; left in the inbox: {left}; statements: {status["statements"]}')
    return status['stored'] == count and left == 0


def report(count, took, spent, usage, status):
    print(f'{count} articles in {took:.1f} s: {count / took:.0f} a second')
    print('processor time in ms an article: ' +
          ', '.join(f'{role} {used * 1000 / count:.3f}' for role, used in spent.items()))
    print(f'resident at most: {usage.peak_sum / 2 ** 20:.1f} MiB in all; ' +
          ', '.join(f'{role} {size / 2 ** 20:.1f}' for role, size in usage.peak.items()))
    print(', '.join(f'{name} {status[name]}' for name in
                    ('stored', 'duplicate', 'failed', 'pending', 'overflows') if name in status))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('articles', type=int, nargs='?', default=100000)
    parser.add_argument('--copies', metavar='FILE')
    parser.add_argument('--directory', help='where to work (default: a new temporary one)')
    options = parser.parse_args()
    directory = tempfile.mkdtemp(prefix='quoted-', dir=options.directory)
    try:
        is_whole = run(directory, options.articles, options.copies)
        print(f'1..1\n{"ok" if is_whole else "not ok"} 1 every article is stored')
        return 0 if is_whole else 1
    finally:
        shutil.rmtree(directory, ignore_errors=True)


if __name__ == '__main__':
    sys.exit(main())
