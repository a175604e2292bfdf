#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""One statement in several articles: copies of a wire story are one report, a story of one's own is another."""
from harness import run, tests_of

WIRE = '''The harbour office was warned three times last winter about faulty wiring on the ferry Halcyon, an inquiry found.

"The ferry was not safe to sail in winter and everybody in that office knew it," said Ivo Marsh, the shipyard's engineer.

Three letters went out between March and October, and none of them was answered, according to the report of the inquiry.
The ferry caught fire in December with two hundred passengers on board, forty more than its certificate had allowed.
Ministers are to debate the report next week, and the company has promised to replace the ship before the summer ends.
'''
OWN = '''Ivo Marsh spoke to this newspaper in the canteen of the yard where he has worked for thirty years without a rest.

"The ferry was not safe to sail in winter and everybody in that office knew it," said Ivo Marsh.

He drew the cables on the back of a menu while the gulls outside fought over bread, and he did not once look up from it.
His wife waited in the car, his dog slept beneath the table, and the tea that somebody had brought for him went cold.
'''


def test_copies_are_one_report(daemon):
    daemon.start()
    daemon.drop('wire.txt', WIRE)
    daemon.drop('copy.txt', 'Ferry was known to be unsafe\n\n' + WIRE)
    daemon.drop('edited.txt', WIRE.replace('three times last winter', 'repeatedly'))
    daemon.drop('own.txt', OWN)
    daemon.sync()
    assert len(daemon.get('/v1/statements?words=everybody&limit=10')['statements']) == 1
    found = daemon.get('/v1/statements?words=everybody&limit=10&printings=all')['statements']
    assert len(found) == 4 and {s['speaker'] for s in found} == {'Ivo Marsh'}, found
    assert {(s['articles'], s['reports']) for s in found} == {(4, 2)}, found
    articles = daemon.get('/v1/articles')['articles']
    assert sorted(a['copies'] for a in articles) == [0, 2, 2, 2], articles
    claims = daemon.get('/v1/claims?words=everybody')['claims']
    assert (claims[0]['articles'], claims[0]['reports']) == (4, 2), claims
    assert daemon.quotes('search', 'everybody').count('in 4 articles, 2 independent reports') == 1
    assert daemon.quotes('search', '--printings', 'everybody').count('in 4 articles, 2 independent reports') == 4
    speaker = daemon.get('/v1/speakers?name=marsh')['speakers'][0]
    assert (speaker['statements'], speaker['printings']) == (1, 4), speaker
    daemon.drop('own.txt', OWN.replace('His wife waited in the car', 'His wife sat in the car'))
    daemon.sync()
    speaker = daemon.get('/v1/speakers?name=marsh')['speakers'][0]
    assert (speaker['statements'], speaker['printings']) == (1, 4), speaker
    daemon.quotes('check')
    assert '4 articles, 2 independent reports' in daemon.quotes('claim', str(claims[0]['id']))
    answer = daemon.get('/v1/statements/' + found[0]['id'])
    printings = answer['printings']
    assert {p['article'] for p in printings} == {'wire.txt', 'copy.txt', 'edited.txt', 'own.txt'}, printings
    assert [p['first'] for p in printings] == [True, False, False, False], printings
    assert len({p['report'] for p in printings}) == 2, printings
    shown = daemon.quotes('show', found[0]['id']).splitlines()
    lines = [line for line in shown if 'printed' in line.split(',')[0]]
    assert len(lines) == 4 and ['first printed' in line for line in lines] == [True, False, False, False], shown
    assert printings[0]['id'] in lines[0], lines
    daemon.stop()


if __name__ == '__main__':
    run(tests_of(globals()))
