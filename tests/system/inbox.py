#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What lands in the inbox, and how."""
import concurrent.futures
import fcntl
import gzip
import io
import json
import lzma
import os
import socket
import subprocess
import zipfile

from harness import ARTICLE, LIMIT, QUOTED, Daemon, Skip, run, tests_of, wait_for


def outcomes(daemon):
    return {drop['name']: drop['outcome'] for drop in daemon.get('/v1/drops?limit=1000')['drops']}


def test_a_renamed_file_is_stored(daemon):
    daemon.start().drop('harbour.txt')
    daemon.sync()
    assert outcomes(daemon) == {'harbour.txt': 'stored'}
    assert os.listdir(daemon.inbox) == []
    assert os.listdir(daemon.done) == ['harbour.txt']
    with open(os.path.join(daemon.done, 'harbour.txt'), encoding='utf8') as file:
        assert file.read() == ARTICLE
    speakers = {s['name'] for s in daemon.get('/v1/speakers')['speakers']}
    assert 'Anna Larkin' in speakers, speakers
    daemon.stop()


def test_each_article_of_a_file_has_its_outcome(daemon):
    texts = [ARTICLE, ARTICLE + ' It rained.', '']
    daemon.start().drop('many.jsonl', ''.join(json.dumps({'title': 'T', 'text': text}) + '\n' for text in texts))
    daemon.sync()
    assert outcomes(daemon) == {'many.jsonl': 'stored', 'many.jsonl#1': 'stored', 'many.jsonl#2': 'stored',
                                'many.jsonl#3': 'failed'}, outcomes(daemon)
    assert len(daemon.get('/v1/articles')['articles']) == 2
    daemon.drop('again.jsonl', json.dumps({'title': 'T', 'text': ARTICLE}) + '\n' + json.dumps({'text': 'x'}) + '\n')
    daemon.sync()
    assert outcomes(daemon)['again.jsonl#1'] == 'duplicate', outcomes(daemon)
    daemon.drop('none.jsonl', '{"title": "T"}\n{"title": "U"}\n')
    daemon.sync()
    assert outcomes(daemon)['none.jsonl'] == 'failed'
    assert 'none.jsonl' in os.listdir(daemon.failed)
    daemon.stop()


def test_a_page_and_its_charset_are_read_in_the_sandbox(daemon):
    page = '<html><head><meta charset="koi8-r"></head><body><p>\u041c\u0438\u0440. ' + ARTICLE + '</p></body></html>'
    daemon.start().drop('page.html', page.encode('koi8-r', 'replace'))
    daemon.sync()
    assert outcomes(daemon) == {'page.html': 'stored'}, outcomes(daemon)
    daemon.stop()


def test_packed_articles_are_read_in_the_sandbox(daemon):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, 'w', zipfile.ZIP_DEFLATED) as file:
        file.writestr('one.txt', ARTICLE + 'One.\n')
        file.writestr('two.md', '# Two\n\n' + ARTICLE)
        file.writestr('three.xml', '<rss><channel><item><description>He said it rained.</description></item></channel></rss>')
    daemon.start().drop('plain.txt.gz', gzip.compress(ARTICLE.encode()))
    daemon.drop('several.zip', packed.getvalue())
    daemon.drop('letter.eml', 'Message-ID: <1@a>\nMIME-Version: 1.0\nFrom: =?iso-8859-1?Q?Ren=E9e?= <a@a.example>\n'
                'Date: Tue, 6 May 2031 10:15:00 +0200\nSubject: =?koi8-r?B?7cnS?=\n\n' + ARTICLE + 'Yours.\n')
    daemon.drop('several.tar.xz', lzma.compress(b'no archive, but he said so'))
    daemon.sync()
    assert set(outcomes(daemon).values()) == {'stored'}, outcomes(daemon)
    assert 'several.zip/three.xml#1' in outcomes(daemon), outcomes(daemon)
    daemon.stop()


def test_a_written_file_is_stored_when_it_lies_still(daemon):
    daemon.start()
    with open(os.path.join(daemon.inbox, 'slow.txt'), 'w', encoding='utf8') as file:
        for line in ARTICLE.splitlines(keepends=True):
            file.write(line)
            file.flush()
    daemon.sync()
    assert outcomes(daemon) == {'slow.txt': 'stored'}
    daemon.stop()


