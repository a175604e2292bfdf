#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Read every case of this directory with `quotes text` and compare what it prints with CASE.expected.

    run.py QUOTES RULES [--write]

A case is a file in some format; what is expected is what `quotes text` prints on standard output, and, below a line
"-- errors", on standard error. Bombs, too long for the tree, are made here. --write writes what is missing: read it before
you commit it. Prints TAP.
"""
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent


def read(quotes, rules, path, timeout=60):
    done = subprocess.run([quotes, '--rules', rules, 'text', path.name], cwd=path.parent, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, timeout=timeout, check=False)
    text = done.stdout.decode('utf8')
    if done.stderr:
        text += '-- errors\n' + done.stderr.decode('utf8')
    return done.returncode, text


def bombs():
    """Name, bytes, and words that the reason must have."""
    yield 'attributes.html', b'<html><body><a ' + b' '.join(b'a%d=1' % i for i in range(20000)) + b'>x</a>', 'attributes'
    yield 'deep.html', b'<html><body>' + b'<div>' * 100000 + b'"Hello," he said.', 'nested'


def report(number, name, good, why=''):
    print(f"{'ok' if good else 'not ok'} {number} - {name}")
    for line in why.splitlines() if not good else []:
        print('#', line)
    return good


def main():
    quotes, rules = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    number = 0
    good = True
    for path in sorted(HERE.iterdir()):
        if path.suffix in ('.expected', '.py') or path.name == 'README.md':
            continue
        number += 1
        expected = path.with_name(path.name + '.expected')
        status, text = read(quotes, rules, path)
        if not expected.exists() and '--write' in sys.argv:
            expected.write_text(text, encoding='utf8')
        wanted = expected.read_text(encoding='utf8') if expected.exists() else ''
        good &= report(number, path.name, text == wanted and status in (0, 4), f'status {status}; got:\n{text}')
    with tempfile.TemporaryDirectory() as directory:
        for name, content, reason in bombs():
            number += 1
            path = pathlib.Path(directory, name)
            path.write_bytes(content)
            status, text = read(quotes, rules, path)
            good &= report(number, name, status == 4 and reason in text and text.count('\n') == 2, f'status {status}; got:\n{text[:2000]}')
    print(f'1..{number}')
    sys.exit(not good)


if __name__ == '__main__':
    main()
