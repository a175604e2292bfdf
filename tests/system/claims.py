#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Claims as people ask for them: lists, one with its history, timelines, flips, verdicts on quotations."""
import hashlib
import json
import os
import re

from harness import run, tests_of

FOUND, NOTHING, USAGE, _, INPUT = range(5)
STORY = [
    'Ada Quill, the mayor of Orrin, said the eastern gate of the dam was leaking.\n',
    'Bo Renn, an engineer from Orrin, denied that the eastern gate of the dam was leaking. '
    'Renn declined to comment on the cost.\n',
    '“The eastern gate of the dam is not leaking,” said Ada Quill, the mayor of Orrin.\n',
]


def tell(daemon):
    daemon.start()
    for number, text in enumerate(STORY):
        path = os.path.join(daemon.directory, f'dam{number}.txt')
        with open(path, 'w', encoding='utf8') as file:
            file.write(text)
        daemon.quotes('put', path)


def records(daemon, *arguments, status=FOUND):
    return [json.loads(line) for line in daemon.quotes('--jsonl', *arguments, status=status).splitlines()]


def test_statements_of_one_proposition_are_one_claim(daemon):
    tell(daemon)
    claims = records(daemon, 'claims', 'leaking')
    assert len(claims) == 1 and claims[0]['statements'] == 3, claims
    assert claims[0]['status'] == 'denied' and claims[0]['opponents'] == 2, claims
    claim, = records(daemon, 'claim', str(claims[0]['id']))
    assert [edge['side'] for edge in claim['edges']] == ['for', 'against', 'against'], claim
    text = daemon.quotes('claim', str(claims[0]['id']))
    assert 'Bo Renn: that the eastern gate' in text, text
    assert records(daemon, 'claims', 'absentword', status=NOTHING) == []
    daemon.quotes('claim', '999', status=NOTHING)


def test_a_change_of_sides_is_a_flip(daemon):
    tell(daemon)
    flip, = records(daemon, 'flips')
    assert flip['speaker'] == 'Ada Quill' and flip['kind'] == 'side', flip
    assert 'was leaking' in flip['from'] and 'is not leaking' in flip['to'], flip
    assert records(daemon, 'flips', 'renn', status=NOTHING) == []
    sides = [position['side'] for position in records(daemon, 'timeline', 'quill', '--words', 'gate')]
    assert sides == ['against', 'for'], sides
    daemon.quotes('timeline', status=USAGE)


def test_a_figure_is_told_with_its_history(daemon):
    daemon.start()
    told = [
        ('Ada Quill, the mayor of Orrin, said at least 12 miners had been killed in the Orrin mine.\n', '2031-02-01'),
        ('Ada Quill, the mayor of Orrin, said 15 miners had been killed in the Orrin mine.\n', '2031-02-02'),
        ('Bo Renn, a doctor in Orrin, said between 17 and 20 miners had been killed in the Orrin mine.\n', '2031-02-03'),
        ('Ada Quill, the mayor of Orrin, said 15 miners had been killed in the Orrin mine.\n\nIt rained.\n', '2031-02-04'),
        ('Ada Quill, the mayor of Orrin, said nearly a dozen miners had been killed in the Orrin mine.\n', '2031-02-05'),
    ]
    for number, (text, date) in enumerate(told):
        path = os.path.join(daemon.directory, f'mine{number}.txt')
        with open(path, 'w', encoding='utf8') as file:
            file.write(f'Title: Mine {number}\nDate: {date}\nSource: Orrin Post\n\n{text}')
        daemon.quotes('put', path)
    claim, = records(daemon, 'claim', str(records(daemon, 'claims', 'miners')[0]['id']))
    histories = {history['speaker']: [(value['value'], value['limits'], value['date']) for value in history['values']]
                 for history in claim['histories']}
    assert histories == {
        'Ada Quill': [('12', {'bound': 'least'}, '2031-02-01'), ('15', None, '2031-02-02'),
                      ('12', {'bound': 'about'}, '2031-02-05')],
        'Bo Renn': [('17', {'upto': '20'}, '2031-02-03')]}, histories
    text = daemon.quotes('claim', str(claim['id']))
    assert 'Ada Quill: at least 12 (2031-02-01, Orrin Post), 15 (2031-02-02, Orrin Post), about 12 (2031' in text, text
    assert 'Bo Renn: 17 to 20 (2031-02-03, Orrin Post)' in text, text


def test_a_quotation_is_judged(daemon):
    tell(daemon)
    path = os.path.join(daemon.directory, 'trout.txt')
    with open(path, 'w', encoding='utf8') as file:
        file.write('“The trout in the northern lake are doing well,” said Dee Foss, who counts them.\n')
    daemon.quotes('put', path)

    def verdict(*arguments, status=FOUND):
        return records(daemon, 'verify', *arguments, status=status)[0]

    assert verdict('The eastern gate of the dam is not leaking')['verdict'] == 'authentic'
    lost = verdict('The eastern gate of the dam is leaking')
    assert (lost['verdict'], lost['negation']) == ('altered', 'lost'), lost
    assert verdict('The eastern gate of the dam is not leaking', '--speaker=renn')['verdict'] == 'other speaker'
    assert verdict('Nobody asked the trout about any of it', status=NOTHING)['verdict'] == 'unseen'
    assert '[-not-]' in daemon.quotes('verify', 'The eastern gate of the dam is leaking')
    edited = verdict('The [eastern] gate of the dam is not leaking [sic]')
    assert edited['verdict'] == 'shortened', edited
    assert verdict('«The eastern gate of the dam is not leaking»')['verdict'] == 'authentic'
    merged = verdict('The eastern gate of the dam is not leaking, the trout in the northern lake are doing well')
    assert merged['verdict'] == 'altered', merged
    assert {merged[key]['speaker'] for key in ('statement', 'merged_with')} == {'Ada Quill', 'Dee Foss'}, merged
    assert 'made of this one as well' in daemon.quotes(
        'verify', 'The eastern gate of the dam is not leaking, the trout in the northern lake are doing well')
    daemon.quotes('verify', '--all')
    daemon.quotes('verify', status=USAGE)