def test_a_file_is_not_taken_while_it_is_open_for_writing(daemon):
    daemon.start()
    half = len(ARTICLE) // 2
    with open(os.path.join(daemon.inbox, 'slow.txt'), 'w', encoding='utf8') as file:
        file.write(ARTICLE[:half])
        file.flush()
        for number in range(60):  # several times the settling time
            daemon.drop(f'{number}.txt', ARTICLE + f'Number {number}.\n')
            wait_for(lambda n=number: f'{n}.txt' in os.listdir(daemon.done), 'another article')
        assert os.listdir(daemon.inbox) == ['slow.txt']
        file.write(ARTICLE[half:])
    daemon.sync()
    assert outcomes(daemon)['slow.txt'] == 'stored'
    with open(os.path.join(daemon.done, 'slow.txt'), encoding='utf8') as file:
        assert file.read() == ARTICLE
    assert daemon.get('/v1/status')['stored'] == 61
    daemon.stop()


def test_a_link_and_a_file_of_before_the_start_are_stored(daemon):
    daemon.drop('before.txt')
    daemon.start()
    outside = os.path.join(daemon.directory, 'outside.txt')
    with open(outside, 'w', encoding='utf8') as file:
        file.write(ARTICLE + 'More.\n')
    os.link(outside, os.path.join(daemon.inbox, 'linked.txt'))
    daemon.sync()
    assert outcomes(daemon) == {'before.txt': 'stored', 'linked.txt': 'stored'}
    daemon.stop()


def test_unfinished_names_are_left_alone(daemon):
    daemon.start()
    names = ['.hidden', 'a.part', 'b.crdownload', 'c.filepart', 'd~', '#e#', 'f.tmp', '4913', 'g.swp']
    for name in names:
        with open(os.path.join(daemon.inbox, name), 'w', encoding='utf8') as file:
            file.write(ARTICLE)
    daemon.drop('good.txt')
    daemon.sync()
    assert outcomes(daemon) == {'good.txt': 'stored'}
    assert sorted(os.listdir(daemon.inbox)) == sorted(names)
    os.rename(os.path.join(daemon.inbox, 'a.part'), os.path.join(daemon.inbox, 'a.txt'))
    daemon.sync()
    assert outcomes(daemon)['a.txt'] == 'duplicate'
    daemon.stop()


def test_the_same_article_twice_is_one(daemon):
    daemon.start()
    daemon.drop('one.txt')
    daemon.sync()
    daemon.drop('two.txt')
    daemon.drop('one.txt')
    daemon.sync()
    status = daemon.get('/v1/status')
    assert (status['articles'], status['stored'], status['duplicate']) == (1, 1, 2), status
    assert sorted(os.listdir(daemon.done)) == ['one.1.txt', 'one.txt', 'two.txt']
    daemon.stop()


def test_what_cannot_be_read_fails_with_its_reason(daemon):
    daemon.start()
    daemon.drop('binary.txt', b'a\0b')
    daemon.drop('empty.txt', b'')
    os.symlink('/etc/passwd', os.path.join(daemon.inbox, 'link.txt'))
    os.mkfifo(os.path.join(daemon.inbox, 'pipe.txt'))
    door = socket.socket(socket.AF_UNIX)
    door.bind(os.path.join(daemon.inbox, 'door.txt'))
    daemon.drop('good.txt')
    daemon.sync()
    wanted = dict.fromkeys(['binary.txt', 'empty.txt', 'link.txt', 'pipe.txt', 'door.txt'], 'failed')
    assert outcomes(daemon) == {**wanted, 'good.txt': 'stored'}, outcomes(daemon)
    for name in wanted:
        with open(os.path.join(daemon.failed, name + '.reason'), encoding='utf8') as reason:
            assert reason.read().strip(), name
        assert os.path.lexists(os.path.join(daemon.failed, name))
    reasons = {f['name']: f['reason'] for f in daemon.get('/v1/failed')['failed']}
    assert 'NUL at byte 1' in reasons['binary.txt'], reasons
    assert 'regular file' in reasons['pipe.txt'], reasons
    daemon.stop()


