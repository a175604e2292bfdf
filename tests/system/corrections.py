#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Corrections by hand: every question shows them, they outlive a restart, and they come undone."""
import json
import os
import pwd

from harness import run, tests_of, wait_for

FOUND, NOTHING, USAGE = range(3)
STORY = [
    'Ada Quill, the mayor of Orrin, said the eastern gate of the dam was leaking.\n',
    'Bo Renn, an engineer from Orrin, denied that the eastern gate of the dam was leaking.\n',
    '“The eastern gate of the dam is not leaking,” said Adah Quill, the mayor of Orrin.\n',
]


def put(daemon, number, text):
    path = os.path.join(daemon.directory, f'dam{number}.txt')
    with open(path, 'w', encoding='utf8') as file:
        file.write(text)
    daemon.quotes('put', path)


def tell(daemon):
    daemon.start()
    for number, text in enumerate(STORY):
        put(daemon, number, text)


def records(daemon, *arguments, status=FOUND):
    return [json.loads(line) for line in daemon.quotes('--jsonl', *arguments, status=status).splitlines()]


def check(daemon):
    """Every count is of what is there."""
    daemon.quotes('check', '--database', os.path.join(daemon.directory, 'state', 'quoted.db'))


def ids(daemon):
    return {speaker['name']: str(speaker['id']) for speaker in records(daemon, 'speakers')}


def test_a_merged_speaker_is_one_everywhere(daemon):
    tell(daemon)
    known = ids(daemon)
    correction, = records(daemon, 'speaker', 'merge', known['Adah Quill'], known['Ada Quill'], '--note', 'a misprint')
    assert correction['state'] == 'applied' and correction['uid'] == os.getuid(), correction
    assert correction['by'] == pwd.getpwuid(os.getuid()).pw_name and correction['note'] == 'a misprint', correction
    assert {s['speaker'] for s in records(daemon, 'quill')} == {'Ada Quill'}
    assert len(records(daemon, 'by', 'Adah Quill')) == 2
    flip, = records(daemon, 'flips')
    assert flip['speaker'] == 'Ada Quill', flip
    verdict, = records(daemon, 'verify', 'The eastern gate of the dam is not leaking', '--speaker', 'Ada Quill')
    assert verdict['verdict'] == 'authentic', verdict
    assert len(records(daemon, 'search', 'leaking', '--speaker', 'ada quill')) == 2
    assert '"Ada Quill"' in daemon.quotes('export', 'json-ld', 'Adah Quill')
    daemon.stop()
    daemon.start()
    put(daemon, 3, '“It was never leaking at all,” said Adah Quill, the mayor of Orrin.\n')
    assert len(records(daemon, 'by', 'Ada Quill')) == 3
    daemon.quotes('undo', str(correction['id']))
    assert len(records(daemon, 'by', '#' + known['Ada Quill'])) == 1
    daemon.quotes('undo', str(correction['id']), status=USAGE)
    assert records(daemon, 'corrections')[0]['state'] == 'undone'
    check(daemon)


def test_a_large_merge_outlives_a_crash(daemon):
    daemon.start()
    for number in range(60):
        daemon.drop(f'{number}.txt', ''.join(f'Ada Quill, the mayor of Orrin, said pier {number}{word} was leaking.\n\n'
                                             for word in 'abcdefghij'))
    put(daemon, 60, STORY[2])
    daemon.sync()
    known = ids(daemon)
    correction, = records(daemon, 'speaker', 'merge', known['Ada Quill'], known['Adah Quill'])
    assert correction['state'] == 'applied' and correction['waiting'] > 500, correction
    daemon.kill()
    daemon.start()
    put(daemon, 61, '“It leaks,” said Ada Quill, the mayor of Orrin.\n')
    wait_for(lambda: records(daemon, 'corrections')[0]['waiting'] == 0, 'the rest of the merge')
    wait_for(lambda: daemon.get('/v1/speakers/' + known['Adah Quill'])['statements'] == 602, 'the count')
    assert daemon.get('/v1/speakers?name=quill')['speakers'][0]['name'] == 'Adah Quill'
    check(daemon)
    daemon.quotes('undo', '1')
    wait_for(lambda: records(daemon, 'corrections')[0]['waiting'] == 0, 'the undoing')
    wait_for(lambda: ids(daemon) and daemon.get('/v1/speakers/' + known['Ada Quill'])['statements'] == 601, 'the count')
    check(daemon)


def test_a_renamed_speaker_bears_the_new_name(daemon):
    tell(daemon)
    daemon.quotes('speaker', 'rename', '#' + ids(daemon)['Bo Renn'], 'Beauregard', 'Renn')
    assert [s['speaker'] for s in records(daemon, 'renn')] == ['Beauregard Renn']
    assert records(daemon, 'timeline', 'beauregard')[0]['speaker'] == 'Beauregard Renn'
    assert 'Beauregard Renn' in daemon.quotes('claim', '1')
    text = daemon.quotes('corrections')
    assert 'speaker rename' in text and '"Bo Renn" -> Beauregard Renn' in text, text


def test_a_statement_is_reattributed_or_rejected(daemon):
    tell(daemon)
    statement = records(daemon, 'by', 'renn')[0]['id']
    daemon.quotes('statement', 'reattribute', statement, 'Cy Tolm')
    assert [s['speaker'] for s in records(daemon, 'by', 'tolm')] == ['Cy Tolm']
    assert records(daemon, 'by', 'Bo Renn', status=NOTHING) == []
    assert [edge['speaker'] for edge in records(daemon, 'claim', '1')[0]['edges']][1] == 'Cy Tolm'
    daemon.quotes('statement', 'reject', statement)
    assert records(daemon, 'show', statement, status=NOTHING) == []
    assert len(records(daemon, 'claim', '1')[0]['edges']) == 2
    check(daemon)
    daemon.quotes('undo', '2')
    assert len(records(daemon, 'show', statement)) == 1
    check(daemon)


def test_claims_are_split_and_merged(daemon):
    tell(daemon)
    statement = records(daemon, 'by', 'renn')[0]['id']
    correction, = records(daemon, 'claim', 'split', '1', statement)
    other = str(correction['into_claim_id'])
    assert len(records(daemon, 'claim', other)[0]['edges']) == 1
    daemon.quotes('claim', 'merge', other, '1', status=USAGE)
    daemon.quotes('undo', str(correction['id']))
    assert len(records(daemon, 'claim', '1')[0]['edges']) == 3
    put(daemon, 3, 'Cy Tolm, a diver from Orrin, said the western crane had been stolen.\n')
    stolen = records(daemon, 'claims', 'stolen')[0]['id']
    daemon.quotes('claim', 'merge', str(stolen), '1')
    assert len(records(daemon, 'claim', '1')[0]['edges']) == 4
    check(daemon)


def test_what_cannot_be_is_told(daemon):
    tell(daemon)
    daemon.quotes('speaker', 'merge', '1', '1', status=USAGE)
    daemon.quotes('speaker', 'rename', '99', 'X', status=NOTHING)
    daemon.quotes('statement', 'reject', '0123456789abcdef', status=NOTHING)
    daemon.quotes('speaker', 'rename', '1', status=USAGE)
    assert daemon.request('POST', '/v1/corrections?correction=speaker%20vanish&target=1')[0] == 400
    assert records(daemon, 'corrections', status=NOTHING) == []


if __name__ == '__main__':
    run(tests_of(globals()))
