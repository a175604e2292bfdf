#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""One article as many tools write it: every rendering in tools/ must yield what ferry.said tells, and nothing beside it.

    tools.py QUOTES RULES

What a rendering says of the article itself must be right or not there; what it must know stands below. Prints TAP.
"""
import json
import os
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ABOUT = {'title': r'Ferry to Varde stops for good( \| The Orm Courier)?', 'authors': r"\['Pia Lund'\]",
         'date': r'2031-05-07(T06:30:00\+02:00|T04:30:00(Z|\+00:00))?', 'outlet': 'The Orm Courier',
         'url': r'https://courier\.example/2031/05/07/ferry-to-varde-stops|http://127\.0\.0\.1:8765/ferry\.html'}
# what each rendering must know beside the statements; the names are files in tools/
KNOWN = {'chromium.pdf': 'title', 'defuddle.json': 'title authors date outlet', 'ebooklib.epub': 'title authors date', 'extractus.json': 'title authors date outlet url',
         'feed.atom.xml': 'title authors date outlet url', 'feed.json': 'title authors date outlet url',
         'feed.rss.xml': 'title authors date outlet url', 'feedgenerator.atom.xml': 'title authors date outlet url',
         'feedgenerator.rss.xml': 'title authors date outlet url', 'ferry.html': 'title authors date outlet url', 'ferry.md':
         'title authors date', 'ghostscript.pdf': 'title date', 'html2text.md': 'title', 'libreoffice.docx': 'title authors date',
         'libreoffice.html': 'title authors date', 'libreoffice.odt': 'title authors date', 'libreoffice.pdf': 'title authors date',
         'libreoffice.txt': 'title date', 'lynx.txt': 'title date',
         'nodemailer.eml': 'title authors date', 'odfpy.odt': 'title authors date', 'pandoc.docx': 'title authors date', 'pandoc.epub': 'title authors date',
         'pandoc.html': 'title authors date', 'pandoc.md': 'title authors date', 'pandoc.odt': 'title authors date',
         'pandoc.txt': 'title date', 'python-docx.docx': 'title authors date', 'python-both.eml': 'title authors date', 'python-html.eml': 'title authors date',
         'python-text.eml': 'title authors date', 'python.mbox': 'title authors date', 'readability-lxml.html': 'title',
         'readability.json': 'title authors date outlet url', 'single-file.html': 'title authors date outlet url',
         'turndown.md': 'title authors date url', 'w3m.txt': 'title date', 'wget.warc.gz': 'title authors date outlet url',
         'wkhtmltopdf.pdf': 'title date'}


def plain(content):
    """A content without marks, and with one kind of apostrophe and space."""
    content = re.sub(r'\s+', ' ', re.sub('[“”"]', '', content).replace('’', "'"))
    return ' … '.join(part.strip(' ,.') for part in content.split('…'))


def run(quotes, rules, verb, paths):
    """Records by the file that they come from, of one run over all of them; and what it complained of."""
    done = subprocess.run([quotes, '--rules', rules, verb, '--jsonl', *(path.name for path in paths)], cwd=HERE / 'tools',
                          capture_output=True, timeout=60, check=False)
    records = {path.name: [] for path in paths}
    for line in done.stdout.decode('utf8').splitlines():
        record = json.loads(line)
        records[re.split('[#/]', record['article'])[0]].append(record)
    return records, done.stderr.decode('utf8').splitlines()


def differences(name, records, articles, wanted):
    said = [f"{r['speaker']} | {r['kind']} | {r['stance']} | {plain(r['text'])}" for r in records]
    yield from (f'missing: {line}' for line in wanted if line not in said)
    yield from (f'not said: {line}' for line in said if line not in wanted)
    if len(articles) != 1:
        yield f'{len(articles)} articles'
        return
    for field, pattern in ABOUT.items():
        value = articles[0][field]
        if value and not re.fullmatch(pattern, str(value)):
            yield f'{field}: {value}'
        if not value and field in KNOWN[name].split():
            yield f'{field}: not known'


def main():
    quotes, rules = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    wanted = [line for line in (HERE / 'ferry.said').read_text(encoding='utf8').splitlines() if not line.startswith('#')]
    paths = sorted(path for path in (HERE / 'tools').iterdir() if not path.name.startswith('make.'))
    records, complaints = run(quotes, rules, 'extract', paths)
    articles, _ = run(quotes, rules, 'text', paths)
    good = [path.name for path in paths] == sorted(KNOWN) and not complaints
    print(f"{'ok' if good else 'not ok'} 1 - the renderings of the table are there, and all can be read")
    for line in complaints:
        print('#', line)
    for number, path in enumerate(paths, 2):
        name = path.name
        found = list(differences(name, records[name], articles[name], wanted)) if name in KNOWN else ['not in the table']
        good &= not found
        print(f"{'not ok' if found else 'ok'} {number} - {name}")
        for line in found:
            print('#', line)
    print(f'1..{len(paths) + 1}')
    sys.exit(not good)


main()
