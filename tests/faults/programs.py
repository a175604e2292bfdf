# SPDX-License-Identifier: MIT
"""How programs put files into a folder: one generator a kind of dropper."""
import ctypes
import fcntl
import mmap
import os
import subprocess

from drop import PAUSE, SYNC, droppers_of, thirds, write

AT_FDCWD, AT_SYMLINK_FOLLOW = -100, 0x400
OLD = 1_000_000_000  # seconds: what unpacking programs set a file's time to


def mv(drop):
    os.rename(drop.made(), drop.path())
    drop.stored()
    yield SYNC


def mv_by_the_command(drop):
    subprocess.run(['mv', drop.made(), drop.path()], check=True)
    drop.stored()
    yield SYNC


def cp(drop):
    subprocess.run(['cp', drop.made(), drop.path()], check=True)
    drop.stored()
    yield SYNC


def cp_with_its_old_time(drop):
    os.utime(drop.made(), (OLD, OLD))
    subprocess.run(['cp', '-p', os.path.join(drop.outside, 'made'), drop.path()], check=True)
    drop.stored()
    yield SYNC


def cat_in_pieces(drop):
    yield from write(drop.path(), *thirds(drop.text()))
    drop.stored()
    yield SYNC


def rsync(drop):
    hidden = os.path.join(drop.daemon.inbox, '.' + drop.name() + '.Xa81Qz')
    yield from write(hidden, *thirds(drop.text()))
    os.utime(hidden, (OLD, OLD))
    os.rename(hidden, drop.path())
    drop.stored()
    yield SYNC


def rsync_in_place(drop):
    yield from write(drop.path(), *thirds(drop.text()))
    os.utime(drop.path(), (OLD, OLD))
    drop.stored()
    yield SYNC


def curl(drop):
    subprocess.run(['curl', '-s', '-o', drop.path(), 'file://' + drop.made()], check=True)
    drop.stored()
    yield SYNC


def browser_of_two_names(drop):
    """Firefox: an empty file of the final name first, and the download beside it."""
    open(drop.path(), 'wb').close()
    yield from write(drop.path('a.txt.part'), *thirds(drop.text()))
    os.rename(drop.path('a.txt.part'), drop.path())
    drop.stored()
    yield SYNC


def browser_of_one_name(drop):
    yield from write(drop.path('a.txt.crdownload'), *thirds(drop.text()))
    os.rename(drop.path('a.txt.crdownload'), drop.path())
    drop.stored()
    yield SYNC


def download_that_is_paused(drop):
    """aria2: the file lies there in part, closed, and what is left to do stands in another beside it."""
    for name, part in (('a.txt', 'a.txt'), ('folder/b.txt', 'folder')):
        os.makedirs(os.path.dirname(drop.path(name)), exist_ok=True)
        content = drop.text(len(name))
        yield from write(drop.path(part + '.aria2'), b'what is left')
        yield from write(drop.path(name), content[:50])
        yield SYNC
        yield from write(drop.path(name), content[50:], flags=os.O_APPEND)
        yield SYNC
        os.unlink(drop.path(part + '.aria2'))
        drop.stored(name, content)
        yield SYNC


def ftp_by_filepart(drop):
    yield from write(drop.path('a.txt.filepart'), *thirds(drop.text()))
    os.rename(drop.path('a.txt.filepart'), drop.path())
    drop.stored()
    yield SYNC


def sftp_renames_by_link(drop):
    yield from write(drop.path('a.txt.filepart'), *thirds(drop.text()))
    os.link(drop.path('a.txt.filepart'), drop.path())
    os.unlink(drop.path('a.txt.filepart'))
    drop.stored()
    yield SYNC


def sftp_direct_and_broken_off(drop):
    """The connection breaks; then the upload goes on where it was. What lay still for a while counts as a file."""
    first, second, third = thirds(drop.text())
    yield from write(drop.path(), first)
    drop.stored(content=first)
    yield SYNC
    if not drop.keep:  # it is gone from there, so the program begins again
        yield from write(drop.path(), first)
    yield from write(drop.path(), second, third, flags=os.O_APPEND)
    drop.stored()
    yield SYNC


def hard_link(drop):
    os.link(drop.made(), drop.path())
    drop.stored()
    yield SYNC


