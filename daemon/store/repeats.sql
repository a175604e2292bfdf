-- Version 9: a speaker's statements count what several articles print of one act of saying once.
ALTER TABLE speakers ADD COLUMN repeats INTEGER NOT NULL DEFAULT 0; -- other printings, which statements leaves out
UPDATE speakers SET repeats = (SELECT count(*) - count(DISTINCT g.first_id) FROM statement_speakers p CROSS JOIN sightings g
	ON g.statement_id = p.statement_id WHERE p.speaker_id = speakers.id)
	WHERE id IN (SELECT p.speaker_id FROM sightings g CROSS JOIN statement_speakers p ON p.statement_id = g.statement_id);
UPDATE speakers SET statements = statements - repeats WHERE repeats > 0;