def test_a_file_too_large_is_not_read(daemon):
    daemon.options = ('--max-size=1000',)
    daemon.start().drop('large.txt', 'x' * 1001)
    with open(os.path.join(daemon.inbox, '.s.part'), 'wb') as file:
        file.truncate(1 << 40)
    os.rename(os.path.join(daemon.inbox, '.s.part'), os.path.join(daemon.inbox, 'sparse.txt'))
    daemon.drop('fits.txt')
    daemon.sync()
    assert outcomes(daemon) == {'large.txt': 'failed', 'sparse.txt': 'failed', 'fits.txt': 'stored'}
    daemon.stop()


def test_a_strange_name_is_kept(daemon):
    daemon.start()
    name = b'\xff\x1b[31m\n\xe2\x80\xaetxt'
    with open(daemon.inbox.encode() + b'/.x.part', 'w', encoding='utf8') as file:
        file.write(ARTICLE)
    os.rename(daemon.inbox.encode() + b'/.x.part', daemon.inbox.encode() + b'/' + name)
    daemon.sync()
    assert os.listdir(daemon.done.encode()) == [name]
    assert '\x1b' not in daemon.read_log()
    daemon.stop()


def test_a_sync_waits_for_what_has_no_bytes(daemon):
    daemon.options = ('--settle=1000',)
    daemon.start()
    os.mkfifo(os.path.join(daemon.inbox, 'pipe.txt'))
    daemon.sync()
    assert outcomes(daemon) == {'pipe.txt': 'failed'}, outcomes(daemon)
    daemon.stop()


def test_a_sync_does_not_wait_for_what_is_gone(daemon):
    daemon.options = ('--settle=5000',)
    daemon.start()
    path = os.path.join(daemon.inbox, 'gone.txt')
    with open(path, 'w', encoding='utf8') as file:
        file.write(ARTICLE)
    with concurrent.futures.ThreadPoolExecutor() as pool:
        answer = pool.submit(daemon.sync)
        wait_for(lambda: daemon.get('/v1/status')['pending'] == 1, 'the file to be seen')
        os.unlink(path)
        assert answer.result(LIMIT)['pending'] == 0
    assert outcomes(daemon) == {}
    daemon.stop()


def test_an_empty_file_is_given_time(daemon):
    daemon.start()
    path = os.path.join(daemon.inbox, 'placeholder.txt')
    with open(path, 'w', encoding='utf8'):
        pass
    daemon.sync()
    assert outcomes(daemon) == {}
    assert daemon.get('/v1/status')['pending'] == 1
    with open(path, 'w', encoding='utf8') as file:
        file.write(ARTICLE)
    daemon.sync()
    assert outcomes(daemon) == {'placeholder.txt': 'stored'}
    daemon.stop()


def test_a_file_without_permission_waits_for_it(daemon):
    if os.geteuid() == 0:
        raise Skip('root reads everything')
    daemon.start()
    path = os.path.join(daemon.inbox, 'secret.txt')
    with open(path, 'w', encoding='utf8') as file:
        file.write(ARTICLE)
    os.chmod(path, 0)
    daemon.sync()
    assert daemon.get('/v1/status')['waiting'] == 1
    os.chmod(path, 0o600)
    wait_for(lambda: outcomes(daemon) == {'secret.txt': 'stored'}, 'the file to be stored')
    daemon.stop()


def test_keep_leaves_files_where_they_are(daemon):
    daemon.options = ('--after=keep',)
    daemon.start().drop('kept.txt')
    daemon.sync()
    assert os.listdir(daemon.inbox) == ['kept.txt']
    daemon.stop()
    daemon.start()
    daemon.drop('other.txt', ARTICLE + 'More.\n')
    daemon.sync()
    status = daemon.get('/v1/status')
    assert (status['stored'], status['duplicate'], status['pending']) == (2, 0, 0), status
    with open(os.path.join(daemon.inbox, 'kept.txt'), 'a', encoding='utf8') as file:
        file.write('A new line.\n')
    daemon.sync()
    assert daemon.get('/v1/status')['stored'] == 3
    daemon.stop()


