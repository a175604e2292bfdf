# SPDX-License-Identifier: MIT
"""A daemon whose main process alone runs under strace, which can make its system calls fail; its children run free."""
import collections
import contextlib
import os
import re
import signal
import subprocess

import ledger  # pylint: disable=unused-import  # finds the harness
from harness import LIMIT, Daemon

CALLS = ('write', 'writev', 'sendmsg', 'pwrite64', 'pwritev', 'fdatasync', 'fsync', 'ftruncate', 'fallocate', 'rename',
         'renameat', 'renameat2', 'link', 'linkat', 'unlink', 'unlinkat', 'mkdir', 'mkdirat')


class TracedDaemon(Daemon):
    """trace: more options of strace's."""

    trace = ()

    def spawn(self, log):
        return subprocess.Popen(['strace', '-o', self.directory + '/trace', '-e', 'trace=' + ','.join(CALLS), *self.trace,
                                 *self.arguments()], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                env={**os.environ, 'ASAN_OPTIONS': 'detect_leaks=0'})

    def ended(self):
        return self.process.poll() is not None

    def end(self):
        """SIGTERM to the traced process, strace's child."""
        with contextlib.suppress(OSError):
            with open(f'/proc/{self.process.pid}/task/{self.process.pid}/children', encoding='utf8') as children:
                for word in children.read().split():
                    os.kill(int(word), signal.SIGTERM)
        self.process.wait(LIMIT)

    def calls(self):
        """How often each was made so far."""
        with open(self.directory + '/trace', encoding='utf8', errors='replace') as trace:
            return collections.Counter(match[1] for match in re.finditer(r'^(\w+)\(', trace.read(), re.M))
