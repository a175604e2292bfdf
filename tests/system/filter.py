#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What the daemon's processes ask of the kernel is inside the unit's SystemCallFilter. Needs systemd-analyze and strace."""
import os
import re
import shutil
import subprocess
import sys

import harness

UNIT = os.path.join(os.environ.get('QUOTED_UNITS', '.'), 'quoted.service')
OTHERS = {'personality', 'ptrace', 'fchown'}  # the sanitizers' own, and SQLite's when it runs as root, as the unit does not


def members(name):
    """The calls of a set of systemd's, "@file-system", with those of the sets in it."""
    shown = subprocess.run(['systemd-analyze', '--no-pager', 'syscall-filter', name], capture_output=True, encoding='utf8', check=True)
    found = set()
    for word in re.findall(r'^ +(@?[\w-]+)$', shown.stdout, re.M):
        found |= members(word) if word.startswith('@') else {word}
    return found


def allowed(unit):
    """What its lines come to, one after the other."""
    calls = set()
    with open(unit, encoding='utf8') as file:
        for line in re.findall(r'^SystemCallFilter=(.*)$', file.read(), re.M):
            names = set()
            for word in line.removeprefix('~').split():
                names |= members(word) if word.startswith('@') else {word}
            calls = calls - names if line.startswith('~') else calls | names
    return calls


def session(daemon):
    """A little of everything: good, bad and packed files, questions, a stream, a retry, new rules, a copy, the end."""
    daemon.start()
    daemon.drop('good.txt')
    daemon.drop('again.txt')
    daemon.drop('bad.txt', b'bad\0')
    daemon.drop('page.html', '<html><article><p>“No,” said Anna Larkin, the mayor of Westhaven, on Tuesday.</p></article></html>')
    daemon.drop('none.pdf', b'%PDF-1.4\n')
    os.makedirs(daemon.inbox + '/folder')
    with open(daemon.inbox + '/folder/slow.txt', 'w', encoding='utf8') as file:
        file.write(harness.ARTICLE + 'Written slowly.\n')
    daemon.sync()
    for path in ('/v1', '/v1/statements', '/v1/speakers', '/v1/claims', '/v1/verify?text=not+sell', '/v1/articles/1', '/v1/drops'):
        daemon.get(path)
    daemon.request('POST', '/v1/retry')
    daemon.sync()
    daemon.quotes('backup', daemon.directory + '/copy.db')
    main = child(daemon.process.pid)  # of strace
    os.kill(main, 1)
    daemon.drop('more.txt', harness.ARTICLE + 'More.\n')
    daemon.sync()
    os.kill(main, 15)
    daemon.process.wait(harness.LIMIT)


def child(pid):
    with open(f'/proc/{pid}/task/{pid}/children', encoding='utf8') as file:
        return int(file.read().split()[0])


def test_every_system_call_is_inside_the_filter(daemon):
    trace = daemon.directory + '/trace'
    arguments = daemon.arguments
    daemon.arguments = lambda: ['strace', '-f', '-qq', '-o', trace, *arguments()]
    os.environ['ASAN_OPTIONS'] = 'detect_leaks=0'
    session(daemon)
    with open(trace, encoding='utf8', errors='replace') as file:
        asked = set(re.findall(r'^\d+ +(\w+)\(', file.read(), re.M))
    outside = asked - allowed(UNIT) - OTHERS
    print(f'# {len(asked)} system calls')
    assert len(asked) > 40 and not outside, f'not in the filter: {sorted(outside)}'


if __name__ == '__main__':
    if not shutil.which('systemd-analyze') or not shutil.which('strace'):
        print('1..0 # SKIP no systemd-analyze or strace')
        sys.exit(0)
    harness.run([test_every_system_call_is_inside_the_filter])
