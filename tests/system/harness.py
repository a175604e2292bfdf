# SPDX-License-Identifier: MIT
"""Start a daemon in a directory of its own, drop files, ask it over HTTP; and print results as TAP.

Nothing here sleeps for a fixed time: a wait is for a condition, and fails after LIMIT seconds.
"""
import contextlib
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import traceback

LIMIT = int(os.environ.get('QUOTED_LIMIT', '60'))
QUOTED = os.environ.get('QUOTED', 'build/daemon/quoted')
QUOTES = os.environ.get('QUOTES', 'build/client/quotes')
RULES = os.environ.get('QUOTED_RULES', 'rules')

ARTICLE = '''Harbour plan stirs Westhaven

Mayor Anna Larkin said on Tuesday that the harbour would reopen in May.

"We will not sell a single quay," Larkin said. "The port belongs to the town."

Her rival, Peter Oduya, denied that the council had been asked.
'''


class Skip(Exception):
    """What the test needs is not to be had here."""


def wait_for(condition, what):
    """Poll until condition() is true."""
    end = time.monotonic() + LIMIT
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.01)
    raise AssertionError(f'waited {LIMIT} s for {what}')


class Connection(http.client.HTTPConnection):
    """HTTP over a Unix socket."""

    def __init__(self, path):
        super().__init__('localhost', timeout=LIMIT)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(LIMIT)
        self.sock.connect(self.path)


class Daemon:
    """A daemon with an inbox, a state folder and a socket of its own."""

    def __init__(self, directory, *options, rules=RULES):
        self.directory = directory
        self.inbox = os.path.join(directory, 'inbox')
        self.done = os.path.join(directory, 'done')
        self.failed = os.path.join(directory, 'failed')
        self.socket = os.path.join(directory, 'socket')
        self.log = os.path.join(directory, 'log')
        self.options = options
        self.rules = rules
        self.process = None
        os.makedirs(self.inbox, exist_ok=True)

    def arguments(self):
        return [QUOTED, '--config=/dev/null', f'--inbox={self.inbox}', f'--state={self.directory}/state',
                f'--socket={self.socket}', f'--rules={self.rules}', '--site-rules=' + self.directory + '/rules.d',
                '--settle=50', *self.options]

    def spawn(self, log):
        return subprocess.Popen(self.arguments(), stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def begin(self):
        """Start it, and don't wait."""
        with open(self.log, 'ab') as log:
            self.process = self.spawn(log)

    def start(self):
        self.begin()
        wait_for(self.answers, 'the daemon to answer')
        return self

    def answers(self):
        assert self.process.poll() is None, 'the daemon ended: ' + self.read_log()
        try:
            return self.get('/v1/status')
        except OSError:
            return None

    def stop(self):
        """SIGTERM must end it soon, and well."""
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(LIMIT) == 0, self.read_log()

    def kill(self):
        self.process.kill()
        self.process.wait()

    def read_log(self):
        with open(self.log, encoding='utf8', errors='replace') as log:
            return log.read()

    def request(self, method, path):
        connection = Connection(self.socket)
        connection.request(method, path)
        response = connection.getresponse()
        body = response.read()
        connection.close()
        return response.status, json.loads(body)

    def get(self, path, status=200):
        got, body = self.request('GET', path)
        assert got == status, f'{path}: {got} {body}'
        return body

    def sync(self):
        got, body = self.request('POST', '/v1/sync')
        assert got == 200, body
        return body

    def drop(self, name, content=ARTICLE):
        """By a rename, as a program should."""
        if isinstance(content, str):
            content = content.encode()
        hidden = os.path.join(self.inbox, '.' + name + '.part')
        with open(hidden, 'wb') as file:
            file.write(content)
        os.rename(hidden, os.path.join(self.inbox, name))

    def quotes(self, *arguments, status=0):
        """The client's output; it must end with status."""
        run = subprocess.run([QUOTES, f'--socket={self.socket}', f'--rules={self.rules}', *arguments],
                             capture_output=True, encoding='utf8', timeout=LIMIT, check=False)
        assert run.returncode == status, f'{arguments}: {run.returncode} {run.stdout} {run.stderr}'
        return run.stdout

    def workers(self, role='extract'):
        """Process numbers of the daemon's children in that role."""
        found = []
        for entry in os.listdir('/proc'):
            if not entry.isdigit():
                continue
            with contextlib.suppress(OSError):
                with open(f'/proc/{entry}/stat', encoding='utf8') as stat:
                    parent = int(stat.read().rsplit(')', 1)[1].split()[1])
                with open(f'/proc/{entry}/cmdline', 'rb') as line:
                    words = line.read().split(b'\0')
                if parent == self.process.pid and role.encode() in words:
                    found.append(int(entry))
        return found


def run(tests):
    """Run each function of tests with a daemon that is not yet started."""
    bad = 0
    print(f'1..{len(tests)}')
    for number, test in enumerate(tests, 1):
        directory = tempfile.mkdtemp(prefix='quoted-')
        daemon = Daemon(directory)
        name = test.__name__.removeprefix('test_').replace('_', ' ')
        try:
            test(daemon)
            print(f'ok {number} {name}', flush=True)
        except Skip as missing:
            print(f'ok {number} {name} # SKIP {missing}', flush=True)
        except Exception:  # pylint: disable=broad-except
            bad += 1
            print(f'not ok {number} {name}')
            story = traceback.format_exc()
            with contextlib.suppress(OSError):
                story += daemon.read_log()[-4000:]
            print('# ' + story.replace('\n', '\n# '), flush=True)
            print(story, file=sys.stderr)  # what a test runner shows of a failure
        finally:
            if daemon.process and daemon.process.poll() is None:
                daemon.kill()
            shutil.rmtree(directory, ignore_errors=True)
    sys.exit(bad > 0)


def tests_of(namespace):
    """Every test_ function of a module, in order."""
    return [value for name, value in namespace.items() if name.startswith('test_')]