def hard_link_changed_from_outside(drop):
    made = drop.made()
    os.link(made, drop.path())
    drop.stored()
    yield SYNC
    if drop.keep:
        with open(made, 'ab') as file:
            file.write(b'One more line.\n')
        drop.stored(content=drop.text() + b'One more line.\n')
    yield SYNC


def many_hard_links(drop):
    made = drop.made()
    with drop.daemon.frozen():
        for number in range(20):
            os.link(made, drop.path(f'{number}.txt'))
    drop.stored('0.txt')
    for number in range(1, 20):
        drop.again(f'{number}.txt')
    drop.rows = drop.rows[:1] and [('*', outcome) for _, outcome in drop.rows]  # which is first is the scan's
    yield SYNC


def unnamed_file_linked_in(drop):
    fd = os.open(drop.daemon.inbox, os.O_WRONLY | os.O_TMPFILE, 0o644)
    for piece in thirds(drop.text()):
        os.write(fd, piece)
        yield PAUSE
    link = ctypes.CDLL(None, use_errno=True).linkat
    assert link(AT_FDCWD, f'/proc/self/fd/{fd}'.encode(), AT_FDCWD, os.fsencode(drop.path()), AT_SYMLINK_FOLLOW) == 0
    os.close(fd)
    drop.stored()
    yield SYNC


def mapped_memory(drop):
    content = drop.text()
    fd = os.open(drop.path(), os.O_RDWR | os.O_CREAT, 0o644)
    os.ftruncate(fd, len(content))
    with mmap.mmap(fd, len(content)) as memory:
        os.close(fd)
        for at in range(0, len(content), 100):
            memory[at:at + 100] = content[at:at + 100]
            yield PAUSE
    drop.stored()
    yield SYNC


def locked_while_written(drop):
    fd = os.open(drop.path(), os.O_WRONLY | os.O_CREAT, 0o644)
    fcntl.lockf(fd, fcntl.LOCK_EX)
    fcntl.flock(fd, fcntl.LOCK_EX)
    for piece in thirds(drop.text()):
        os.write(fd, piece)
        yield PAUSE
    os.close(fd)
    drop.stored()
    yield SYNC


def a_second_descriptor_stays_open(drop):
    fd = os.open(drop.path(), os.O_WRONLY | os.O_CREAT, 0o644)
    again = os.dup(fd)
    first, *more = thirds(drop.text())
    os.write(fd, first)
    os.close(fd)
    for piece in more:
        yield PAUSE
        os.write(again, piece)
    os.close(again)
    drop.stored()
    yield SYNC


def vim_save(path, content):
    """The probe for what is allowed, the backup, the file anew, the backup away."""
    folder = os.path.dirname(path)
    swap = os.path.join(folder, '.' + os.path.basename(path) + '.swp')
    open(swap, 'wb').close()
    probe = os.path.join(folder, '4913')
    open(probe, 'wb').close()
    os.unlink(probe)
    if os.path.exists(path):
        os.rename(path, path + '~')
    yield from write(path, content)
    if os.path.exists(path + '~'):
        os.unlink(path + '~')
    os.unlink(swap)


def vim(drop):
    for number in range(3):
        yield from vim_save(drop.path(), drop.text(number))
        drop.stored(content=drop.text(number))
        yield SYNC


def emacs(drop):
    lock = os.path.join(drop.daemon.inbox, '.#' + drop.name())
    auto = os.path.join(drop.daemon.inbox, '#' + drop.name() + '#')
    for number in range(2):
        os.symlink('ada@orm.4711:1', lock)
        yield from write(auto, drop.text(number)[:50])
        if number and os.path.exists(drop.path()):
            os.rename(drop.path(), drop.path() + '~')
            drop.left('a.txt~')
        yield from write(drop.path(), drop.text(number))
        os.unlink(lock)
        os.unlink(auto)
        drop.stored(content=drop.text(number))
        yield SYNC


def gedit(drop):
    for number in range(2):
        hidden = os.path.join(drop.daemon.inbox, f'.goutputstream-{drop.kind}{number}')
        yield from write(hidden, drop.text(number))
        os.rename(hidden, drop.path())
        drop.stored(content=drop.text(number))
        yield SYNC


