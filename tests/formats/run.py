#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Read every case of this directory with `quotes text` and compare what it prints with CASE.expected.

    run.py QUOTES RULES [--write]

A case is a file in some format; what is expected is what `quotes text` prints on standard output, and, below a line
"-- errors", on standard error. Bombs, too long for the tree, are made here. --write writes what is missing: read it before
you commit it. Prints TAP.
"""
import bz2
import gzip
import io
import json
import os
import pathlib
import subprocess
import sys
import tarfile
import tempfile
import zipfile
import zlib

HERE = pathlib.Path(__file__).resolve().parent


def read(quotes, rules, path, timeout=60):
    done = subprocess.run([quotes, '--rules', rules, 'text', path.name], cwd=path.parent, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, timeout=timeout, check=False)
    text = done.stdout.decode('utf8')
    if done.stderr:
        text += '-- errors\n' + done.stderr.decode('utf8')
    return done.returncode, text


def zipped(members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(zipfile.ZipInfo(name), content)
    return out.getvalue()


def tarred(members):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode='w:xz') as file:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            file.addfile(info, io.BytesIO(content))
    return out.getvalue()


def docx():
    word = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    text = (f'<?xml version="1.0" encoding="UTF-8"?><w:document {word}><w:body><w:p><w:pPr><w:pStyle w:val="x"/></w:pPr><w:r>'
            '<w:t>“The bridge is </w:t></w:r><w:del><w:r><w:delText>un</w:delText></w:r></w:del><w:r><w:t>safe,” said Ivo Marsh.'
            '</w:t></w:r></w:p><w:p><w:r><w:t>The mayor denied</w:t><w:tab/><w:t>it.</w:t></w:r></w:p></w:body></w:document>')
    core = ('<cp:coreProperties xmlns:cp="a" xmlns:dc="b" xmlns:dcterms="c"><dc:title>Bridge is safe</dc:title>'
            '<dc:creator>Ada Quill</dc:creator><dcterms:created>2031-05-06T10:15:00Z</dcterms:created></cp:coreProperties>')
    return zipped({'[Content_Types].xml': '<Types/>', 'docProps/core.xml': core, 'word/document.xml': text,
                   'word/comments.xml': '<w:comments/>'})


def odt():
    text = ('<office:document-content xmlns:office="o" xmlns:text="t"><office:body><office:text><text:h>Bridge is safe</text:h>'
            '<text:p>“The bridge is <text:span>safe</text:span>,”<text:s/>said Ivo Marsh.</text:p></office:text></office:body>'
            '</office:document-content>')
    meta = ('<office:document-meta xmlns:office="o" xmlns:meta="m" xmlns:dc="d"><office:meta><dc:title>Bridge</dc:title>'
            '<meta:initial-creator>Ada Quill</meta:initial-creator><meta:creation-date>2031-05-06T10:15:00</meta:creation-date>'
            '</office:meta></office:document-meta>')
    return zipped({'mimetype': 'application/vnd.oasis.opendocument.text', 'content.xml': text, 'meta.xml': meta,
                   'META-INF/manifest.xml': '<x/>'})


def odt_encrypted():
    return zipped({'mimetype': 'application/vnd.oasis.opendocument.text', 'content.xml': bytes(range(1, 200)),
                   'META-INF/manifest.xml': '<manifest><file-entry><encryption-data/></file-entry></manifest>'})


def zip_encrypted(content):
    """A zip whose member is marked as encrypted; its bytes are of no matter, for nobody has the password."""
    file = bytearray(zipped({'plain.txt': content}))
    file[6] |= 1
    file[file.index(b'PK\x01\x02') + 8] |= 1
    return bytes(file)


def warc():
    page = (HERE / 'page-scored.html').read_bytes()
    chunked = b'%x\r\n%s\r\n%x\r\n%s\r\n0\r\n\r\n' % (len(page[:100]), page[:100], len(page[100:]), page[100:])
    records = []
    for kind, uri, content in (
            ('warcinfo', '', b'software: none\r\n'),
            ('request', 'https://orm.example/ferry', b'GET /ferry HTTP/1.1\r\n\r\n'),
            ('response', 'https://orm.example/ferry', b'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n'
             b'Transfer-Encoding: chunked\r\n\r\n' + chunked),
            ('response', 'https://orm.example/gone', b'HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n' + page),
            ('response', 'https://orm.example/a.png', b'HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n\x89PNG')):
        head = f'WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {uri}\r\nContent-Type: application/http\r\n'
        records.append(gzip.compress(head.encode() + b'Content-Length: %d\r\n\r\n%s\r\n\r\n' % (len(content), content)))
    return b''.join(records)


class Pdf:
    """A document as a program writes it that knows no more than the format needs: text at places, in Times with a ligature."""

    def __init__(self):
        self.objects = [b'', b'', b'<</Type/Font/Subtype/Type1/BaseFont/Times-Roman/Encoding'
                        b'<</BaseEncoding/WinAnsiEncoding/Differences[1/fi]>>>>']

    def add(self, content):
        self.objects.append(content)
        return len(self.objects)

    def stream(self, data, extra=b''):
        return self.add(b'<</Length %d%s>>stream\n%s\nendstream' % (len(data), extra, data))

    @staticmethod
    def show(lines):
        """Operators that show (x, y, size, text), y from the page's foot."""
        out = []
        for x, y, size, text in lines:
            data = text.replace('ﬁ', '\x01').encode('cp1252')
            for special in b'\\()':
                data = data.replace(bytes([special]), b'\\' + bytes([special]))
            out.append(b'BT /F %d Tf %d %d Td (%s) Tj ET' % (size, x, y, data))
        return b'\n'.join(out)

    def bytes(self, contents, trailer=b'', info=b'', objects=b''):
        """The file; contents: the pages' streams; objects: what else they name."""
        pages = [self.add(b'<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>%s>>/Contents %d 0 R>>' % (objects, n))
                 for n in contents]
        self.objects[0] = b'<</Type/Catalog/Pages 2 0 R>>'
        self.objects[1] = b'<</Type/Pages/Count %d/Kids[%s]>>' % (len(pages), b' '.join(b'%d 0 R' % n for n in pages))
        about = self.add(b'<<%s>>' % info)
        out, places = b'%PDF-1.4\n', []
        for number, content in enumerate(self.objects, 1):
            places.append(len(out))
            out += b'%d 0 obj\n%s\nendobj\n' % (number, content)
        table = b''.join(b'%010d 00000 n \n' % place for place in places)
        return out + (b'xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root 1 0 R/Info %d 0 R%s>>\nstartxref\n%d\n%%%%EOF\n'
                      % (len(places) + 1, table, len(places) + 1, about, trailer, len(out)))


