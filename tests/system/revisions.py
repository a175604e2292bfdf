#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Articles that come again with other words, and what `quotes article ID --history` tells of it."""
import json
import os

from harness import ARTICLE, run, tests_of, wait_for

QUAY = 'We will not sell a single quay'
EDITED = ARTICLE.replace(QUAY, 'We will sell no more than a single quay').replace('Peter Oduya, denied', 'Mara Voss, denied')


def changes(daemon, article=1):
    """Kinds of change of each revision after the first."""
    revisions = daemon.get(f'/v1/history/{article}')['revisions']
    assert [r['number'] for r in revisions] == list(range(1, len(revisions) + 1)), revisions
    assert revisions[0]['changes'] == []
    return [sorted(change['change'] for change in r['changes']) for r in revisions[1:]]


def rewrite(daemon, name, text):
    with open(os.path.join(daemon.inbox, name), 'w', encoding='utf8') as file:
        file.write(text)
    daemon.sync()


def test_a_kept_file_that_changes_is_a_revision(daemon):
    daemon.options = ('--after=keep',)
    daemon.drop('a.txt')
    daemon.start()
    daemon.sync()
    rewrite(daemon, 'a.txt', EDITED)
    assert changes(daemon) == [['reattributed', 'reworded']], daemon.get('/v1/history/1')
    status = daemon.get('/v1/status')
    assert (status['articles'], status['stored'], status['statements']) == (1, 2, 3), status
    assert not daemon.get('/v1/statements?words=%22not+sell%22')['statements']
    shown = daemon.quotes('article', '1', '--history')
    assert QUAY in shown and 'was Peter Oduya: Mara Voss' in shown, shown
    lines = daemon.quotes('article', '1', '--history', '--csv').splitlines()
    assert len(lines) == 3 and lines[1].startswith('2,'), lines
    assert json.loads(daemon.quotes('article', '1', '--history', '--json'))['id'] == 1
    daemon.quotes('article', '99', '--history', status=1)
    daemon.stop()


def test_a_kept_file_may_change_back_also_while_nobody_looks(daemon):
    daemon.options = ('--after=keep',)
    daemon.drop('a.txt')
    daemon.start()
    daemon.sync()
    rewrite(daemon, 'a.txt', EDITED)
    daemon.stop()
    with open(os.path.join(daemon.inbox, 'a.txt'), 'w', encoding='utf8') as file:
        file.write(ARTICLE)
    daemon.start()
    daemon.sync()
    assert len(changes(daemon)) == 2
    assert len(daemon.get('/v1/statements?words=%22not+sell%22')['statements']) == 1
    daemon.stop()
    daemon.start()  # and nothing more happens of itself
    daemon.sync()
    status = daemon.get('/v1/status')
    assert (status['articles'], status['stored'], status['duplicate']) == (1, 3, 0), status
    assert len(changes(daemon)) == 2
    daemon.stop()


def test_a_moved_file_of_the_same_address_is_a_revision(daemon):
    page = '<html><head><title>{}</title><link rel="canonical" href="https://a.example/1"></head><body><article>{}</article></body></html>'
    texts = [''.join(f'<p>{line}</p>' for line in text.split('\n\n')[1:]) for text in (ARTICLE, EDITED)]
    daemon.start()
    daemon.drop('one.html', page.format('Harbour plan', texts[0]))
    daemon.sync()
    daemon.drop('two.html', page.format('Harbour row', texts[1]))
    daemon.sync()
    assert changes(daemon) == [['reattributed', 'retitled', 'reworded']], daemon.get('/v1/history/1')
    daemon.drop('three.html', page.format('Harbour plan', texts[0]))
    daemon.sync()
    assert daemon.get('/v1/drops')['drops'][0]['outcome'] == 'duplicate'
    assert len(changes(daemon)) == 1
    daemon.stop()


def test_another_article_under_the_name_is_none(daemon):
    daemon.start().drop('today.txt')
    daemon.sync()
    daemon.drop('today.txt', 'Rain ahead\n\n"It will rain on Sunday," said Ida Brook, the forecaster.\n')
    daemon.sync()
    assert daemon.get('/v1/status')['articles'] == 2
    assert changes(daemon, 1) == changes(daemon, 2) == []
    daemon.stop()


def test_a_file_read_too_soon_is_mended(daemon):
    daemon.options = ('--after=keep', '--settle=10')
    daemon.start()
    half = ARTICLE.index('Her rival')
    with open(os.path.join(daemon.inbox, 'a.txt'), 'w', encoding='utf8') as file:
        file.write(ARTICLE[:half])
    daemon.sync()
    with open(os.path.join(daemon.inbox, 'a.txt'), 'a', encoding='utf8') as file:
        file.write(ARTICLE[half:])
    wait_for(lambda: daemon.get('/v1/status')['stored'] == 2, 'the rest')
    assert changes(daemon) == [['added']]
    assert daemon.get('/v1/articles/1')['text'] == ARTICLE
    daemon.stop()


if __name__ == '__main__':
    run(tests_of(globals()))
