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
