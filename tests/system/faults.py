#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Crashes, reloads and clients that misbehave."""
import hashlib
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import time

from harness import ARTICLE, LIMIT, QUOTED, RULES, Connection, Skip, run, tests_of, wait_for


def numbers(count, start=0):
    """Articles that differ."""
    return {f'{n}.txt': ARTICLE + f'Report number {n}.\n' for n in range(start, start + count)}


def assert_all_there(daemon, wanted):
    """Each of the articles is stored once, and its file is in done/."""
    status = daemon.get('/v1/status')
    assert status['articles'] == len(wanted), status
    assert sorted(os.listdir(daemon.done)) == sorted(wanted)
    assert os.listdir(daemon.inbox) == []


def test_nothing_is_lost_by_sigkill(daemon):
    wanted = numbers(200)
    daemon.start()
    for name, text in wanted.items():
        daemon.drop(name, text)
    for rounds in range(5):
        wait_for(lambda r=rounds: len(os.listdir(daemon.done)) > 20 * r, 'some articles')
        daemon.kill()
        daemon.start()
    daemon.sync()
    assert_all_there(daemon, wanted)
    daemon.stop()


def test_sigterm_loses_nothing(daemon):
    wanted = numbers(100)
    daemon.start()
    for name, text in wanted.items():
        daemon.drop(name, text)
    daemon.stop()
    daemon.start()
    daemon.sync()
    assert_all_there(daemon, wanted)
    daemon.stop()


def test_an_extract_process_that_dies_is_replaced(daemon):
    daemon.options = ('--workers=1',)
    daemon.start()
    old = wait_for(daemon.workers, 'a worker')
    os.kill(old[0], signal.SIGKILL)
    wait_for(lambda: daemon.workers() and daemon.workers() != old, 'another worker')
    daemon.drop('after.txt')
    daemon.sync()
    assert daemon.get('/v1/status')['stored'] == 1
    daemon.stop()


def copy_rules(daemon):
    """Rules of the daemon's own, and the path of one of their files."""
    daemon.rules = os.path.join(daemon.directory, 'rules')
    shutil.copytree(RULES, daemon.rules)
    directory = os.path.join(daemon.rules, 'en')
    return next(os.path.join(directory, f) for f in sorted(os.listdir(directory)) if f.endswith('.rules'))


def a_ready_worker(daemon):
    wait_for(lambda: daemon.get('/v1/status')['workers'], 'a worker')
    return daemon.workers()[0]


def test_an_article_that_takes_too_long_is_set_aside(daemon):
    daemon.options = ('--workers=1', '--time-limit=1')
    daemon.start()
    text = ARTICLE + 'Slow.\n'
    database = sqlite3.connect(os.path.join(daemon.directory, 'state', 'quoted.db'))
    with database:  # two attempts have been lost already
        database.execute('INSERT INTO attempts VALUES (?, 2)', (hashlib.sha256(text.encode()).digest(),))
    database.close()
    stopped = a_ready_worker(daemon)
    os.kill(stopped, signal.SIGSTOP)
    daemon.drop('slow.txt', text)
    daemon.sync()
    drop = daemon.get('/v1/drops')['drops'][0]
    assert drop['outcome'] == 'failed' and 'longer than 10 s' in drop['reason'], drop
    wait_for(lambda: daemon.get('/v1/status')['workers'] and daemon.workers() != [stopped], 'another worker')
    os.kill(daemon.workers()[0], signal.SIGSTOP)
    daemon.drop('once.txt')
    daemon.sync()
    drop = daemon.get('/v1/drops')['drops'][0]
    assert (drop['name'], drop['outcome']) == ('once.txt', 'stored'), drop
    daemon.stop()


def test_an_article_of_too_much_work_is_set_aside(daemon):
    with open(QUOTED, 'rb') as program:
        if b'__asan_init' not in program.read():
            raise Skip('only a build with sanitizers takes a second for anything')
    daemon.options = ('--workers=1', '--time-limit=1', '--max-size=200000000')
    daemon.start()
    a_ready_worker(daemon)
    daemon.drop('long.txt', ''.join(f'Mayor Anna Larkin said on Tuesday that pier {n} would reopen in May.\n\n' for n in range(1000000)))
    daemon.drop('short.txt')
    daemon.sync()
    drops = {drop['name']: drop for drop in daemon.get('/v1/drops')['drops']}
    assert drops['short.txt']['outcome'] == 'stored', drops
    if drops['long.txt']['outcome'] == 'stored':
        raise Skip('this machine does all of it within a second')
    assert drops['long.txt']['outcome'] == 'failed' and '1 s of processor time' in drops['long.txt']['reason'], drops
    daemon.stop()


