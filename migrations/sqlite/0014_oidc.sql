-- People who sign in at an issuer (OpenID Connect). The twin of migrations/postgres/0014_oidc.sql.

-- Known from the first time that they came: by issuer and subject. The role and partij are those of the last time, as the configuration
-- gives them; the name is that of the first time, as four eyes go by it.
CREATE TABLE oidc_gebruiker (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    uitgever TEXT NOT NULL CHECK (length(uitgever) BETWEEN 1 AND 2000),
    onderwerp TEXT NOT NULL CHECK (length(onderwerp) BETWEEN 1 AND 255),
    medewerker TEXT NOT NULL CHECK (length(medewerker) BETWEEN 1 AND 80),
    rol TEXT NOT NULL
        CHECK (rol IN ('operator', 'backoffice', 'begrippenbeheer', 'wijkteam', 'aanbieder', 'auditor', 'beheerder')),
    partij_id BLOB REFERENCES partij (id),
    geblokkeerd_op INTEGER,
    laatst_op INTEGER NOT NULL,
    UNIQUE (uitgever, onderwerp),
    CHECK ((partij_id IS NULL) = (rol IN ('operator', 'auditor', 'beheerder')))
) STRICT;

-- What somebody came back with from the issuer counts once. Rows go when their time is over.
CREATE TABLE oidc_gebruikt (
    hash BLOB NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
    verloopt_op INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX oidc_gebruikt_verloopt ON oidc_gebruikt (verloopt_op);

-- A session is of either kind of person. Who was signed in signs in again.
DROP TABLE sessie;
CREATE TABLE sessie (
    hash BLOB NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
    gebruiker_id BLOB REFERENCES gebruiker (id),
    oidc_gebruiker_id BLOB REFERENCES oidc_gebruiker (id),
    laatst_op INTEGER NOT NULL,
    verloopt_op INTEGER NOT NULL,
    CHECK ((gebruiker_id IS NULL) <> (oidc_gebruiker_id IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX sessie_gebruiker ON sessie (gebruiker_id);
CREATE INDEX sessie_oidc_gebruiker ON sessie (oidc_gebruiker_id);
CREATE INDEX sessie_verloopt ON sessie (verloopt_op);
