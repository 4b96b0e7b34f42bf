-- Who acts for whom, continued: which gemeente gave a mandate, suppliers that act for parties, knooppunten, and locations.
-- The twin of migrations/sqlite/0018_partijen.sql.

-- A mandate is given by one gemeente: a wijkteam that comes to belong to another does not take it along.
ALTER TABLE mandaat ADD COLUMN gemeente TEXT;
UPDATE mandaat SET gemeente = p.gemeente FROM partij p WHERE p.id = mandaat.wijkteam_id;
ALTER TABLE mandaat ALTER COLUMN gemeente SET NOT NULL;
ALTER TABLE mandaat DROP CONSTRAINT mandaat_pkey;
ALTER TABLE mandaat ADD PRIMARY KEY (wijkteam_id, gemeente, vanaf);
