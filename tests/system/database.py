#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The database's file: a backup while the daemon writes, checking, restoring, and what is refused at the start."""
import os
import shutil
import sqlite3

from harness import ARTICLE, run, tests_of, wait_for


def drop_many(daemon, start, count):
    for number in range(start, start + count):
        daemon.drop(f'{number}.txt', ARTICLE + f'Report number {number}.\n')


def database(daemon):
    return os.path.join(daemon.directory, 'state', 'quoted.db')


def test_a_backup_is_made_while_the_daemon_writes(daemon):
    daemon.start()
    drop_many(daemon, 0, 60)
    for number in range(5):
        wait_for(lambda n=number: daemon.get('/v1/status')['articles'] > 10 * n, 'some articles')
        copy = os.path.join(daemon.directory, f'copy{number}.db')
        daemon.quotes('backup', copy)
        daemon.quotes('check', '--database', copy)
    daemon.quotes('backup', copy, status=4)  # nothing is written over
    assert not [name for name in os.listdir(daemon.directory) if name.endswith('.new')]
    daemon.sync()
    daemon.quotes('check')
    daemon.stop()


def test_a_backup_is_restored(daemon):
    daemon.start()
    drop_many(daemon, 0, 5)
    daemon.sync()
    copy = os.path.join(daemon.directory, 'copy.db')
    daemon.quotes('backup', copy)
    drop_many(daemon, 5, 5)
    daemon.sync()
    daemon.stop()
    shutil.rmtree(os.path.join(daemon.directory, 'state'))
    os.mkdir(os.path.join(daemon.directory, 'state'))
    shutil.copy(copy, database(daemon))
    daemon.start()
    assert daemon.get('/v1/status')['articles'] == 5
    for name in os.listdir(daemon.done):  # what came after the backup is in done/
        os.rename(os.path.join(daemon.done, name), os.path.join(daemon.inbox, name))
    daemon.sync()
    status = daemon.get('/v1/status')
    assert (status['articles'], status['duplicate']) == (10, 5), status
    daemon.quotes('check')
    daemon.stop()


def test_check_tells_what_is_wrong(daemon):
    daemon.start()
    drop_many(daemon, 0, 3)
    daemon.sync()
    daemon.stop()
    path = database(daemon)
    assert 'wrong' not in daemon.quotes('check', '--database', path)
    file = sqlite3.connect(path)
    with file:
        file.execute('UPDATE totals SET stored = 4')
        file.execute("UPDATE articles SET text = upper(text) WHERE id = 2")
        file.execute("UPDATE statements_text_data SET block = substr(block, 1, 3) WHERE id > 10")
    file.close()
    told = daemon.quotes('check', '--database', path, status=4)
    wrong = [line for line in told.splitlines() if line.startswith('wrong')]
    assert [word for line in wrong for word in ('stored', 'full text of statements', 'words of') if word in line] == \
        ['stored', 'full text of statements', 'words of'], told


def test_check_compares_the_folders_with_the_ledger(daemon):
    daemon.start()
    drop_many(daemon, 0, 3)
    daemon.drop('bad.txt', b'bad\0')
    daemon.sync()
    daemon.request('POST', '/v1/retry')  # and fails again
    daemon.sync()
    assert 'note' not in daemon.quotes('check')
    gone = sorted(os.listdir(daemon.done))[0]
    os.unlink(os.path.join(daemon.done, gone))
    os.mkdir(os.path.join(daemon.failed, 'folder'))
    shutil.copyfile(database(daemon), os.path.join(daemon.failed, 'folder', 'foreign.txt'))
    told = [line for line in daemon.quotes('check').splitlines() if line.startswith('note')]
    assert len(told) == 2 and f'1 moved there are gone, such as "{gone}"' in told[0], told
    assert '1 there were never read, such as "folder/foreign.txt"' in told[1], told
    daemon.stop()


def test_a_damaged_database_is_left_as_it_is(daemon):
    daemon.start()
    drop_many(daemon, 0, 3)
    daemon.sync()
    daemon.stop()
    path = database(daemon)
    with open(path, 'rb') as file:
        good = file.read()
    for bad in (good[:5000], good[:2000] + bytes(3000) + good[5000:], b'x' * len(good)):
        with open(path, 'wb') as file:
            file.write(bad)
        daemon.begin()
        assert daemon.process.wait(60) == 78, daemon.read_log()
        assert 'could not open database' in daemon.read_log()
        with open(path, 'rb') as file:
            assert file.read() == bad
        daemon.quotes('check', '--database', path, status=4)


if __name__ == '__main__':
    run(tests_of(globals()))
