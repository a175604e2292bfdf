#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""File systems that come and go: over the inbox, over the whole spool, read-only, and away.

In a mount namespace of our own; where neither root nor a user namespace is to be had, this is skipped.
"""
import os
import signal
import subprocess
import sys

import ledger
from harness import run, tests_of, wait_for

INSIDE = 'QUOTED_MOUNTS_TEST'


def call(*arguments):
    subprocess.run(arguments, check=True, capture_output=True)


def mount(place):
    call('mount', '-t', 'tmpfs', '-o', 'size=40m', 'quoted-test', place)


def spool(daemon):
    """Its folders in one of their own, over which something may be mounted."""
    top = daemon.directory + '/spool'
    daemon.inbox, daemon.done, daemon.failed = (f'{top}/{name}' for name in ('inbox', 'done', 'failed'))
    os.makedirs(daemon.inbox)
    return top


def says(daemon, *words):
    wait_for(lambda: any(word in (daemon.get('/v1/status')['reason'] or '') for word in words), f'the daemon to say {words}')


def goes_on(daemon):
    wait_for(lambda: daemon.get('/v1/status')['state'] == 'running', 'the daemon to go on')
    daemon.sync()


def test_a_file_system_over_the_spool(daemon):
    top = spool(daemon)
    daemon.start()
    below, above, again = ledger.drops(0, 5), ledger.drops(10, 5), ledger.drops(20, 5)
    ledger.drop_all(daemon, below)
    daemon.sync()
    os.kill(daemon.process.pid, signal.SIGSTOP)
    mount(top)
    os.kill(daemon.process.pid, signal.SIGCONT)
    says(daemon, 'not there')
    os.mkdir(daemon.inbox)
    ledger.drop_all(daemon, above)
    goes_on(daemon)
    wait_for(lambda: not ledger.contents(daemon.inbox), 'the inbox that was mounted to be empty')
    assert sorted(ledger.contents(daemon.done).values()) == sorted(content for _, content in above if not ledger.is_bad(content))
    call('umount', '-l', top)
    ledger.drop_all(daemon, again)
    wait_for(lambda: not ledger.contents(daemon.inbox), 'the inbox below to be empty')
    goes_on(daemon)
    assert daemon.get('/v1/status')['articles'] == 12
    daemon.stop()
    assert ledger.all_copies(daemon) == ledger.collections.Counter(content for _, content in below + again)
    ledger.check_database(daemon)


def test_a_file_system_over_the_inbox(daemon):
    """Its files are stored; they cannot be moved to done/ on another file system, which is said, and stay."""
    spool(daemon)
    daemon.start()
    mount(daemon.inbox)
    above, below = ledger.drops(0, 5), ledger.drops(10, 5)
    ledger.drop_all(daemon, above)
    says(daemon, 'move', 'file system')
    daemon.sync()
    assert (daemon.get('/v1/status')['stored'], len(ledger.contents(daemon.inbox))) == (4, 6)
    call('umount', '-l', daemon.inbox)
    ledger.drop_all(daemon, below)
    wait_for(lambda: not ledger.contents(daemon.inbox), 'the inbox below to be empty')
    goes_on(daemon)
    daemon.stop()
    assert ledger.all_copies(daemon) == ledger.collections.Counter(content for _, content in below)
    rows = ledger.query(daemon, 'SELECT count(*) FROM drops')[0][0]
    assert rows == len(above) + len(below), f'{rows} rows: what could not be moved was taken again'


def test_a_spool_that_is_read_only(daemon):
    top = spool(daemon)
    mount(top)
    os.mkdir(daemon.inbox)
    daemon.start()
    dropped = ledger.drops(0, 5)
    os.kill(daemon.process.pid, signal.SIGSTOP)
    ledger.drop_all(daemon, dropped)
    call('mount', '-o', 'remount,ro', top)
    os.kill(daemon.process.pid, signal.SIGCONT)
    says(daemon, 'Read-only')
    daemon.sync()
    assert len(ledger.contents(daemon.inbox)) == 6 and daemon.get('/v1/statements')['statements']
    call('mount', '-o', 'remount,rw', top)
    goes_on(daemon)
    wait_for(lambda: not ledger.contents(daemon.inbox), 'the inbox to be empty')
    daemon.stop()
    ledger.check(daemon, dropped)
    call('umount', '-l', top)


def test_a_state_that_is_read_only_at_the_start(daemon):
    """It says so and ends; what was dropped is there when it can start."""
    state = daemon.directory + '/state'
    os.mkdir(state)
    mount(state)
    daemon.start()
    daemon.stop()
    dropped = ledger.drops(0, 5)
    ledger.drop_all(daemon, dropped)
    call('mount', '-o', 'remount,ro', state)
    daemon.begin()
    assert daemon.process.wait(60) == 78, daemon.read_log()
    assert 'Read-only file system' in daemon.read_log() and state in daemon.read_log()
    call('mount', '-o', 'remount,rw', state)
    daemon.start()
    daemon.sync()
    daemon.stop()
    ledger.check(daemon, dropped)
    call('umount', '-l', state)


def main():
    if INSIDE in os.environ:
        run(tests_of(globals()))
    unshare = ['unshare', '--mount'] if os.geteuid() == 0 else ['unshare', '--user', '--map-root-user', '--mount']
    if subprocess.run([*unshare, 'true'], capture_output=True, check=False).returncode:
        print('1..0 # SKIP neither root nor user namespaces')
        return 0
    os.execvpe(unshare[0], [*unshare, sys.executable, *sys.argv], {**os.environ, INSIDE: '1'})
    return 1


if __name__ == '__main__':
    sys.exit(main())
