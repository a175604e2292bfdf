#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Large files of many kinds, and the most memory that reading each takes beyond what a file of one line does: 8 times its bytes.

    memory.py READING RULES

READING is reading.c, built without sanitizers. Prints TAP.
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

MOST = 8            # times the file
LENGTH = 16 << 20   # bytes of a file
WORDS = ('the council said on Monday that the ferry, the harbour and the bridge would be safe and open again after repairs '
         'next year, Ann Lee told reporters')
SAID = f'“The ferry {WORDS},” said Ann Lee. '


def times(piece):
    return piece * (LENGTH // len(piece.encode()))


def page(content, head=''):
    return f'<!doctype html><html><head><title>Ferry</title>{head}</head><body><article><p>{SAID}</p>{content}</article></body></html>'


def feed(items):
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Orm</title>{items}</channel></rss>'


def files():
    """Name and content of each file."""
    yield 'paragraphs.html', page(times(f'<p>{SAID}</p>\n'))
    yield 'one-text.html', page(f'<p>{times(SAID)}</p>')
    yield 'inline-tags.html', page(times('<i>a</i> '))
    yield 'line-breaks.html', page(times('he said<br>'))
    yield 'links.html', page(times('<a class="more" id="x1" href="/a/b/c" rel="nofollow">more</a> '))
    yield 'long-attributes.html', page(times(f'<p class="{"wide " * 400}" id="{"x" * 900}" style="{"y" * 500}">{SAID}</p>'))
    yield 'table.html', page(f'<table>{times("<tr><td>12</td><td>a name, said</td><td>and one more</td></tr>")}</table>')
    yield 'references.html', page(times('<p>&amp;&#8217;&eacute;&nbsp;a, he said</p>'))
    yield 'single-file.html', page(f'<img alt="a" src="data:image/png;base64,{times("iVBORw0KGgoAAAANSUhEUgAA")}">')
    yield 'script.html', page('', f'<script>{times("var a = 1; ")}</script><style>{"a{b:c}" * 1000}</style>')
    yield 'json-ld.html', page('', '<script type="application/ld+json">' +
                               json.dumps({'@type': 'NewsArticle', 'articleBody': times(SAID)}, ensure_ascii=False) + '</script>')
    yield 'json-ld-values.html', page('', f'<script type="application/ld+json">[{times("{},")}1]</script>')
    yield 'quotations.html', page(times(f'<p>{"“yes” she said. " * 20}</p>\n'))
    yield 'plain.txt', times(f'{SAID}\n\n')
    yield 'quotations.txt', times('“yes” she said. ')
    yield 'wrapped.txt', times('The council of Orm said on Monday that the ferry to Varde would sail\nuntil the spring, as '
                               'it had for a hundred years, and longer than that\nif anyone wished to go there.\n\n')
    yield 'soft-hyphens.txt', times('The coun\u00adcil said that the fer\u00adry would sail. ')
    yield 'windows.txt', times('The c\u00e9il\u00ed was fine, he said. ').encode('cp1252')
    yield 'feed.xml', feed(times(f'<item><title>a</title><description>{SAID * 2}</description></item>'))
    yield 'elements.xml', feed(f'<item><description>he said {times("<i/>")}</description></item>')
    yield 'nitf.xml', f'<?xml version="1.0"?><nitf><body><body.content>{times(f"<p>{SAID}</p>")}</body.content></body></nitf>'
    yield 'list.json', json.dumps([{'title': 'a', 'text': SAID}] * (LENGTH // len(SAID)), ensure_ascii=False)
    yield 'under-key.json', json.dumps({'data': [{'title': 'a', 'id': 1, 'url': ''}] * (LENGTH // 50)})
    yield 'numbers.json', '{"text": "He said yes.", "x": [' + times('1,') + '1]}'
    yield 'objects.json', '{"text": "He said yes.", "x": [' + times('{},') + '{}]}'
    yield 'text.md', f'# Ferry\n\n{times(f"{SAID}{chr(10)}{chr(10)}")}'
    yield 'box.mbox', times('From a@orm.example Wed May  7 06:30:00 2031\nFrom: Ann Lee <a@orm.example>\nSubject: Ferry\n'
                            f'MIME-Version: 1.0\n\n{SAID}\n\n')
    yield 'letter.eml', ('From: Ann Lee <a@orm.example>\nSubject: Ferry\nMIME-Version: 1.0\nMessage-ID: <1@orm.example>\n'
                         f'Content-Type: text/plain; charset=utf-8\n\n{times(f"{SAID}{chr(10)}{chr(10)}")}')


def read(command):
    """KiB at most, and what was read; without meson's MALLOC_PERTURB_, which touches all that is reserved."""
    done = subprocess.run(command, stdout=subprocess.PIPE, env={'PATH': os.environ['PATH']}, check=True, timeout=120)
    most, said = done.stdout.decode('utf8').strip().split(' ', 1)
    return int(most), said


def main():
    reading, rules = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    number, good = 0, True
    with tempfile.TemporaryDirectory() as directory:
        path = pathlib.Path(directory, 'line.txt')
        path.write_text('He said yes.\n', encoding='utf8')
        rest, _ = read([reading, rules, str(path)])
        for number, (name, content) in enumerate(files(), 1):
            content = content if isinstance(content, bytes) else content.encode('utf8')
            path = pathlib.Path(directory, name)
            path.write_bytes(content)
            most, said = read([reading, rules, str(path)])
            share = (most - rest) * 1024 / len(content)
            held = share <= MOST
            good &= held
            print(f"{'ok' if held else 'not ok'} {number} - {name}")
            print(f'# {share:.1f} times its {len(content)} bytes; {said}')
            path.unlink()
    print(f'1..{number}')
    sys.exit(not good)


if __name__ == '__main__':
    main()
