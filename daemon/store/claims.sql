-- Version 2: claims, which join statements about the same proposition. No language is known here: a claim
-- is compared by the terms that whoever read the article gave it (see struct claim).

CREATE TABLE claims (
	id INTEGER PRIMARY KEY,
	statement_id INTEGER NOT NULL REFERENCES statements (id), -- whose words stand for it
	first INTEGER NOT NULL, -- oldest and newest statement
	last INTEGER NOT NULL,
	edges INTEGER NOT NULL
) STRICT;
CREATE INDEX claims_by_last ON claims (last, id);

-- The ways it was put, a few of them: what a new statement is compared with.
CREATE TABLE claim_variants (
	claim_id INTEGER NOT NULL REFERENCES claims (id),
	number INTEGER NOT NULL,
	terms TEXT NOT NULL, -- one a line
	context BLOB NOT NULL, -- hashes of the names in its article
	PRIMARY KEY (claim_id, number)
) STRICT, WITHOUT ROWID;

-- From a term's hash to the claims it is among the rarest terms of, and in how many claims it is.
CREATE TABLE claim_terms (
	term INTEGER NOT NULL,
	claim_id INTEGER NOT NULL,
	PRIMARY KEY (term, claim_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE terms (
	term INTEGER PRIMARY KEY,
	claims INTEGER NOT NULL
) STRICT;

-- Who says what to it: one row a statement and speaker.
CREATE TABLE claim_edges (
	id INTEGER PRIMARY KEY,
	claim_id INTEGER NOT NULL REFERENCES claims (id),
	statement_id INTEGER NOT NULL REFERENCES statements (id),
	speaker_id INTEGER REFERENCES speakers (id), -- NULL: nobody can be named
	article_id INTEGER NOT NULL REFERENCES articles (id),
	stance INTEGER NOT NULL, -- enum stance
	side INTEGER NOT NULL CHECK (side IN (-1, 0, 1)), -- for it, against it, neither
	is_held INTEGER NOT NULL, -- another's claim, reported within the statement
	value TEXT, -- of its figure
	unit TEXT -- the term that it counts
) STRICT;
CREATE INDEX claim_edges_by_claim ON claim_edges (claim_id, statement_id);
CREATE INDEX claim_edges_by_statement ON claim_edges (statement_id);
CREATE INDEX claim_edges_by_position ON claim_edges (speaker_id, claim_id, statement_id);
CREATE INDEX claim_edges_by_speaker ON claim_edges (speaker_id, statement_id);

-- A speaker who was on one side of a claim and came to be on the other, or gave another number.
CREATE TABLE flips (
	later INTEGER NOT NULL REFERENCES statements (id),
	earlier INTEGER NOT NULL REFERENCES statements (id),
	speaker_id INTEGER NOT NULL REFERENCES speakers (id),
	claim_id INTEGER NOT NULL REFERENCES claims (id),
	is_figure INTEGER NOT NULL,
	PRIMARY KEY (later, earlier, speaker_id, claim_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX flips_by_speaker ON flips (speaker_id, later);
