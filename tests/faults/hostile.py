#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Hostile files: the main process stays, and each file is stored or fails with one reason that says what was found.

`hostile.py [SHARE]`. junk.py makes them, smaller by SHARE. At 1 each is also read alone by `quotes extract`, and must
take at most 2 s of processor time and 128 MiB; ask that of a release build.
"""
import collections
import os
import pickle
import subprocess
import sys

import ledger
from harness import QUOTES, RULES, run
from junk import make

SHARE, SECONDS, MEMORY = 60, 2, 128 << 20
LOST = ('set aside', 'signal', 'took longer')  # the words for a process that an article has cost


def write_junk(directory, share):
    """Write the files; what is expected of each. In a child, whose memory counts for none of ours."""
    reader, writer = os.pipe()
    if not os.fork():
        expected = {}
        os.close(reader)
        for name, file in make(share).items():
            with open(os.path.join(directory, name), 'wb') as out:
                out.write(file.content)
            expected[name] = (file.reason, file.either)
        with open(writer, 'wb') as out:
            pickle.dump(expected, out)
        os._exit(0)
    os.close(writer)
    with open(reader, 'rb') as pipe:
        expected = pickle.load(pipe)
    os.wait()
    return expected


def outcome_of_each(share):
    def test(daemon):
        daemon.options = ('--max-size=33554432', '--time-limit=600')
        made = os.path.join(daemon.directory, 'made')
        os.mkdir(made)
        expected = write_junk(made, share)
        assert len(expected) >= 200, len(expected)
        daemon.start()
        main = daemon.process.pid
        for name in expected:
            os.rename(os.path.join(made, name), os.path.join(daemon.inbox, name))
            if share == 1:
                daemon.sync()
        daemon.sync()
        assert daemon.process.pid == main and daemon.get('/v1/status')['pending'] == 0
        daemon.stop()
        rows = collections.defaultdict(list)
        for name, outcome, reason in ledger.query(daemon, 'SELECT CAST(name AS BLOB), outcome, reason FROM drops ORDER BY id'):
            rows[os.fsdecode(name)].append((outcome, reason))
        wrong = [problem for name, (reason, either) in expected.items() for problem in judge(name, reason, either, rows)]
        assert not wrong, f'{len(wrong)} wrong:\n' + '\n'.join(wrong)
        ledger.check_database(daemon)
    test.__name__ = 'test_each_hostile_file_has_its_outcome'
    return test


def judge(name, reason, either, rows):
    """What is wrong with the outcome of one file."""
    told = [row for other, got in rows.items() if other == name or other.startswith((name + '#', name + '/')) for row in got]
    reasons = [why for outcome, why in told if outcome == 3]
    if not told:
        yield f'{name}: nothing is told of it'
    for why in reasons:
        if not why or any(word in why for word in LOST):
            yield f'{name}: {why}'
    if not either and reason is None and reasons:
        yield f'{name}: is good, and failed: {reasons[0]}'
    if not either and reason is not None and not any(reason in why for why in reasons):
        yield f'{name}: no reason tells of "{reason}": {reasons[:3]}'


def test_each_takes_little_time_and_memory(daemon):
    made = os.path.join(daemon.directory, 'made')
    os.mkdir(made)
    worst = []
    for name in write_junk(made, 1):
        with subprocess.Popen([QUOTES, '--rules', RULES, 'extract', os.path.join(made, name)], stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL) as process:
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        assert process.returncode >= 0, f'{name}: ended by signal {-process.returncode}'
        worst.append((usage.ru_utime + usage.ru_stime, usage.ru_maxrss << 10, name))
    for seconds, memory, name in sorted({*sorted(worst)[-5:], *sorted(worst, key=lambda row: row[1])[-5:]}):
        print(f'# {name}: {seconds:.2f} s, {memory >> 20} MiB')
    over = [row for row in worst if row[0] > SECONDS or row[1] > MEMORY]
    assert not over, over


if __name__ == '__main__':
    given = int(sys.argv[1]) if len(sys.argv) > 1 else SHARE
    run([outcome_of_each(given), *([test_each_takes_little_time_and_memory] if given == 1 else [])])