def test_a_machine_that_is_busy_costs_no_article_an_attempt(daemon):
    """The reader does nothing for longer than an article may take, as others have the processor."""
    daemon.options = ('--workers=1', '--time-limit=1')
    daemon.start()
    worker = a_ready_worker(daemon)
    os.kill(worker, signal.SIGSTOP)
    daemon.drop('one.txt')
    wait_for(lambda: daemon.get('/v1/status')['pending'], 'it to be taken')
    end = time.monotonic() + 2
    wait_for(lambda: time.monotonic() > end, 'more than its time')
    os.kill(worker, signal.SIGCONT)
    daemon.sync()
    assert daemon.get('/v1/status')['stored'] == 1
    assert 'ended' not in daemon.read_log(), daemon.read_log()
    daemon.stop()


def test_articles_wait_while_the_rules_on_disk_are_bad(daemon):
    path = copy_rules(daemon)
    daemon.options = ('--workers=1',)
    daemon.start()
    worker = a_ready_worker(daemon)
    os.rename(path, path + '.away')
    os.kill(worker, signal.SIGKILL)
    wait_for(lambda: daemon.get('/v1/status')['state'] == 'degraded', 'the daemon to say so')
    daemon.drop('one.txt')
    wait_for(lambda: daemon.get('/v1/status')['pending'] == 1, 'the article to be seen')
    os.rename(path + '.away', path)
    daemon.sync()
    status = daemon.get('/v1/status')
    assert (status['stored'], status['failed'], status['state']) == (1, 0, 'running'), status
    daemon.stop()


def test_the_serve_process_is_replaced(daemon):
    daemon.start()
    old = daemon.workers('serve')
    os.kill(old[0], signal.SIGKILL)
    wait_for(lambda: daemon.workers('serve') not in ([], old), 'another serve process')
    assert daemon.get('/v1/status')['state'] == 'running'
    daemon.stop()


def test_bad_rules_leave_those_in_force(daemon):
    path = copy_rules(daemon)
    daemon.start()
    a_ready_worker(daemon)
    before = daemon.get('/v1/status')['rules']
    with open(path, encoding='utf8') as file:
        good = file.read()
    with open(path, 'w', encoding='utf8') as file:
        file.write(good + '\nnonsense {\n')
    daemon.process.send_signal(signal.SIGHUP)
    wait_for(lambda: 'the rules in force stay' in daemon.read_log(), 'the message')
    assert os.path.basename(path) + ':' in daemon.read_log()
    assert daemon.get('/v1/status')['rules'] == before
    daemon.drop('one.txt')
    daemon.sync()
    assert daemon.get('/v1/status')['stored'] == 1
    with open(path, 'w', encoding='utf8') as file:
        file.write(good + '\n# a comment\n')
    daemon.process.send_signal(signal.SIGHUP)
    wait_for(lambda: daemon.get('/v1/status')['rules'] != before, 'the new rules')
    daemon.drop('two.txt', ARTICLE + 'More.\n')
    daemon.sync()
    assert daemon.get('/v1/status')['stored'] == 2
    daemon.stop()


def test_follow_gives_each_new_statement(daemon):
    daemon.start()
    followers = []
    for query in ('', '?speaker=larkin', '?speaker=nobody'):
        connection = Connection(daemon.socket)
        connection.request('GET', '/v1/follow' + query)
        followers.append(connection.getresponse())
        assert followers[-1].readline() == b'\n'
    daemon.drop('harbour.txt')
    daemon.sync()
    first = json.loads(followers[0].readline())
    assert first['article'] == 'harbour.txt', first
    assert json.loads(followers[1].readline())['speaker'] == 'Anna Larkin'
    daemon.stop()
    assert followers[2].read().strip() == b''


def test_slow_clients_do_not_hinder_others(daemon):
    daemon.options = ('--connections=20',)
    daemon.start()
    slow = []
    for _ in range(15):
        client = socket.socket(socket.AF_UNIX)
        client.connect(daemon.socket)
        client.sendall(b'GET /v1/status HT')
        slow.append(client)
    for _ in range(50):
        assert daemon.get('/v1/status')['state'] == 'running'
    for client in slow:  # each is cut when its time is over
        client.settimeout(LIMIT)
        assert client.recv(100) == b''
        client.close()
    daemon.stop()


