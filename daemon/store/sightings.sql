-- Version 6: the same text in several articles, and the same statement printed in several.

-- Articles of one report: nearly the same text. A row for each article long enough to have a sketch.
CREATE TABLE sketches (
	article_id INTEGER PRIMARY KEY REFERENCES articles (id),
	report INTEGER NOT NULL, -- the article of that text that was stored first
	shingles INTEGER NOT NULL,
	mins BLOB NOT NULL -- as struct sketch has them, two bytes each, the lower first
) STRICT;
CREATE INDEX sketches_by_report ON sketches (report) WHERE report <> article_id;

-- Some places of a sketch taken together: articles that share one are worth comparing (locality-sensitive hashing).
CREATE TABLE bands (
	band INTEGER NOT NULL,
	article_id INTEGER NOT NULL,
	PRIMARY KEY (band, article_id)
) STRICT, WITHOUT ROWID;

-- The first words of a statement, as a hash: statements that share them are worth comparing.
CREATE TABLE openings (
	opening INTEGER NOT NULL,
	statement_id INTEGER NOT NULL,
	PRIMARY KEY (opening, statement_id)
) STRICT, WITHOUT ROWID;

-- Statements that are one act of saying, in several articles. The lowest statement_id is the first printing.
CREATE TABLE sightings (
	statement_id INTEGER PRIMARY KEY REFERENCES statements (id) ON DELETE CASCADE,
	first_id INTEGER NOT NULL, -- the one that was stored first
	article_id INTEGER NOT NULL
) STRICT;
CREATE INDEX sightings_together ON sightings (first_id, statement_id);

INSERT INTO openings SELECT opening(json_extract(record, '$.text')), id FROM statements
	WHERE opening(json_extract(record, '$.text')) IS NOT NULL ORDER BY 1, 2;
