#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Kept articles read again by other rules: shown first, replaced when told so, corrected again, whatever comes between."""
import json
import os
import random
import re
import shutil
import signal
import subprocess
import time

from harness import LIMIT, QUOTES, run, tests_of, wait_for

FOUND, NOTHING, USAGE, _, INPUT = range(5)
STORY = '''Harbour plan stirs Westhaven

Mayor Anna Larkin insisted on Tuesday that pier {0} would reopen in May.

Her rival, Peter Oduya, denied that the council had been asked. He insisted that nobody had read the plan.

"We will not sell a single quay," Larkin said.
'''


def begin(daemon):
    """With rules that lack a verb and the stance of another."""
    rules = os.path.join(daemon.directory, 'rules')
    shutil.copytree(daemon.rules, rules)
    os.remove(os.path.join(rules, 'en', 'labels.weights'))  # the labeller knows verbs that no list has
    daemon.full, daemon.rules = daemon.rules, rules
    set_rules(daemon, lambda text: re.sub(r'^insist\t.*\n', '', text, flags=re.M).replace(' stance=deny', ''))
    daemon.start()


def set_rules(daemon, change=lambda text: text):
    with open(os.path.join(daemon.full, 'en', 'cues.list'), encoding='utf8') as file:
        text = change(file.read())
    with open(os.path.join(daemon.rules, 'en', 'cues.list'), 'w', encoding='utf8') as file:
        file.write(text)


def load_rules(daemon, *change):
    before = daemon.get('/v1/status')['rules']
    set_rules(daemon, *change)
    daemon.process.send_signal(signal.SIGHUP)
    wait_for(lambda: daemon.get('/v1/status')['rules'] != before, 'the rules')


def drop(daemon, number):
    daemon.drop(f'{number}.txt', STORY.format(number))
    daemon.sync()


def reextract(daemon, *arguments, status=FOUND):
    """The articles that differ, and the sum."""
    lines = [json.loads(line) for line in daemon.quotes('--jsonl', 'reextract', *arguments, status=status).splitlines()]
    return lines[:-1], lines[-1]


def speakers(daemon):
    return sorted((s['cue_text'], s['stance'], s['speaker']) for s in daemon.get('/v1/statements?printings=all')['statements'])


def check(daemon):
    daemon.quotes('check', '--database', os.path.join(daemon.directory, 'state', 'quoted.db'))


def test_what_differs_is_shown_before_it_is_replaced(daemon):
    begin(daemon)
    drop(daemon, 1)
    kept = [s['id'] for s in daemon.get('/v1/statements?printings=all')['statements']]
    assert reextract(daemon, '--all', status=NOTHING) == (
        [], {'looked': 1, 'differ': 0, 'gained': 0, 'lost': 0, 'changed': 0, 'failed': 0})
    load_rules(daemon)
    for arguments in (['1'], ['--all', '--dry-run']):
        (article,), total = reextract(daemon, *arguments)
        assert (article['id'], article['gained'], article['lost'], article['changed']) == (1, 2, 0, 1), article
        assert total == {'looked': 1, 'differ': 1, 'gained': 2, 'lost': 0, 'changed': 1, 'failed': 0}, total
        assert sorted(change['change'] for change in article['changes']) == ['added', 'added', 'restanced'], article
        assert len(daemon.get('/v1/statements?printings=all')['statements']) == 2
    text = daemon.quotes('reextract', '1')
    assert 'article 1: 2 gained, 0 lost, 1 changed; 1.txt: Harbour plan' in text, text
    assert 'restanced, was assert, is deny: Peter Oduya' in text, text
    assert '1 articles read again, 1 differ: 2 gained, 0 lost, 1 changed, 0 failed' in text, text
    reextract(daemon, '1', '--commit')
    assert speakers(daemon) == [('denied', 'deny', 'Peter Oduya'), ('insisted', 'assert', 'Anna Larkin'),
                                ('insisted', 'assert', 'Peter Oduya'), ('said', 'assert', 'Anna Larkin')]
    assert set(kept) <= {s['id'] for s in daemon.get('/v1/statements?printings=all')['statements']}
    was, now = daemon.get('/v1/history/1')['revisions']
    assert (was['reread'], now['reread'], len(now['changes'])) == (False, True, 3), now
    assert was['rules'] != now['rules'] == daemon.get('/v1/status')['rules']
    assert daemon.get('/v1/articles/1')['rules'] == now['rules']
    reextract(daemon, '1', status=NOTHING)
    check(daemon)


