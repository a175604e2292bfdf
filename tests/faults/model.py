#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Random droppers and a daemon that is killed at random, against a model of what must come out.

`model.py [OPERATIONS [SEED]]`, in worlds of 20,000, each with the next seed. The model holds a descriptor of every file it
dropped: at the end a file that still has a name must lie in done/ or failed/ with its last content, and that content
must be an article, once.
"""
import collections
import os
import random
import resource
import shutil
import signal
import sys
import tempfile

import ledger
from harness import ARTICLE, Daemon, wait_for

OPERATIONS, SEED = 2000, 4
WORLD = 20000  # operations at most: a descriptor for each file must be had


class World:
    """The files that were dropped, by descriptor, and what they ever held."""

    def __init__(self, daemon, seed):
        self.daemon = daemon
        self.random = random.Random(seed)
        self.files = []  # a descriptor of each
        self.names = []
        self.writers = []  # descriptors still being written to
        self.held = set()  # every content that some file had at some time
        self.last = 0
        self.outside = os.path.join(daemon.directory, 'outside')
        os.mkdir(self.outside)

    def fresh_name(self):
        self.last += 1 + (self.last == 4912)  # 4913: vim tries a folder by it, it is ignored
        name = f'{self.last}{self.random.choice([".txt", "", ".txt.txt", " a.txt"])}'
        self.names.append(name)
        return name

    def some_name(self):
        """Of late, so that the race with the daemon is close."""
        return self.random.choice(self.names[-8:] or ['none'])

    def path(self, name):
        return os.path.join(self.daemon.inbox, name)

    def content(self):
        kind = self.random.random()
        if kind < 0.05:
            return f'bad {self.last}\0'.encode()
        if kind < 0.2:
            return (ARTICLE + f'Report {self.random.randrange(20)}.\n').encode()  # most likely a duplicate
        return (ARTICLE + f'Number {self.last} of {self.random.random()}.\n').encode()

    def note(self, descriptor):
        self.held.add(read_whole(descriptor))

    def keep(self, path):
        self.files.append(os.open(path, os.O_RDONLY))
        self.note(self.files[-1])

    def write_outside(self, name):
        path = os.path.join(self.outside, name)
        with open(path, 'wb') as file:
            file.write(self.content())
        self.keep(path)
        return path

    # What may happen. Each is one operation.

    def rename_in(self):
        name = self.fresh_name()
        os.rename(self.write_outside(name), self.path(name))

    def rename_over(self):
        """Another file under a name that may still be there."""
        name = self.some_name()
        os.rename(self.write_outside('x'), self.path(name))

    def link_in(self):
        name = self.fresh_name()
        outside = self.write_outside(name)
        os.link(outside, self.path(name))
        os.unlink(outside)

    def write_in(self):
        name = self.fresh_name()
        with open(self.path(name), 'wb') as file:
            file.write(self.content())
            file.flush()
            self.keep(self.path(name)) if os.path.exists(self.path(name)) else None

    def begin_writing(self):
        name = self.fresh_name()
        writer = os.open(self.path(name), os.O_WRONLY | os.O_CREAT)
        os.write(writer, self.content())
        self.writers.append(writer)
        self.files.append(os.open(f'/proc/self/fd/{writer}', os.O_RDONLY))
        self.note(self.files[-1])

    def write_more(self):
        if self.writers:
            self.change(self.random.choice(self.writers))

    def end_writing(self):
        if self.writers:
            os.close(self.writers.pop(self.random.randrange(len(self.writers))))

    def change(self, descriptor):
        os.lseek(descriptor, 0, os.SEEK_END)
        os.write(descriptor, f'And {self.random.random()}.\n'.encode())
        reader = os.open(f'/proc/self/fd/{descriptor}', os.O_RDONLY)
        self.note(reader)
        os.close(reader)

    def append(self):
        descriptor = os.open(self.path(self.some_name()), os.O_WRONLY | os.O_APPEND)
        self.change(descriptor)
        os.close(descriptor)

    def truncate(self):
        descriptor = os.open(self.path(self.some_name()), os.O_RDWR)
        os.ftruncate(descriptor, max(1, os.fstat(descriptor).st_size * 2 // 3))
        self.note(descriptor)
        os.close(descriptor)

    def delete(self):
        os.unlink(self.path(self.some_name()))

    def rename_within(self):
        os.rename(self.path(self.some_name()), self.path(self.fresh_name()))

    def change_mode(self):
        os.chmod(self.path(self.some_name()), self.random.choice((0o600, 0o640, 0o644)))

    def retry(self):
        self.daemon.request('POST', '/v1/retry')

    def sync(self):
        while self.writers:
            self.end_writing()
        self.daemon.sync()

    def kill(self):
        self.daemon.kill()
        self.daemon.start()

    def stop(self):
        self.daemon.stop()
        self.daemon.start()

    def kill_worker(self):
        for worker in self.daemon.workers()[:1]:
            os.kill(worker, signal.SIGKILL)

    OFTEN = collections.OrderedDict((('rename_in', 30), ('write_in', 10), ('link_in', 6), ('begin_writing', 6), ('write_more', 10),
                                     ('end_writing', 6), ('rename_over', 4), ('append', 8), ('truncate', 4), ('delete', 3),
                                     ('rename_within', 4), ('change_mode', 4), ('retry', 1), ('sync', 0.5), ('kill', 0.7),
                                     ('stop', 0.3), ('kill_worker', 0.1)))

    def step(self):
        name = self.random.choices(list(self.OFTEN), list(self.OFTEN.values()))[0]
        try:
            getattr(self, name)()
        except (FileNotFoundError, FileExistsError):
            pass  # the daemon was there first

    def finish(self):
        self.sync()
        wait_for(lambda: not ledger.contents(self.daemon.inbox), 'the inbox to be empty')
        self.daemon.stop()


def read_whole(descriptor):
    return os.pread(descriptor, os.fstat(descriptor).st_size, 0)


def check(world):
    daemon = world.daemon
    alive = [read_whole(f) for f in world.files if os.fstat(f).st_nlink]
    copies = ledger.all_copies(daemon)
    wanted = collections.Counter(alive)
    assert copies == wanted, f'{len(wanted - copies)} files are lost and {len(copies - wanted)} too many'
    assert not [c for c in ledger.contents(daemon.failed).values() if not ledger.is_bad(c)], 'a good one failed'
    assert not [c for c in ledger.contents(daemon.done).values() if ledger.is_bad(c)], 'a bad one is in done/'
    ledger.check_database(daemon)
    stored = {row[0] for row in ledger.query(daemon, 'SELECT hash FROM articles UNION SELECT hash FROM revisions')}
    missing = [c for c in alive if not ledger.is_bad(c) and ledger.sha256(c) not in stored]
    assert not missing, f'{len(missing)} articles are not stored, such as {missing[0][-60:]!r}'
    strange = stored - {ledger.sha256(c) for c in world.held}
    assert not strange, f'{len(strange)} articles are stored that no file ever held'
    bad = {ledger.sha256(c) for c in world.held if ledger.is_bad(c)}
    assert not stored & bad


def live(number, operations, seed):
    """One world, with a daemon and folders of its own, until its last operation; whether all is well in it."""
    directory = tempfile.mkdtemp(prefix='quoted-')
    daemon = Daemon(directory, f'--burst={(seed + number) % 2}')
    world = World(daemon, seed)
    good = True
    try:
        daemon.start()
        for step in range(operations):
            world.step()
            if step % 4000 == 3999:
                world.sync()
        world.finish()
        check(world)
    except Exception as error:  # pylint: disable=broad-except
        good = False
        print(f'# {type(error).__name__}: {error}\n# the folder is left: {directory}')
    if daemon.process.poll() is None:
        daemon.kill()
    if good:
        shutil.rmtree(directory)
    for descriptor in world.files:
        os.close(descriptor)
    print(f'{"ok" if good else "not ok"} {number} {operations} operations, {len(world.files)} files, seed {seed}', flush=True)
    return good


def main(arguments):
    operations = int(arguments[0]) if arguments else OPERATIONS
    seed = int(arguments[1]) if len(arguments) > 1 else SEED
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
    worlds = [min(WORLD, operations - done) for done in range(0, operations, WORLD)]
    print(f'1..{len(worlds)}', flush=True)
    return not all([live(1 + world, size, seed + world) for world, size in enumerate(worlds)])


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
