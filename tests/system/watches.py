#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Watches: what rings is streamed without a gap and given to programs, which cannot harm the daemon."""
import json
import os
import subprocess

from harness import Connection, LIMIT, QUOTES, run, tests_of, wait_for

FOUND, NOTHING, USAGE = range(3)
GATE = 'Ada Quill, the mayor of Orrin, said on Monday that the eastern gate of the Orrin dam was leaking.\n'
DENIAL = 'Bo Renn, an engineer from Tarn, denied that the eastern gate of the Orrin dam was leaking.\n'
WIRE = ('“We will not pay for a single new pump until the council has voted on it,” said Cy Tolm, the owner of the pumps.\n'
        'The pumps were bought in the spring of last year and have stood in a shed by the river ever since, unused.\n')


def records(daemon, *arguments, status=FOUND):
    return [json.loads(line) for line in daemon.quotes('--jsonl', *arguments, status=status).splitlines()]


def drop(daemon, name, text):
    daemon.drop(name, text)
    daemon.sync()


def rings(daemon, *arguments):
    """All rings of the watches up to now."""
    command = [QUOTES, f'--socket={daemon.socket}', '--jsonl', 'watch', 'stream', *arguments, '--after=0']
    wanted = sum(watch['rings'] for watch in records(daemon, 'watch', 'list') if str(watch['id']) in arguments)
    with subprocess.Popen(command, stdout=subprocess.PIPE, encoding='utf8') as process:
        lines = [json.loads(process.stdout.readline()) for _ in range(wanted)]
        process.terminate()
    return lines


def write_hook(daemon, name, script):
    path = os.path.join(daemon.directory, name)
    with open(path, 'w', encoding='utf8') as file:
        file.write(script.replace('HERE', daemon.directory))
    os.chmod(path, 0o755)
    return path


def read(daemon, name):
    try:
        with open(os.path.join(daemon.directory, name), encoding='utf8') as file:
            return file.read()
    except FileNotFoundError:
        return ''


def test_watches_are_added_listed_and_removed(daemon):
    daemon.start()
    assert records(daemon, 'watch', 'list', status=NOTHING) == []
    watch, = records(daemon, 'watch', 'add', 'speaker:quill about:dam', '--note', 'for the desk')
    assert watch['id'] == 1 and watch['query'] == 'speaker:quill about:dam' and watch['note'] == 'for the desk', watch
    watch, = records(daemon, 'watch', 'add', 'about:eastern gate', 'event:denial')
    assert watch['query'] == 'about:"eastern gate" event:denial', watch
    for wrong in ('speaker:', 'who:quill', 'event:never', 'kind:direct'):
        daemon.quotes('watch', 'add', wrong, status=USAGE)
    daemon.quotes('watch', 'add', 'about:dam', '--exec', 'true', status=USAGE)
    daemon.quotes('watch', 'remove', '7', status=NOTHING)
    daemon.quotes('by', 'quill', '--exec', '/bin/true', status=USAGE)
    daemon.quotes('by', 'quill', '--after', '0', status=USAGE)
    text = daemon.quotes('watch', 'list')
    assert 'about:"eastern gate" event:denial' in text and 'for the desk' in text, text
    daemon.quotes('watch', 'remove', '1')
    daemon.stop()
    daemon.start()
    assert [watch['id'] for watch in records(daemon, 'watch', 'list')] == [2]


def test_what_rings_is_told_once(daemon):
    daemon.start()
    daemon.quotes('watch', 'add', 'about:dam event:statement,denial')
    daemon.quotes('watch', 'add', 'event:first')
    drop(daemon, 'gate.txt', GATE)
    drop(daemon, 'denial.txt', DENIAL)
    drop(daemon, 'copy.txt', 'From our news desk.\n\n' + DENIAL)
    drop(daemon, 'wire1.txt', 'ORRIN, March 3. ' + WIRE)
    drop(daemon, 'wire2.txt', 'Pumps stand idle\n\n' + WIRE)
    told = rings(daemon, '1')
    assert [(ring['event'], ring['statement']['speaker']) for ring in told] == [
        ('statement', 'Ada Quill'), ('denial', 'Bo Renn')], told
    assert told[1]['claim'] and told[1]['before']['speaker'] == 'Ada Quill', told[1]
    with subprocess.Popen([QUOTES, f'--socket={daemon.socket}', 'watch', 'stream', '1', '--after=1'],
                          stdout=subprocess.PIPE, encoding='utf8') as process:
        head, before = process.stdout.readline(), process.stdout.readline()
        process.terminate()
    assert head.startswith('ring ') and ' of watch 1: denial of: that the eastern gate' in head, head
    assert before.startswith('    before: Ada Quill: that the eastern gate'), before
    assert [ring['statement']['speaker'] for ring in rings(daemon, '2')] == ['Ada Quill', 'Bo Renn', 'Cy Tolm']
    daemon.quotes('statement', 'reattribute', told[0]['statement']['id'], 'Cy Tolm')
    drop(daemon, 'gate.txt', GATE + 'It rained all day.\n')  # a revision
    assert [ring['ring'] for ring in rings(daemon, '1')] == [ring['ring'] for ring in told]


