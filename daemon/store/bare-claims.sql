-- Version 7: a claim that corrections speak of may have no statement any more, so that none stands for it.

ALTER TABLE claims ADD COLUMN told_by INTEGER REFERENCES statements (id);
UPDATE claims SET told_by = statement_id;
DROP INDEX claims_by_statement;
ALTER TABLE claims DROP COLUMN statement_id;
ALTER TABLE claims RENAME COLUMN told_by TO statement_id; -- whose words stand for it
CREATE INDEX claims_by_statement ON claims (statement_id);