def test_two_clients_and_a_writer_at_once(daemon):
    daemon.start()
    clients = [subprocess.Popen(['curl', '-s', '--fail', '--unix-socket', daemon.socket,
                                 *['http://localhost/v1/statements?limit=100'] * 50],
                                stdout=subprocess.DEVNULL) for _ in range(2)]
    wanted = numbers(100)
    for name, text in wanted.items():
        daemon.drop(name, text)
    daemon.sync()
    for client in clients:
        assert client.wait(LIMIT) == 0
    assert_all_there(daemon, wanted)
    daemon.stop()


def test_bad_requests_get_an_answer(daemon):
    daemon.start()
    for path, status in (('/v2', 404), ('/v1/statements?nonsense=1', 400), ('/v1/statements?limit=0', 400),
                         ('/v1/statements?limit=x', 400), ('/v1/statements?since=tomorrow', 400),
                         ('/v1/statements?kind=loud', 400), ('/v1/speakers/x', 400), ('/v1/speakers/999', 404),
                         ('/v1/statements/0123456789abcdef', 404), ('/v1/sync', 405), ('/v1/drops?hash=12', 400),
                         ('/v1/statements?words=%22%28%29%2A', 200), ('/v1/articles/1', 404)):
        assert 'error' in daemon.get(path, status) or status == 200, path
    raw = socket.socket(socket.AF_UNIX)
    raw.settimeout(LIMIT)
    raw.connect(daemon.socket)
    raw.sendall(b'GET /' + b'x' * 20000 + b' HTTP/1.1\r\n\r\n')
    assert raw.recv(12) in (b'HTTP/1.1 400', b'HTTP/1.1 413', b'HTTP/1.1 414', b'')
    assert daemon.get('/v1/status')
    daemon.stop()


def test_lists_are_paged_by_key(daemon):
    daemon.start()
    for name, text in numbers(7).items():
        daemon.drop(name, text)
    daemon.sync()
    seen, after = [], 0
    while True:
        page = daemon.get(f'/v1/articles?limit=3&after={after}')
        seen += [article['id'] for article in page['articles']]
        after = page['next']
        if not after:
            break
    assert len(seen) == len(set(seen)) == 7, seen
    article = daemon.get(f'/v1/articles/{seen[0]}')
    assert article['text'].startswith('Harbour plan') and article['statements'], article
    statement = article['statements'][0]
    printings = daemon.get('/v1/statements/' + statement['id'])['statements']
    assert printings[0]['text'] == statement['text']
    daemon.stop()


def all_pages(daemon, path, key):
    found, after = [], 0
    while True:
        page = daemon.get(f'{path}?limit=7&after={after}')
        found += page[key]
        after = page['next']
        if not after:
            return found


def test_a_long_list_is_that_of_its_pages(daemon):
    """It is made in pieces, between which others are answered, and clients may go away."""
    daemon.start()
    for name, text in numbers(60).items():
        daemon.drop(name, text.replace('in May', f'in {name[:-4]} years').replace('single quay', f'quay of {name[:-4]} yards'))
    daemon.sync()
    for path, key in (('/v1/statements', 'statements'), ('/v1/articles', 'articles'), ('/v1/drops', 'drops')):
        wanted = all_pages(daemon, path, key)
        assert len(wanted) >= 60, len(wanted)
        whole = daemon.get(f'{path}?limit=1000')
        assert whole[key] == wanted and whole['next'] == 0
        some = daemon.get(f'{path}?limit=53')
        assert some[key] == wanted[:53]
        assert daemon.get(f'{path}?limit=1000&after={some["next"]}')[key] == wanted[53:]
    for _ in range(200):
        client = socket.socket(socket.AF_UNIX)
        client.connect(daemon.socket)
        client.sendall(b'GET /v1/statements?limit=1000 HTTP/1.1\r\nHost: localhost\r\n\r\n')
        client.close()
    assert 'error' in daemon.get('/v1/statements?limit=1000&kind=loud', 400)
    assert daemon.get('/v1/statements?limit=1000')['statements'] == all_pages(daemon, '/v1/statements', 'statements')
    daemon.stop()


if __name__ == '__main__':
    run(tests_of(globals()))