def test_silence_is_who_would_not_or_could_not_be_asked(daemon):
    tell(daemon)
    path = os.path.join(daemon.directory, 'silent.txt')
    with open(path, 'w', encoding='utf8') as file:
        file.write('Cy Marl, who built the gate, did not respond to a request for comment.\n\n'
                   'Dee Foss could not be reached for comment on Monday.\n\n'
                   'The dam could not be reached by road.\n')
    daemon.quotes('put', path)
    silent = sorted(record['speaker'] for record in records(daemon, 'silence'))
    assert silent == ['Bo Renn', 'Cy Marl', 'Dee Foss'], silent


def test_statements_are_exported_in_the_forms_of_others(daemon):
    tell(daemon)
    lines = [json.loads(line) for line in daemon.quotes('export', 'json-ld').splitlines()]
    quotation, = [line for line in lines if line['body']['@type'] == 'Quotation']
    assert quotation['body']['spokenByCharacter'][0]['name'] == 'Ada Quill', quotation
    assert [exact for exact, *_ in selected(daemon, quotation)] == [quotation['body']['text']]
    assert sum(line['body']['@type'] == 'Claim' for line in lines) >= 2, lines
    markdown = daemon.quotes('export', 'markdown', 'quill')
    assert '> — Ada Quill' in markdown
    for text in (STORY[0], STORY[2]):
        assert f'SHA-256 `{hashlib.sha256(text.encode()).hexdigest()}`' in markdown, markdown
    daemon.quotes('export', 'papyrus', status=USAGE)


def selected(daemon, annotation):
    """What each target selects, which all its selectors must agree on, and its places in characters."""
    targets = annotation['target']
    for target in targets if isinstance(targets, list) else [targets]:
        number = target['source'].removeprefix('urn:quoted:article:')
        text = daemon.get('/v1/articles/' + number)['text']
        by_type = {selector['type']: selector for selector in target['selector']}
        quote, place, data = (by_type[kind + 'Selector'] for kind in ('TextQuote', 'TextPosition', 'DataPosition'))
        start, end = place['start'], place['end']
        assert len(by_type) == 3 and text[start:end] == quote['exact'], target
        assert text.encode()[data['start']:data['end']].decode() == quote['exact'], target
        assert quote['prefix'] == text[max(0, start - 32):start] and quote['suffix'] == text[end:end + 32], target
        yield quote['exact'], start, end


def test_each_part_of_a_quotation_is_selected(daemon):
    daemon.start()
    path = os.path.join(daemon.directory, 'parts.txt')
    with open(path, 'w', encoding='utf8') as file:
        file.write('L’été à Orrin 🌞\n\n“Ça — the dam is leaking,” Ada Quill, the mayor of Orrin, said, “and 🌊 nobody from the '
                   'city came to see it.”\n\nBo Renn denied that the dam was leaking.\n')
    daemon.quotes('put', path)
    split, = [line for line in map(json.loads, daemon.quotes('export', 'json-ld', 'quill').splitlines())]
    parts = list(selected(daemon, split))
    assert [part.strip('“”,. ') for part, *_ in parts] == [
        'Ça — the dam is leaking', 'and 🌊 nobody from the city came to see it'], parts
    assert parts[0][2] < parts[1][1]
    other, = [line for line in map(json.loads, daemon.quotes('export', 'json-ld', 'renn').splitlines())]
    assert [part for part, *_ in selected(daemon, other)] == ['that the dam was leaking']


def test_articles_are_exported_for_brat(daemon):
    tell(daemon)
    text = '“The été was long,” said Zoé Brûlé. “It\nwas hot.”\n'
    path = os.path.join(daemon.directory, 'accents.txt')
    with open(path, 'w', encoding='utf8') as file:
        file.write(text)
    daemon.quotes('put', path)
    directory = os.path.join(daemon.directory, 'brat')
    daemon.quotes('export', 'brat', directory)
    count = len(daemon.get('/v1/articles')['articles'])
    assert len(os.listdir(directory)) == 2 * count
    with open(f'{directory}/{count}.txt', encoding='utf8', newline='') as file:
        assert file.read() == text
    with open(f'{directory}/{count}.ann', encoding='utf8') as file:
        lines = file.read().splitlines()
    assert '#1\tAnnotatorNotes T1\tZoé Brûlé' in lines, lines
    for line in lines:  # each bound one gives the characters that it says
        if line.startswith('T'):
            _, where, words = line.split('\t')
            ranges = [map(int, part.split()) for part in where.split(' ', 1)[1].split(';')]
            assert words == ' '.join(text[a:b] for a, b in ranges).replace('\n', ' '), line
    one = os.path.join(daemon.directory, 'one')
    daemon.quotes('export', 'brat', one, '--article=1')
    assert sorted(os.listdir(one)) == ['1.ann', '1.txt']
    measured = daemon.quotes('eval', *(f'{directory}/{n}.ann' for n in range(1, count + 1)))
    assert re.search(r'content, exact ranges +P +100.0 +R +100.0', measured), measured  # eval reads what export writes
    daemon.quotes('export', 'brat', status=USAGE)
    daemon.quotes('export', 'brat', one, '--kind=direct', status=USAGE)
    daemon.quotes('export', 'brat', os.path.join(daemon.directory, 'no', 'where'), status=INPUT)


if __name__ == '__main__':
    run(tests_of(globals()))
