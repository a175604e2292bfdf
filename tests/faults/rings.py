#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""SIGKILL at random moments while watches ring: every statement rings once, and its program is run at least once.

`rings.py [KILLS [SEED]]`.
"""
import json
import os
import random
import sqlite3
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'system'))
from harness import run, wait_for  # pylint: disable=wrong-import-position

KILLS, SEED = 12, 1


def write_hook(daemon):
    path = os.path.join(daemon.directory, 'hook')
    with open(path, 'w', encoding='utf8') as file:
        file.write(f'#!/bin/sh\ncat >>{daemon.directory}/rings\n')
    os.chmod(path, 0o755)
    return path


def kills(count, seed):
    def test(daemon):
        chance = random.Random(seed)
        daemon.start()
        daemon.quotes('watch', 'add', 'speaker:larkin', '--exec', write_hook(daemon))
        dropped = 0
        for _ in range(count):
            for _ in range(chance.randrange(1, 8)):
                daemon.drop(f'{dropped}.txt', f'Mayor Anna Larkin said on Tuesday that pier {dropped} would reopen in May.\n')
                dropped += 1
            time.sleep(chance.random() ** 2 * 0.3)
            daemon.kill()
            daemon.begin()
        daemon.kill()
        daemon.start()
        daemon.sync()
        daemon.sync()
        wait_for(lambda: daemon.get('/v1/watches')['watches'][0]['waiting'] == 0, 'the hooks')
        assert daemon.get('/v1/watches')['watches'][0]['failed'] == 0
        daemon.stop()
        base = sqlite3.connect(os.path.join(daemon.directory, 'state', 'quoted.db'))
        rung = base.execute('SELECT count(*), count(DISTINCT statement), count(DISTINCT article_id) FROM rings').fetchone()
        base.close()
        assert rung == (dropped,) * 3, (rung, dropped)
        with open(os.path.join(daemon.directory, 'rings'), encoding='utf8') as file:
            told = [json.loads(line)['ring'] for line in file]
        assert sorted(set(told)) == list(range(1, dropped + 1)), told
    test.__name__ = f'test_{count}_kills_with_seed_{seed}'
    return test


if __name__ == '__main__':
    given = [int(word) for word in sys.argv[1:]]
    run([kills(given[0] if given else KILLS, given[1] if len(given) > 1 else SEED)])
