# SPDX-License-Identifier: MIT
"""Hostile files of every format, made from nothing: the same ones each time.

SHARE says by what they are smaller than a limit or a reader's patience would have them: 1 where time and memory are
measured, more where only what comes of them counts.
"""
import base64
import bz2
import gzip
import io
import itertools
import lzma
import random
import tarfile
import zipfile
import zlib

SHARE = 1
MARKS = '“”‘’«»„“‚‘「」\'"`'
TEXT = ('Harbour plan stirs Westhaven\n\nMayor Anna Larkin said on Tuesday that the harbour would reopen in May.\n\n'
        '“We will not sell a single quay,” Larkin said.\n')


def many(count):
    return max(1, count // SHARE)


def bomb_of(mebibytes):
    """Bytes, enough to be one whatever the share."""
    return max(24, many(mebibytes)) << 20


class Junk:
    """content; reason: words that its failure must tell, or None if it is an article; either: both will do."""

    def __init__(self, content, reason=None, either=False):
        self.content = content.encode() if isinstance(content, str) else content
        self.reason, self.either = reason, either


def good(content):
    return Junk(content)


def bad(content, reason):
    return Junk(content, reason)


def any_of(content):
    """Stored, or failed with some reason: what it is is a matter of taste."""
    return Junk(content, either=True)


def noise(seed, length):
    return random.Random(seed).randbytes(length)


def binary_files():
    for seed in range(12):
        yield f'noise-{seed}.txt', any_of(noise(seed, 2000 * (seed + 1)))
    for byte in (*range(0, 32, 3), 0x7F, 0x80, 0xA0, 0xC0, 0xFF):
        text = b'Plan\n\n"No," said Anna Larkin.' + bytes([byte]) * 50 + b' "Yes," said Bo Quist.\n'
        yield f'byte-{byte:02x}.txt', any_of(text)
        yield f'only-{byte:02x}.txt', any_of(bytes([byte]) * many(5000))
    yield 'all-bytes.txt', bad(bytes(range(256)) * 20, 'NUL')
    yield 'nul-at-end.txt', bad(TEXT.encode() + b'\0', 'NUL')
    yield 'nul-late.txt', bad(TEXT.encode() * many(2000) + b'\0', 'NUL')
    for magic, what in ((b'\x89PNG\r\n\x1a\n', 'PNG'), (b'\xff\xd8\xff\xe0', 'JPEG'), (b'GIF89a', 'GIF'),
                        (b'\x7fELF', 'program'), (b'MZ', 'program'), (b'Rar!\x1a\x07', 'RAR'), (b'OggS', 'Ogg'),
                        (b'SQLite format 3\0', 'SQLite'), (b'\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 'Office'), (b'{\\rtf1', 'RTF')):
        yield f'magic-{what.lower()}-{len(magic)}.txt', bad(magic + noise(1, 500), what)
    yield 'empty-lines.txt', bad('\n' * many(100000), 'no text')
    yield 'blanks.txt', bad(' \t' * many(100000), 'no text')
    yield 'one-byte.txt', any_of(b'a')


def encodings():
    for name, codec in (('utf-8', 'utf-8'), ('utf-16-le', 'utf-16-le'), ('utf-16-be', 'utf-16-be'), ('utf-32-le', 'utf-32-le'),
                        ('utf-32-be', 'utf-32-be')):
        mark = '\ufeff'.encode(codec)
        encoded = TEXT.encode(codec)
        is_wide = codec.startswith('utf-32')
        yield f'mark-{name}.txt', any_of(mark + encoded) if is_wide else good(mark + encoded)
        yield f'mark-only-{name}.txt', any_of(mark)
        yield f'mark-lies-{name}.txt', any_of(mark + TEXT.encode())
        yield f'cut-{name}.txt', any_of((mark + encoded)[:-1])
        yield f'no-mark-{name}.txt', good(encoded) if codec == 'utf-8' else any_of(encoded)
    for number, tail in enumerate((b'\xe2\x80', b'\xf0\x9f\x98', b'\xc3', b'\xe2', b'\xf4\x90\x80\x80', b'\xc0\xaf', b'\xe0\x80\xaf',
                                   b'\xf8\x88\x80\x80\x80', b'\xed\xa0\x80', b'\xed\xb0\x80', b'\xed\xa0\xbd\xed\xb8\x80', b'\xfe\xfe')):
        yield f'broken-{number}.txt', any_of(TEXT.encode() + tail)
        yield f'broken-often-{number}.txt', any_of((b'"No' + tail + b'," said Anna Larkin. ') * many(2000))
    for charset in ('utf-7', 'utf-16', 'utf-32', 'ebcdic-us', 'iso-2022-jp', 'gb18030', 'shift_jis', 'nonsense', 'x' * many(5000), 'utf-8\0'):
        head = f'<html><head><meta charset="{charset}"></head><body><article>'
        body = '<p>“We will not sell a single quay,” said Anna Larkin, the mayor of Westhaven, on Tuesday evening.</p>' * 3
        yield f'charset-{charset.strip(chr(0))[:12]}-{len(charset)}.html', any_of(head + body + '</article></body></html>')


def long_texts():
    yield 'one-line.txt', good('The mayor said that nobody would have to leave. ' * many(100000))
    yield 'one-word.txt', good('a' * many(5000000))
    yield 'words.txt', good('a ' * many(1000000))
    yield 'capitals.txt', good('Anna ' * many(300000))
    yield 'names.txt', good('Anna Larkin and ' * many(100000))
    yield 'names-in-lines.txt', good('Anna Larkin\n\n' * many(100000))
    yield 'many-names.txt', good(' '.join(f'Anna{n:x} Larkin{n:x}' for n in range(many(60000))))
    yield 'cues.txt', good('said ' * many(300000))
    yield 'cues-mixed.txt', good('said told claimed denied asked according to ' * many(50000))
    yield 'said-that.txt', good('she said that he said that ' * many(50000))
    yield 'commas.txt', good(',' * many(1000000))
    yield 'stops.txt', good('.' * many(1000000))
    yield 'stops-apart.txt', good('. ' * many(500000))
    yield 'dashes.txt', good('—' * many(300000))
    yield 'colons.txt', good('a: ' * many(300000))
    yield 'brackets.txt', good('(' * many(300000))
    yield 'brackets-paired.txt', good('(a) ' * many(200000))
    yield 'digits.txt', good('9' * many(1000000))
    yield 'numbers.txt', good('40 million ' * many(100000))
    yield 'abbreviations.txt', good('Mr. Dr. U.S. ' * many(80000))
    yield 'apostrophes.txt', good("it's " * many(200000))
    yield 'paragraphs.txt', good('a\n\n' * many(300000))
    yield 'carriage-returns.txt', any_of('a\r' * many(300000))
    yield 'form-feeds.txt', any_of('a\f' * many(300000))
    yield 'combining.txt', good('a' + '\u0301' * many(500000))
    yield 'emoji.txt', good('😀' * many(200000))
    yield 'right-to-left.txt', good('\u202e“No,” said Anna Larkin.\u202c\u2066x\u2069 ' * many(20000))
    yield 'zero-width.txt', good('a\u200b\u200d\ufeff' * many(200000))
    yield 'soft-hyphens.txt', good('a\u00ad' * many(300000))
    yield 'hyphenated.txt', good('the mayor of West-\nhaven said that the har-\n' * many(30000))
    yield 'separators.txt', good('a\u2028b\u2029c\x85d ' * many(100000))
    yield 'unassigned.txt', good('\U000e0001\uffff\ufdd0 ' * many(100000))
    yield 'headers.txt', any_of('Title: a\n' * many(100000))
    yield 'header-long.txt', any_of('Title: ' + 'a' * many(2000000) + '\n\nBy text.\n')
    yield 'transcript.txt', good('LARKIN: No.\n\n' * many(50000))
    yield 'transcript-names.txt', good(''.join(f'NAME{n}: No.\n\n' for n in range(many(30000))))
    yield 'quoted-mail.txt', good('> ' * many(500000))


def quotation_marks():
    for number, mark in enumerate(dict.fromkeys(MARKS)):
        yield f'marks-{number}.txt', good(mark * many(100000))
        yield f'marks-apart-{number}.txt', good((mark + ' a ') * many(50000))
    for number, (opening, closing) in enumerate(('“”', '‘’', '«»', '„“', '「」')):
        yield f'nested-{number}.txt', good(opening * many(20000) + 'No' + closing * many(20000) + ' said Anna Larkin.')
    yield 'never-closed.txt', good('“No, said Anna Larkin.\n\n' * many(30000))
    yield 'quotations.txt', good('“No,” said Anna Larkin. ' * many(40000))
    yield 'quotations-alone.txt', good('“No.” ' * many(100000))
    yield 'mixed-marks.txt', good(''.join(random.Random(5).choices(MARKS + ' aB.,\n', k=many(300000))))
    yield 'interrupted.txt', good('“No,” Larkin said, ' * many(40000))
    yield 'attributed-forwards.txt', good('Larkin said: ' * many(60000) + '“No.”')


def web_pages():
    def page(body):
        return f'<!doctype html><html><head><title>Plan</title></head><body><article>{body}</article></body></html>'

    paragraph = '<p>“We will not sell a single quay,” said Anna Larkin, the mayor of Westhaven, on Tuesday evening.</p>'
    for tag in ('div', 'p', 'b', 'a', 'table', 'ul', 'li', 'blockquote', 'font', 'svg', 'template', 'select', 'option', 'h1'):
        yield f'deep-{tag}.html', any_of(page(f'<{tag}>' * many(50000) + paragraph + f'</{tag}>' * many(50000)))
    yield 'deep-open.html', any_of(page('<div><p>' * many(200000) + paragraph))
    yield 'attributes.html', any_of(page('<a ' + ' '.join(f'a{n}=b' for n in range(many(50000))) + '>' + paragraph))
    yield 'attribute-long.html', any_of(page('<a title="' + 'x' * many(3000000) + '">' + paragraph))
    yield 'attributes-same.html', any_of(page('<a ' + 'a=b ' * many(200000) + '>' + paragraph))
    yield 'tags.html', any_of(page('<b>' * many(300000)))
    yield 'paragraphs.html', good(page(paragraph * many(10000)))
    yield 'breaks.html', any_of(page('a<br>' * many(200000)))
    yield 'rows.html', any_of(page('<table>' + '<tr><td>a' * many(100000) + '</table>' + paragraph))
    yield 'entities.html', any_of(page('<p>' + '&amp;' * many(400000) + '</p>'))
    yield 'entities-odd.html', any_of(page('<p>' + '&#0;&#xD800;&#x110000;&nosuch;&' * many(50000) + '</p>'))
    yield 'comment-open.html', any_of(page('<!--' + '-' * many(2000000)))
    yield 'comments.html', any_of(page('<!-- -->' * many(200000) + paragraph))
    yield 'script-open.html', any_of(page(paragraph + '<script>' + 'x' * many(2000000)))
    yield 'scripts.html', any_of(page('<script>x</script>' * many(100000) + paragraph))
    yield 'style-open.html', any_of(page('<style>' + '{' * many(2000000)))
    yield 'tag-open.html', any_of(page('<' * many(2000000)))
    yield 'quotes-open.html', any_of(page('<a b="' * many(100000)))
    yield 'json-ld.html', any_of('<html><script type="application/ld+json">' + '{"a":' * many(100000) + '</script>' + paragraph * 3)
    yield 'json-ld-often.html', any_of('<html>' + '<script type="application/ld+json">{"@type":"NewsArticle","headline":"a"}</script>'
                                       * many(20000) + paragraph * 3)
    yield 'lines-in-quotation.html', good('<html><article>' + '“a.<br>x” ' * many(200000))
    yield 'metas.html', any_of('<html><head>' + '<meta name="author" content="a">' * many(100000) + '</head>' + paragraph * 3)
    yield 'links.html', any_of(page('<a href="x">Larkin</a> ' * many(100000)))
    yield 'nuls.html', any_of(page(paragraph * 3).encode().replace(b' ', b'\0'))
    yield 'misnested.html', any_of(page('<b><i>' * many(20000) + '</b></i>' * many(20000) + paragraph))
    yield 'tables-in-tables.html', any_of(page('<table><tr><td>' * many(30000) + paragraph))


def markup_of_feeds():
    item = '<item><title>Plan</title><description>“No,” said Anna Larkin.</description></item>'
    bomb = ''.join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    yield 'bomb.xml', any_of(f'<!DOCTYPE rss [<!ENTITY e0 "ha">{bomb}]><rss><channel><item><title>&e11;</title></item></channel></rss>')
    yield 'bomb-flat.xml', any_of(f'<!DOCTYPE rss [<!ENTITY e "{"a" * many(100000)}">]><rss><channel><item><title>{"&e;" * many(20000)}</title>'
                                  '</item></channel></rss>')
    yield 'bomb-loop.xml', any_of('<!DOCTYPE rss [<!ENTITY a "&b;"><!ENTITY b "&a;">]><rss><channel><item><title>&a;</title></item>'
                                  '</channel></rss>')
    yield 'outside.xml', any_of('<!DOCTYPE rss SYSTEM "http://orm.example/a.dtd" [<!ENTITY a SYSTEM "file:///etc/passwd">]><rss><channel>'
                                '<item><title>&a;</title></item></channel></rss>')
    for tag in ('channel', 'item', 'description'):
        yield f'deep-{tag}.xml', any_of('<rss>' + f'<{tag}>' * many(100000) + 'No' + f'</{tag}>' * many(100000) + '</rss>')
    yield 'items.xml', any_of('<rss><channel>' + item * many(3000) + '</channel></rss>')
    yield 'items-empty.xml', any_of('<rss><channel>' + '<item/>' * many(5000) + '</channel></rss>')
    yield 'attributes.xml', any_of('<rss ' + ' '.join(f'a{n}="b"' for n in range(many(20000))) + '><channel>' + item + '</channel></rss>')
    yield 'namespaces.xml', any_of('<rss ' + ' '.join(f'xmlns:a{n}="b"' for n in range(many(3000))) + '><channel>' + item + '</channel></rss>')
    yield 'cdata.xml', any_of('<rss><channel><item><description><![CDATA[' + ']' * many(1000000) + '</description></item></channel></rss>')
    yield 'lying-encoding.xml', any_of('<?xml version="1.0" encoding="utf-16"?><rss><channel>' + item + '</channel></rss>')
    yield 'nitf-deep.xml', any_of('<nitf><body><body.content>' + '<block>' * many(50000) + '<p>No</p>')
    yield 'newsml.xml', any_of('<newsItem>' + '<contentSet>' * many(50000) + '</newsItem>')
    yield 'unknown.xml', bad('<?xml version="1.0"?><ledger><a>b</a></ledger>', 'ledger')


def values():
    article = '{"title":"Plan","text":"“No,” said Anna Larkin."}'
    for number, piece in enumerate(('[', '{"a":', '[{"text":', '{"text":{"text":')):
        yield f'deep-{number}.json', any_of('{"title":"a","x":' + piece * many(100000))
    yield 'keys.json', any_of('{' + ','.join(f'"k{n}":1' for n in range(many(200000))) + ',"text":"“No,” said Anna Larkin."}')
    yield 'keys-same.json', any_of('{' + '"text":"a",' * many(200000) + '"text":"“No,” said Anna Larkin."}')
    yield 'articles.json', any_of('[' + ','.join([article] * many(2000)) + ']')
    yield 'lines.jsonl', any_of((article + '\n') * many(2000))
    yield 'lines-broken.jsonl', any_of((article + '\n{\n') * many(1000))
    yield 'string-long.json', good('{"text":"' + 'No. ' * many(1000000) + '"}')
    yield 'escapes.json', any_of('{"text":"' + '\\u0000\\ud800\\udc00\\ud800' * many(50000) + '"}')
    yield 'numbers.json', any_of('{"text":"No.","n":[' + '1e999999999,' * many(100000) + '0]}')
    yield 'number-long.json', any_of('{"text":"No.","n":' + '9' * many(1000000) + '}')
    yield 'nulls.json', any_of('{"text":null}\n' + 'null\n' * many(100000))
    yield 'mark.json', any_of('\ufeff' + article)
    for at in range(1, len(article), 7):
        yield f'cut-{at:02}.json', any_of(article[:at])
    yield 'empty-lists.json', any_of('[{"a":[' + '[],' * many(100000) + '[]]}]')


def zipped(members, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, 'w', method) as file:
        for name, content in members:
            file.writestr(zipfile.ZipInfo(name), content, method)
    return out.getvalue()


def tarred(members):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode='w') as file:
        for info, content in members:
            file.addfile(info, io.BytesIO(content))
    return out.getvalue()


def tar_entry(name, content=b'', kind=tarfile.REGTYPE, link=''):
    info = tarfile.TarInfo(name)
    info.size, info.type, info.linkname = len(content), kind, link
    return info, content


def squeezed(length):
    """gzip of that many letters, without making them all."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b''.join(packer.compress(b'a' * (1 << 20)) for _ in range(length >> 20)) + packer.flush()


def packed_files():
    text = TEXT.encode()
    yield 'bomb.gz', bad(squeezed(bomb_of(512)), '250 times')
    yield 'bomb-in-bomb.gz', bad(gzip.compress(squeezed(bomb_of(512)), mtime=0), '250 times')
    yield 'bomb.zip', bad(zipped([('a.txt', b'a' * bomb_of(64))]), '250 times')
    yield 'bomb-in-parts.zip', any_of(zipped([(f'{n}.txt', b'a' * (many(70) << 17)) for n in range(20)]))
    yield 'bomb.xz', bad(lzma.compress(b'a' * bomb_of(256), preset=0), '250 times')
    yield 'bomb.bz2', bad(bz2.compress(b'a' * bomb_of(128)), '250 times')
    yield 'text-bomb.gz', any_of(gzip.compress('“No,” said Anna Larkin. '.encode() * many(300000), mtime=0))
    nested = text
    for depth in range(1, 40):
        nested = gzip.compress(nested, mtime=0)
        if depth % 4 == 1:
            yield f'gz-{depth:02}.gz', good(nested) if depth < 20 else any_of(nested)
    nested = zipped([('a.txt', text)])
    for depth in range(8):
        nested = zipped([('in.zip', nested), ('b.txt', text)])
    yield 'nested.zip', any_of(nested)
    yield 'names.zip', any_of(zipped([(f'{n}', b'a') for n in range(many(20000))]))
    yield 'upwards.tar', any_of(tarred([tar_entry('../../../../tmp/quoted-evil.txt', text), tar_entry('/etc/quoted-evil.txt', text)]))
    yield 'links.tar', any_of(tarred([tar_entry('a', kind=tarfile.SYMTYPE, link='/etc/passwd'), tar_entry('a/b.txt', text),
                                      tar_entry('c', kind=tarfile.LNKTYPE, link='/etc/shadow')]))
    yield 'devices.tar', any_of(tarred([tar_entry('n', kind=tarfile.CHRTYPE), tar_entry('f', kind=tarfile.FIFOTYPE), tar_entry('a.txt', text)]))
    yield 'sizes.tar', any_of(tarred([tar_entry('a.txt', text)]).replace(b'0000000', b'7777777'))
    yield 'long-name.zip', any_of(zipped([('x/' * many(20000) + 'a.txt', text)]))
    yield 'same-name.zip', any_of(zipped([('a.txt', text + str(n).encode()) for n in range(500)]))
    yield 'odd-names.zip', any_of(zipped([(name, text) for name in ('\x1b[31m.txt', 'a\nb.txt', '\u202e.txt', '-rf', '..', 'a\\b')]))
    whole = zipped([('a.txt', text), ('b.html', b'<p>No</p>')])
    for at in range(10, len(whole), 40):
        yield f'cut-{at:03}.zip', any_of(whole[:at])
    chance = random.Random(7)
    for number in range(10):
        broken = bytearray(whole)
        for _ in range(5):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        yield f'broken-{number}.zip', any_of(bytes(broken))
    yield 'cut.gz', any_of(gzip.compress(text * 100, mtime=0)[:-20])
    yield 'sevenzip.7z', any_of(b'7z\xbc\xaf\x27\x1c\0\4' + noise(9, 4000))
    yield 'zstandard.zst', any_of(b'\x28\xb5\x2f\xfd' + noise(10, 4000))
    word = '<w:document xmlns:w="w"><w:body>' + '<w:p><w:r><w:t>No. ' * many(50000)
    yield 'deep.docx', any_of(zipped([('[Content_Types].xml', b'<Types/>'), ('word/document.xml', word.encode())]))
    bomb = '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">' + ''.join(f'<!ENTITY {c} "{f"&{p};" * 10}">' for p, c in zip('abcdefgh', 'bcdefghi'))
    word = f'{bomb}]><w:document xmlns:w="w"><w:body><w:p><w:r><w:t>&i;</w:t></w:r></w:p></w:body></w:document>'
    yield 'bomb.docx', any_of(zipped([('[Content_Types].xml', b'<Types/>'), ('word/document.xml', word.encode())]))
    yield 'empty.docx', any_of(zipped([('[Content_Types].xml', b''), ('word/document.xml', b'')]))
    odt = [('mimetype', b'application/vnd.oasis.opendocument.text'), ('content.xml', b'<a xmlns:text="t">' + b'<text:p>' * many(100000))]
    yield 'deep.odt', any_of(zipped(odt))


def letters():
    head = 'From: a@orm.example\nMessage-ID: <1@orm.example>\nMIME-Version: 1.0\nSubject: Plan\n'
    parts = '--b\nContent-Type: text/plain\n\n“No,” said Anna Larkin.\n'
    yield 'parts.eml', any_of(head + 'Content-Type: multipart/mixed; boundary=b\n\n' + parts * many(10000) + '--b--\n')
    nested = ''.join(f'Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n' for n in range(many(2000)))
    yield 'deep.eml', any_of(head + nested + 'Content-Type: text/plain\n\nNo.\n')
    yield 'messages.eml', any_of(head + 'Content-Type: message/rfc822\n\n' * many(3000) + 'No.\n')
    yield 'headers.eml', any_of(head + ''.join(f'X-{n}: a\n' for n in range(many(100000))) + '\n“No,” said Anna Larkin.\n')
    yield 'header-long.eml', any_of(head + 'X-Long: ' + 'a' * many(2000000) + '\n\nNo.\n')
    yield 'folded.eml', any_of(head + 'X-Folded: a\n' + ' a\n' * many(200000) + '\nNo.\n')
    yield 'addresses.eml', any_of(head + 'To: ' + 'a@b, ' * many(100000) + '\n\nNo.\n')
    yield 'comments.eml', any_of(head + 'To: ' + '(' * many(100000) + '\n\nNo.\n')
    yield 'subject.eml', any_of(head.replace('Plan', '=?utf-8?B?4oCc?= ' * many(20000)) + '\nNo.\n')
    yield 'charset.eml', any_of(head + 'Content-Type: text/plain; charset=utf-7\n\n+IBw-No,+IB0- said Anna Larkin.\n')
    yield 'base64.eml', any_of(head + 'Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n' +
                               base64.encodebytes(noise(3, 500000)).decode())
    yield 'quoted-printable.eml', any_of(head + 'Content-Type: text/plain\nContent-Transfer-Encoding: quoted-printable\n\n' + '=' * many(500000))
    yield 'boundary-empty.eml', any_of(head + 'Content-Type: multipart/mixed; boundary=""\n\n' + '--\n' * many(100000))
    yield 'box.mbox', any_of(('From a Tue May  6 10:15:00 2031\n' + head + '\n“No,” said Anna Larkin.\n\n') * many(1500))
    yield 'box-empty.mbox', any_of(head.replace('From: ', 'From a\nFrom: ', 1) + 'From b\n' * many(50000))


def archives_of_pages():
    record = 'WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://orm.example/{}\r\nContent-Length: {}\r\n\r\n{}\r\n\r\n'
    page = 'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<article><p>“No,” said Anna Larkin, the mayor, on Tuesday.</p></article>'
    one = record.format('a', len(page.encode()), page)
    yield 'records.warc', any_of(''.join(record.format(n, len(page.encode()), page) for n in range(many(1500))))
    yield 'length-lies.warc', any_of(one.replace(str(len(page.encode())), '99999999999999999999'))
    yield 'length-negative.warc', any_of(one.replace(str(len(page.encode())), '-1'))
    yield 'headers.warc', any_of('WARC/1.0\r\n' + 'X: y\r\n' * many(100000))
    chunks = page.replace('text/html', 'text/html\r\nTransfer-Encoding: chunked')
    head, body = chunks.split('\r\n\r\n')
    for number, sizes in enumerate(('ffffffffffffffff', '-1', '0', '7fffffff', '1' * many(5000))):
        whole = f'{head}\r\n\r\n{sizes}\r\n{body}\r\n0\r\n\r\n'
        yield f'chunks-{number}.warc', any_of(record.format('c', len(whole.encode()), whole))
    small = ''.join(f'1\r\n{byte}\r\n' for byte in body.encode('ascii', 'replace').decode() * 500)
    yield 'chunks-small.warc', any_of(record.format('s', len((head + '\r\n\r\n' + small).encode()), head + '\r\n\r\n' + small))


def documents():
    yield 'nothing.pdf', bad(b'%PDF-1.7\n', 'PDF')
    yield 'noise.pdf', bad(b'%PDF-1.7\n' + noise(11, 20000), 'PDF')
    yield 'loop.pdf', bad(b'%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[2 0 R]/Count 1>>endobj\n'
                          b'trailer<</Root 1 0 R>>\n%%EOF', 'PDF')
    yield 'deep.pdf', bad(b'%PDF-1.4\n1 0 obj' + b'[' * many(200000) + b'endobj\ntrailer<</Root 1 0 R>>\n%%EOF', 'PDF')
    stream = zlib.compress(bytes(bomb_of(200)))
    yield 'bomb.pdf', bad(b'%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n'
                          b'3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>endobj\n4 0 obj<</Filter/FlateDecode/Length '
                          + str(len(stream)).encode() + b'>>stream\n' + stream + b'\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF', 'PDF')


def prose_with_marks():
    yield 'deep-quotes.md', any_of('>' * many(100000) + ' No.')
    yield 'deep-lists.md', any_of(''.join(' ' * n + '* a\n' for n in range(many(2000))))
    yield 'emphasis.md', any_of('*a **b ' * many(100000))
    yield 'links.md', any_of('[' * many(100000) + '](a)')
    yield 'links-paired.md', any_of('[a](b ' * many(100000))
    yield 'references.md', any_of(''.join(f'[a{n}]: b\n' for n in range(many(50000))) + '[a1] ' * many(1000))
    yield 'code.md', any_of('`' * many(200000))
    yield 'code-apart.md', any_of(' '.join('`' * n for n in range(1, 1000)))
    yield 'tables.md', any_of('|' * many(100000) + '\n' + '|-' * many(100000) + '\n')
    yield 'front-matter.md', any_of('---\n' + 'title: a\n' * many(100000) + '---\n\nNo.\n')
    yield 'front-matter-open.md', any_of('---\n' + 'a: b\n' * many(100000))
    yield 'html.md', any_of('<div>' * many(100000) + '\n\nNo.\n')


def make(share=1):
    """Every file by its name."""
    global SHARE  # pylint: disable=global-statement
    SHARE = share
    kinds = (binary_files, encodings, long_texts, quotation_marks, web_pages, markup_of_feeds, values, packed_files, letters,
             archives_of_pages, documents, prose_with_marks)
    return dict((f'{kind.__name__.replace("_", "-")}-{name}', file)
                for kind, (name, file) in itertools.chain.from_iterable(((kind, made) for made in kind()) for kind in kinds))
