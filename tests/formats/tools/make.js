// SPDX-License-Identifier: MIT
// What make.sh makes with tools from npm: @mozilla/readability, jsdom, turndown, feed, nodemailer, @extractus/article-extractor.
const fs = require('fs');
const { JSDOM } = require('jsdom');
const { Readability } = require('@mozilla/readability');
const Turndown = require('turndown');
const { Feed } = require('feed');
const nodemailer = require('nodemailer');

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

const when = new Date('2031-05-07T06:30:00+02:00');
const author = { name: 'Pia Lund', email: 'pia.lund@courier.example' };
const feed = new Feed({ title: 'The Orm Courier', id: 'https://courier.example/', link: 'https://courier.example/', language: 'en', updated: when });
feed.addItem({ title: article.title, id: url, link: url, description: article.excerpt, content: article.content, author: [author], date: when });
fs.writeFileSync('feed.rss.xml', feed.rss2() + '\n');
fs.writeFileSync('feed.atom.xml', feed.atom1() + '\n');
fs.writeFileSync('feed.json', feed.json1() + '\n');

nodemailer.createTransport({ streamTransport: true, newline: 'unix', buffer: true }).sendMail({
  from: `${author.name} <${author.email}>`, to: 'readers@courier.example', subject: article.title, date: when,
  messageId: '<20310507.2@courier.example>', text: fs.readFileSync('libreoffice.txt', 'utf8'), html: page,
}, (error, info) => fs.writeFileSync('nodemailer.eml', info.message));

import('@extractus/article-extractor').then(({ extractFromHtml }) => extractFromHtml(page, url))
  .then((extract) => fs.writeFileSync('extractus.json', JSON.stringify(extract, null, 1) + '\n'));