def test_the_stream_goes_on_over_restarts(daemon):
    daemon.start()
    daemon.quotes('watch', 'add', 'speaker:larkin')
    path = os.path.join(daemon.directory, 'rings')
    with open(path, 'wb') as out, subprocess.Popen(
            [QUOTES, f'--socket={daemon.socket}', '--jsonl', 'watch', 'stream'], stdout=out,
            stderr=subprocess.PIPE, encoding='utf8') as process:
        for number in range(LIMIT * 10):  # until the stream is there
            drop(daemon, f'{number}.txt', f'Mayor Anna Larkin said on Tuesday that pier {number} would reopen in May.\n')
            if os.path.getsize(path):
                break
        for number, end in enumerate((daemon.stop, daemon.kill)):  # the second without a ring since the first
            end()
            daemon.drop(f'more{number}.txt', f'Mayor Anna Larkin said that ferry {number} would sink.\n')
            daemon.start()
            daemon.sync()
        newest = records(daemon, 'watch', 'list')[0]['rings']
        wait_for(lambda: read(daemon, 'rings').endswith('\n') and
                 json.loads(read(daemon, 'rings').splitlines()[-1])['ring'] == newest, 'the stream to go on')
        process.terminate()
        assert 'the stream broke; waiting' in process.communicate(timeout=LIMIT)[1]
    numbers = [json.loads(line)['ring'] for line in read(daemon, 'rings').splitlines()]
    assert numbers == list(range(numbers[0], newest + 1)), numbers


def test_a_stream_tells_where_it_begins(daemon):
    """So that a client who has seen no ring yet can go on after a restart."""
    daemon.start()
    daemon.quotes('watch', 'add', 'speaker:quill')
    for known in (0, 1):
        connection = Connection(daemon.socket)
        connection.request('GET', '/v1/rings')
        assert json.loads(connection.getresponse().readline()) == {'after': known}
        daemon.kill()
        daemon.start()
        drop(daemon, f'gate{known}.txt', GATE.replace('leaking', f'leaking in {known} places'))
        connection = Connection(daemon.socket)
        connection.request('GET', f'/v1/rings?after={known}')
        lines = connection.getresponse()
        assert json.loads(lines.readline()) == {'after': known}
        assert json.loads(lines.readline())['ring'] == known + 1


def test_a_hook_gets_the_ring_and_nothing_else(daemon):
    hook = write_hook(daemon, 'hook', '#!/bin/sh\nenv >HERE/env\npwd >>HERE/env\nls /proc/self/fd >HERE/fds\ncat >>HERE/rings\n')
    os.environ['SECRET'] = 'x'
    daemon.start()
    daemon.quotes('watch', 'add', 'about:dam', '--exec', hook)
    daemon.drop('gate.txt', GATE)
    daemon.drop('denial.txt', DENIAL)
    daemon.sync()
    wait_for(lambda: records(daemon, 'watch', 'list')[0]['waiting'] == 0, 'the hooks')
    told = [json.loads(line) for line in read(daemon, 'rings').splitlines()]
    assert [ring['ring'] for ring in told] == [1, 2] and told[0]['statement']['speaker'], told
    assert set(line.split('=')[0] for line in read(daemon, 'env').splitlines()) <= {'PATH', 'PWD', 'OLDPWD', 'SHLVL', '_', '/'}
    assert read(daemon, 'fds').split() == ['0', '1', '2', '3'], read(daemon, 'fds')  # 3 is of ls
    assert records(daemon, 'watch', 'list')[0]['failed'] == 0


