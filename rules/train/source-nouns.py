#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Print the common nouns that annotated sources end in and that no list of sources' nouns holds yet.

    source-nouns.py GOLD.jsonl RULES/en

GOLD.jsonl: one article a line, {"attributions": [{"source_text": …}]}. Prints "count word", the commonest
first; which list a word goes to (roles, humans, collectives, organisation-nouns, documents) is for a reader.
"""
import collections
import json
import pathlib
import re
import sys

LISTS = ('roles', 'humans', 'collectives', 'organisation-nouns', 'documents', 'titles', 'pronouns', 'who', 'which',
         'times', 'determiners', 'object-pronouns', 'possessives')
STOP = re.compile(r',|\(|\b(?:of|in|at|on|for|from|with|by|to|who|which|that|about|against)\b')


def known(directory):
    words = set()
    for name in LISTS:
        for line in open(pathlib.Path(directory) / f'{name}.list', encoding='utf8'):
            words.add(line.split('\t')[0].strip())
    return words


def main():
    gold, rules = sys.argv[1:3]
    seen, counts = known(rules), collections.Counter()
    for line in open(gold, encoding='utf8'):
        for attribution in json.loads(line)['attributions']:
            head = STOP.split(attribution.get('source_text', ''))[0].split()
            if head and re.fullmatch(r'[a-z-]+', head[-1]) and head[-1] not in seen:
                counts[head[-1]] += 1
    for word, count in counts.most_common():
        print(count, word)


if __name__ == '__main__':
    main()
