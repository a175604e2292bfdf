-- Version 10: articles that are read again by other rules. What was found before lies among the revisions, with an empty
-- text: it is that of the next one.

ALTER TABLE revisions ADD COLUMN is_reread INTEGER NOT NULL DEFAULT 0;

-- Whether a claim is still made by what corrections have set aside.
CREATE INDEX extracted_edges_by_claim ON extracted_edges (claim_id);
