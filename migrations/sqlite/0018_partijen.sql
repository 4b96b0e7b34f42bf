-- Who acts for whom, continued: which gemeente gave a mandate, suppliers that act for parties, knooppunten, and locations.
-- The twin of migrations/postgres/0018_partijen.sql.

-- A mandate is given by one gemeente: a wijkteam that comes to belong to another does not take it along.
CREATE TABLE mandaat_nieuw (
    wijkteam_id BLOB NOT NULL REFERENCES partij (id),
    gemeente TEXT NOT NULL,
    vanaf TEXT NOT NULL,
    tot TEXT,
    PRIMARY KEY (wijkteam_id, gemeente, vanaf),
    CHECK (tot IS NULL OR tot >= vanaf)
) STRICT, WITHOUT ROWID;
INSERT INTO mandaat_nieuw (wijkteam_id, gemeente, vanaf, tot)
    SELECT m.wijkteam_id, p.gemeente, m.vanaf, m.tot FROM mandaat m JOIN partij p ON p.id = m.wijkteam_id;
DROP TABLE mandaat;
ALTER TABLE mandaat_nieuw RENAME TO mandaat;
