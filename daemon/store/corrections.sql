-- Version 5: corrections by hand. They are rows of their own; what they change in the tables above can be
-- made again from the extraction, which is kept here for the statements that they change.

ALTER TABLE speakers ADD COLUMN extracted_name TEXT; -- of one renamed; name is then the hand's
ALTER TABLE speakers ADD COLUMN merged_into INTEGER REFERENCES speakers (id); -- who it is, in the end
ALTER TABLE aliases ADD COLUMN correction_id INTEGER; -- given by hand
ALTER TABLE claims ADD COLUMN merged_into INTEGER REFERENCES claims (id);
ALTER TABLE claims ADD COLUMN begun_by INTEGER; -- statement_id, before another had to stand in for it
ALTER TABLE statements ADD COLUMN rejected INTEGER; -- the correction by which it is none

-- A speaker's or claim's row is never deleted, so that its id stands for it.
CREATE TABLE corrections (
	id INTEGER PRIMARY KEY,
	kind INTEGER NOT NULL, -- enum correction_kind
	speaker_id INTEGER REFERENCES speakers (id), -- what is corrected, if it is one of these
	claim_id INTEGER REFERENCES claims (id),
	into_id INTEGER, -- the speaker or claim that it becomes, or NULL
	name TEXT, -- given
	was TEXT, -- what it was called
	note TEXT,
	made_at INTEGER NOT NULL,
	uid INTEGER NOT NULL,
	user TEXT,
	undone_at INTEGER, -- NULL: in force
	undone_uid INTEGER,
	undone_user TEXT
) STRICT;
CREATE INDEX corrections_by_speaker ON corrections (speaker_id) WHERE speaker_id IS NOT NULL;
CREATE INDEX corrections_by_claim ON corrections (claim_id) WHERE claim_id IS NOT NULL;
CREATE INDEX corrections_by_into ON corrections (into_id) WHERE into_id IS NOT NULL;

-- The articles or statements that a correction is about, by their bytes: they are found again after a
-- re-extraction, and in a copy of the article.
CREATE TABLE correction_targets (
	correction_id INTEGER NOT NULL REFERENCES corrections (id),
	number INTEGER NOT NULL,
	article_hash BLOB NOT NULL,
	statement INTEGER, -- "id" of the record, as a number; NULL: the article is meant
	content TEXT, -- its ranges
	text TEXT,
	PRIMARY KEY (correction_id, number)
) STRICT;
CREATE INDEX correction_targets_by_article ON correction_targets (article_hash);
CREATE INDEX correction_targets_by_statement ON correction_targets (statement) WHERE statement IS NOT NULL;

-- Which statements were found for them.
CREATE TABLE correction_hits (
	statement_id INTEGER NOT NULL,
	correction_id INTEGER NOT NULL,
	number INTEGER NOT NULL, -- of the target
	PRIMARY KEY (statement_id, correction_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX correction_hits_by_correction ON correction_hits (correction_id, number);

-- Statements whose speakers or edges are not as extracted, and these as they were extracted.
CREATE TABLE corrected_statements (statement_id INTEGER PRIMARY KEY) STRICT;
CREATE TABLE extracted_speakers (
	statement_id INTEGER NOT NULL,
	position INTEGER NOT NULL,
	speaker_id INTEGER NOT NULL,
	PRIMARY KEY (statement_id, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE extracted_edges (
	id INTEGER PRIMARY KEY,
	claim_id INTEGER NOT NULL,
	statement_id INTEGER NOT NULL,
	speaker_id INTEGER,
	article_id INTEGER NOT NULL,
	stance INTEGER NOT NULL,
	side INTEGER NOT NULL,
	is_held INTEGER NOT NULL,
	value TEXT,
	unit TEXT
) STRICT;
CREATE INDEX extracted_edges_by_statement ON extracted_edges (statement_id);
