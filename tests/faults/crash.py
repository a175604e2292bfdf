#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""SIGKILL at random moments while articles come in: nothing is lost, doubled or stuck.

`crash.py [KILLS [SEED]]`.
"""
import random
import sys
import time

import ledger
from harness import run

KILLS, SEED = 15, 1


def kills(count, seed):
    def test(daemon):
        chance = random.Random(seed)
        dropped = []
        for number in range(count):
            daemon.options = (f'--burst={chance.randrange(2)}',)
            daemon.begin()
            more = ledger.drops(10 * number, chance.randrange(1, 10))
            ledger.drop_all(daemon, more)
            dropped += more
            time.sleep(chance.random() ** 2 * 0.6)  # most while it starts or has just begun
            daemon.kill()
        daemon.start()
        daemon.sync()
        daemon.sync()  # what came while the first one was answered
        daemon.stop()
        ledger.check(daemon, dropped)
    test.__name__ = f'test_{count}_kills_with_seed_{seed}'
    return test


if __name__ == '__main__':
    given = [int(word) for word in sys.argv[1:]]
    run([kills(given[0] if given else KILLS, given[1] if len(given) > 1 else SEED)])
