-- The database of quoted, version 1. Later versions are reached by the migrations in migrate.c.
--
-- Days are counted from 0001-01-01 (0). A statement's id is (day << 32) + its number on that day, where
-- the day is the article's date or, without one, the day it was seen: in every index and in the full text
-- the newest is the highest id, a page is a range of ids, and so is a span of dates.

CREATE TABLE articles (
	id INTEGER PRIMARY KEY,
	hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32), -- SHA-256 of the bytes that were dropped
	day INTEGER NOT NULL,
	seen_at INTEGER NOT NULL, -- seconds since 1970
	name TEXT NOT NULL, -- as dropped
	title TEXT,
	byline TEXT,
	outlet TEXT,
	url TEXT,
	date TEXT,
	language TEXT,
	dateline TEXT,
	rules TEXT, -- version of the rules that read it
	partial INTEGER NOT NULL CHECK (partial IN (0, 1)), -- a limit was met
	statements INTEGER NOT NULL, -- how many
	text TEXT NOT NULL -- last, so that lists need not read it
) STRICT;

-- People, organisations and documents across articles; unnamed sources within theirs.
CREATE TABLE speakers (
	id INTEGER PRIMARY KEY,
	name TEXT NOT NULL, -- the fullest form known
	type INTEGER NOT NULL, -- enum speaker_type
	gender TEXT CHECK (gender IN ('m', 'f')),
	role TEXT, -- that most articles of the last year give
	role_day INTEGER NOT NULL DEFAULT 0, -- of the newest article that gives a role
	reason TEXT, -- why an anonymous source is not named
	article_id INTEGER REFERENCES articles (id), -- of an unnamed source, else NULL
	statements INTEGER NOT NULL DEFAULT 0,
	articles INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX speakers_by_statements ON speakers (statements, id);

-- Every form of a name, the fullest one included. key joins articles: type, first and last name, folded;
-- NULL for forms too short to tell who is meant.
CREATE TABLE aliases (
	id INTEGER PRIMARY KEY,
	speaker_id INTEGER NOT NULL REFERENCES speakers (id),
	name TEXT NOT NULL,
	key TEXT,
	UNIQUE (speaker_id, name)
) STRICT;
CREATE INDEX aliases_by_key ON aliases (key) WHERE key IS NOT NULL;

-- Roles over time.
CREATE TABLE roles (
	speaker_id INTEGER NOT NULL REFERENCES speakers (id),
	role TEXT NOT NULL,
	first_day INTEGER NOT NULL,
	last_day INTEGER NOT NULL,
	articles INTEGER NOT NULL,
	PRIMARY KEY (speaker_id, role)
) STRICT, WITHOUT ROWID;

CREATE TABLE statements (
	id INTEGER PRIMARY KEY, -- see above
	article_id INTEGER NOT NULL REFERENCES articles (id),
	hash INTEGER NOT NULL, -- "id" of the record, as a number
	kind INTEGER NOT NULL, -- enum statement_kind
	stance INTEGER NOT NULL, -- enum stance
	record TEXT NOT NULL -- the JSON that `quotes extract` gives
) STRICT;
CREATE INDEX statements_by_article ON statements (article_id, id);
CREATE INDEX statements_by_hash ON statements (hash);

CREATE TABLE statement_speakers (
	statement_id INTEGER NOT NULL REFERENCES statements (id),
	position INTEGER NOT NULL, -- among joint speakers
	speaker_id INTEGER NOT NULL REFERENCES speakers (id),
	PRIMARY KEY (statement_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX statement_speakers_by_speaker ON statement_speakers (speaker_id, statement_id);

-- The ledger: what became of each file that was dropped.
CREATE TABLE drops (
	id INTEGER PRIMARY KEY,
	name BLOB NOT NULL, -- bytes, as found
	hash BLOB, -- NULL if it could not be read
	size INTEGER NOT NULL,
	outcome INTEGER NOT NULL, -- enum outcome
	reason TEXT,
	moved_to BLOB,
	article_id INTEGER REFERENCES articles (id),
	seen_at INTEGER NOT NULL
) STRICT;
CREATE INDEX drops_by_hash ON drops (hash) WHERE hash IS NOT NULL;
CREATE INDEX drops_failed ON drops (id) WHERE outcome = 3;

-- How often bytes were tried that have no outcome yet: what crashes a worker is not tried for ever.
CREATE TABLE attempts (
	hash BLOB PRIMARY KEY,
	count INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- One row; counting millions of rows would take seconds.
CREATE TABLE totals (
	articles INTEGER NOT NULL,
	speakers INTEGER NOT NULL,
	statements INTEGER NOT NULL,
	stored INTEGER NOT NULL,
	duplicate INTEGER NOT NULL,
	failed INTEGER NOT NULL
) STRICT;
INSERT INTO totals VALUES (0, 0, 0, 0, 0, 0);

-- Full text. The words lie in the tables above, so these hold the index alone.
CREATE VIRTUAL TABLE articles_text USING fts5 (
	title, text, content = '', columnsize = 0, tokenize = 'unicode61 remove_diacritics 2'
);
-- tags: "s" and the number of each speaker, "k" and the kind, "t" and the stance, so that one search
-- answers any combination of words, speaker, kind and stance.
CREATE VIRTUAL TABLE statements_text USING fts5 (
	text, names, tags, content = '', columnsize = 0, tokenize = 'unicode61 remove_diacritics 2'
);
CREATE VIRTUAL TABLE names_text USING fts5 (
	name, content = '', columnsize = 0, tokenize = 'unicode61 remove_diacritics 2'
);
-- Merge eight segments at a time, not four, and fill a page of the file with a page of index: writing is
-- a seventh faster so, and a search has a few more segments to look into.
INSERT INTO articles_text (articles_text, rank) VALUES ('automerge', 8);
INSERT INTO articles_text (articles_text, rank) VALUES ('pgsz', 4000);
INSERT INTO statements_text (statements_text, rank) VALUES ('automerge', 8);
INSERT INTO statements_text (statements_text, rank) VALUES ('pgsz', 4000);
