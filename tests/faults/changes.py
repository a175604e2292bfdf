# SPDX-License-Identifier: MIT
"""Files that are changed, moved or taken away while they are read or later, and files that are none: one generator a kind."""
import os
import shutil
import socket

from drop import PAUSE, SYNC, droppers_of, write
from ledger import ARTICLE


def truncated_and_written_anew(drop):
    fd = os.open(drop.path(), os.O_WRONLY | os.O_CREAT, 0o644)
    os.write(fd, drop.text(1))
    yield PAUSE
    os.ftruncate(fd, 0)
    os.lseek(fd, 0, os.SEEK_SET)
    yield PAUSE
    os.write(fd, drop.text(2))
    os.close(fd)
    drop.stored(content=drop.text(2))
    yield SYNC


def opened_twice(drop):
    """A scanner that closes the file and opens it again at once to add to it."""
    with drop.daemon.frozen():
        for _ in write(drop.path(), drop.text()[:100]):
            pass
        for _ in write(drop.path(), drop.text()[100:], flags=os.O_APPEND):
            pass
    drop.stored()
    yield SYNC


def appended_later(drop):
    yield from write(drop.path(), drop.text())
    drop.stored()
    yield SYNC
    if drop.keep:
        yield from write(drop.path(), b'And a line behind it.\n', flags=os.O_APPEND)
        drop.stored(content=drop.text() + b'And a line behind it.\n')
    else:  # the name is free again, so it is a file of its own
        yield from write(drop.path(), ARTICLE.encode() + b'Only a line behind it.\n', flags=os.O_APPEND)
        drop.stored(content=ARTICLE.encode() + b'Only a line behind it.\n')
    yield SYNC


def overwritten_later(drop):
    for number in range(3):
        yield from write(drop.path(), drop.text(number), flags=os.O_TRUNC)
        drop.stored(content=drop.text(number))
        yield SYNC


def overwritten_by_what_it_was(drop):
    for number in (1, 2, 1):
        yield from write(drop.path(), drop.text(number), flags=os.O_TRUNC)
        if drop.keep or len(drop.rows) < 2:
            drop.stored(content=drop.text(number))
        else:
            drop.again('a.txt', drop.text(number))
        yield SYNC


def renamed_within(drop):
    with drop.daemon.frozen():
        os.rename(drop.made(), drop.path('b.txt'))
        os.rename(drop.path('b.txt'), drop.path())
    drop.stored()
    yield SYNC


def renamed_later(drop):
    os.rename(drop.made(), drop.path('b.txt'))
    drop.stored('b.txt')
    yield SYNC
    if drop.keep:
        os.rename(drop.path('b.txt'), drop.path())
        drop.gone('b.txt')
        drop.again('a.txt')
    yield SYNC


def folder_renamed_in(drop):
    folder = os.path.join(drop.outside, 'folder')
    os.makedirs(folder + '/deeper')
    for number, name in enumerate(('a.txt', 'deeper/b.txt', 'deeper/c.txt')):
        with open(f'{folder}/{name}', 'wb') as file:
            file.write(drop.text(number))
        drop.stored('folder/' + name, drop.text(number))
    os.rename(folder, drop.path('folder'))
    yield SYNC


def folder_filled_at_once(drop):
    for number in range(10):
        os.makedirs(drop.path(f'folder/{number}'))
        shutil.copyfile(drop.made(drop.text(number)), drop.path(f'folder/{number}/a.txt'))
        drop.stored(f'folder/{number}/a.txt', drop.text(number))
    yield SYNC


def deleted_before_it_is_read(drop):
    with drop.daemon.frozen():
        os.rename(drop.made(), drop.path())
        os.unlink(drop.path())
    yield SYNC


def replaced_before_it_is_read(drop):
    with drop.daemon.frozen():
        for number in range(5):
            os.rename(drop.made(drop.text(number)), drop.path())
    drop.stored(content=drop.text(4))
    yield SYNC


