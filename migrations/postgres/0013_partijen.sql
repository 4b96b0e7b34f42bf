-- Who acts for whom: mandates of wijkteams, where a wijkteam works and can be reached, and gemeenten that merged.
-- The twin of migrations/sqlite/0013_partijen.sql.

-- Two more kinds of party.
ALTER TABLE partij DROP CONSTRAINT partij_soort_check;
ALTER TABLE partij ADD CONSTRAINT partij_soort_check
    CHECK (soort IN ('gemeente', 'wijkteam', 'aanbieder', 'knooppunt', 'leverancier'));

-- From when to when a wijkteam may allocate care in the name of its gemeente. Both days inclusive; without an end it goes on.
CREATE TABLE mandaat (
    wijkteam_id UUID NOT NULL REFERENCES partij (id),
    vanaf DATE NOT NULL,
    tot DATE,
    PRIMARY KEY (wijkteam_id, vanaf),
    CHECK (tot IS NULL OR tot >= vanaf)
);

-- Where people find a wijkteam. Open to everybody: nothing here is about a person.
CREATE TABLE wijkteam_contact (
    wijkteam_id UUID NOT NULL PRIMARY KEY REFERENCES partij (id),
    adres TEXT NOT NULL,
    postcode TEXT NOT NULL,
    plaats TEXT NOT NULL,
    telefoon TEXT,
    email TEXT,
    website TEXT
);

-- Which part of the gemeente a wijkteam serves: whole wijken by their code, or postcodes of four or six characters.
CREATE TABLE werkgebied (
    wijkteam_id UUID NOT NULL REFERENCES partij (id),
    soort TEXT NOT NULL CHECK (soort IN ('wijk', 'postcode')),
    code TEXT NOT NULL,
    PRIMARY KEY (wijkteam_id, soort, code)
);
CREATE INDEX werkgebied_code ON werkgebied (soort, code);

-- Which gemeente took over another, and from which day on.
CREATE TABLE herindeling (
    oud TEXT NOT NULL PRIMARY KEY,
    nieuw TEXT NOT NULL,
    per DATE NOT NULL,
    CHECK (oud <> nieuw)
);

-- Who offered a message, where that was not its sender itself: a wijkteam with a mandate, or a software supplier.
ALTER TABLE bericht ADD COLUMN indiener_id UUID REFERENCES partij (id);

-- Projection: the wijkteam that allocated.
ALTER TABLE toewijzing_nummer ADD COLUMN wijkteam_id UUID REFERENCES partij (id);
CREATE INDEX toewijzing_nummer_wijkteam ON toewijzing_nummer (wijkteam_id) WHERE wijkteam_id IS NOT NULL;
