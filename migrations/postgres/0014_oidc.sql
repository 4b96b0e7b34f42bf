-- People who sign in at an issuer (OpenID Connect). The twin of migrations/sqlite/0014_oidc.sql.

-- Known from the first time that they came: by issuer and subject. The role and partij are those of the last time, as the configuration
-- gives them; the name is that of the first time, as four eyes go by it.
CREATE TABLE oidc_gebruiker (
    id UUID NOT NULL PRIMARY KEY,
    uitgever TEXT NOT NULL CHECK (length(uitgever) BETWEEN 1 AND 2000),
    onderwerp TEXT NOT NULL CHECK (length(onderwerp) BETWEEN 1 AND 255),
    medewerker TEXT NOT NULL CHECK (length(medewerker) BETWEEN 1 AND 80),
    rol TEXT NOT NULL
        CHECK (rol IN ('operator', 'backoffice', 'begrippenbeheer', 'wijkteam', 'aanbieder', 'auditor', 'beheerder')),
    partij_id UUID REFERENCES partij (id),
    geblokkeerd_op BIGINT,
    laatst_op BIGINT NOT NULL,
    UNIQUE (uitgever, onderwerp),
    CHECK ((partij_id IS NULL) = (rol IN ('operator', 'auditor', 'beheerder')))
);

-- What somebody came back with from the issuer counts once. Rows go when their time is over.
CREATE TABLE oidc_gebruikt (
    hash BYTEA NOT NULL PRIMARY KEY CHECK (octet_length(hash) = 32),
    verloopt_op BIGINT NOT NULL
);
CREATE INDEX oidc_gebruikt_verloopt ON oidc_gebruikt (verloopt_op);

-- A session is of either kind of person. Who was signed in signs in again.
DROP TABLE sessie;
CREATE TABLE sessie (
    hash BYTEA NOT NULL PRIMARY KEY CHECK (octet_length(hash) = 32),
    gebruiker_id UUID REFERENCES gebruiker (id),
    oidc_gebruiker_id UUID REFERENCES oidc_gebruiker (id),
    laatst_op BIGINT NOT NULL,
    verloopt_op BIGINT NOT NULL,
    CHECK ((gebruiker_id IS NULL) <> (oidc_gebruiker_id IS NULL))
);
CREATE INDEX sessie_gebruiker ON sessie (gebruiker_id);
CREATE INDEX sessie_oidc_gebruiker ON sessie (oidc_gebruiker_id);
CREATE INDEX sessie_verloopt ON sessie (verloopt_op);