def pdf():
    """Two pages with heads, numbers, two columns, words broken at line ends, a ligature."""
    def column(x, y, lines):
        return [(x + (18 if line.startswith(' ') else 0), y - 14 * i, 11, line.strip()) for i, line in enumerate(lines)]

    first = [(60, 800, 9, 'Orm Courier'), (500, 800, 9, 'Page 1 of 2'), (60, 760, 20, 'Bridge is safe, engineer says'),
             (290, 30, 9, '1')]
    first += column(60, 720, [' “The bridge is safe,” said Ivo Marsh,', 'the chief engineer of the shipyard at',
                              'Orm, who had built it and had meas-', 'ured it twice since the ﬁrst crack was',
                              'found.', ' The mayor, Lena Toft, denied that the', 'town had saved on steel. She said the'])
    first += column(320, 720, ['ofﬁce “would have found” any such', 'saving, and that the council (which paid)',
                               'would have stopped it.', ' Marsh said: “Nobody asked us how the', 'steel was bought, and nobody',
                               'asked us to save, not even once in all']) 
    second = [(60, 800, 9, 'Orm Courier'), (500, 800, 9, 'Page 2 of 2'), (290, 30, 9, '2')]
    second += column(60, 760, ['the years that we worked here.”'])
    file = Pdf()
    return file.bytes([file.stream(file.show(first)), file.stream(file.show(second))],
                      info=b'/Title(Bridge is safe & sound)/Author(Ada Quill)')


def pdf_encrypted():
    lock = b'/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<%s>/U<%s>>>/ID[<00><00>]' % (b'12' * 32, b'34' * 32)
    file = Pdf()
    return file.bytes([file.stream(file.show([(60, 700, 11, '“It is safe,” said Ivo Marsh.')]))], trailer=lock)


def pdf_image():
    file = Pdf()
    return file.bytes([file.stream(b'q 100 0 0 100 60 600 cm Q')])


def pdf_bomb():
    """A stream of 10 kB that unpacks to a thousand pages' worth of words, which many pages share."""
    file = Pdf()
    words = zlib.compress(file.show([(60, 60 + i % 700, 9, 'he said it was safe ' * 20) for i in range(20000)]), 9)
    shown = file.stream(words, b'/Filter/FlateDecode')
    return file.bytes([shown] * 500)