def test_an_inbox_that_goes_away_comes_back(daemon):
    daemon.start()
    os.rename(daemon.inbox, daemon.inbox + '.old')
    wait_for(lambda: daemon.get('/v1/status')['state'] == 'degraded', 'the daemon to notice')
    os.mkdir(daemon.inbox)
    daemon.drop('again.txt')
    daemon.sync()
    assert outcomes(daemon) == {'again.txt': 'stored'}
    assert daemon.get('/v1/status')['state'] == 'running'
    daemon.stop()


def put_below(daemon, path, content=ARTICLE):
    path = os.path.join(daemon.inbox, path)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, 'w', encoding='utf8') as file:
        file.write(content)


def tree(directory):
    return sorted(os.path.relpath(os.path.join(place, name), directory) for place, _, names in os.walk(directory) for name in names)


def test_folders_in_the_inbox_are_looked_into(daemon):
    put_below(daemon, 'before/a.b/one.txt')
    daemon.start()
    put_below(daemon, 'new/two.txt', ARTICLE + 'Two.\n')
    put_below(daemon, 'new/bad.txt', 'x\0')
    put_below(daemon, '.hidden/x.txt', 'x')
    put_below(daemon, 'page_files/x.txt', 'x')
    put_below(daemon, '/'.join('abcdefghij') + '/x.txt', 'x')
    daemon.sync()
    assert outcomes(daemon) == {'before/a.b/one.txt': 'stored', 'new/two.txt': 'stored', 'new/bad.txt': 'failed'}, outcomes(daemon)
    assert tree(daemon.done) == ['before/a.b/one.txt', 'new/two.txt']
    assert tree(daemon.failed) == ['new/bad.txt', 'new/bad.txt.reason']
    put_below(daemon, 'new/three.txt', ARTICLE + 'Three.\n')  # by the folder's own watch
    wait_for(lambda: outcomes(daemon).get('new/three.txt') == 'stored', 'the third')
    os.rename(os.path.join(daemon.inbox, 'new'), os.path.join(daemon.inbox, 'other'))
    put_below(daemon, 'other/four.txt', ARTICLE + 'Four.\n')
    wait_for(lambda: outcomes(daemon).get('other/four.txt') == 'stored', 'the fourth')
    put_below(daemon, 'new/bad.txt', 'x\0')
    daemon.sync()
    assert 'new/bad.1.txt' in tree(daemon.failed)
    assert daemon.request('POST', '/v1/retry?name=../x')[0] == 404
    assert daemon.request('POST', '/v1/retry?name=new/bad.txt')[1] == {'retried': 1}
    daemon.sync()
    assert daemon.request('POST', '/v1/retry')[1]['retried'] == 2
    daemon.sync()
    daemon.stop()


def test_a_link_in_the_inbox_leads_nowhere(daemon):
    outside = os.path.join(daemon.directory, 'outside')
    os.mkdir(outside)
    with open(os.path.join(outside, 'secret.txt'), 'w', encoding='utf8') as file:
        file.write(ARTICLE)
    daemon.start()
    os.symlink(outside, os.path.join(daemon.inbox, 'link'))
    daemon.sync()
    assert outcomes(daemon) == {'link': 'failed'}, outcomes(daemon)
    assert os.listdir(outside) == ['secret.txt']
    daemon.stop()


def test_kept_folders_keep_their_files(daemon):
    daemon.options = ('--after=keep',)
    put_below(daemon, 'a/one.txt')
    daemon.start()
    put_below(daemon, 'b/two.txt', ARTICLE + 'Two.\n')
    daemon.sync()
    daemon.stop()
    daemon.start()
    daemon.sync()
    assert outcomes(daemon) == {'a/one.txt': 'stored', 'b/two.txt': 'stored'}
    assert tree(daemon.inbox) == ['a/one.txt', 'b/two.txt'] and daemon.get('/v1/status')['duplicate'] == 0
    daemon.stop()


