-- Access of systems and people. The twin of migrations/postgres/0012_toegang.sql.

-- Keys may belong to a person of the gate itself, without a partij, so the column must be able to be empty: the table is made anew.
-- `id` names a key in lists and says nothing of it. `rechten` are keys of rights with a space between them; NULL: all that the role
-- has. `laatst_gebruikt` is a day, written once a day at most.
CREATE TABLE toegangssleutel_nieuw (
    hash BLOB NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
    id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    partij_id BLOB REFERENCES partij (id),
    omschrijving TEXT NOT NULL,
    medewerker TEXT CHECK (length(medewerker) BETWEEN 1 AND 80),
    rol TEXT CHECK (rol IN ('operator', 'backoffice', 'begrippenbeheer', 'wijkteam', 'aanbieder', 'auditor', 'beheerder')),
    rechten TEXT,
    uitgegeven_op INTEGER NOT NULL,
    verloopt_op INTEGER,
    ingetrokken_op INTEGER,
    laatst_gebruikt TEXT,
    CHECK (rol IS NULL OR medewerker IS NOT NULL),
    CHECK ((partij_id IS NULL) = (rol IS NOT NULL AND rol IN ('operator', 'auditor', 'beheerder')))
) STRICT;
INSERT INTO toegangssleutel_nieuw (hash, id, partij_id, omschrijving, medewerker, uitgegeven_op, verloopt_op, ingetrokken_op)
SELECT hash, randomblob(16), partij_id, omschrijving, medewerker, uitgegeven_op, verloopt_op, ingetrokken_op
FROM toegangssleutel;
DROP TABLE toegangssleutel;
ALTER TABLE toegangssleutel_nieuw RENAME TO toegangssleutel;
CREATE INDEX toegangssleutel_partij ON toegangssleutel (partij_id);

-- Client certificates by which a partij shows who it is: the SHA-256 of the certificate itself in hexadecimal, or the OIN in its
-- subject. One that was withdrawn stays as a record; of those that hold each stands once.
CREATE TABLE partij_certificaat (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    partij_id BLOB NOT NULL REFERENCES partij (id),
    soort TEXT NOT NULL CHECK (soort IN ('vingerafdruk', 'oin')),
    waarde TEXT NOT NULL CHECK (length(waarde) = CASE soort WHEN 'oin' THEN 20 ELSE 64 END),
    omschrijving TEXT NOT NULL,
    vastgelegd_op INTEGER NOT NULL,
    ingetrokken_op INTEGER
) STRICT;
CREATE UNIQUE INDEX partij_certificaat_waarde ON partij_certificaat (waarde) WHERE ingetrokken_op IS NULL;
CREATE INDEX partij_certificaat_partij ON partij_certificaat (partij_id);

-- People who sign in, with a password (Argon2id) and a second factor (TOTP). `dicht_tot`: too many attempts failed, so that nobody gets in
-- until then. `totp_stap` is the last step of which the code was used: a code counts once.
CREATE TABLE gebruiker (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    naam TEXT NOT NULL UNIQUE CHECK (length(naam) BETWEEN 1 AND 64),
    medewerker TEXT NOT NULL CHECK (length(medewerker) BETWEEN 1 AND 80),
    rol TEXT NOT NULL
        CHECK (rol IN ('operator', 'backoffice', 'begrippenbeheer', 'wijkteam', 'aanbieder', 'auditor', 'beheerder')),
    partij_id BLOB REFERENCES partij (id),
    wachtwoord TEXT NOT NULL,
    totp_geheim TEXT NOT NULL,
    totp_sleutel INTEGER NOT NULL REFERENCES datasleutel (id),
    totp_stap INTEGER NOT NULL DEFAULT 0,
    mislukt INTEGER NOT NULL DEFAULT 0,
    dicht_tot INTEGER,
    geblokkeerd_op INTEGER,
    toegevoegd_op INTEGER NOT NULL,
    CHECK ((partij_id IS NULL) = (rol IN ('operator', 'auditor', 'beheerder')))
) STRICT;

-- Codes for when the second factor is lost: each counts once, and is then gone.
CREATE TABLE herstelcode (
    gebruiker_id BLOB NOT NULL REFERENCES gebruiker (id),
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (gebruiker_id, hash)
) STRICT, WITHOUT ROWID;

-- Who is signed in now: of the cookie only a hash is kept.
CREATE TABLE sessie (
    hash BLOB NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
    gebruiker_id BLOB NOT NULL REFERENCES gebruiker (id),
    laatst_op INTEGER NOT NULL,
    verloopt_op INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessie_gebruiker ON sessie (gebruiker_id);
CREATE INDEX sessie_verloopt ON sessie (verloopt_op);
