#!/bin/bash
# SPDX-License-Identifier: MIT
# Make the files of this directory from ferry.html, a page with its furniture, and ferry.md, the article alone, with the
# tools that people use. The test needs none of them: what they made is in the tree. Run it by hand, and look at what changed.
set -eu
cd "$(dirname "$0")"
scratch=$(mktemp -d)

pandoc -s ferry.md -o pandoc.html
pandoc ferry.md -o pandoc.docx
pandoc ferry.md -o pandoc.odt
pandoc ferry.md -o pandoc.epub
pandoc -s ferry.md -t markdown -o pandoc.md
pandoc -s ferry.md -t plain --columns=72 -o pandoc.txt
for to in docx odt pdf html txt:Text; do
	soffice --headless --convert-to $to --outdir "$scratch" pandoc.odt > /dev/null 2>&1
	cp "$scratch/pandoc.${to%:*}" "libreoffice.${to%:*}"
done
# a browser without style sheets cannot tell what is beside the article: the page as it is offered for printing
plain=$scratch/ferry.html
sed '/cookie-banner" role/d; /<figure>/d; /newsletter-signup/d; /<aside/d; /id="comments"/d' ferry.html > "$plain"
w3m -dump -cols 80 "$plain" > w3m.txt
lynx -dump -width=80 "$plain" | sed "s|file://$scratch/[^ #]*|https://courier.example/ferry|; s|file://|https://courier.example|" > lynx.txt
html2markdown "$plain" > html2text.md
wkhtmltopdf --quiet --enable-local-file-access pandoc.html wkhtmltopdf.pdf
chromium --headless --no-sandbox --disable-gpu --print-to-pdf=chromium.pdf "file://$plain" 2> /dev/null
pandoc -s ferry.md -t ms | groff -ms -K utf8 -T ps | gs -q -dBATCH -dNOPAUSE -sDEVICE=pdfwrite -sOutputFile=ghostscript.pdf -
/usr/bin/python3 make.py
node make.js # its packages in node_modules beside it
defuddle parse ferry.html --json > defuddle.json
rm -f single-file.html
single-file --browser-executable-path=/usr/bin/chromium --browser-args='["--no-sandbox"]' "file://$PWD/ferry.html" single-file.html
sed -i 's|file://[^ ]*|https://courier.example/2031/05/07/ferry-to-varde-stops|' single-file.html
rm -r "$scratch"
