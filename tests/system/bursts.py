#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Articles that come faster than they can be entered are stored first and entered later.

With --burst=1 that is so from the first file on; with a larger burst the inbox has to be full.
"""
import json
import os
import sqlite3

from harness import ARTICLE, run, tests_of, wait_for

MANY = 300


def article(number):
    return ARTICLE + f'\nReport {number} of the day.\n'


def drop_many(daemon, count=MANY):
    for number in range(count):
        daemon.drop(f'{number}.txt', article(number))


def database(daemon):
    return sqlite3.connect(os.path.join(daemon.directory, 'state', 'quoted.db'))


def test_sync_waits_until_all_can_be_asked_for(daemon):
    daemon.options = ('--burst=1',)
    daemon.start()
    drop_many(daemon)
    daemon.sync()
    status = daemon.get('/v1/status')
    assert (status['stored'], status['backlog'], status['articles'], status['pending']) == (MANY, 0, MANY, 0), status
    assert len(os.listdir(daemon.done)) == MANY
    assert 'stored first, and entered after' in daemon.read_log()
    found = json.loads(daemon.quotes('--json', '--printings', '--limit=10000', 'search', 'quay'))
    assert len(found) == MANY, len(found)


def test_put_tells_of_the_article(daemon):
    daemon.options = ('--burst=1',)
    daemon.start()
    path = os.path.join(daemon.directory, 'one.txt')
    with open(path, 'w', encoding='utf8') as file:
        file.write(ARTICLE)
    outcome = json.loads(daemon.quotes('--json', 'put', path))
    assert (outcome[0]['outcome'], outcome[0]['statements']) == ('stored', 3), outcome


def test_nothing_waits_where_files_are_kept(daemon):
    daemon.options = ('--burst=1', '--after=keep')
    daemon.start()
    drop_many(daemon, 20)
    daemon.sync()
    assert daemon.get('/v1/status')['articles'] == 20
    assert 'stored first' not in daemon.read_log()


def test_what_waits_is_entered_after_a_kill(daemon):
    daemon.options = ('--burst=1',)
    daemon.start()
    drop_many(daemon)
    wait_for(lambda: daemon.get('/v1/status')['stored'] >= MANY // 4, 'some to be stored')
    daemon.kill()
    daemon.options = ()
    daemon.start()
    daemon.sync()
    status = daemon.get('/v1/status')
    assert (status['stored'], status['duplicate'], status['backlog'], status['articles']) == (MANY, 0, 0, MANY), status


def test_a_revision_comes_after_what_it_revises(daemon):
    """In files of their own, and in one of several articles, which waits for its turn."""
    daemon.options = ('--burst=1', '--workers=1')
    daemon.start()
    later = ARTICLE.replace('in May', 'in June')
    for number in range(50):
        daemon.drop(f'{number:02}.txt', article(number))
    daemon.drop('harbour.txt', json.dumps({'title': 'Harbour', 'url': 'https://example.org/h', 'text': ARTICLE}))
    lines = [{'title': 'Harbour', 'url': 'https://example.org/h', 'text': later}, {'title': 'Other', 'text': article(0)}]
    daemon.drop('pack.jsonl', '\n'.join(map(json.dumps, lines)) + '\n')
    daemon.sync()
    revised = [row['text'] for row in json.loads(daemon.quotes('--json', '--printings', 'search', 'June'))]
    assert len(revised) == 1, revised
    assert daemon.get('/v1/status')['articles'] == 52


def test_one_that_cannot_be_entered_is_read_again(daemon):
    """Another version of the program may have packed it."""
    daemon.options = ('--burst=1',)
    daemon.start()
    drop_many(daemon)
    wait_for(lambda: daemon.get('/v1/status')['stored'] >= MANY // 4, 'some to be stored')
    daemon.kill()
    with database(daemon) as db:
        db.execute("UPDATE backlog SET form = 'older' WHERE drop_id % 3 = 0")
        db.execute("UPDATE backlog SET record = x'00' WHERE drop_id % 7 = 0")
    db.close()
    daemon.start()
    wait_for(lambda: daemon.get('/v1/status')['articles'] == MANY, 'all to be entered')
    status = daemon.get('/v1/status')
    assert (status['stored'], status['duplicate'], status['failed'], status['backlog']) == (MANY, 0, 0, 0), status
    assert len(os.listdir(daemon.done)) == MANY
    daemon.quotes('check')


def test_those_that_cannot_be_entered_fail(daemon):
    """When their files are gone."""
    daemon.start()
    drop_many(daemon, 3)
    daemon.sync()
    daemon.stop()
    with database(daemon) as db:
        for number, name in enumerate(('x.txt', 'y.txt', 'z.txt')):
            db.execute('INSERT INTO drops (name, hash, size, outcome, moved_to, seen_at) VALUES'
                       ' (CAST(:name AS BLOB), :hash, 1, 1, CAST(:name AS BLOB), 0)', {'name': name, 'hash': bytes([number] * 32)})
            db.execute("INSERT INTO backlog SELECT max(id), 'older', x'00' FROM drops")
        db.execute('UPDATE totals SET backlog = 3, stored = stored + 3')
    db.close()
    daemon.start()
    wait_for(lambda: daemon.get('/v1/status')['failed'] == 3, 'them to fail')
    daemon.drop('after.txt', article(99))
    daemon.sync()
    status = daemon.get('/v1/status')
    assert (status['stored'], status['failed'], status['backlog'], status['articles']) == (4, 3, 0, 4), status
    assert sorted(os.listdir(daemon.failed)) == ['x.txt.reason', 'y.txt.reason', 'z.txt.reason']
    assert 'could not be stored' in json.loads(daemon.quotes('--json', 'failed'))[0]['reason']
    daemon.quotes('check')


run(tests_of(globals()))
