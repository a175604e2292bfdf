#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What people ask, how it is answered on a terminal and elsewhere, and the exit statuses."""
import csv
import fcntl
import io
import json
import os
import pty
import re
import struct
import subprocess
import termios

from harness import ARTICLE, LIMIT, QUOTES, run, tests_of, wait_for

FOUND, NOTHING, USAGE, NO_DAEMON, INPUT, PUT = range(6)


def write(daemon, name, content=ARTICLE):
    path = os.path.join(daemon.directory, name)
    with open(path, 'w', encoding='utf8') as file:
        file.write(content)
    return path


def records(daemon, *arguments, status=FOUND):
    return [json.loads(line) for line in daemon.quotes('--jsonl', *arguments, status=status).splitlines()]


def on_terminal(daemon, *arguments, columns=60, **environment):
    """What a terminal of so many columns gets."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack('HHHH', 24, columns, 0, 0))
    variables = {**os.environ, 'TERM': 'xterm', 'PAGER': '', 'NO_COLOR': '', 'COLUMNS': '', **environment}
    with subprocess.Popen([QUOTES, f'--socket={daemon.socket}', *arguments], stdin=theirs, stdout=theirs,
                          stderr=theirs, env=variables) as process:
        os.close(theirs)
        output = b''
        while True:
            try:
                block = os.read(ours, 65536)
            except OSError:  # Linux's end of a terminal
                break
            if not block:
                break
            output += block
        os.close(ours)
        assert process.wait(LIMIT) == FOUND, output
    return output.decode().replace('\r\n', '\n')


def test_put_tells_what_became_of_each_file(daemon):
    daemon.start()
    good, other = write(daemon, 'harbour.txt'), write(daemon, 'same.txt')
    bad = write(daemon, 'bad.txt', 'a\0b')
    assert re.fullmatch(r'.*/harbour.txt: stored, article 1, \d+ statements\n', daemon.quotes('put', good))
    assert re.fullmatch(r'.*/same.txt: duplicate, article 1, \d+ statements\n', daemon.quotes('put', other))
    output = daemon.quotes('put', bad, good, status=PUT)
    assert re.search(r'bad.txt: failed: .*NUL at byte 1.*\n', output), output
    assert 'harbour.txt: duplicate' in output, output
    daemon.quotes('put', os.path.join(daemon.directory, 'none.txt'), status=INPUT)
    daemon.quotes('put', daemon.directory, status=INPUT)
    assert os.listdir(daemon.inbox) == []
    outcome, = records(daemon, 'put', write(daemon, 'third.txt', ARTICLE + 'More.\n'))
    assert (outcome['outcome'], outcome['article'], outcome['name']) == ('stored', 2, 'third.txt'), outcome


def test_put_gives_a_name_that_is_read(daemon):
    daemon.start()
    assert 'stored, article 1' in daemon.quotes('put', write(daemon, 'notes.part'))
    assert 'stored, article 2' in daemon.quotes('put', write(daemon, '.hidden', ARTICLE + 'More.\n'))
    assert os.listdir(daemon.inbox) == []


def test_a_speaker_is_found_by_any_part_of_the_name(daemon):
    daemon.start()
    daemon.quotes('put', write(daemon, 'harbour.txt'))
    all_of_hers = records(daemon, 'larkin')
    assert len(all_of_hers) >= 2, all_of_hers
    assert {r['speaker'] for r in all_of_hers} == {'Anna Larkin'}, all_of_hers
    for question in (['Anna', 'Larkin'], ['by', 'LARKIN'], ['--speaker', 'anna larkin']):
        assert records(daemon, *question) == all_of_hers, question
    text = daemon.quotes('larkin')
    assert 'Anna Larkin' in text and 'We will not sell a single quay' in text and '\033' not in text, text
    assert daemon.quotes('nobody', status=NOTHING) == ''
    assert records(daemon, 'speakers', 'larkin')[0]['statements'] == len(all_of_hers)
    number = all_of_hers[0]['speaker_ids'][0]
    assert 'name        Anna Larkin\n' in daemon.quotes('speakers', f'#{number}')
    daemon.quotes('speakers', 'nobody', status=NOTHING)


def test_filters_narrow(daemon):
    daemon.start()
    daemon.quotes('put', write(daemon, 'harbour.txt'))
    quay, = records(daemon, 'search', '"single quay"')
    assert quay['kind'] == 'direct', quay
    assert records(daemon, 'larkin', '--words', 'quay') == [quay]
    assert quay in records(daemon, 'larkin', '--kind', 'direct')
    daemon.quotes('larkin', '--words', 'quay', '--kind', 'indirect', status=NOTHING)
    assert {r['speaker'] for r in records(daemon, '--stance', 'deny')} == {'Peter Oduya'}
    daemon.quotes('--since', '2999', status=NOTHING)
    daemon.quotes('--until', '1999-12', status=NOTHING)
    assert len(records(daemon, '--limit', '1')) == 1
    assert records(daemon, '--article', '1') == records(daemon)
    daemon.quotes('--article', '2', status=NOTHING)
    assert records(daemon, 'articles', 'harbour')[0]['id'] == 1


def test_a_statement_is_shown_in_its_paragraph(daemon):
    daemon.start()
    daemon.quotes('put', write(daemon, 'harbour.txt'))
    quay, = records(daemon, 'search', 'quay')
    text = daemon.quotes('show', quay['id'].upper())
    assert 'Harbour plan stirs Westhaven' in text and 'Anna Larkin' in text, text
    assert re.search(r'>>"?We will not sell a single quay,"?<<"? Larkin said\.', text), text
    assert 'council' not in text, text
    assert records(daemon, 'show', quay['id']) == [quay]
    whole = daemon.quotes('article', '1')
    assert 'denied' in whole and '>>' in whole, whole
    article = json.loads(daemon.quotes('--json', 'article', '1'))
    data = article['text'].encode()
    start, end = quay['content'][0]
    assert data[start:end].decode() in quay['text'], quay
    daemon.quotes('show', '0' * 16, status=NOTHING)
    daemon.quotes('article', '7', status=NOTHING)


def test_all_forms_say_the_same(daemon):
    daemon.start()
    daemon.quotes('put', write(daemon, 'harbour.txt'))
    lines = records(daemon)
    assert json.loads(daemon.quotes('--json')) == lines
    rows = list(csv.DictReader(io.StringIO(daemon.quotes('--csv'))))
    assert [(r['id'], r['text'], r['speaker'], r['article_id']) for r in rows] == \
        [(r['id'], r['text'], r['speaker'] or '', str(r['article_id'])) for r in lines]
    assert json.loads(daemon.quotes('--json', 'nobody', status=NOTHING)) == []
    assert json.loads(daemon.quotes('--json', 'status'))['articles'] == 1
    names = [r['name'] for r in records(daemon, 'speakers')]
    assert [line.split('\t')[1] for line in daemon.quotes('speakers').splitlines()] == names


def test_lists_longer_than_a_page_are_whole(daemon):
    daemon.start()
    for number in range(230):
        daemon.drop(f'{number}.txt', f'Mayor Anna Larkin said on Tuesday that pier {number} would reopen in May.\n')
    daemon.quotes('sync')
    ids = [r['id'] for r in records(daemon, 'larkin')]
    assert len(ids) == len(set(ids)) == 230, len(ids)
    assert [r['id'] for r in records(daemon, 'larkin', '--limit', '215')] == ids[:215]
    assert len(records(daemon, 'articles')) == 230


def test_a_terminal_gets_colours_and_lines_that_fit(daemon):
    daemon.start()
    daemon.quotes('put', write(daemon, 'harbour.txt'))
    text = on_terminal(daemon, 'larkin')
    assert '\033[1mAnna Larkin\033[0m' in text, text
    assert max(len(re.sub('\033[^m]*m', '', line)) for line in text.split('\n')) <= 60, text
    assert '\033' not in on_terminal(daemon, 'larkin', NO_COLOR='1')
    assert '\033' not in on_terminal(daemon, 'larkin', '--no-color')
    assert on_terminal(daemon, 'speakers', '--no-color').split('\n')[0].split() == \
        ['ID', 'NAME', 'STATEMENTS', 'ARTICLES', 'TYPE', 'FIRST', 'LAST', 'ROLE']
    paged = on_terminal(daemon, 'larkin', PAGER='sed s/^/paged:/')
    assert 'paged:\033[1mAnna' in paged, paged
    assert 'paged:' not in on_terminal(daemon, 'larkin', '--no-pager', PAGER='sed s/^/paged:/')
    assert 'paged:' not in on_terminal(daemon, 'status', PAGER='sed s/^/paged:/')


def test_namesakes_are_told_apart(daemon):
    daemon.start()
    daemon.quotes('put', write(daemon, 'harbour.txt'),
                  write(daemon, 'other.txt', 'Minister Ewa Larkin said on Monday that the bridge would close.\n'))
    text = on_terminal(daemon, 'larkin', '--no-color')
    first = text.split('\n')[0]
    assert re.fullmatch(r'#\d+ Anna Larkin \(2\), #\d+ Ewa Larkin \(1\)', first), text
    number = re.search(r'(#\d+) Ewa', first)[1]
    only = on_terminal(daemon, number, '--no-color')
    assert 'Ewa Larkin' in only and 'Anna' not in only, only
    assert not daemon.quotes('larkin').startswith('#')


def test_no_control_reaches_a_terminal(daemon):
    daemon.start()
    daemon.quotes('put', write(daemon, 'x.txt', 'Mayor Anna Larkin said on Tuesday: "The \u202eharbour\u202c \033]0;x\a '
                               '\x9b2J will reopen, and we will \x7f not wait for it any longer."\n'))
    for form in ([], ['--jsonl'], ['--json'], ['--csv'], ['article', '1']):
        output = on_terminal(daemon, '--no-color', *form)
        assert 'harbour' in output, output
        assert not re.search('[\0-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]', output), (form, output)


def lines_of(path):
    """The whole lines that a stream has printed so far."""
    with open(path, encoding='utf8') as file:
        return [json.loads(line) for line in file.read().split('\n')[:-1]]


def test_follow_prints_what_comes(daemon):
    daemon.start()
    daemon.quotes('put', write(daemon, 'before.txt', ARTICLE + 'Before.\n'))
    paths = [os.path.join(daemon.directory, name) for name in ('of-one', 'of-all')]
    processes = []
    for path, names in zip(paths, (['oduya'], [])):
        with open(path, 'wb') as out:
            processes.append(subprocess.Popen([QUOTES, f'--socket={daemon.socket}', '--jsonl', 'follow', *names],
                                              stdout=out, stderr=subprocess.PIPE, encoding='utf8'))
    for number in range(LIMIT * 10):  # until both streams are there
        daemon.drop(f'next{number}.txt', ARTICLE + f'{number}\n')
        daemon.quotes('sync')
        if all(map(os.path.getsize, paths)):
            break
    each = len(daemon.get('/v1/articles/1')['statements'])
    for end in (daemon.stop, daemon.kill):  # no article is missed or told twice
        end()
        daemon.drop(f'after-{end.__name__}.txt', ARTICLE + f'{end}\n')
        daemon.start()
        daemon.quotes('sync')
        newest = daemon.get('/v1/articles?limit=1')['articles'][0]['id']
        wait_for(lambda n=newest: lines_of(paths[1])[-each]['article_id'] == n, 'the stream to go on')
    for process in processes:
        process.terminate()
        assert 'the stream broke; waiting' in process.communicate(timeout=LIMIT)[1]
    articles = [line['article_id'] for line in lines_of(paths[1])]
    assert articles == [n for n in range(articles[0], newest + 1) for _ in range(each)], articles
    assert {line['speaker'] for line in lines_of(paths[0])} == {'Peter Oduya'}
    daemon.stop()


def test_failures_are_listed_and_tried_again(daemon):
    daemon.start()
    daemon.quotes('failed', status=NOTHING)
    daemon.quotes('retry', status=NOTHING)
    daemon.quotes('put', write(daemon, 'bad.txt', 'a\0b'), status=PUT)
    failure, = records(daemon, 'failed')
    assert failure['name'] == 'bad.txt' and 'NUL' in failure['reason'], failure
    assert daemon.quotes('retry', 'bad.txt') == 'retried     1\n'
    daemon.quotes('retry', 'none.txt', status=NOTHING)
    assert json.loads(daemon.quotes('--json', 'sync'))['pending'] == 0
    assert len(daemon.get('/v1/drops')['drops']) == 2


def test_statuses_of_what_cannot_be(daemon):
    for question in (['larkin'], ['status'], ['put', write(daemon, 'a.txt')], ['sync'], ['follow'], ['show', 'a' * 16]):
        daemon.quotes(*question, status=NO_DAEMON)
    for wrong in (['--since', 'today'], ['--kind', 'x'], ['--stance', 'x'], ['--limit', '0'], ['--x'], ['put'], ['show'],
                  ['show', 'x'], ['article', 'x'], ['status', '--since', '2022'], ['sync', 'now'], ['follow', '--limit=1'],
                  ['completion', 'csh'], ['larkin', '--speaker', 'oduya']):
        daemon.quotes(*wrong, status=USAGE)
    daemon.quotes('extract', os.path.join(daemon.directory, 'none.txt'), status=INPUT)


def test_help_fits_and_names_everything(daemon):
    text = daemon.quotes('--help')
    assert max(map(len, text.splitlines())) <= 80, text
    words = set(re.findall(r'^  (?:--)?([a-z-]+)', text, re.M))
    completion = daemon.quotes('completion', 'bash')
    offered = {word.removeprefix('--') for list_ in re.findall("-W '([^']*)'", completion) for word in list_.split()}
    assert words <= offered, words - offered
    for shell in ('bash', 'zsh', 'fish'):
        script = daemon.quotes('completion', shell)
        assert 'speakers' in script, script
        subprocess.run(['bash', '-n'], input=script, encoding='utf8', check=True)  # quotes are balanced in all three


if __name__ == '__main__':
    run(tests_of(globals()))