def closed_to_us_at_first(drop):
    made = drop.made()
    os.chmod(made, 0)
    os.rename(made, drop.path())
    yield SYNC  # root reads it all the same
    if os.path.exists(drop.path()):
        os.chmod(drop.path(), 0o644)
    drop.stored()
    yield SYNC


def twice_under_different_names(drop):
    os.rename(drop.made(), drop.path())
    drop.stored()
    yield SYNC
    os.rename(drop.made(), drop.path('b.txt'))
    drop.again('b.txt')
    yield SYNC


def twice_under_one_name(drop):
    os.rename(drop.made(), drop.path())
    drop.stored()
    yield SYNC
    os.rename(drop.made(), drop.path())
    if not drop.keep:
        drop.again('a.txt')
    yield SYNC


def names(drop):
    """No name is too strange."""
    strange = ['new\nline.txt', 'b\udce9\udcff.txt', ' ', '\x1b[31mred\x07.txt', '\u202etxt.a', '"quoted" $(rm)`.txt', '%s%n.txt',
               'x' * (240 - len(drop.kind)) + '.txt', 'no-suffix', '..txt', 'a.reason', 'é́.txt', '*?[x].txt', '\\']
    for number, name in enumerate(strange):
        os.rename(drop.made(drop.text(number)), drop.path(name))
        drop.stored(name, drop.text(number))
    for number, name in enumerate(('-rf', '--help'), 100):
        os.rename(drop.made(drop.text(number)), os.path.join(drop.daemon.inbox, name))
        drop.stored(content=drop.text(number), whole_name=name)
    yield SYNC


def unfinished_names(drop):
    unfinished = ['a.part', 'a.tmp', 'a~', 'a.crdownload', 'a.swp', 'a.filepart', 'a.partial', 'a.download', 'a.aria2']
    for number, name in enumerate(unfinished):
        yield from write(drop.path(name), drop.text(number))
        drop.left(name)
    hidden = '.' + drop.name()
    yield from write(os.path.join(drop.daemon.inbox, hidden), drop.text(50))
    drop.left(None, hidden)
    yield SYNC
    os.rename(drop.path('a.part'), drop.path('finished.txt'))
    drop.stays.remove(drop.name('a.part'))
    drop.stored('finished.txt', drop.text(0))
    yield SYNC


def no_bytes(drop):
    """It may be a placeholder: it has time, and is pending."""
    open(drop.path(), 'wb').close()
    drop.left('a.txt')
    yield SYNC


def no_bytes_at_first(drop):
    open(drop.path(), 'wb').close()
    yield SYNC
    yield from write(drop.path(), drop.text())
    drop.stored()
    yield SYNC


def binary(drop):
    os.rename(drop.made(b'\x00\x01\x02' * 100), drop.path())
    drop.bad('a.txt', b'\x00\x01\x02' * 100)
    yield SYNC


def sparse(drop):
    path = drop.made(b'')
    os.truncate(path, 1 << 40)
    os.rename(path, drop.path())
    drop.bad('a.txt')
    yield SYNC


def symbolic_links(drop):
    os.symlink(drop.made(), drop.path('outside.txt'))
    os.symlink(drop.name('loop.txt'), drop.path('loop.txt'))
    os.symlink('/nonexistent', drop.path('nowhere.txt'))
    os.symlink('..', drop.path('folder'))
    for name in ('outside.txt', 'loop.txt', 'nowhere.txt', 'folder'):
        drop.bad(name)
    yield SYNC


def pipe(drop):
    os.mkfifo(drop.path())
    drop.bad('a.txt')
    yield SYNC


def unix_socket(drop):
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(drop.outside + '/s')
    os.rename(drop.outside + '/s', drop.path())
    drop.bad('a.txt')
    yield SYNC


def old_and_future_times(drop):
    for number, when in enumerate((0, 1, 4_102_444_800)):
        yield from write(drop.path(f'{number}.txt'), drop.text(number))
        os.utime(drop.path(f'{number}.txt'), (when, when))
        drop.stored(f'{number}.txt', drop.text(number))
    yield SYNC


DROPPERS = droppers_of(globals())
