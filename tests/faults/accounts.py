#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Several users: who may read and who may change what, and files and folders that belong to somebody else.

The daemon runs as a user of its own, droppers and clients as others. Needs root; without it this is skipped.
"""
import os
import shutil
import subprocess
import sys

import ledger
import harness
from harness import ARTICLE, run, tests_of, wait_for

SERVICE, OTHER, THIRD = 54321, 54322, 54323  # users, and groups of the same numbers
DROPPERS = 54330                             # a group


class ServiceDaemon(harness.Daemon):
    """Runs as SERVICE, from copies that it may read."""

    def set_up(self):
        os.chmod(self.directory, 0o755)
        for path in (self.directory, self.inbox):
            os.chown(path, SERVICE, SERVICE)
        self.program = shutil.copy(harness.QUOTED, self.directory)
        self.rules = shutil.copytree(self.rules, self.directory + '/rules')
        return self

    def arguments(self):
        return [self.program, *super().arguments()[1:]]

    def spawn(self, log):
        return subprocess.Popen(self.arguments(), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                user=SERVICE, group=SERVICE, extra_groups=[])


def served(daemon):
    daemon.__class__ = ServiceDaemon
    return daemon.set_up()


def shell(user, command, *arguments, groups=()):
    """Run it as that user; whether it went well."""
    return subprocess.run(['sh', '-c', command, 'sh', *arguments], user=user, group=user, extra_groups=groups, check=False,
                          capture_output=True).returncode == 0


def put(user, path, content=ARTICLE, mode='644', groups=()):
    assert shell(user, 'umask 077; printf %s "$2" >"$1" && chmod "$3" "$1"', path, content, mode, groups=groups), path


def ask(daemon, user, method, path, groups=()):
    """The status of the answer that user gets; 0 if he gets none."""
    got = subprocess.run(['curl', '-s', '-o', '/dev/null', '-w', '%{http_code}', '-X', method, '--unix-socket', daemon.socket,
                          'http://localhost' + path], user=user, group=user, extra_groups=groups, capture_output=True, check=False)
    return int(got.stdout)


def outcomes(daemon):
    return {drop['name']: drop['outcome'] for drop in daemon.get('/v1/drops?limit=1000')['drops']}


def test_the_group_may_read_and_the_owner_alone_may_change(daemon):
    served(daemon).start()
    daemon.drop('good.txt')
    daemon.drop('bad.txt', b'bad\0')
    daemon.sync()
    assert ask(daemon, OTHER, 'GET', '/v1/status') == 0, 'the socket is open to everybody'
    changing = 0
    for endpoint in daemon.get('/v1')['endpoints']:
        path = endpoint['path'].replace('{id}', '1')
        if endpoint['method'] == 'POST' and path != '/v1/sync':
            changing += 1
            assert ask(daemon, OTHER, 'POST', path, [SERVICE]) == 403, path
        elif path not in ('/v1/follow', '/v1/rings'):
            assert ask(daemon, OTHER, endpoint['method'], path, [SERVICE]) not in (0, 403), path
    assert changing >= 6, changing
    daemon.sync()
    assert len(daemon.get('/v1/drops')['drops']) == 2, 'a retry was done'
    assert daemon.get('/v1/watches')['watches'] == [] and daemon.get('/v1/corrections')['corrections'] == []
    for user in (SERVICE, 0):
        assert ask(daemon, user, 'POST', '/v1/watches?query=speaker:larkin') == 200
        assert ask(daemon, user, 'POST', '/v1/retry?name=bad.txt') == 200
        daemon.sync()
    daemon.stop()


def test_by_tcp_nobody_may_change_anything(daemon):
    with harness.socket.socket() as free:
        free.bind(('127.0.0.1', 0))
        port = free.getsockname()[1]
    daemon.options = (f'--listen=127.0.0.1:{port}',)
    daemon.start()

    def by_tcp(method, path):
        return int(subprocess.run(['curl', '-s', '-o', '/dev/null', '-w', '%{http_code}', '-X', method, f'http://127.0.0.1:{port}{path}'],
                                  capture_output=True, check=False).stdout)
    assert by_tcp('GET', '/v1/status') == 200
    assert by_tcp('POST', '/v1/retry') == 403
    assert by_tcp('POST', '/v1/watches?query=speaker:larkin') == 403
    assert daemon.get('/v1/watches')['watches'] == []
    daemon.stop()


def test_a_file_of_another_user_waits_until_it_may_be_read(daemon):
    served(daemon)
    os.chown(daemon.inbox, SERVICE, DROPPERS)
    os.chmod(daemon.inbox, 0o3730)
    daemon.start()
    path = daemon.inbox + '/secret.txt'
    put(OTHER, path, mode='600', groups=[DROPPERS])
    put(OTHER, daemon.inbox + '/open.txt', ARTICLE + 'Open.\n', groups=[DROPPERS])
    daemon.sync()
    assert outcomes(daemon) == {'open.txt': 'stored'}
    status = daemon.get('/v1/status')
    assert (status['waiting'], status['pending'], status['state']) == (1, 1, 'running'), status
    assert 'secret.txt' in daemon.read_log()
    for command in ('ls "$1"', 'rm -f "$1/secret.txt"', 'mv "$1/secret.txt" "$1/x"', 'cat "$1/secret.txt"'):
        assert not shell(THIRD, command, daemon.inbox, groups=[DROPPERS]), command
    assert shell(OTHER, 'chmod 644 "$1"', path, groups=[DROPPERS])
    wait_for(lambda: outcomes(daemon).get('secret.txt') == 'stored', 'the file to be stored')
    wait_for(lambda: sorted(os.listdir(daemon.done)) == ['open.txt', 'secret.txt'], 'both to be moved')
    daemon.stop()


def test_a_folder_of_another_user_is_read_in_its_place(daemon):
    served(daemon)
    os.chmod(daemon.inbox, 0o777)
    daemon.start()
    assert shell(OTHER, 'mkdir "$1/open" && mkdir -m 700 "$1/closed"', daemon.inbox)
    put(OTHER, daemon.inbox + '/open/one.txt')
    put(OTHER, daemon.inbox + '/open/bad.txt', 'bad\x01\x02' * 50)
    put(OTHER, daemon.inbox + '/closed/two.txt', ARTICLE + 'Two.\n')
    daemon.sync()
    first = outcomes(daemon)
    assert first['open/one.txt'] == 'stored' and 'closed/two.txt' not in first, first
    assert daemon.get('/v1/status')['state'] == 'running'
    assert sorted(os.listdir(daemon.inbox + '/open')) == ['bad.txt', 'one.txt']
    daemon.stop()
    daemon.start()
    daemon.sync()
    assert outcomes(daemon) == first and len(daemon.get('/v1/drops')['drops']) == len(first), 'it was taken for a new one'
    assert shell(OTHER, 'chmod 755 "$1/closed"', daemon.inbox)
    wait_for(lambda: outcomes(daemon).get('closed/two.txt') == 'stored', 'the folder that was closed')
    put(OTHER, daemon.inbox + '/open/one.txt', ARTICLE + 'More.\n')
    wait_for(lambda: daemon.get('/v1/status')['stored'] == 3, 'what was changed')
    daemon.stop()


def test_an_inbox_without_permission_is_waited_for(daemon):
    served(daemon).start()
    os.chmod(daemon.inbox, 0)
    wait_for(lambda: daemon.get('/v1/status')['state'] == 'degraded' or daemon.sync() is None, 'the daemon to say so')
    dropped = ledger.drops(0, 5)
    ledger.drop_all(daemon, dropped)
    daemon.sync()
    assert daemon.get('/v1/status')['state'] == 'degraded'
    os.chmod(daemon.inbox, 0o755)
    wait_for(lambda: daemon.get('/v1/status')['state'] == 'running', 'the daemon to go on')
    daemon.sync()
    daemon.stop()
    ledger.check(daemon, dropped)


def test_a_done_without_permission_is_waited_for(daemon):
    served(daemon).start()
    os.chmod(daemon.done, 0o500)
    os.mkdir(daemon.inbox + '/folder')
    os.chown(daemon.inbox + '/folder', SERVICE, SERVICE)
    dropped = ledger.drops(0, 5)
    ledger.drop_all(daemon, dropped)
    put(SERVICE, daemon.inbox + '/folder/in.txt', ARTICLE + 'In.\n')
    wait_for(lambda: 'move' in (daemon.get('/v1/status')['reason'] or ''), 'the daemon to say so')
    daemon.sync()
    os.chmod(daemon.done, 0o750)
    wait_for(lambda: daemon.get('/v1/status')['state'] == 'running', 'the daemon to go on')
    daemon.sync()
    daemon.stop()
    assert os.listdir(daemon.inbox + '/folder') == [], 'what lies in a folder stays'
    assert daemon.read_log().count('could not move') == 1, daemon.read_log()


def test_a_state_of_another_user_is_refused(daemon):
    """A database that was restored by root, say."""
    served(daemon).start()
    daemon.drop('one.txt')
    daemon.sync()
    daemon.stop()
    os.chown(daemon.directory + '/state/quoted.db', 0, 0)
    os.chmod(daemon.directory + '/state/quoted.db', 0o644)
    daemon.begin()
    assert daemon.process.wait(harness.LIMIT) == 78
    assert 'could not write to database' in daemon.read_log() and 'Permission denied' in daemon.read_log()


if __name__ == '__main__':
    if os.geteuid() != 0:
        print('1..0 # SKIP other users need root')
        sys.exit(0)
    run(tests_of(globals()))
