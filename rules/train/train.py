#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Make the pack's weights from the examples that dump prints.

    dump rules GOLD.jsonl > examples; train.py examples cue.weights extent.weights cut.weights [C]

Logistic regression with L1 (liblinear's `train`, Debian package liblinear-tools); weights are written in sixteenths of
a log-odds unit, those that round to 0 are left out. What is written are figures about words, no text.
"""
import collections
import os
import subprocess
import sys
import tempfile

LEAST = 2  # examples a feature must be seen in


def learn(lines, cost):
    seen = collections.Counter()
    for line in lines:
        seen.update(set(line.split()[2:]))
    keys = sorted(key for key, count in seen.items() if count >= LEAST)
    number = {key: i + 1 for i, key in enumerate(keys)}
    with tempfile.TemporaryDirectory() as folder:
        data, model = os.path.join(folder, 'data'), os.path.join(folder, 'model')
        with open(data, 'w', encoding='ascii') as out:
            for line in lines:
                parts = line.split()
                ids = sorted({number[key] for key in parts[2:] if key in number})
                out.write('+1' if parts[1] == '1' else '-1')
                out.write(''.join(f' {i}:1' for i in ids) + '\n')
        subprocess.run(['liblinear-train', '-q', '-s', '6', '-c', str(cost), data, model], check=True)
        with open(model, encoding='ascii') as file:
            text = file.read().split('\n')
    sign = 1 if [line for line in text if line.startswith('label')][0].split()[1] == '1' else -1
    values = text[text.index('w') + 1:]
    return {key: round(16 * sign * float(value)) for key, value in zip(keys, values) if value}


def write(weights, path):
    with open(path, 'w', encoding='ascii') as out:
        for key, value in sorted(weights.items()):
            if value:
                out.write(f'{key} {value}\n')
    print(path, sum(1 for value in weights.values() if value), 'weights', file=sys.stderr)


def main():
    with open(sys.argv[1], encoding='ascii') as file:
        lines = file.read().splitlines()
    cost = float(sys.argv[5]) if len(sys.argv) > 5 else 0.3
    for kind, path in (('C', sys.argv[2]), ('E', sys.argv[3]), ('K', sys.argv[4])):
        weights = learn([line for line in lines if line[0] == kind], cost)
        write(weights, path)


if __name__ == '__main__':
    main()
