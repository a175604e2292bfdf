-- Version 12: claim_edges as it is cheapest to add to. A list of three in a CHECK makes SQLite build a table of them for
-- every row; and with the claim first, edges of new claims are added at the end of claim_edges_by_position, not all over
-- it.

CREATE TABLE new_edges (
	id INTEGER PRIMARY KEY,
	claim_id INTEGER NOT NULL REFERENCES claims (id),
	statement_id INTEGER NOT NULL REFERENCES statements (id),
	speaker_id INTEGER REFERENCES speakers (id), -- NULL: nobody can be named
	article_id INTEGER NOT NULL REFERENCES articles (id),
	stance INTEGER NOT NULL, -- enum stance
	side INTEGER NOT NULL CHECK (side BETWEEN -1 AND 1), -- for it, against it, neither
	is_held INTEGER NOT NULL, -- another's claim, reported within the statement
	value TEXT, -- of its figure
	unit TEXT -- the term that it counts
) STRICT;
INSERT INTO new_edges SELECT id, claim_id, statement_id, speaker_id, article_id, stance, side, is_held, value, unit
	FROM claim_edges ORDER BY id;
DROP TABLE claim_edges;
ALTER TABLE new_edges RENAME TO claim_edges;
CREATE INDEX claim_edges_by_claim ON claim_edges (claim_id, statement_id);
CREATE INDEX claim_edges_by_statement ON claim_edges (statement_id);
CREATE INDEX claim_edges_by_position ON claim_edges (claim_id, speaker_id, statement_id);
CREATE INDEX claim_edges_by_speaker ON claim_edges (speaker_id, statement_id);