def test_without_watches_the_inbox_is_polled(daemon):
    limited = ['unshare', '--user', '--map-root-user', 'sh', '-c', 'echo 1 >/proc/sys/user/max_inotify_watches && exec "$@"', 'sh']
    if subprocess.run([*limited, 'true'], capture_output=True, check=False).returncode:
        raise Skip('no user namespaces here')
    arguments = daemon.arguments
    daemon.arguments = lambda: [*limited, *arguments()]
    daemon.start()
    assert daemon.get('/v1/status')['watch'] == 'inotify'
    put_below(daemon, 'a/one.txt')
    wait_for(lambda: daemon.get('/v1/status')['watch'] == 'polling', 'the daemon to say that it polls')
    put_below(daemon, 'a/two.txt', ARTICLE + 'Two.\n')
    wait_for(lambda: outcomes(daemon) == {'a/one.txt': 'stored', 'a/two.txt': 'stored'}, 'both, by polling')
    daemon.stop()


def test_a_failed_file_is_tried_again_when_asked(daemon):
    daemon.start().drop('bad.txt', b'a\0b')
    daemon.sync()
    status, body = daemon.request('POST', '/v1/retry?name=bad.txt')
    assert (status, body) == (200, {'retried': 1}), body
    daemon.sync()
    assert len(daemon.get('/v1/drops')['drops']) == 2
    assert sorted(os.listdir(daemon.failed)) == ['bad.txt', 'bad.txt.reason']
    assert daemon.request('POST', '/v1/retry?name=none.txt')[0] == 404
    assert daemon.request('POST', '/v1/retry?name=../inbox')[0] == 404
    daemon.stop()


def test_a_second_daemon_is_refused(daemon):
    daemon.start()
    second = subprocess.run(daemon.arguments(), capture_output=True, encoding='utf8', check=False)
    assert second.returncode == 75, second
    assert 'another daemon' in second.stderr
    assert daemon.answers()
    daemon.stop()


def test_what_a_dead_daemon_leaves_is_waited_for(daemon):
    """Its children end a moment after it: until then they may hold its lock, or its socket."""
    daemon.start()
    daemon.stop()
    lock = os.open(daemon.directory + '/state/lock', os.O_RDWR)
    fcntl.flock(lock, fcntl.LOCK_EX)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(daemon.socket)
    listener.listen(1000)
    daemon.begin()
    wait_for(lambda: 'another daemon' in daemon.read_log(), 'the daemon to meet the lock')
    os.close(lock)
    wait_for(lambda: 'another process listens' in daemon.read_log(), 'the daemon to meet the socket')
    listener.close()
    wait_for(daemon.answers, 'the daemon to answer')
    daemon.stop()


def test_done_must_lie_on_the_file_system_of_the_inbox(daemon):
    options = [*daemon.arguments(), '--done=/proc']
    refused = subprocess.run(options, capture_output=True, encoding='utf8', check=False)
    assert refused.returncode == 78 and 'file system' in refused.stderr, refused


def test_a_socket_of_a_dead_daemon_is_replaced_and_nothing_else(daemon):
    daemon.start()
    daemon.kill()
    assert os.path.exists(daemon.socket)
    daemon.start()
    daemon.stop()
    with open(daemon.socket, 'w', encoding='utf8') as file:
        file.write('mine')
    refused = subprocess.run(daemon.arguments(), capture_output=True, encoding='utf8', check=False)
    assert refused.returncode == 78 and 'something else' in refused.stderr, refused
    with open(daemon.socket, encoding='utf8') as file:
        assert file.read() == 'mine'


def test_the_configuration_is_checked(daemon):
    path = os.path.join(daemon.directory, 'conf')
    with open(path, 'w', encoding='utf8') as file:
        file.write('# a comment\nworkers = 2\nsettle = soon\n')
    bad = subprocess.run([QUOTED, '-n', '--config', path], capture_output=True, encoding='utf8', check=False)
    assert bad.returncode == 78 and f'{path}:3:' in bad.stderr, bad
    good = subprocess.run([*daemon.arguments(), '-n'], capture_output=True, encoding='utf8', check=False)
    assert good.returncode == 0, good
    assert not os.path.exists(os.path.join(daemon.directory, 'state'))


if __name__ == '__main__':
    run(tests_of(globals()))
