# SPDX-License-Identifier: MIT
"""A dropper's part of the inbox, and what is to come of it; and how a file is written piece by piece.

A dropper yields PAUSE where a program would be slow, and SYNC where everything so far must have its outcome before it
goes on. What must come of it, it says by the calls of Drop: stored, again, bad, left.
"""
import os

from ledger import ARTICLE

PAUSE, SYNC = 'pause', 'sync'


class Drop:
    """One dropper's part of the inbox, and what is to come of it."""

    def __init__(self, daemon, kind, keep):
        self.daemon, self.kind, self.keep = daemon, kind, keep
        self.outside = os.path.join(daemon.directory, 'outside', kind)
        os.makedirs(self.outside)
        self.rows = []      # [name, outcome]: the ledger's
        self.contents = {}  # of articles and earlier revisions, with the name of each
        self.files = []     # (name, content or None) that are moved, or that are kept and stay as they are
        self.stays = []     # names that stay in the inbox and have no row

    def name(self, name='a.txt'):
        return f'{self.kind}-{name}'

    def path(self, name='a.txt'):
        return os.path.join(self.daemon.inbox, self.name(name))

    def text(self, number=0):
        return f'{ARTICLE}The {self.kind} wrote it, {number} in all.\n'.encode()

    def made(self, content=None, name='made'):
        """A file outside the inbox."""
        path = os.path.join(self.outside, name)
        with open(path, 'wb') as file:
            file.write(self.text() if content is None else content)
        return path

    # What must come of it.

    def stored(self, name='a.txt', content=None, whole_name=None):
        content = self.text() if content is None else content
        self.rows.append((whole_name or self.name(name), 'stored'))
        self.contents[content] = True
        self.put(whole_name or self.name(name), content)

    def again(self, name, content=None):
        content = self.text() if content is None else content
        self.rows.append((self.name(name), 'duplicate'))
        self.put(self.name(name), content)

    def bad(self, name, content=None):
        self.rows.append((self.name(name), 'failed'))
        self.put(self.name(name), content)

    def left(self, name, whole_name=None):
        self.stays.append(whole_name or self.name(name))

    def put(self, name, content):
        if self.keep:  # only the last of a name is there
            self.files = [(other, held) for other, held in self.files if other != name]
        self.files.append((name, content))

    def gone(self, name='a.txt'):
        """In keep mode somebody has taken it away since."""
        if self.keep:
            self.files = [(other, held) for other, held in self.files if other != self.name(name)]


def write(path, *pieces, flags=0):
    """In pieces, with pauses between, by a descriptor that is open all the while."""
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | flags, 0o644)
    try:
        for piece in pieces:
            os.write(fd, piece)
            yield PAUSE
    finally:
        os.close(fd)


def thirds(content):
    third = len(content) // 3
    return content[:third], content[third:2 * third], content[2 * third:]


def droppers_of(names):
    """The droppers among a module's names: functions of a Drop."""
    return [value for value in list(names.values())
            if callable(value) and getattr(value, '__code__', None) and value.__code__.co_varnames[:1] == ('drop',)]
