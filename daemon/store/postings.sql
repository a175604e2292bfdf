-- Version 3: what a new claim is compared with, in the form that comparing needs. pack_terms() and
-- pack_claims() are migrate.c's, and make that form of lists that stand one a line.

CREATE TABLE new_variants (
	claim_id INTEGER NOT NULL REFERENCES claims (id),
	number INTEGER NOT NULL,
	terms BLOB NOT NULL, -- sorted; of each 8 bytes of hash and one of marks
	context BLOB NOT NULL, -- hashes of the names in its article
	PRIMARY KEY (claim_id, number)
) STRICT, WITHOUT ROWID;
INSERT INTO new_variants SELECT claim_id, number, pack_terms(terms), context FROM claim_variants ORDER BY claim_id, number;
DROP TABLE claim_variants;
ALTER TABLE new_variants RENAME TO claim_variants;

CREATE TABLE new_terms (
	term INTEGER PRIMARY KEY, -- its hash
	claims INTEGER NOT NULL, -- how many it is in
	newest BLOB NOT NULL -- of those that it is among the rarest terms of: the highest ids, as differences
) STRICT;
INSERT INTO new_terms SELECT t.term, t.claims, pack_claims((SELECT group_concat(claim_id, char(10)) FROM
	(SELECT claim_id FROM claim_terms WHERE term = t.term ORDER BY claim_id DESC LIMIT 100))) FROM terms t ORDER BY t.term;
DROP TABLE terms;
DROP TABLE claim_terms;
ALTER TABLE new_terms RENAME TO terms;
