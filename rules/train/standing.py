#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Make standing.weights, which tell a statement from what only looks like one.

    standing.py RULES-DIRECTORY TRAIN.jsonl OUT.weights LABELLERS [BUILD-DIRECTORY [C]]

What the engine finds in an article is too good, and the labeller too sure of it, where the labeller has learned from
that very article. So each part of the articles is looked at with a labeller of the others, and the examples of all
parts make the weights (train.py's learn). LABELLERS is a directory for these labellers, 0.weights and so on; those that
are there are not made again. BUILD-DIRECTORY holds train-label and dump (ninja rules/train/train-label
rules/train/dump). What is written are figures about words, no text.
"""
import os
import shutil
import subprocess
import sys
import tempfile

from train import learn, write

PARTS = 4


def examples(rules, articles, part, labellers, build):
    """Of one part of the articles, with a labeller of the others."""
    model = os.path.join(labellers, f'{part}.weights')
    with tempfile.TemporaryDirectory() as folder:
        pack, seen, unseen = (os.path.join(folder, name) for name in ('rules', 'seen.jsonl', 'unseen.jsonl'))
        with open(seen, 'w', encoding='utf8') as out:
            out.writelines(article for k, article in enumerate(articles) if k % PARTS != part)
        with open(unseen, 'w', encoding='utf8') as out:
            out.writelines(articles[part::PARTS])
        shutil.copytree(rules, pack)
        os.remove(os.path.join(pack, 'en', 'labels.weights'))
        if not os.path.exists(model):
            subprocess.run([os.path.join(build, 'train-label'), pack, seen, model], check=True)
        shutil.copy(model, os.path.join(pack, 'en', 'labels.weights'))
        found = subprocess.run([os.path.join(build, 'dump'), pack, unseen], check=True, stdout=subprocess.PIPE)
    return [line for line in found.stdout.decode('ascii').split('\n') if line.startswith('S')]


def main():
    rules, gold, out, labellers = sys.argv[1:5]
    build = sys.argv[5] if len(sys.argv) > 5 else 'build/rules/train'
    cost = float(sys.argv[6]) if len(sys.argv) > 6 else 0.1
    with open(gold, encoding='utf8') as file:
        articles = file.readlines()
    lines = []
    for part in range(PARTS):
        lines += examples(rules, articles, part, labellers, build)
    write(learn(lines, cost), out)


if __name__ == '__main__':
    main()
