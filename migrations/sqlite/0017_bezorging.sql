-- Bringing that others may interrupt, and events that reach who must know of them. The twin of migrations/postgres/0017_bezorging.sql.

-- `ronde` goes up whenever somebody says that a row, or a levering, must be tried anew: that an attempt failed which began before says
-- nothing any more. `wacht_op`: the levering that `volgende_poging` is about.
ALTER TABLE bezorgrij ADD COLUMN ronde INTEGER NOT NULL DEFAULT 0;
ALTER TABLE bezorgrij ADD COLUMN wacht_op INTEGER;
ALTER TABLE levering ADD COLUMN ronde INTEGER NOT NULL DEFAULT 0;

-- How often its party was told of a levering, and when it is told again if it did not collect it by then.
ALTER TABLE levering ADD COLUMN aankondigingen INTEGER NOT NULL DEFAULT 0 CHECK (aankondigingen >= 0);
ALTER TABLE levering ADD COLUMN herinner_op INTEGER;
UPDATE levering SET aankondigingen = 1, herinner_op = aangekondigd_op
    WHERE aangekondigd_op IS NOT NULL AND bevestigd_op IS NULL;
CREATE INDEX levering_herinneren ON levering (herinner_op) WHERE herinner_op IS NOT NULL AND bevestigd_op IS NULL;

-- A job that cannot be read is not tried again.
ALTER TABLE taak ADD COLUMN mislukt_op INTEGER;

-- Events for who manages the gate have no partij, and not every event follows from a message.
CREATE TABLE gebeurtenis_nieuw (
    volgnummer INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    partij_id BLOB REFERENCES partij (id),
    soort TEXT NOT NULL,
    onderwerp BLOB NOT NULL CHECK (length(onderwerp) = 16),
    bericht_volgnummer INTEGER REFERENCES bericht (volgnummer),
    ontstaan_op INTEGER NOT NULL,
    UNIQUE (soort, onderwerp, partij_id)
) STRICT;
INSERT INTO gebeurtenis_nieuw (volgnummer, id, partij_id, soort, onderwerp, bericht_volgnummer, ontstaan_op)
    SELECT volgnummer, id, partij_id, soort, onderwerp, bericht_volgnummer, ontstaan_op FROM gebeurtenis;
DROP TABLE gebeurtenis;
ALTER TABLE gebeurtenis_nieuw RENAME TO gebeurtenis;
CREATE INDEX gebeurtenis_partij ON gebeurtenis (partij_id, volgnummer);
CREATE UNIQUE INDEX gebeurtenis_beheerder ON gebeurtenis (soort, onderwerp) WHERE partij_id IS NULL;

-- Who has its events brought: a partij, or without one who manages the gate, whose address is in the configuration. `bezorgd_tot` is the
-- last one that was brought or given up; `pogingen` is about the one after it.
CREATE TABLE gebeurtenisrij (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    partij_id BLOB UNIQUE REFERENCES partij (id),
    url TEXT,
    bezorgd_tot INTEGER NOT NULL,
    pogingen INTEGER NOT NULL DEFAULT 0 CHECK (pogingen >= 0),
    stand TEXT NOT NULL DEFAULT 'nieuw' CHECK (stand IN ('nieuw', 'goed', 'slecht')),
    laatste_poging INTEGER,
    volgende_poging INTEGER,
    ronde INTEGER NOT NULL DEFAULT 0,
    lease_door BLOB CHECK (length(lease_door) = 16),
    lease_tot INTEGER,
    CHECK ((partij_id IS NULL) = (url IS NULL)),
    CHECK ((lease_door IS NULL) = (lease_tot IS NULL))
) STRICT;
CREATE UNIQUE INDEX gebeurtenisrij_beheerder ON gebeurtenisrij ((partij_id IS NULL)) WHERE partij_id IS NULL;
