-- Version 15: who was merged into a speaker or a claim is looked up whenever one of them is corrected again.

CREATE INDEX speakers_merged ON speakers (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX claims_merged ON claims (merged_into) WHERE merged_into IS NOT NULL;
