#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A database that is locked, away, damaged or read-only for a while, and done/ gone: it is said, and nothing is lost."""
import contextlib
import os
import shutil
import signal
import sqlite3

import ledger
from harness import run, tests_of, wait_for


def database(daemon):
    return sqlite3.connect(daemon.directory + '/state/quoted.db', isolation_level=None)


@contextlib.contextmanager
def locked(daemon):
    """As somebody holds it who left a transaction open in a shell."""
    other = database(daemon)
    other.execute('BEGIN IMMEDIATE')
    try:
        yield
    finally:
        other.execute('ROLLBACK')
        other.close()


def reason(daemon, *words):
    """Wait until the daemon is degraded, and says one of the words."""
    return wait_for(lambda: any(word in (daemon.get('/v1/status')['reason'] or '') for word in words), f'the daemon to say {words}')


def settle_and_check(daemon, dropped):
    """It goes on by itself, and all is there."""
    wait_for(lambda: daemon.get('/v1/status')['state'] == 'running', 'the daemon to go on')
    daemon.sync()
    daemon.sync()
    daemon.stop()
    ledger.check(daemon, dropped)


def test_a_locked_database_is_waited_for(daemon):
    daemon.start()
    dropped = ledger.drops(0, 5)
    with locked(daemon):
        ledger.drop_all(daemon, dropped)
        reason(daemon, 'locked')
        more = ledger.drops(10, 5)
        ledger.drop_all(daemon, more)
        wait_for(lambda: daemon.get('/v1/status')['pending'] == 12, 'the others to be seen')
        assert daemon.get('/v1/statements')['statements'] == [], 'it is read meanwhile'
        assert daemon.request('POST', '/v1/corrections?correction=rename&target=1&value=x')[0] == 503
        assert not ledger.contents(daemon.done) and not ledger.contents(daemon.failed)
    settle_and_check(daemon, dropped + more)


def test_a_reader_that_never_ends_keeps_nothing_from_being_stored(daemon):
    """The log grows meanwhile; it is written back when the reader has gone."""
    daemon.start()
    log = daemon.directory + '/state/quoted.db-wal'
    other = database(daemon)
    other.execute('BEGIN')
    assert other.execute('SELECT count(*) FROM articles').fetchone() == (0,)
    dropped = ledger.drops(0, 60)
    ledger.drop_all(daemon, dropped)
    daemon.sync()
    assert other.execute('SELECT count(*) FROM articles').fetchone() == (0,), 'its view changed'
    assert daemon.get('/v1/status')['state'] == 'running' and os.path.getsize(log) > 100000
    other.execute('ROLLBACK')
    assert other.execute('PRAGMA wal_checkpoint(TRUNCATE)').fetchone()[0] == 0 and os.path.getsize(log) == 0
    other.close()
    settle_and_check(daemon, dropped)


def test_what_changes_while_the_database_is_locked_does_not_stop_it(daemon):
    """Then no file of those that waited for the lock is left to be stored."""
    daemon.start()
    with locked(daemon):
        daemon.drop('a.txt', 'He said no.\n')
        reason(daemon, 'locked')
        dropped = ledger.drops(0, 1)[:1]
        daemon.drop('a.txt', dropped[0][1])
    settle_and_check(daemon, dropped)


def test_a_lost_reader_costs_no_article_while_the_database_is_locked(daemon):
    """An attempt at it cannot be counted then."""
    daemon.options = ('--workers=1',)
    daemon.start()
    wait_for(lambda: daemon.get('/v1/status')['workers'], 'a worker')
    dropped = ledger.drops(0, 1)[:1]
    with locked(daemon):
        os.kill(daemon.workers()[0], 19)
        daemon.drop(*dropped[0])
        wait_for(lambda: daemon.get('/v1/status')['pending'], 'it to be taken')
        os.kill(daemon.workers()[0], 9)
        reason(daemon, 'locked')
    settle_and_check(daemon, dropped)


def test_a_database_that_is_locked_at_the_start_is_waited_for(daemon):
    daemon.start()
    daemon.stop()
    dropped = ledger.drops(0, 5)
    ledger.drop_all(daemon, dropped)
    other = database(daemon)
    other.execute('PRAGMA locking_mode=EXCLUSIVE')
    other.execute('BEGIN EXCLUSIVE')
    daemon.begin()
    wait_for(lambda: 'locked' in daemon.read_log(), 'the daemon to say so')
    assert daemon.process.poll() is None, daemon.read_log()
    other.close()
    wait_for(daemon.answers, 'an answer')
    settle_and_check(daemon, dropped)


def test_a_database_that_is_away_is_not_made_anew(daemon):
    """Its file system may have been unmounted. Files go on coming meanwhile."""
    daemon.start()
    first, second = ledger.drops(0, 5), ledger.drops(10, 5)
    state = daemon.directory + '/state'
    with locked(daemon):
        ledger.drop_all(daemon, first)
        reason(daemon, 'locked')
        os.rename(state, state + '.away')
        os.mkdir(state)
        reason(daemon, 'there is none')
        ledger.drop_all(daemon, second)
        wait_for(lambda: daemon.get('/v1/status')['pending'] == 12, 'the others to be seen')
        assert os.listdir(state) == []
        os.rmdir(state)
        os.rename(state + '.away', state)
    settle_and_check(daemon, first + second)


