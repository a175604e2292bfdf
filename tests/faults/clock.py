#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The wall clock jumps, forward and back: what waits, waits by the clock that only runs forward, and all is stored.

`clock.py`, with clock.c's library in QUOTED_CLOCK.
"""
import os
import socket
import struct
import subprocess
import time

import ledger
from harness import ARTICLE, Daemon, run, tests_of, wait_for

DAY = 24 * 3600


class JumpingDaemon(Daemon):
    """jump: how far its clock is from ours, in seconds."""

    def set_up(self):
        self.jump(0)
        return self

    def jump(self, seconds):
        fd = os.open(self.directory + '/clock', os.O_WRONLY | os.O_CREAT, 0o644)
        os.pwrite(fd, struct.pack('=q', seconds), 0)
        os.close(fd)

    def spawn(self, log):
        options = os.environ.get('ASAN_OPTIONS', '') + ':verify_asan_link_order=0'
        return subprocess.Popen(self.arguments(), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                env={**os.environ, 'LD_PRELOAD': os.environ['QUOTED_CLOCK'], 'CLOCK_FILE': self.directory + '/clock',
                                     'ASAN_OPTIONS': options})


def jumping(daemon):
    daemon.__class__ = JumpingDaemon
    return daemon.set_up()


def seen(daemon):
    """When each was first seen, in seconds from now, in the order of the list."""
    return [(drop['name'], time.mktime(time.strptime(drop['seen_at'], '%Y-%m-%dT%H:%M:%SZ')) - time.timezone - time.time())
            for drop in daemon.get('/v1/drops')['drops']]


def test_what_settles_waits_by_the_steady_clock(daemon):
    daemon.options = ('--settle=1500',)
    jumping(daemon).start()
    for number, jump in enumerate((400 * DAY, -400 * DAY, 0)):
        began = time.monotonic()
        with open(f'{daemon.inbox}/{number}.txt', 'w', encoding='utf8') as file:
            file.write(ARTICLE + f'Number {number}.\n')
        wait_for(lambda: daemon.get('/v1/status')['pending'] == 1, 'it to be seen')
        daemon.jump(jump)
        daemon.sync()
        assert time.monotonic() - began >= 1.5, 'it was taken early'
    names = [name for name, _ in seen(daemon)]
    assert names == ['2.txt', '1.txt', '0.txt'], names
    for (name, ago), jump in zip(seen(daemon), (0, -400 * DAY, 400 * DAY)):
        assert abs(ago - jump) < 600, f'{name} was seen {ago} s from now'
    daemon.stop()


def test_what_is_tried_again_is_tried_by_the_steady_clock(daemon):
    """A database that is locked, and a reader that does not start, while the clock goes back."""
    jumping(daemon).start()
    dropped = ledger.drops(0, 5)
    other = ledger.sqlite3.connect(daemon.directory + '/state/quoted.db', isolation_level=None)
    other.execute('BEGIN IMMEDIATE')
    ledger.drop_all(daemon, dropped)
    wait_for(lambda: daemon.get('/v1/status')['reason'], 'the daemon to say that it cannot store')
    daemon.jump(-30 * DAY)
    other.execute('ROLLBACK')
    other.close()
    for worker in daemon.workers() + daemon.workers('serve'):
        os.kill(worker, 9)
    wait_for(daemon.answers, 'an answer')
    daemon.sync()
    daemon.stop()
    ledger.check(daemon, dropped)


def test_clients_have_their_time_by_the_steady_clock(daemon):
    jumping(daemon).start()

    def begin():
        client = socket.socket(socket.AF_UNIX)
        client.settimeout(60)
        client.connect(daemon.socket)
        client.sendall(b'GET /v1/status HTTP/1.0\r\n')
        return client
    patient = begin()
    daemon.get('/v1/status')
    daemon.jump(DAY)
    for _ in range(20):
        daemon.get('/v1/status')
    patient.sendall(b'\r\n')
    assert patient.recv(15).startswith(b'HTTP/1.'), 'it was cut, as if its time were over'
    slow = begin()
    daemon.jump(-DAY)
    assert slow.recv(100) == b'', 'its time must be over some time'
    daemon.stop()


def test_any_time_will_do(daemon):
    """Before the epoch's first day is over, after 2038, after 2106; dates of articles are their own."""
    jumping(daemon)
    dropped = []
    for number, when in enumerate((1000, 2_200_000_000, 4_400_000_000)):
        daemon.jump(int(when - time.time()))
        daemon.start()
        more = ledger.drops(10 * number, 3)
        ledger.drop_all(daemon, more)
        dropped += more
        daemon.sync()
        assert daemon.get('/v1/status')['state'] == 'running'
        said = {statement['said_at'] for statement in daemon.get('/v1/statements')['statements']}
        assert said == {None}, f'the articles tell no day, and yet it was said at {said}'
        daemon.quotes('check')
        daemon.stop()
    ledger.check(daemon, dropped)


if __name__ == '__main__':
    run(tests_of(globals()))
