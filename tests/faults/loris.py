#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""How long a good client waits while others only hold their connections: slow ones that never end a request, and deaf
ones that never read an answer. Each comes again when it is cut.

`loris.py [SECONDS [SLOW [DEAF]]]`. Prints the good client's times and what the serve process spent.
"""
import contextlib
import os
import pathlib
import resource
import signal
import socket
import sys
import time

import ledger
from harness import run

SLOW = b'GET /v1/status HTTP/1.1\r\nX: '
ALL = b'GET /v1/statements?limit=1000 HTTP/1.1\r\nHost: localhost\r\n\r\n'
GOAL_MS = 20


def connect(path, request):
    client = socket.socket(socket.AF_UNIX)
    client.setblocking(False)
    try:
        client.connect(path)
        client.sendall(request)
    except OSError:
        client.close()
        return None
    return client


def hold(path, count, request):
    """Hold so many connections, a byte a second on each; those that are cut are made again. For ever."""
    clients = [None] * count
    while True:
        end = time.monotonic() + 1
        for number, client in enumerate(clients):
            try:
                if not client:
                    raise OSError
                client.send(b'x')
            except BlockingIOError:
                continue
            except OSError:
                if client:
                    client.close()
                clients[number] = connect(path, request)
            time.sleep(max(0, (end - time.monotonic()) / (count - number)))


@contextlib.contextmanager
def attackers(path, slow, deaf):
    """As processes of their own, so that only the daemon's time counts."""
    children = []
    for count, request in ((slow, SLOW), (deaf, ALL * 3)):
        child = os.fork()
        if not child:
            try:
                hold(path, count, request)
            finally:
                os._exit(0)
        children.append(child)
    try:
        yield
    finally:
        for child in children:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)


def times(daemon, seconds):
    """Milliseconds of each request, one every 20 ms, sorted."""
    taken, end = [], time.monotonic() + seconds
    while time.monotonic() < end:
        start = time.monotonic()
        daemon.get('/v1/status')
        taken.append((time.monotonic() - start) * 1000)
        time.sleep(0.02)
    return sorted(taken)


def spent(daemon):
    fields = pathlib.Path(f'/proc/{daemon.workers("serve")[0]}/stat').read_text(encoding='utf8').rsplit(')', 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf('SC_CLK_TCK')


def report(what, taken):
    p99 = taken[len(taken) * 99 // 100]
    print(f'# {what}: {len(taken)} requests, p50 {taken[len(taken) // 2]:.1f} ms, p99 {p99:.1f} ms, most {taken[-1]:.1f} ms')
    return p99


def attack(seconds, slow, deaf):
    def test(daemon):
        limit = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
        daemon.start()
        ledger.drop_all(daemon, ledger.drops(0, 200))
        daemon.sync()
        report('alone', times(daemon, min(seconds, 10)))
        with attackers(daemon.socket, slow, deaf):
            before = spent(daemon)
            p99 = report('under attack', times(daemon, seconds))
            print(f'# the serve process spent {(spent(daemon) - before) / seconds:.1%} of a processor')
        daemon.stop()
        assert p99 <= GOAL_MS, f'p99 {p99:.1f} ms'
    test.__name__ = f'test_a_good_client_beside_{slow}_slow_and_{deaf}_deaf_ones'
    return test


if __name__ == '__main__':
    given = [int(word) for word in sys.argv[1:]]
    run([attack(*(given + [120, 1000, 200][len(given):]))])
