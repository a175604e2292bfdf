#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Every kind of dropper, with files moved or kept, with inotify or by polling: the ledger is exact at the end.

`droppers.py [KIND...]`. The kinds are those of programs.py and changes.py; all of them are at work at once.
"""
import collections
import contextlib
import os
import signal
import subprocess
import sys

import changes
import ledger
import programs
from drop import PAUSE, Drop
from harness import Daemon, run, wait_for

DROPPERS = programs.DROPPERS + changes.DROPPERS

POLLING = ['unshare', '--user', '--map-root-user', 'sh', '-c',
           'echo 0 >/proc/sys/user/max_inotify_instances && exec "$@"', 'sh']
OUTCOMES = {1: 'stored', 2: 'duplicate', 3: 'failed'}


@contextlib.contextmanager
def frozen(daemon):
    """The daemon sees what was done meanwhile at once."""
    os.kill(daemon.main, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(daemon.main, signal.SIGCONT)


def advance(daemon, busy):
    """Each dropper on to where it wants a sync, slow ones in turns with the daemon's loop."""
    waiting, slow = [], list(busy)
    while slow:
        for dropper in list(slow):
            step = next(dropper, None)
            if step != PAUSE:
                slow.remove(dropper)
                if step:
                    waiting.append(dropper)
        daemon.get('/v1/status')
    daemon.sync()
    return waiting


def check_rows(daemon, drops):
    got = collections.Counter((os.fsdecode(name), OUTCOMES[outcome])
                              for name, outcome in ledger.query(daemon, 'SELECT CAST(name AS BLOB), outcome FROM drops'))
    for drop in drops:
        for name, outcome in drop.rows:
            if name == '*':  # any of its kind
                name = next((row[0] for row, left in got.items()
                             if left and row[1] == outcome and row[0].startswith(drop.kind + '-')), name)
            assert got[name, outcome] > 0, f'{drop.kind}: {name!r} is not {outcome}: {sorted(row for row in got if row[0] == name)}'
            got[name, outcome] -= 1
    assert not +got, f'in the ledger, and dropped by nobody: {+got}'


def check_articles(daemon, drops):
    stored = {row[0] for row in ledger.query(daemon, 'SELECT hash FROM articles UNION SELECT hash FROM revisions')}
    for drop in drops:
        for content in drop.contents:
            assert ledger.sha256(content) in stored, f'{drop.kind}: {content[-40:]!r} is not in the database'
    assert len(stored) == sum(len(drop.contents) for drop in drops)


def walk(directory):
    """Every name below, with its bytes if it is a file that is not too large."""
    found = {}
    for folder, folders, names in os.walk(directory):
        for name in [*names, *(name for name in folders if os.path.islink(os.path.join(folder, name)))]:
            path = os.path.join(folder, name)
            plain = not os.path.islink(path) and os.path.isfile(path) and os.path.getsize(path) < 1 << 20
            with open(path if plain else os.devnull, 'rb') as file:
                found[os.path.relpath(path, directory)] = file.read() if plain else None
    return found


def check_files(daemon, drops, keep):
    inbox, done, failed = (walk(folder) for folder in (daemon.inbox, daemon.done, daemon.failed))
    wanted = collections.Counter(content for drop in drops for _, content in drop.files)
    moved = collections.Counter([*done.values(), *(content for name, content in failed.items() if not name.endswith('.reason'))])
    stays = sorted(name for drop in drops for name in drop.stays)
    if keep:
        assert moved == collections.Counter(), f'moved: {sorted(done)} {sorted(failed)}'
        stays = sorted([*stays, *(name for drop in drops for name, _ in drop.files)])
    else:
        assert moved == wanted, f'moved {moved - wanted} too often, {wanted - moved} not at all'
        assert len(failed) == 2 * sum(outcome == 'failed' for drop in drops for _, outcome in drop.rows), sorted(failed)
    assert sorted(inbox) == stays, f'in the inbox: {sorted(set(inbox) ^ set(stays))}'
    if keep:
        for drop in drops:
            for name, content in drop.files:
                assert inbox[name] == content, f'{name!r} was changed'


def every_kind(kinds, keep, polling):
    def test(daemon):
        daemon.options = ('--after=' + ('keep' if keep else 'move'),)
        if polling:
            arguments = daemon.arguments
            daemon.arguments = lambda: [*POLLING, *arguments()]
        daemon.start()
        daemon.main = daemon.process.pid
        daemon.frozen = lambda: frozen(daemon)
        assert daemon.get('/v1/status')['watch'] == ('polling' if polling else 'inotify')
        drops = [Drop(daemon, kind.__name__, keep) for kind in kinds]
        busy = [kind(drop) for kind, drop in zip(kinds, drops)]
        while busy:
            busy = advance(daemon, busy)
        status = daemon.get('/v1/status')
        counts = collections.Counter(outcome for drop in drops for _, outcome in drop.rows)
        daemon.stop()
        check_rows(daemon, drops)
        check_articles(daemon, drops)
        check_files(daemon, drops, keep)
        ledger.check_database(daemon)
        assert {name: status[name] for name in counts} == dict(counts), status
        assert status['pending'] == sum(drop.kind == 'no_bytes' for drop in drops), status
    test.__name__ = f'test_{len(kinds)}_droppers_{"kept" if keep else "moved"}_by_{"polling" if polling else "inotify"}'
    return test


def main():
    kinds = [kind for kind in DROPPERS if len(sys.argv) == 1 or kind.__name__ in sys.argv[1:]]
    can_poll = not subprocess.run([*POLLING, 'true'], capture_output=True, check=False).returncode
    if not can_poll:
        print('# without user namespaces polling cannot be forced')
    run([every_kind(kinds, keep, polling) for polling in ((False, True) if can_poll else (False,)) for keep in (False, True)])


if __name__ == '__main__':
    main()
