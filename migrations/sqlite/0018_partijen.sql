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

-- Who may act for a party with a key or certificate of its own: a software supplier or a knooppunt. From when to when, both days inclusive.
-- What it may do and which messages it may offer: lists with spaces between; none where it is all that a supplier can.
CREATE TABLE volmacht (
    partij_id BLOB NOT NULL REFERENCES partij (id),
    leverancier_id BLOB NOT NULL REFERENCES partij (id),
    vanaf TEXT NOT NULL,
    tot TEXT,
    rechten TEXT,
    berichttypen TEXT,
    gegeven_op INTEGER NOT NULL,
    gegeven_door TEXT,
    PRIMARY KEY (partij_id, leverancier_id, vanaf),
    CHECK (tot IS NULL OR tot >= vanaf),
    CHECK (partij_id <> leverancier_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX volmacht_leverancier ON volmacht (leverancier_id, partij_id);

-- Who brought a message in, where that was neither its sender nor the wijkteam that offered it.
ALTER TABLE bericht ADD COLUMN leverancier_id BLOB REFERENCES partij (id);

-- The knooppunt that the leveringen of a party go to.
CREATE TABLE partij_via (
    partij_id BLOB NOT NULL PRIMARY KEY REFERENCES partij (id),
    knooppunt_id BLOB NOT NULL REFERENCES partij (id),
    CHECK (partij_id <> knooppunt_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX partij_via_knooppunt ON partij_via (knooppunt_id);

-- Where an aanbieder works. Open to every party: nothing here is about a person.
CREATE TABLE vestiging (
    partij_id BLOB NOT NULL REFERENCES partij (id),
    nummer INTEGER NOT NULL CHECK (nummer > 0),
    naam TEXT NOT NULL,
    agb TEXT,
    adres TEXT NOT NULL,
    postcode TEXT NOT NULL,
    plaats TEXT NOT NULL,
    telefoon TEXT,
    -- Where it comes to people: codes of wijken, and postcodes of four or six characters, with spaces between.
    wijken TEXT NOT NULL DEFAULT '',
    postcodes TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (partij_id, nummer)
) STRICT, WITHOUT ROWID;

-- Rises with every change to what is kept about a party, so that nobody overwrites what they did not see.
ALTER TABLE partij ADD COLUMN stand INTEGER NOT NULL DEFAULT 1;
