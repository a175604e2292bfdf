-- Version 8: watches, and what they have rung for.

CREATE TABLE watches (
	id INTEGER PRIMARY KEY,
	query TEXT NOT NULL, -- as it was given; see watch_query.c
	hook TEXT, -- a program
	note TEXT,
	made_at INTEGER NOT NULL,
	uid INTEGER NOT NULL,
	user TEXT,
	since INTEGER NOT NULL, -- the newest article when it was made
	removed_at INTEGER, -- NULL: in force
	rings INTEGER NOT NULL DEFAULT 0,
	waiting INTEGER NOT NULL DEFAULT 0, -- of them, for their hook
	failed INTEGER NOT NULL DEFAULT 0,
	failure TEXT -- the reason of the last one
) STRICT;
CREATE INDEX watches_in_force ON watches (id) WHERE removed_at IS NULL;

-- The record is what was told, however the statement is corrected or revised later. The other columns keep a watch
-- from ringing twice for one thing.
CREATE TABLE rings (
	id INTEGER PRIMARY KEY,
	watch_id INTEGER NOT NULL REFERENCES watches (id),
	event INTEGER NOT NULL, -- enum watch_event
	rung_at INTEGER NOT NULL,
	article_id INTEGER NOT NULL,
	statement INTEGER NOT NULL, -- "id" of its record, as a number
	printing INTEGER NOT NULL, -- the first of its sightings
	wording INTEGER NOT NULL, -- hash of the report that its article is of, and of its words
	claim_id INTEGER, -- NULL as well once the claim is gone
	speaker_id INTEGER,
	value TEXT, -- of a figure
	is_waiting INTEGER NOT NULL, -- for its hook
	record TEXT NOT NULL
) STRICT;
CREATE INDEX rings_by_statement ON rings (statement);
CREATE INDEX rings_by_printing ON rings (printing);
CREATE INDEX rings_by_wording ON rings (wording);
CREATE INDEX rings_by_article ON rings (article_id);
CREATE INDEX rings_by_claim ON rings (claim_id) WHERE claim_id IS NOT NULL;
CREATE INDEX rings_by_speaker ON rings (speaker_id) WHERE speaker_id IS NOT NULL;
CREATE INDEX rings_waiting ON rings (watch_id, id) WHERE is_waiting;
