#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Many hostile clients at once; one that behaves is answered all the same."""
import contextlib
import os
import resource
import signal
import socket

import ledger
from harness import LIMIT, Skip, run, tests_of, wait_for

SLOW = b'GET /v1/status HTTP/1.1\r\nX: '
ALL = b'GET /v1/statements?limit=1000 HTTP/1.1\r\nHost: localhost\r\n\r\n'


def connect(daemon, request):
    client = socket.socket(socket.AF_UNIX)
    client.settimeout(LIMIT)
    client.connect(daemon.socket)
    client.sendall(request)
    return client


def assert_answers(daemon, times=20):
    for _ in range(times):
        assert daemon.get('/v1/status')['state'] == 'running'


def close_all(clients):
    for client in clients:
        client.close()


def test_more_slow_requests_than_there_is_room_for(daemon):
    daemon.options = ('--connections=32',)
    daemon.start()
    slow = []
    for _ in range(10):
        slow += [connect(daemon, SLOW) for _ in range(30)]
        assert_answers(daemon, 5)
    close_all(slow)
    daemon.stop()


def test_more_clients_that_do_not_read_than_there_is_room_for(daemon):
    daemon.options = ('--connections=32',)
    daemon.start()
    ledger.drop_all(daemon, ledger.drops(0, 200))
    daemon.sync()
    deaf = []
    for _ in range(4):
        deaf += [connect(daemon, ALL * 3) for _ in range(30)]
        assert_answers(daemon, 5)
    close_all(deaf)
    daemon.stop()


def test_one_user_does_not_take_the_places_of_others(daemon):
    if os.geteuid() != 0:
        raise Skip('only root can be two users')
    daemon.options = ('--connections=32',)
    daemon.start()
    os.chmod(daemon.directory, 0o755)
    os.chmod(daemon.socket, 0o666)
    slowest = [connect(daemon, SLOW) for _ in range(3)]
    assert_answers(daemon, 1)
    crowd = os.fork()
    if not crowd:
        os.setuid(65534)
        others = [connect(daemon, SLOW) for _ in range(300)]
        os.kill(os.getpid(), signal.SIGSTOP)  # and stays connected
        os._exit(len(others))
    os.waitpid(crowd, os.WUNTRACED)
    assert_answers(daemon)
    for client in slowest:
        client.sendall(b'y\r\n\r\n')
        assert client.recv(12) == b'HTTP/1.1 200'
    os.kill(crowd, signal.SIGKILL)
    os.waitpid(crowd, 0)
    close_all(slowest)
    daemon.stop()


def test_ten_thousand_requests_in_one_go(daemon):
    daemon.start()
    client = connect(daemon, b'')
    client.setblocking(False)
    with contextlib.suppress(BlockingIOError):
        for _ in range(10000):
            client.sendall(b'GET /v1/status HTTP/1.1\r\nHost: localhost\r\n\r\n')
    assert_answers(daemon)
    client.close()
    daemon.stop()


def test_descriptors_that_are_sent_along_are_not_taken(daemon):
    """Sent over the socket with a request, and by clients that are gone when they are read."""
    daemon.start()
    server = daemon.workers('serve')[0]

    def held():
        return len(os.listdir(f'/proc/{server}/fd'))
    assert_answers(daemon, 3)
    wait_for(lambda: held() < 100, 'a quiet moment')
    before = held()
    pipe = os.pipe()
    for number in range(100):
        client = socket.socket(socket.AF_UNIX)
        client.settimeout(LIMIT)
        client.connect(daemon.socket)
        socket.send_fds(client, [SLOW if number % 2 else b'GET /v1/status HTTP/1.0\r\n\r\n'], list(pipe) * 50)
        if not number % 2:
            assert client.recv(12) == b'HTTP/1.0 200'
        client.close()
    wait_for(lambda: held() <= before + 2, f'the serve process to hold {before} descriptors again, and not more')
    assert server in daemon.workers('serve')
    daemon.stop()


def test_connections_without_descriptors_left(daemon):
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, limits[1]))
    try:
        daemon.start()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)
    idle = [connect(daemon, SLOW) for _ in range(100)]
    daemon.drop('one.txt')
    close_all(idle)
    assert_answers(daemon)
    daemon.sync()
    assert daemon.get('/v1/status')['stored'] == 1
    daemon.stop()


if __name__ == '__main__':
    run(tests_of(globals()))