def office_program(drop):
    lock = os.path.join(drop.daemon.inbox, '.~lock.' + drop.name() + '#')
    open(lock, 'wb').close()
    yield from write(drop.path('lu31.tmp'), *thirds(drop.text()))
    os.rename(drop.path('lu31.tmp'), drop.path())
    os.unlink(lock)
    drop.stored()
    yield SYNC


def sed_in_place(drop):
    with drop.daemon.frozen():
        os.rename(drop.made(drop.text(1)), drop.path())
        subprocess.run(['sed', '-i', 's/, 1 in all/, 2 in all/', drop.path()], check=True)
    drop.stored(content=drop.text(2))
    yield SYNC
    if drop.keep:
        subprocess.run(['sed', '-i', 's/, 2 in all/, 3 in all/', drop.path()], check=True)
        drop.stored(content=drop.text(3))
        yield SYNC


def tar(drop):
    names = [drop.name(f'{number}.txt') for number in range(5)]
    for number, name in enumerate(names):
        os.utime(drop.made(drop.text(number), name), (OLD, OLD))
    subprocess.run(['tar', '-C', drop.outside, '-cf', drop.outside + '/all.tar', *names], check=True)
    subprocess.run(['tar', '-C', drop.daemon.inbox, '-xf', drop.outside + '/all.tar'], check=True)
    for number in range(5):
        drop.stored(f'{number}.txt', drop.text(number))
    yield SYNC


def unzip(drop):
    """A name at a time, each with its old time and mode once it is written."""
    for number in range(3):
        yield from write(drop.path(f'{number}.txt'), *thirds(drop.text(number)))
        os.utime(drop.path(f'{number}.txt'), (OLD, OLD))
        os.chmod(drop.path(f'{number}.txt'), 0o640)
        drop.stored(f'{number}.txt', drop.text(number))
    yield SYNC


def git_checkout(drop):
    top = drop.path('clone')
    os.makedirs(top + '/.git/objects')
    yield from write(top + '/.git/index.lock', b'index\0')
    for number in range(3):
        os.makedirs(f'{top}/news', exist_ok=True)
        yield from write(f'{top}/news/{number}.txt', drop.text(number), flags=os.O_EXCL)
        drop.stored(f'clone/news/{number}.txt', drop.text(number))
    os.rename(top + '/.git/index.lock', top + '/.git/index')
    drop.left('clone/.git/index')
    yield SYNC


def syncthing(drop):
    hidden = os.path.join(drop.daemon.inbox, f'.syncthing.{drop.name()}.tmp')
    yield from write(hidden, *thirds(drop.text()))
    os.utime(hidden, (OLD, OLD))
    os.rename(hidden, drop.path())
    drop.stored()
    yield SYNC


def cloud_by_cache_folder(drop):
    """Dropbox: written in a hidden folder, renamed out of it; a copy in conflict beside it."""
    cache = os.path.join(drop.daemon.inbox, '.dropbox.cache')
    os.makedirs(cache, exist_ok=True)
    for name in ('a.txt', 'a (conflicted copy).txt'):
        yield from write(os.path.join(cache, drop.kind), *thirds(drop.text()))
        os.rename(os.path.join(cache, drop.kind), drop.path(name))
        (drop.stored if name == 'a.txt' else drop.again)(name)
        yield SYNC


def cloud_by_placeholder(drop):
    """OneDrive: a file of the final size without its bytes, which come later."""
    content = drop.text()
    fd = os.open(drop.path(), os.O_WRONLY | os.O_CREAT, 0o644)
    os.ftruncate(fd, len(content))
    for at, piece in enumerate(thirds(content)):
        yield PAUSE
        os.pwrite(fd, piece, at * (len(content) // 3))
    os.close(fd)
    os.utime(drop.path(), (OLD, OLD))
    drop.stored()
    yield SYNC


def nextcloud(drop):
    hidden = os.path.join(drop.daemon.inbox, f'.{drop.name()}.~1a2b')
    yield from write(hidden, *thirds(drop.text()))
    os.rename(hidden, drop.path())
    drop.stored()
    yield SYNC


DROPPERS = droppers_of(globals())
