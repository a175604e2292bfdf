#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What systemd and the daemon say to each other: readiness, watchdog, reload, a socket handed over."""
import os
import signal
import socket
import subprocess

from harness import LIMIT, run, tests_of, wait_for


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


def test_it_answers_on_a_socket_that_is_handed_over(daemon):
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(daemon.socket)
    listener.listen()
    early = socket.socket(socket.AF_UNIX)  # connects before there is a daemon
    early.settimeout(LIMIT)
    early.connect(daemon.socket)
    early.sendall(b'GET /v1/status HTTP/1.0\r\n\r\n')
    with open(daemon.log, 'ab') as log:
        daemon.process = subprocess.Popen(
            ['sh', '-c', f'exec 3<&{listener.fileno()}; LISTEN_FDS=1 LISTEN_PID=$$ exec "$0" "$@"',
             *daemon.arguments()], stdout=log, stderr=log, pass_fds=[listener.fileno()])
    assert early.recv(15).startswith(b'HTTP/1.')
    daemon.drop('harbour.txt')
    wait_for(daemon.answers, 'an answer')
    daemon.sync()
    assert daemon.get('/v1/status')['stored'] == 1
    daemon.stop()
    assert os.path.exists(daemon.socket), 'a socket that is not ours must stay'


if __name__ == '__main__':
    run(tests_of(globals()))
