-- Version 14: articles that came faster than they could be entered. Such a one is stored with its row of the ledger, and
-- its statements are put into the tables above when there is time; until then the ledger's row has no article.

CREATE TABLE backlog (
	drop_id INTEGER PRIMARY KEY REFERENCES drops (id), -- the oldest first
	form TEXT NOT NULL, -- of the record; a program that has another cannot read it
	record BLOB NOT NULL -- what extraction_pack makes of it
) STRICT;
ALTER TABLE totals ADD COLUMN backlog INTEGER NOT NULL DEFAULT 0;
