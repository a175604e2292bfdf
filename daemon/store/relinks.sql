-- Version 11: statements that a large correction has touched and that are still to be made again, a few at a time; and
-- speakers to be counted again when all are.

CREATE TABLE relinks (statement_id INTEGER PRIMARY KEY) STRICT;
CREATE TABLE recounts (speaker_id INTEGER PRIMARY KEY) STRICT;
