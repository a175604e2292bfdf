#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Documents that a program of others makes text of."""
import hashlib
import io
import os
import pathlib
import signal
import sys
import zipfile

from harness import run, tests_of, wait_for

FORMATS = pathlib.Path(__file__).resolve().parent.parent / 'formats'
sys.path.insert(0, str(FORMATS))
from run import Pdf  # pylint: disable=wrong-import-position

PDF = (FORMATS / 'columns.pdf').read_bytes()
FORM = b'/Type/XObject/Subtype/Form/BBox[0 0 9 9]'


def clerk_of(worker):
    """The child that converts for an extract process."""
    path = pathlib.Path(f'/proc/{worker}/task/{worker}/children')
    return int(wait_for(path.read_text, 'the process that converts').split()[0])


def test_a_pdf_is_an_article_by_its_own_bytes(daemon):
    daemon.start()
    daemon.drop('columns.pdf', PDF)
    daemon.sync()
    assert os.listdir(daemon.done) == ['columns.pdf'], daemon.get('/v1/drops')
    assert daemon.get('/v1/drops')['drops'][0]['hash'] == hashlib.sha256(PDF).hexdigest()
    found = daemon.quotes('search', 'answer is that nobody was')
    assert 'Marten Ilves' in found and 'wise before it, and the answer' in found, found
    daemon.quotes('verify', '--all')
    daemon.stop()


def test_a_pdf_within_an_archive_is_read(daemon):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, 'w') as archive:
        archive.writestr('one.pdf', PDF)
        archive.writestr('two.pdf', PDF[:300])
    daemon.start()
    daemon.drop('both.zip', packed.getvalue())
    daemon.sync()
    drops = {drop['name']: drop for drop in daemon.get('/v1/drops')['drops']}
    assert drops['both.zip/one.pdf']['outcome'] == 'stored', drops
    assert 'pdftotext cannot read it' in drops['both.zip/two.pdf']['reason'], drops
    daemon.stop()


def test_without_the_program_a_pdf_fails_with_that_reason(daemon):
    path = os.environ['PATH']
    os.environ['PATH'] = daemon.directory
    try:
        daemon.start()
        daemon.drop('columns.pdf', PDF)
        daemon.drop('plain.txt')
        daemon.sync()
    finally:
        os.environ['PATH'] = path
    drops = {drop['name']: drop for drop in daemon.get('/v1/drops')['drops']}
    assert drops['plain.txt']['outcome'] == 'stored', drops
    assert drops['columns.pdf']['outcome'] == 'failed', drops
    assert 'not installed: see the package poppler-utils' in drops['columns.pdf']['reason'], drops
    daemon.stop()


def endless():
    """A page whose form shows a form ten times, which shows another ten times, and so on: years of work in 3 kB."""
    file = Pdf()
    last = file.stream(b'q Q', FORM)
    for _ in range(12):
        last = file.stream(b'/X Do ' * 10, FORM + b'/Resources<</XObject<</X %d 0 R>>>>' % last)
    return file.bytes([file.stream(b'/X Do')], objects=b'/XObject<</X %d 0 R>>' % last)


def test_a_pdf_that_takes_too_long_fails_with_that_reason(daemon):
    daemon.options = ('--workers=1', '--time-limit=3')
    daemon.start()
    daemon.drop('endless.pdf', endless())
    daemon.drop('plain.txt')
    daemon.sync()
    drops = {drop['name']: drop for drop in daemon.get('/v1/drops')['drops']}
    assert drops['plain.txt']['outcome'] == 'stored', drops
    assert 'pdftotext took too long' in drops['endless.pdf']['reason'], drops
    daemon.stop()


def test_a_converter_that_dies_costs_its_document_only(daemon):
    daemon.options = ('--workers=1',)
    daemon.start()
    worker = wait_for(daemon.workers, 'a worker')[0]
    os.kill(clerk_of(worker), signal.SIGKILL)
    daemon.drop('columns.pdf', PDF)
    daemon.drop('plain.txt')
    daemon.sync()
    assert daemon.get('/v1/status')['stored'] == 2, daemon.get('/v1/drops')
    daemon.stop()


def test_the_client_reads_a_pdf_itself(daemon):
    path = os.path.join(daemon.directory, 'columns.pdf')
    pathlib.Path(path).write_bytes(PDF)
    assert 'Title:    Ferry inquiry' in daemon.quotes('text', path)
    assert 'Hanne Brook' in daemon.quotes('extract', '--jsonl', path)


if __name__ == '__main__':
    run(tests_of(globals()))
