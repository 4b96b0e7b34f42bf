-- Bringing that others may interrupt, and events that reach who must know of them. The twin of migrations/sqlite/0017_bezorging.sql.

-- `ronde` goes up whenever somebody says that a row, or a levering, must be tried anew: that an attempt failed which began before says
-- nothing any more. `wacht_op`: the levering that `volgende_poging` is about.
ALTER TABLE bezorgrij ADD COLUMN ronde BIGINT NOT NULL DEFAULT 0;
ALTER TABLE bezorgrij ADD COLUMN wacht_op BIGINT;
ALTER TABLE levering ADD COLUMN ronde BIGINT NOT NULL DEFAULT 0;

-- How often its party was told of a levering, and when it is told again if it did not collect it by then.
ALTER TABLE levering ADD COLUMN aankondigingen INTEGER NOT NULL DEFAULT 0 CHECK (aankondigingen >= 0);
ALTER TABLE levering ADD COLUMN herinner_op BIGINT;
UPDATE levering SET aankondigingen = 1, herinner_op = aangekondigd_op
    WHERE aangekondigd_op IS NOT NULL AND bevestigd_op IS NULL;
CREATE INDEX levering_herinneren ON levering (herinner_op) WHERE herinner_op IS NOT NULL AND bevestigd_op IS NULL;

-- A job that cannot be read is not tried again.
ALTER TABLE taak ADD COLUMN mislukt_op BIGINT;

-- Events for who manages the gate have no partij, and not every event follows from a message.
ALTER TABLE gebeurtenis ALTER COLUMN partij_id DROP NOT NULL;
ALTER TABLE gebeurtenis ALTER COLUMN bericht_volgnummer DROP NOT NULL;
CREATE UNIQUE INDEX gebeurtenis_beheerder ON gebeurtenis (soort, onderwerp) WHERE partij_id IS NULL;

-- Who has its events brought: a partij, or without one who manages the gate, whose address is in the configuration. `bezorgd_tot` is the
-- last one that was brought or given up; `pogingen` is about the one after it.
CREATE TABLE gebeurtenisrij (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    partij_id UUID UNIQUE REFERENCES partij (id),
    url TEXT,
    bezorgd_tot BIGINT NOT NULL,
    pogingen INTEGER NOT NULL DEFAULT 0 CHECK (pogingen >= 0),
    stand TEXT NOT NULL DEFAULT 'nieuw' CHECK (stand IN ('nieuw', 'goed', 'slecht')),
    laatste_poging BIGINT,
    volgende_poging BIGINT,
    ronde BIGINT NOT NULL DEFAULT 0,
    lease_door UUID,
    lease_tot BIGINT,
    CHECK ((partij_id IS NULL) = (url IS NULL)),
    CHECK ((lease_door IS NULL) = (lease_tot IS NULL))
);
CREATE UNIQUE INDEX gebeurtenisrij_beheerder ON gebeurtenisrij ((partij_id IS NULL)) WHERE partij_id IS NULL;