def test_what_is_lost_goes_and_corrections_stay(daemon):
    begin(daemon)
    load_rules(daemon)
    drop(daemon, 1)
    drop(daemon, 2)
    ids = {(s['article_id'], s['cue_text']): s['id'] for s in daemon.get('/v1/statements?printings=all')['statements']}
    daemon.quotes('statement', 'reattribute', ids[1, 'denied'], 'Cy Tolm')
    daemon.quotes('statement', 'reject', ids[1, 'said'])
    daemon.quotes('speaker', 'rename', str(daemon.get('/v1/speakers?name=oduya')['speakers'][0]['id']), 'Pete Oduya')
    load_rules(daemon, lambda text: re.sub(r'^insist\t.*\n', '', text, flags=re.M))
    articles, total = reextract(daemon, '2', '1', '--commit')
    assert [article['lost'] for article in articles] == [2, 2] and total['lost'] == 4, (articles, total)
    assert speakers(daemon) == [('denied', 'deny', 'Cy Tolm')] * 2, speakers(daemon)  # both printings
    assert [c['state'] for c in daemon.get('/v1/corrections')['corrections']] == ['applied'] * 3
    check(daemon)
    load_rules(daemon)
    reextract(daemon, '--all', '--commit')
    for correction in '123':
        daemon.quotes('undo', correction)
    assert len(speakers(daemon)) == 8, speakers(daemon)
    assert {s[2] for s in speakers(daemon)} == {'Anna Larkin', 'Peter Oduya'}, speakers(daemon)
    check(daemon)


def test_rules_that_change_meanwhile_replace_nothing(daemon):
    begin(daemon)
    drop(daemon, 1)
    load_rules(daemon)
    status, body = daemon.request('POST', '/v1/reextract?articles=1&commit=yes&rules=old')
    assert status == 200 and body['failed'][0]['error'] == 'the rules in force are others by now', body
    assert len(speakers(daemon)) == 2


def test_what_cannot_be_is_told(daemon):
    begin(daemon)
    drop(daemon, 1)
    for wrong in ([], ['1', '--all'], ['1', '--commit', '--dry-run'], ['x'], ['0']):
        daemon.quotes('reextract', *wrong, status=USAGE)
    daemon.quotes('by', 'larkin', '--commit', status=USAGE)
    (failure,), total = reextract(daemon, '7', status=INPUT)
    assert failure == {'id': 7, 'error': 'there is no article 7'} and total['failed'] == 1, failure
    assert daemon.request('POST', '/v1/reextract?articles=' + ','.join('1' * 17))[0] == 400


def test_articles_come_in_and_the_daemon_dies_meanwhile(daemon):
    begin(daemon)
    for number in range(40):
        daemon.drop(f'{number}.txt', STORY.format(number))
    daemon.sync()
    load_rules(daemon)
    chance = random.Random(1)
    for number in range(40, 46):
        with subprocess.Popen([QUOTES, f'--socket={daemon.socket}', '--jsonl', 'reextract', '--all', '--commit'],
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as client:
            daemon.drop(f'{number}.txt', STORY.format(number))
            time.sleep(chance.random() ** 2 * 0.4)
            daemon.kill()
            client.wait(LIMIT)
        daemon.start()
    daemon.sync()
    daemon.sync()
    check(daemon)
    reextract(daemon, '--all', '--commit', status=reextract_status(daemon))
    assert reextract(daemon, '--all', status=NOTHING)[1]['looked'] == 46
    status = daemon.get('/v1/status')
    assert (status['articles'], status['statements']) == (46, 46 * 4), status
    for article in (1, 20, 40):  # replaced once, however often it was begun
        assert [r['reread'] for r in daemon.get(f'/v1/history/{article}')['revisions']] == [False, True]
    check(daemon)


def reextract_status(daemon):
    """What is left to be done is not known."""
    return FOUND if reextract_differs(daemon) else NOTHING


def reextract_differs(daemon):
    after, differ = 0, 0
    while True:
        body = daemon.request('POST', f'/v1/reextract?after={after}')[1]
        differ += body['differ']
        after = body['next']
        if not after:
            return differ


if __name__ == '__main__':
    run(tests_of(globals()))