def packed():
    """Name and bytes of packed files; what is expected of them lies in NAME.expected."""
    plain = (HERE / 'plain.txt').read_bytes()
    page = (HERE / 'page-known.html').read_bytes()
    yield 'plain.txt.gz', gzip.compress(plain)
    yield 'page.html.bz2', bz2.compress(page)
    yield 'several.zip', zipped({'a/plain.txt': plain, 'a/page.html': page, 'a/page_files/ad.html': page, 'a/shot.png': b'\x89PNG\r\n',
                                 'a/film.bin': b'\0\1\2', 'inner.zip': zipped({'wrapped.txt': (HERE / 'wrapped.txt').read_bytes()})})
    yield 'several.tar.xz', tarred({'plain.txt': plain, 'trafilatura.json': (HERE / 'trafilatura.json').read_bytes()})
    yield 'report.docx', docx()
    yield 'report.odt', odt()
    yield 'book.epub', zipped({'mimetype': 'application/epub+zip', 'META-INF/container.xml': '<container/>', 'book.opf': '<package/>',
                               'one.xhtml': '<?xml version="1.0"?><html><head><title>One</title></head><body><p>“It is safe,” said Ivo '
                                            'Marsh, who had built it, and measured it, and walked over it twice.</p></body></html>'})
    yield 'pages.warc.gz', warc()
    yield 'report.pdf', pdf()
    yield 'image.pdf', pdf_image()
    yield 'encrypted.pdf', pdf_encrypted()
    yield 'cut.pdf', pdf()[:600]
    yield 'cut.gz', gzip.compress(page)[:-400]
    yield 'empty.zip', zipped({})
    yield 'empty.gz', gzip.compress(b'')
    yield 'encrypted.zip', zip_encrypted(plain)
    yield 'encrypted.docx', b'\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1' + bytes(504) + 'EncryptedPackage'.encode('utf-16-le') + bytes(512)
    yield 'encrypted.odt', odt_encrypted()
    yield 'names.zip', zipped({'../../etc/passwd.txt': plain, '/root/a.txt': plain, 'C:\\b.txt': plain, 'né ‮e.txt': plain, 'a\nb.txt': plain,
                               'x' * 300 + '.txt': plain})
    yield 'depth.tar.xz', tarred({'in.tar.xz': tarred({'in.zip': zipped({'plain.txt.gz': gzip.compress(plain)})}), 'plain.txt': plain})
    yield 'sheet.xml', b'<?xml version="1.0"?><worksheet><row>1</row></worksheet>'


def nested(depth):
    content = b'hello, he said'
    for i in range(depth):
        content = zipped({f'{i}.zip': content})
    return content


def bombs():
    """Name, bytes, and words that the reason must have."""
    yield 'attributes.html', b'<html><body><a ' + b' '.join(b'a%d=1' % i for i in range(20000)) + b'>x</a>', 'attributes'
    yield 'zeros.gz', gzip.compress(b'he said ' * (1 << 25), 9), '250 times'
    yield 'nested.zip', nested(6), 'nested'
    yield 'words.pdf', pdf_bomb(), 'pdftotext'
    yield 'deep.html', b'<html><body>' + b'<div>' * 100000 + b'"Hello," he said.', 'nested'


def report(number, name, good, why=''):
    print(f"{'ok' if good else 'not ok'} {number} - {name}")
    for line in why.splitlines() if not good else []:
        print('#', line)
    return good


class Runner:
    """Runs cases, numbers them, and knows whether all were good."""

    def __init__(self, quotes, rules, write):
        self.quotes, self.rules, self.write = quotes, rules, write
        self.number, self.good = 0, True

    def report(self, name, good, why):
        self.number += 1
        self.good &= report(self.number, name, good, why)

    def case(self, path):
        expected = HERE / (path.name + '.expected')
        status, text = read(self.quotes, self.rules, path)
        if self.write and not expected.exists():
            expected.write_text(text, encoding='utf8')
        wanted = expected.read_text(encoding='utf8') if expected.exists() else ''
        self.report(path.name, text == wanted and status in (0, 4), f'status {status}; got:\n{text}')

    def bomb(self, path, reason):
        status, text = read(self.quotes, self.rules, path)
        good = status == 4 and reason in text and text.count('\n') == 2
        self.report(path.name, good, f'status {status}; got:\n{text[:2000]}')


def extracts_all(runner):
    """`quotes extract` goes through every article of a file, as `quotes text` does."""
    done = subprocess.run([runner.quotes, '--rules', runner.rules, 'extract', '--jsonl', 'box.mbox'], cwd=HERE, stdout=subprocess.PIPE,
                          timeout=60, check=False)
    names = {json.loads(line)['article'] for line in done.stdout.splitlines()}
    runner.report('extract box.mbox', names == {'box.mbox#1', 'box.mbox#2'}, f'articles: {sorted(names)}')


def main():
    runner = Runner(os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2]), '--write' in sys.argv)
    for path in sorted(HERE.iterdir()):
        if path.is_file() and path.suffix not in ('.expected', '.py', '.c') and path.name != 'README.md':
            runner.case(path)
    extracts_all(runner)
    with tempfile.TemporaryDirectory() as directory:
        for name, content in packed():
            path = pathlib.Path(directory, name)
            path.write_bytes(content)
            runner.case(path)
        for name, content, reason in bombs():
            path = pathlib.Path(directory, name)
            path.write_bytes(content)
            runner.bomb(path, reason)
    print(f'1..{runner.number}')
    sys.exit(not runner.good)


if __name__ == '__main__':
    main()