def test_hooks_that_fail_hang_or_flood_harm_nobody(daemon):
    daemon.options = ('--hook-time=1',)
    daemon.start()
    hooks = {
        'fail': '#!/bin/sh\necho no such desk >&2\nexit 3\n',
        'hang': '#!/bin/sh\nsleep 1000 &\necho $! >HERE/child\nsleep 1000\n',
        'flood': '#!/bin/sh\nwhile :; do echo yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy; done\n',
        'deaf': '#!/bin/sh\nexec <&-\nexit 0\n',
        'leave': '#!/bin/sh\nsleep 1000 &\necho $! >HERE/left\n',
        'good': '#!/bin/sh\ncat >>HERE/good-rings\n',
    }
    for name, script in hooks.items():
        daemon.quotes('watch', 'add', 'about:dam', '--exec', write_hook(daemon, name, script))
    daemon.quotes('watch', 'add', 'about:dam', '--exec', daemon.directory + '/none')
    drop(daemon, 'gate.txt', GATE)
    drop(daemon, 'denial.txt', DENIAL)
    assert daemon.get('/v1/status')['statements'] == 2
    wait_for(lambda: all(watch['waiting'] == 0 for watch in records(daemon, 'watch', 'list')), 'the hooks')
    failed = {os.path.basename(watch['hook']): watch for watch in records(daemon, 'watch', 'list')}
    assert failed['fail']['failure'] == 'ended with status 3: no such desk ' and failed['fail']['failed'] == 2, failed
    assert failed['hang']['failure'] == 'took longer than 1 s', failed['hang']
    assert failed['flood']['failure'].startswith('wrote more than 65536 bytes: yyy'), failed['flood']
    assert 'could not run it: No such file' in failed['none']['failure'], failed['none']
    for name in ('deaf', 'leave', 'good'):
        assert failed[name]['failed'] == 0, failed[name]
    assert len(read(daemon, 'good-rings').splitlines()) == 2
    for name in ('child', 'left'):
        wait_for(lambda n=name: not is_alive(int(read(daemon, n))), 'what a hook left behind to end')
    assert 'the hook of watch' in daemon.read_log()
    daemon.stop()


def is_alive(pid):
    try:
        with open(f'/proc/{pid}/stat', encoding='utf8') as stat:
            return stat.read().rsplit(')', 1)[1].split()[0] not in 'ZX'
    except OSError:
        return False


def test_a_hook_cut_short_is_run_again(daemon):
    hook = write_hook(daemon, 'hook', '#!/bin/sh\necho $$ >HERE/begun\nwhile [ -e HERE/hold ]; do sleep 0.02; done\ncat >>HERE/rings\n')
    open(os.path.join(daemon.directory, 'hold'), 'w', encoding='utf8').close()
    daemon.start()
    daemon.quotes('watch', 'add', 'about:dam', '--exec', hook)
    for end in (daemon.kill, daemon.stop):
        drop(daemon, f'{end.__name__}.txt', GATE.replace('leaking', end.__name__))
        wait_for(lambda: read(daemon, 'begun').endswith('\n'), 'the hook to begin')
        pid = int(read(daemon, 'begun'))
        os.remove(os.path.join(daemon.directory, 'begun'))
        end()
        wait_for(lambda p=pid: not is_alive(p), 'the hook to end with the daemon')
        assert not read(daemon, 'rings')
        daemon.start()
    os.remove(os.path.join(daemon.directory, 'hold'))
    wait_for(lambda: records(daemon, 'watch', 'list')[0]['waiting'] == 0, 'the hooks')
    assert [json.loads(line)['ring'] for line in read(daemon, 'rings').splitlines()] == [1, 2]


def test_no_more_run_at_a_time_than_allowed(daemon):
    daemon.options = ('--hooks=2',)
    hook = write_hook(daemon, 'hook', '#!/bin/sh\nmkdir HERE/at/$$\nls HERE/at | wc -l >>HERE/counts\nsleep 0.05\nrmdir HERE/at/$$\n')
    os.mkdir(os.path.join(daemon.directory, 'at'))
    daemon.start()
    for _ in range(5):
        daemon.quotes('watch', 'add', 'about:dam', '--exec', hook)
    drop(daemon, 'gate.txt', GATE)
    wait_for(lambda: all(watch['waiting'] == 0 for watch in records(daemon, 'watch', 'list')), 'the hooks')
    counts = [int(line) for line in read(daemon, 'counts').split()]
    assert len(counts) == 5 and max(counts) <= 2, counts
    daemon.stop()
    daemon.options = ('--hooks=0',)
    daemon.start()
    drop(daemon, 'denial.txt', DENIAL)
    assert all(watch['waiting'] == 1 for watch in records(daemon, 'watch', 'list'))


if __name__ == '__main__':
    run(tests_of(globals()))
