// SPDX-License-Identifier: MIT
// What make.sh makes with tools from npm: @mozilla/readability, jsdom, turndown.
const fs = require('fs');
const { JSDOM } = require('jsdom');
const { Readability } = require('@mozilla/readability');
const Turndown = require('turndown');

const page = fs.readFileSync('ferry.html', 'utf8');
const url = 'https://courier.example/2031/05/07/ferry-to-varde-stops';
const article = new Readability(new JSDOM(page, { url }).window.document).parse();
fs.writeFileSync('readability.json', JSON.stringify({ url, ...article }, null, 1) + '\n');
const markdown = new Turndown({ headingStyle: 'atx', emDelimiter: '*' }).turndown(article.content);
fs.writeFileSync('turndown.md', `---
title: "${article.title}"
source: "${url}"
author:
  - "[[${article.byline}]]"
published: 2031-05-07
created: 2031-05-09
description: "${article.excerpt.replace(/"/g, '\\"')}"
tags:
  - "clippings"
---
${markdown}
`);
