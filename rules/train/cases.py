#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Print the corpus's cases as annotated articles, so that the labeller learns the constructions they stand for.

    quotes extract --jsonl FILE… > found; cases.py found FILE… >> TRAIN.jsonl

The files are tests/corpus/*.txt and tests/corpus/none/*.txt. The annotation is what `quotes` found, so the cases must
pass. Each is printed COPIES times, one after the other: each half and most folds of the articles then hold it.
"""
import json
import pathlib
import sys

COPIES = 4


def characters(text, pairs):
    """Byte ranges of the text in characters."""
    return [[len(text[:start].decode('utf8')), len(text[:end].decode('utf8'))] for start, end in pairs]


def main():
    found = {}
    for line in open(sys.argv[1], encoding='utf8'):
        statement = json.loads(line)
        found.setdefault(statement['article'], []).append(statement)
    for path in map(pathlib.Path, sys.argv[2:]):
        text = path.read_bytes()
        attributions = [{part: characters(text, statement[part] or []) for part in ('source', 'cue', 'content')}
                        for statement in found.get(path.name, ())]
        article = {'article': path.stem, 'text': text.decode('utf8'), 'attributions': attributions}
        print('\n'.join([json.dumps(article, ensure_ascii=False)] * COPIES))


main()
