-- How leveringen reach parties, and what became of each attempt. The twin of migrations/sqlite/0010_bezorging.sql.

-- How a party gets its leveringen. A party without a row collects them from its postbus.
CREATE TABLE bezorgwijze (
    partij_id UUID NOT NULL PRIMARY KEY REFERENCES partij (id),
    wijze TEXT NOT NULL CHECK (wijze IN ('postbus', 'webhook', 'push')),
    url TEXT,
    gewijzigd_op BIGINT NOT NULL,
    CHECK ((wijze = 'postbus') = (url IS NULL))
);

-- The secrets that deliveries to a party are signed with: two while one takes over from the other.
CREATE TABLE bezorggeheim (
    id TEXT NOT NULL PRIMARY KEY,
    partij_id UUID NOT NULL REFERENCES partij (id),
    geheim TEXT NOT NULL,
    gemaakt_op BIGINT NOT NULL,
    vervalt_op BIGINT
);
CREATE INDEX bezorggeheim_partij ON bezorggeheim (partij_id, gemaakt_op);

-- One row of leveringen that are brought in order: those of a party under one law. Which process holds it, and when its
-- first levering may be tried.
CREATE TABLE bezorgrij (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    partij_id UUID NOT NULL REFERENCES bezorgwijze (partij_id),
    standaard TEXT NOT NULL CHECK (standaard IN ('ijw', 'iwmo')),
    stand TEXT NOT NULL DEFAULT 'nieuw' CHECK (stand IN ('nieuw', 'goed', 'slecht')),
    laatste_poging BIGINT,
    volgende_poging BIGINT,
    lease_door UUID,
    lease_tot BIGINT,
    UNIQUE (partij_id, standaard),
    CHECK ((lease_door IS NULL) = (lease_tot IS NULL))
);
CREATE INDEX bezorgrij_lease ON bezorgrij (lease_door) WHERE lease_door IS NOT NULL;

-- A levering waits; or its party was told of it (aangekondigd), has it (bevestigd), or was tried for the last time (mislukt).
ALTER TABLE levering ADD COLUMN standaard TEXT NOT NULL DEFAULT 'ijw' CHECK (standaard IN ('ijw', 'iwmo'));
UPDATE levering SET standaard = 'iwmo' WHERE bericht_volgnummer IN
    (SELECT volgnummer FROM bericht WHERE berichttype LIKE 'WMO%');
ALTER TABLE levering ADD COLUMN aangekondigd_op BIGINT;
ALTER TABLE levering ADD COLUMN mislukt_op BIGINT;
-- Attempts that failed since it was offered, or offered again.
ALTER TABLE levering ADD COLUMN pogingen INTEGER NOT NULL DEFAULT 0 CHECK (pogingen >= 0);
ALTER TABLE levering ADD COLUMN heraangeboden_op BIGINT;
-- Who collected it from the postbus keeps others from it until then.
ALTER TABLE levering ADD COLUMN verborgen_tot BIGINT;
CREATE INDEX levering_te_bezorgen ON levering (partij_id, standaard, volgnummer)
    WHERE bevestigd_op IS NULL AND aangekondigd_op IS NULL AND mislukt_op IS NULL;
CREATE INDEX levering_mislukt ON levering (volgnummer) WHERE mislukt_op IS NOT NULL AND bevestigd_op IS NULL;

-- Every attempt to bring a levering, with what came back as a key: no bodies.
CREATE TABLE levering_poging (
    levering_volgnummer BIGINT NOT NULL REFERENCES levering (volgnummer),
    nummer INTEGER NOT NULL CHECK (nummer > 0),
    wijze TEXT NOT NULL CHECK (wijze IN ('webhook', 'push')),
    begonnen_op BIGINT NOT NULL,
    duur_ms BIGINT NOT NULL CHECK (duur_ms >= 0),
    uitkomst TEXT NOT NULL,
    http_status INTEGER,
    PRIMARY KEY (levering_volgnummer, nummer)
);

-- Work over many rows that an operator asked for: done in small steps, and taken up again after a stop.
CREATE TABLE taak (
    id UUID NOT NULL PRIMARY KEY,
    soort TEXT NOT NULL CHECK (soort IN ('leveringen')),
    keuze TEXT NOT NULL,
    -- Goes over the leveringen up to this one, and got to that one.
    tot_en_met BIGINT NOT NULL,
    gevorderd_tot BIGINT NOT NULL DEFAULT 0,
    totaal BIGINT NOT NULL CHECK (totaal >= 0),
    gedaan BIGINT NOT NULL DEFAULT 0 CHECK (gedaan >= 0),
    gemaakt_op BIGINT NOT NULL,
    klaar_op BIGINT
);
CREATE INDEX taak_open ON taak (gemaakt_op) WHERE klaar_op IS NULL;