def test_a_damaged_page_fails_no_article(daemon):
    daemon.start()
    daemon.drop('before.txt', 'He said no.\n')
    daemon.sync()
    other = database(daemon)
    page = other.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'drops'").fetchone()[0]
    size = other.execute('PRAGMA page_size').fetchone()[0]
    assert other.execute('PRAGMA wal_checkpoint(TRUNCATE)').fetchone()[0] == 0
    other.close()
    dropped = ledger.drops(0, 3)
    with open(daemon.directory + '/state/quoted.db', 'r+b', buffering=0) as file:
        good = os.pread(file.fileno(), size, (page - 1) * size)
        os.pwrite(file.fileno(), b'\xff' * size, (page - 1) * size)
        ledger.drop_all(daemon, dropped)
        reason(daemon, 'malformed')
        assert not ledger.contents(daemon.failed)
        os.pwrite(file.fileno(), good, (page - 1) * size)
    settle_and_check(daemon, [('before.txt', b'He said no.\n'), *dropped])


def test_an_inbox_that_was_removed_is_taken_up_again(daemon):
    daemon.start()
    dropped = []
    for number in range(3):
        shutil.rmtree(daemon.inbox)
        reason(daemon, 'not there')
        os.mkdir(daemon.inbox)
        more = ledger.drops(10 * number, 3)
        ledger.drop_all(daemon, more)
        dropped += more
        wait_for(lambda: not ledger.contents(daemon.inbox), 'the new inbox to be empty')
    settle_and_check(daemon, dropped)


def test_names_in_done_are_those_of_the_ledger(daemon):
    """Files of one transaction, whose names there would be the same."""
    daemon.start()
    daemon.drop('a.txt', 'He said no.\n')
    daemon.sync()
    os.kill(daemon.process.pid, signal.SIGSTOP)
    for number, name in enumerate(('a.1.txt', 'a.txt', 'a.2.txt', 'b.txt')):
        daemon.drop(name, f'He said {number}.\n')
    os.kill(daemon.process.pid, signal.SIGCONT)
    daemon.sync()
    daemon.drop('a.txt', b'bad\0')
    daemon.sync()
    named = [name for name, in ledger.query(daemon, 'SELECT CAST(moved_to AS TEXT) FROM drops')]
    assert sorted(named) == sorted([*ledger.contents(daemon.done), *ledger.contents(daemon.failed)]), named
    assert 'note' not in daemon.quotes('check')
    daemon.stop()


def test_no_reason_takes_the_place_of_a_file(daemon):
    daemon.start()
    dropped = [('bad.txt.reason', b'one\0'), ('bad.txt', b'two\0'), ('.reason', b''), ('folder/a.reason', b'three\0'), ('folder/a', b'four\0')]
    os.mkdir(daemon.inbox + '/folder')
    for name, content in dropped:
        with open(os.path.join(daemon.inbox, name), 'wb') as file:
            file.write(content)
        daemon.sync()
    for times in range(2):
        held = [content for path, _, names in os.walk(daemon.failed) for name in names if not name.endswith('.reason')
                for content in [open(os.path.join(path, name), 'rb').read()]]
        assert sorted(held) == [b'four\0', b'one\0', b'three\0', b'two\0'], f'{held} after {times} tries'
        assert daemon.request('POST', '/v1/retry')[1] == {'retried': 4}
        daemon.sync()
    daemon.stop()


def test_done_that_was_removed_is_made_again(daemon):
    daemon.start()
    for number in range(2):
        daemon.drop(f'{number}.txt', f'He said {number}.\n')
        daemon.sync()
        assert os.listdir(daemon.done) == [f'{number}.txt']
        shutil.rmtree(daemon.done)
        shutil.rmtree(daemon.failed)
    daemon.drop('bad.txt', b'bad\0')
    daemon.sync()
    assert sorted(os.listdir(daemon.failed)) == ['bad.txt', 'bad.txt.reason']
    status = daemon.get('/v1/status')
    assert (status['stored'], status['duplicate'], status['failed'], status['pending']) == (2, 0, 1, 0), status
    daemon.stop()


def test_done_that_was_renamed_is_made_again(daemon):
    daemon.start()
    daemon.drop('one.txt', 'He said one.\n')
    daemon.sync()
    os.rename(daemon.done, daemon.done + '.old')
    daemon.drop('two.txt', 'He said two.\n')
    daemon.sync()
    assert (os.listdir(daemon.done + '.old'), os.listdir(daemon.done)) == (['one.txt'], ['two.txt'])
    daemon.stop()


def test_a_done_that_cannot_be_made_is_waited_for(daemon):
    daemon.start()
    dropped = ledger.drops(0, 3)
    os.rmdir(daemon.done)
    with open(daemon.done, 'wb'):
        pass
    ledger.drop_all(daemon, dropped)
    reason(daemon, 'done')
    daemon.sync()
    os.unlink(daemon.done)
    wait_for(lambda: not ledger.contents(daemon.inbox), 'the files to be moved')
    settle_and_check(daemon, dropped)


if __name__ == '__main__':
    run(tests_of(globals()))
