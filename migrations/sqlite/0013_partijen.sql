-- Who acts for whom: mandates of wijkteams, where a wijkteam works and can be reached, and gemeenten that merged.
-- The twin of migrations/postgres/0013_partijen.sql.

-- Two more kinds of party. SQLite cannot change a CHECK: the table is made again, with what refers to it looked at afterwards.
PRAGMA defer_foreign_keys = ON;
CREATE TABLE partij_oud AS SELECT * FROM partij;
DROP TABLE partij;
CREATE TABLE partij (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    soort TEXT NOT NULL CHECK (soort IN ('gemeente', 'wijkteam', 'aanbieder', 'knooppunt', 'leverancier')),
    code TEXT NOT NULL UNIQUE,
    naam TEXT NOT NULL,
    gemeente TEXT,
    beantwoording TEXT NOT NULL DEFAULT 'automatisch' CHECK (beantwoording IN ('automatisch', 'zelf', 'beoordelen')),
    vier_ogen_vanaf INTEGER CHECK (vier_ogen_vanaf >= 0),
    CHECK ((soort = 'wijkteam') = (gemeente IS NOT NULL))
) STRICT;
INSERT INTO partij (id, soort, code, naam, gemeente, beantwoording, vier_ogen_vanaf)
    SELECT id, soort, code, naam, gemeente, beantwoording, vier_ogen_vanaf FROM partij_oud;
DROP TABLE partij_oud;

-- From when to when a wijkteam may allocate care in the name of its gemeente. Both days inclusive; without an end it goes on.
CREATE TABLE mandaat (
    wijkteam_id BLOB NOT NULL REFERENCES partij (id),
    vanaf TEXT NOT NULL,
    tot TEXT,
    PRIMARY KEY (wijkteam_id, vanaf),
    CHECK (tot IS NULL OR tot >= vanaf)
) STRICT, WITHOUT ROWID;

-- Where people find a wijkteam. Open to everybody: nothing here is about a person.
CREATE TABLE wijkteam_contact (
    wijkteam_id BLOB NOT NULL PRIMARY KEY REFERENCES partij (id),
    adres TEXT NOT NULL,
    postcode TEXT NOT NULL,
    plaats TEXT NOT NULL,
    telefoon TEXT,
    email TEXT,
    website TEXT
) STRICT, WITHOUT ROWID;

-- Which part of the gemeente a wijkteam serves: whole wijken by their code, or postcodes of four or six characters.
CREATE TABLE werkgebied (
    wijkteam_id BLOB NOT NULL REFERENCES partij (id),
    soort TEXT NOT NULL CHECK (soort IN ('wijk', 'postcode')),
    code TEXT NOT NULL,
    PRIMARY KEY (wijkteam_id, soort, code)
) STRICT, WITHOUT ROWID;
CREATE INDEX werkgebied_code ON werkgebied (soort, code);

-- Which gemeente took over another, and from which day on.
CREATE TABLE herindeling (
    oud TEXT NOT NULL PRIMARY KEY,
    nieuw TEXT NOT NULL,
    per TEXT NOT NULL,
    CHECK (oud <> nieuw)
) STRICT, WITHOUT ROWID;

-- Who offered a message, where that was not its sender itself: a wijkteam with a mandate, or a software supplier.
ALTER TABLE bericht ADD COLUMN indiener_id BLOB REFERENCES partij (id);

-- Projection: the wijkteam that allocated.
ALTER TABLE toewijzing_nummer ADD COLUMN wijkteam_id BLOB REFERENCES partij (id);
CREATE INDEX toewijzing_nummer_wijkteam ON toewijzing_nummer (wijkteam_id) WHERE wijkteam_id IS NOT NULL;
