-- Version 4: revisions. An article that came again with other words keeps its id; what it was before lies here.

CREATE TABLE revisions (
	article_id INTEGER NOT NULL REFERENCES articles (id),
	number INTEGER NOT NULL, -- from 1, the oldest
	hash BLOB NOT NULL CHECK (length(hash) = 32),
	day INTEGER NOT NULL,
	seen_at INTEGER NOT NULL,
	name TEXT NOT NULL,
	title TEXT,
	byline TEXT,
	outlet TEXT,
	url TEXT,
	date TEXT,
	language TEXT,
	dateline TEXT,
	rules TEXT,
	partial INTEGER NOT NULL,
	text TEXT NOT NULL,
	PRIMARY KEY (article_id, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX revisions_by_hash ON revisions (hash);

-- Their statements. An id that stands here is never given again: the full text still has its row.
CREATE TABLE old_statements (
	id INTEGER PRIMARY KEY,
	article_id INTEGER NOT NULL REFERENCES articles (id),
	number INTEGER NOT NULL, -- of the revision
	record TEXT NOT NULL
) STRICT;
CREATE INDEX old_statements_by_article ON old_statements (article_id, number, id);

-- What a new article may be a revision of.
CREATE INDEX articles_by_url ON articles (url) WHERE url IS NOT NULL;
CREATE INDEX articles_by_name ON articles (name);

-- For taking statements away.
CREATE INDEX claims_by_statement ON claims (statement_id);
CREATE INDEX flips_by_earlier ON flips (earlier);
CREATE INDEX flips_by_claim ON flips (claim_id);
CREATE INDEX speakers_by_article ON speakers (article_id) WHERE article_id IS NOT NULL;
