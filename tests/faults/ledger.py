# SPDX-License-Identifier: MIT
"""What must be true of the folders and the database together, whatever happened: nothing lost, nothing twice."""
import collections
import contextlib
import hashlib
import os
import sqlite3
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'system'))

from harness import ARTICLE  # noqa: E402  # pylint: disable=wrong-import-position

BAD = b'no article\0'


def sha256(content):
    return hashlib.sha256(content).digest()


def contents(directory):
    """Each regular file's name and bytes; reasons and hidden names are left out."""
    found = {}
    for entry in os.scandir(directory) if os.path.isdir(directory) else ():
        if entry.is_file(follow_symlinks=False) and not entry.name.startswith('.') and not entry.name.endswith('.reason'):
            with contextlib.suppress(FileNotFoundError), open(entry.path, 'rb') as file:  # moved meanwhile
                found[entry.name] = file.read()
    return found


def is_bad(content):
    return b'\0' in content or not content


def all_copies(daemon):
    """How often each content lies in any of the three folders."""
    return collections.Counter(content for directory in (daemon.inbox, daemon.done, daemon.failed)
                               for content in contents(directory).values())


def query(daemon, sql):
    database = sqlite3.connect(f'file:{daemon.directory}/state/quoted.db?mode=ro', uri=True)
    try:
        return database.execute(sql).fetchall()
    finally:
        database.close()


def check_database(daemon):
    """The database in itself: whole, each hash once, and the totals those of the rows."""
    assert query(daemon, 'PRAGMA integrity_check') == [('ok',)]
    assert query(daemon, 'PRAGMA foreign_key_check') == []
    assert query(daemon, 'SELECT hash FROM articles GROUP BY hash HAVING count(*) > 1') == []
    totals = query(daemon, 'SELECT articles, statements, stored, duplicate, failed, backlog FROM totals')[0]
    counted = query(daemon, 'SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM statements),'
                    ' (SELECT count(*) FROM drops WHERE outcome = 1), (SELECT count(*) FROM drops WHERE outcome = 2),'
                    ' (SELECT count(*) FROM drops WHERE outcome = 3), (SELECT count(*) FROM backlog)')[0]
    assert totals == counted, f'totals {totals}, rows {counted}'
    assert query(daemon, 'SELECT id FROM articles WHERE statements <>'
                 ' (SELECT count(*) FROM statements WHERE article_id = articles.id)') == []


def check(daemon, dropped):
    """After everything has settled: dropped, a name and its content each, is accounted for exactly."""
    dropped = list(dropped)
    left, done, failed = (contents(d) for d in (daemon.inbox, daemon.done, daemon.failed))
    wanted = collections.Counter(content for _, content in dropped)
    assert not left, f'still in the inbox: {sorted(left)}'
    assert all_copies(daemon) == wanted, 'copies in the folders differ from what was dropped'
    assert not [name for name, content in done.items() if is_bad(content)], 'a bad one is in done/'
    assert not [name for name, content in failed.items() if not is_bad(content)], f'a good one failed: {sorted(failed)}'
    check_database(daemon)
    stored = {row[0] for row in query(daemon, 'SELECT hash FROM articles UNION SELECT hash FROM revisions')}
    assert stored == {sha256(content) for content in wanted if not is_bad(content)}, 'articles differ'
    rows = collections.Counter(query(daemon, 'SELECT hash, outcome FROM drops'))
    for content, times in wanted.items():
        got = [rows[sha256(content), outcome] for outcome in (1, 2, 3)]
        assert got == ([0, 0, times] if is_bad(content) else [1, times - 1, 0]), \
            f'{content[-40:]!r}: stored, duplicate, failed {got} for {times} files'


def drops(start, count):
    """Good ones, one in five a duplicate, and a bad one."""
    good = [(f'{n}.txt', (ARTICLE + f'Report {n - n % 5 // 4}.\n').encode()) for n in range(start, start + count)]
    return [*good, (f'{start}-bad.txt', f'bad {start}\0'.encode())]


def drop_all(daemon, dropped):
    for name, content in dropped:
        daemon.drop(name, content)
