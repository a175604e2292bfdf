#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Make first-names.list from the US census's name files of 1990 (public domain; lines "NAME SHARE CUMULATIVE RANK").

    first-names.py dist.male.first dist.female.first [COUNT] > first-names.list

What the list has behind them, names of the rest of the world, is kept by hand: append it again.
"""
import sys


# Given to both, more than one country's census tells.
EITHER = set('robin lindsey lindsay kelly kerry tracy jean andrea kim sandy dana jamie marion nicola sasha'.split())

# Words that are more often no name.
WORDS = {'marine'}


def read(path):
    with open(path, encoding='ascii') as file:
        return {line.split()[0].lower(): float(line.split()[1]) for line in file if line.strip()}


def main():
    male, female = read(sys.argv[1]), read(sys.argv[2])
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 1500
    names = sorted((set(male) | set(female)) - WORDS, key=lambda n: -(male.get(n, 0) + female.get(n, 0)))[:count]
    print('# First names with gender (e: either), in order of frequency; US census of 1990, by rules/train/first-names.py.')
    for name in names:
        m, f = male.get(name, 0), female.get(name, 0)
        print(f'{name}\tgender={"e" if name in EITHER else "m" if m > 4 * f else "f" if f > 4 * m else "e"}')


main()
