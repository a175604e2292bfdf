#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What systemd and the daemon say to each other: readiness, watchdog, reload, a socket handed over."""
import concurrent.futures
import os
import signal
import socket
import subprocess
import threading

from harness import ARTICLE, LIMIT, Connection, run, tests_of, wait_for


def listen(path):
    """A datagram socket for sd_notify(3)'s messages."""
    door = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    door.settimeout(LIMIT)
    door.bind(path)
    return door


def hear(door, wanted):
    while wanted not in door.recv(4096).decode():
        pass


def test_it_tells_when_it_is_ready_and_that_it_lives(daemon):
    path = os.path.join(daemon.directory, 'notify')
    door = listen(path)
    with open(daemon.log, 'ab') as log:
        daemon.process = subprocess.Popen(
            ['sh', '-c', 'WATCHDOG_PID=$$ exec "$0" "$@"', *daemon.arguments()], stdout=log, stderr=log,
            env={**os.environ, 'NOTIFY_SOCKET': path, 'WATCHDOG_USEC': '200000'})
    hear(door, 'READY=1')
    assert daemon.answers() is not None or wait_for(daemon.answers, 'an answer')
    hear(door, 'WATCHDOG=1')
    hear(door, 'WATCHDOG=1')
    daemon.process.send_signal(signal.SIGTERM)
    hear(door, 'STOPPING=1')
    assert daemon.process.wait(LIMIT) == 0, daemon.read_log()


def begin_with(daemon, listener):
    with open(daemon.log, 'ab') as log:
        daemon.process = subprocess.Popen(
            ['sh', '-c', f'exec 3<&{listener.fileno()}; LISTEN_FDS=1 LISTEN_PID=$$ exec "$0" "$@"',
             *daemon.arguments()], stdout=log, stderr=log, pass_fds=[listener.fileno()])


def test_it_answers_on_a_socket_that_is_handed_over(daemon):
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(daemon.socket)
    listener.listen()
    early = socket.socket(socket.AF_UNIX)  # connects before there is a daemon
    early.settimeout(LIMIT)
    early.connect(daemon.socket)
    early.sendall(b'GET /v1/status HTTP/1.0\r\n\r\n')
    begin_with(daemon, listener)
    assert early.recv(15).startswith(b'HTTP/1.')
    daemon.drop('harbour.txt')
    wait_for(daemon.answers, 'an answer')
    daemon.sync()
    assert daemon.get('/v1/status')['stored'] == 1
    daemon.stop()
    assert os.path.exists(daemon.socket), 'a socket that is not ours must stay'


def ask_until(daemon, enough):
    """Clients that come one after the other; each must be answered. How many were."""
    count = 0
    while not enough.is_set():
        for path in ('/v1/status', '/v1/statements?limit=500', '/v1/speakers'):
            daemon.get(path)
            count += 1
    return count


def test_no_client_is_refused_while_it_is_restarted(daemon):
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(daemon.socket)
    listener.listen()
    enough = threading.Event()
    begin_with(daemon, listener)
    with concurrent.futures.ThreadPoolExecutor() as pool:
        clients = [pool.submit(ask_until, daemon, enough) for _ in range(4)]
        try:
            for number in range(12):
                daemon.drop(f'{number}.txt', ARTICLE + f'Number {number}.\n')
                daemon.sync()
                daemon.stop()
                begin_with(daemon, listener)
        finally:
            enough.set()
        counts = [client.result(LIMIT) for client in clients]
    assert min(counts) > 0, counts
    daemon.sync()
    assert daemon.get('/v1/status')['stored'] == 12
    daemon.stop()


def test_who_waits_for_what_takes_long_is_told_of_the_end(daemon):
    daemon.options = ('--workers=1',)
    daemon.start()
    wait_for(lambda: daemon.get('/v1/status')['workers'], 'a worker')
    os.kill(daemon.workers()[0], signal.SIGSTOP)
    daemon.drop('one.txt')
    wait_for(lambda: daemon.get('/v1/status')['pending'], 'it to be taken')
    waiting = Connection(daemon.socket)
    waiting.request('POST', '/v1/sync')
    following = subprocess.Popen(['curl', '-sN', '--unix-socket', daemon.socket, 'http://localhost/v1/follow'], stdout=subprocess.PIPE)
    assert following.stdout.read(1) == b'\n', 'the first request is read by now, too'
    daemon.stop()
    assert waiting.getresponse().status == 503
    assert following.wait(LIMIT) == 0, 'a stream must end as one that is whole'
    daemon.start()
    daemon.sync()
    assert daemon.get('/v1/status')['stored'] == 1
    daemon.stop()


if __name__ == '__main__':
    run(tests_of(globals()))
