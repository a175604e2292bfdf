-- The role and surname of a person whose first name is known, folded: "president orme". An article that has
-- no first name means by them the one person to whom several articles give the role.
ALTER TABLE roles ADD COLUMN office TEXT;
CREATE INDEX roles_by_office ON roles (office) WHERE office IS NOT NULL;
