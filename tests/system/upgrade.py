#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A program newer or older than the database: brought up to date from every version there was, or refused untouched."""
import os
import re
import sqlite3

import harness
from harness import ARTICLE, run, tests_of

STORE = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..', 'daemon', 'store')


def read(name):
    with open(os.path.join(STORE, name), encoding='utf8') as file:
        return file.read()


def steps():
    """The migrations in their order, by the files that hold them."""
    source = read('migrate.c')
    files = dict(re.findall(r'static const char (\w+)\[\] =\s*#include "([\w-]+)\.inc"', source))
    order = re.search(r'const char \*const migrations\[\] = \{(.*?)\}', source, re.S)[1]
    return [read(files[name] + '.sql') for name in re.findall(r'\w+', order)]


def application_id():
    return int(re.search(r'#define APPLICATION_ID (\w+)', read('database.h'))[1], 0)


def path(daemon):
    return daemon.directory + '/state/quoted.db'


def make(daemon, version, all_steps):
    """A database as the program of that version made it."""
    os.makedirs(daemon.directory + '/state', exist_ok=True)
    for name in os.listdir(daemon.directory + '/state'):
        os.unlink(os.path.join(daemon.directory, 'state', name))
    database = sqlite3.connect(path(daemon))
    for name, count in (('pack_terms', 1), ('pack_claims', 1), ('opening', 1)):
        database.create_function(name, count, lambda *values: b'')
    for step in all_steps[:version]:
        database.executescript(step)
    database.executescript(f'PRAGMA application_id={application_id()}; PRAGMA user_version={version}; PRAGMA journal_mode=WAL')
    database.close()


def version_of(daemon):
    database = sqlite3.connect(path(daemon))
    version = database.execute('PRAGMA user_version').fetchone()[0]
    database.close()
    return version


def test_every_version_there_was_is_brought_up_to_date(daemon):
    all_steps = steps()
    assert len(all_steps) >= 12, len(all_steps)
    for version in range(1, len(all_steps) + 1):
        make(daemon, version, all_steps)
        daemon.start()
        assert version_of(daemon) == len(all_steps)
        daemon.drop('one.txt', ARTICLE)
        daemon.sync()
        status = daemon.get('/v1/status')
        assert (status['stored'], status['articles']) == (1, 1), f'from version {version}: {status}'
        daemon.quotes('check')
        daemon.stop()


def test_a_newer_one_is_refused_and_left_as_it_is(daemon):
    daemon.start()
    daemon.drop('one.txt')
    daemon.sync()
    daemon.stop()
    newest = version_of(daemon)
    database = sqlite3.connect(path(daemon))
    database.execute(f'PRAGMA user_version={newest + 1}')
    database.close()
    with open(path(daemon), 'rb') as file:
        before = file.read()
    daemon.drop('two.txt', ARTICLE + 'Two.\n')
    daemon.begin()
    assert daemon.process.wait(harness.LIMIT) == 78, daemon.read_log()
    assert f'of version {newest + 1}, this program knows {newest}' in daemon.read_log()
    with open(path(daemon), 'rb') as file:
        assert file.read() == before
    assert os.listdir(daemon.inbox) == ['two.txt'], 'it was taken by a daemon that could not store it'
    database = sqlite3.connect(path(daemon))
    database.execute(f'PRAGMA user_version={newest}')  # the newer program is back
    database.close()
    daemon.start()
    daemon.sync()
    assert daemon.get('/v1/status')['stored'] == 2
    daemon.stop()


if __name__ == '__main__':
    run(tests_of(globals()))
