# SPDX-License-Identifier: MIT
"""What make.sh makes with Python's own and Debian's modules: feeds, mail, a WARC of a page fetched, Readability."""
import datetime
import email.message
import email.utils
import functools
import http.server
import mailbox
import os
import pathlib
import shutil
import subprocess
import tempfile
import threading

import docx
import feedgenerator
import odf.dc
import odf.opendocument
import odf.text
from ebooklib import epub
from readability import Document

PAGE = pathlib.Path('ferry.html').read_text(encoding='utf8')
BODY = PAGE[PAGE.index('<div class="article-body">') + 26:PAGE.index('</article>')].replace('</div>\n</article>', '')
TEXT = pathlib.Path('pandoc.txt').read_text(encoding='utf8').split('\n\n', 1)[1]
WHEN = datetime.datetime(2031, 5, 7, 6, 30, tzinfo=datetime.timezone(datetime.timedelta(hours=2)))
TITLE = 'Ferry to Varde stops for good'
LINK = 'https://courier.example/2031/05/07/ferry-to-varde-stops'


def clean(body):
    """The article's text as a feed has it: no captions, nothing beside it."""
    return '\n'.join(line for line in body.splitlines()
                     if not line.startswith(('<figure', '<aside', '<div class="news', '<div', '</div')))


def feeds():
    for kind, name in ((feedgenerator.Rss201rev2Feed, 'feedgenerator.rss.xml'), (feedgenerator.Atom1Feed, 'feedgenerator.atom.xml')):
        feed = kind(title='The Orm Courier', link='https://courier.example/', description='News of Orm', language='en')
        feed.add_item(title='Ferry to Varde stops for good', link=LINK, description=clean(BODY), author_name='Pia Lund',
                      pubdate=WHEN, unique_id=LINK)
        with open(name, 'w', encoding='utf8') as file:
            feed.write(file, 'utf-8')


def message(parts):
    mail = email.message.EmailMessage()
    mail['Subject'] = 'Ferry to Varde stops for good'
    mail['From'] = 'Pia Lund <pia.lund@courier.example>'
    mail['To'] = 'readers@courier.example'
    mail['Date'] = email.utils.format_datetime(WHEN)
    mail['Message-ID'] = '<20310507.1@courier.example>'
    if 'text' in parts:
        mail.set_content(TEXT, cte='quoted-printable')
    if 'html' in parts and 'text' in parts:
        mail.add_alternative(PAGE, subtype='html', cte='base64')
    elif 'html' in parts:
        mail.set_content(PAGE, subtype='html', cte='quoted-printable')
    return mail


def mails():
    pathlib.Path('python-text.eml').write_bytes(message(['text']).as_bytes())
    pathlib.Path('python-html.eml').write_bytes(message(['html']).as_bytes())
    pathlib.Path('python-both.eml').write_bytes(message(['text', 'html']).as_bytes())
    pathlib.Path('python.mbox').unlink(missing_ok=True)
    box = mailbox.mbox('python.mbox')
    entry = mailbox.mboxMessage(message(['text']))
    entry.set_from('pia.lund@courier.example Wed May  7 06:30:00 2031')
    box.add(entry)
    box.close()


def warc():
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=os.getcwd())
    server = http.server.ThreadingHTTPServer(('127.0.0.1', 8765), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory() as scratch:
        subprocess.run(['wget', '-q', '--warc-file=wget', '--no-warc-keep-log', '--warc-tempdir=.', 'http://127.0.0.1:8765/ferry.html'],
                       check=True, cwd=scratch)
        shutil.copy(os.path.join(scratch, 'wget.warc.gz'), 'wget.warc.gz')
    server.shutdown()


def readability():
    document = Document(PAGE)
    pathlib.Path('readability-lxml.html').write_text(
        f'<html><head><title>{document.short_title()}</title></head>{document.summary()}</html>', encoding='utf8')


def paragraphs():
    """The article's, each a line."""
    return [' '.join(part.split()) for part in TEXT.split('\n\n') if part.strip() and part.strip() != '2031-05-07']


def documents():
    word = docx.Document()
    word.core_properties.title, word.core_properties.author, word.core_properties.created = TITLE, 'Pia Lund', WHEN.astimezone(datetime.timezone.utc)
    word.add_heading(TITLE)
    writer = odf.opendocument.OpenDocumentText()
    writer.meta.addElement(odf.dc.Title(text=TITLE))
    writer.meta.addElement(odf.dc.Creator(text='Pia Lund'))
    writer.meta.addElement(odf.dc.Date(text='2031-05-07'))
    for part in paragraphs():
        word.add_paragraph(part)
        writer.text.addElement(odf.text.P(text=part))
    word.save('python-docx.docx')
    writer.save('odfpy.odt')


def book():
    file = epub.EpubBook()
    file.set_identifier(LINK)
    file.set_title(TITLE)
    file.set_language('en')
    file.add_author('Pia Lund')
    file.add_metadata('DC', 'date', '2031-05-07')
    chapter = epub.EpubHtml(title=TITLE, file_name='ferry.xhtml', lang='en')
    chapter.content = f'<h1>{TITLE}</h1>' + ''.join(f'<p>{part}</p>' for part in paragraphs())
    file.add_item(chapter)
    file.add_item(epub.EpubNcx())
    file.add_item(epub.EpubNav())
    file.toc, file.spine = (chapter,), ['nav', chapter]
    epub.write_epub('ebooklib.epub', file)


feeds()
documents()
book()
mails()
warc()
readability()
