-- Access of systems and people. The twin of migrations/sqlite/0012_toegang.sql.

-- Keys may belong to a person of the gate itself, without a partij. `id` names a key in lists and says nothing of it. `rechten` are
-- keys of rights with a space between them; NULL: all that the role has. `laatst_gebruikt` is a day, written once a day at most.
ALTER TABLE toegangssleutel
    ALTER COLUMN partij_id DROP NOT NULL,
    ADD COLUMN id UUID NOT NULL DEFAULT gen_random_uuid() UNIQUE,
    ADD COLUMN rol TEXT
        CHECK (rol IN ('operator', 'backoffice', 'begrippenbeheer', 'wijkteam', 'aanbieder', 'auditor', 'beheerder')),
    ADD COLUMN rechten TEXT,
    ADD COLUMN laatst_gebruikt DATE,
    ADD CHECK (rol IS NULL OR medewerker IS NOT NULL),
    ADD CHECK ((partij_id IS NULL) = (rol IS NOT NULL AND rol IN ('operator', 'auditor', 'beheerder')));
ALTER TABLE toegangssleutel ALTER COLUMN id DROP DEFAULT;

-- Client certificates by which a partij shows who it is: the SHA-256 of the certificate itself in hexadecimal, or the OIN in its
-- subject. One that was withdrawn stays as a record; of those that hold each stands once.
CREATE TABLE partij_certificaat (
    id UUID NOT NULL PRIMARY KEY,
    partij_id UUID NOT NULL REFERENCES partij (id),
    soort TEXT NOT NULL CHECK (soort IN ('vingerafdruk', 'oin')),
    waarde TEXT NOT NULL CHECK (length(waarde) = CASE soort WHEN 'oin' THEN 20 ELSE 64 END),
    omschrijving TEXT NOT NULL,
    vastgelegd_op BIGINT NOT NULL,
    ingetrokken_op BIGINT
);
CREATE UNIQUE INDEX partij_certificaat_waarde ON partij_certificaat (waarde) WHERE ingetrokken_op IS NULL;
CREATE INDEX partij_certificaat_partij ON partij_certificaat (partij_id);

-- People who sign in, with a password (Argon2id) and a second factor (TOTP). `dicht_tot`: too many attempts failed, so that nobody gets in
-- until then. `totp_stap` is the last step of which the code was used: a code counts once.
CREATE TABLE gebruiker (
    id UUID NOT NULL PRIMARY KEY,
    naam TEXT NOT NULL UNIQUE CHECK (length(naam) BETWEEN 1 AND 64),
    medewerker TEXT NOT NULL CHECK (length(medewerker) BETWEEN 1 AND 80),
    rol TEXT NOT NULL
        CHECK (rol IN ('operator', 'backoffice', 'begrippenbeheer', 'wijkteam', 'aanbieder', 'auditor', 'beheerder')),
    partij_id UUID REFERENCES partij (id),
    wachtwoord TEXT NOT NULL,
    totp_geheim TEXT NOT NULL,
    totp_sleutel BIGINT NOT NULL REFERENCES datasleutel (id),
    totp_stap BIGINT NOT NULL DEFAULT 0,
    mislukt BIGINT NOT NULL DEFAULT 0,
    dicht_tot BIGINT,
    geblokkeerd_op BIGINT,
    toegevoegd_op BIGINT NOT NULL,
    CHECK ((partij_id IS NULL) = (rol IN ('operator', 'auditor', 'beheerder')))
);

-- Codes for when the second factor is lost: each counts once, and is then gone.
CREATE TABLE herstelcode (
    gebruiker_id UUID NOT NULL REFERENCES gebruiker (id),
    hash BYTEA NOT NULL CHECK (octet_length(hash) = 32),
    PRIMARY KEY (gebruiker_id, hash)
);

-- Who is signed in now: of the cookie only a hash is kept.
CREATE TABLE sessie (
    hash BYTEA NOT NULL PRIMARY KEY CHECK (octet_length(hash) = 32),
    gebruiker_id UUID NOT NULL REFERENCES gebruiker (id),
    laatst_op BIGINT NOT NULL,
    verloopt_op BIGINT NOT NULL
);
CREATE INDEX sessie_gebruiker ON sessie (gebruiker_id);
CREATE INDEX sessie_verloopt ON sessie (verloopt_op);
