#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Make standing.weights, which tell a statement from what only looks like one.

    standing.py RULES-DIRECTORY TRAIN.jsonl OUT.weights [BUILD-DIRECTORY [C]]

What the engine finds in an article is too good where the labeller has learned from that very article. So it is
learned on one half of the articles and looked at on the other, both ways, and the examples of both halves make the
weights (train.py's learn). BUILD-DIRECTORY holds train-label and dump (ninja rules/train/train-label
rules/train/dump). What is written are figures about words, no text.
"""
import os
import shutil
import subprocess
import sys
import tempfile

from train import learn, write

LEAN = 3  # sixteenths of a log-odds unit in favour of each: of what is dropped nothing is left


def constant(lines):
    """The feature that every example has."""
    return set.intersection(*(set(line.split()[2:]) for line in lines)).pop()


def examples(rules, halves, seen, build):
    """Of the half that is not `seen`, with a labeller of the other."""
    with tempfile.TemporaryDirectory() as folder:
        pack, model = os.path.join(folder, 'rules'), os.path.join(folder, 'labels.weights')
        paths = [os.path.join(folder, name) for name in ('seen.jsonl', 'unseen.jsonl')]
        for path, half in zip(paths, (seen, 1 - seen)):
            with open(path, 'w', encoding='utf8') as out:
                out.writelines(halves[half])
        shutil.copytree(rules, pack)
        for name in ('labels.weights', 'standing.weights'):
            if os.path.exists(os.path.join(pack, 'en', name)):
                os.remove(os.path.join(pack, 'en', name))
        subprocess.run([os.path.join(build, 'train-label'), pack, paths[0], model], check=True)
        shutil.move(model, os.path.join(pack, 'en'))
        found = subprocess.run([os.path.join(build, 'dump'), pack, paths[1]], check=True, stdout=subprocess.PIPE)
    return [line for line in found.stdout.decode('ascii').split('\n') if line.startswith('S')]


def main():
    rules, gold, out = sys.argv[1:4]
    build = sys.argv[4] if len(sys.argv) > 4 else 'build/rules/train'
    cost = float(sys.argv[5]) if len(sys.argv) > 5 else 0.3
    with open(gold, encoding='utf8') as file:
        articles = file.readlines()
    halves = [articles[0::2], articles[1::2]]
    lines = examples(rules, halves, 0, build) + examples(rules, halves, 1, build)
    weights = learn(lines, cost)
    weights[constant(lines)] = weights.get(constant(lines), 0) + LEAN
    write(weights, out)


if __name__ == '__main__':
    main()
