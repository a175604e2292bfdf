#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Power cuts: the image of a mounted file system is copied while the daemon works; the copy has what was on the disk.

The image lies in a file system of its own, which is frozen while it is copied: so the copy is of one moment, as a cut is.

`power.py [CUTS [SEED]]`. Everything that a sync had answered for before the cut must be there: articles in the
database, and the bytes of what failed in failed/. Needs root, for loop mounts; without it this is skipped.
"""
import os
import random
import subprocess
import sys
import tempfile
import time

import ledger
from harness import Daemon

CUTS, SEED = 3, 1


def call(*arguments):
    subprocess.run(arguments, check=True, capture_output=True)


def mount_new(image, size, place):
    """Make a file system of this size in a file, and mount it."""
    os.mkdir(place)
    call('truncate', '-s', size, image)
    call('mkfs.ext4', '-q', image)
    call('mount', '-o', 'loop,noatime', image, place)


def can_mount():
    """Whether this machine lets us mount an image at all."""
    if os.geteuid() != 0:
        return False
    with tempfile.TemporaryDirectory(prefix='quoted-') as directory:
        place = directory + '/place'
        try:
            mount_new(directory + '/image', '16M', place)
        except (OSError, subprocess.CalledProcessError):
            return False
        call('umount', '-l', place)
    return True


def check_copy(directory, image, number, acknowledged):
    """Start a daemon on what the cut left, and look for what was promised."""
    copy, place = f'{directory}/copy{number}', f'{directory}/cut{number}'
    os.mkdir(place)
    outer = os.path.dirname(image)
    call('fsfreeze', '--freeze', outer)
    try:
        call('cp', '--sparse=always', image, copy)
    finally:
        call('fsfreeze', '--unfreeze', outer)
    call('mount', '-o', 'loop', copy, place)
    daemon = Daemon(place + '/q')
    daemon.socket = f'{directory}/socket{number}'
    try:
        daemon.start()
        daemon.sync()
        daemon.stop()
        ledger.check_database(daemon)
        stored = {row[0] for row in ledger.query(daemon, 'SELECT hash FROM articles UNION SELECT hash FROM revisions')}
        good = {ledger.sha256(content) for _, content in acknowledged if not ledger.is_bad(content)}
        assert good <= stored, f'cut {number}: {len(good - stored)} acknowledged articles are gone'
        failed = set(ledger.contents(daemon.failed).values())
        bad = {content for _, content in acknowledged if ledger.is_bad(content)}
        assert bad <= failed, f'cut {number}: {len(bad - failed)} failed files are gone or empty'
    finally:
        if daemon.process and daemon.process.poll() is None:
            daemon.kill()
        call('umount', '-l', place)
        os.unlink(copy)


def cut(directory, cuts, seed):
    chance = random.Random(seed)
    outer, place = directory + '/outer', directory + '/disk'
    image = outer + '/image'
    mount_new(directory + '/outer-image', '400M', outer)
    mount_new(image, '200M', place)
    daemon = Daemon(place + '/q', f'--burst={seed % 2}')
    daemon.socket = directory + '/socket'
    acknowledged = []
    try:
        daemon.start()
        for number in range(cuts):
            more = ledger.drops(100 * number, chance.randrange(1, 8))
            ledger.drop_all(daemon, more)
            daemon.sync()
            acknowledged += more
            ledger.drop_all(daemon, ledger.drops(100 * number + 50, chance.randrange(1, 8)))
            time.sleep(chance.random() * 0.1)
            check_copy(directory, image, number, acknowledged)
        daemon.stop()
    finally:
        if daemon.process and daemon.process.poll() is None:
            daemon.kill()
        call('umount', '-l', place)
        call('umount', '-l', outer)


def main():
    if not can_mount():
        print('1..0 # SKIP loop mounts need root')
        return 0
    given = [int(word) for word in sys.argv[1:]]
    cuts, seed = given[0] if given else CUTS, given[1] if len(given) > 1 else SEED
    bad = 0
    with tempfile.TemporaryDirectory(prefix='quoted-', ignore_cleanup_errors=True) as directory:
        try:
            cut(directory, cuts, seed)
        except AssertionError as error:
            bad = 1
            print(f'# {error}')
            print(error, file=sys.stderr)
    print(f'1..1\n{"not ok" if bad else "ok"} 1 {cuts} power cuts, seed {seed}')
    return bad


if __name__ == '__main__':
    sys.exit(main())
