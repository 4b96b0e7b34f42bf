-- Local rules: what each rule that held said of each message that it was held against. It goes with the outcome of the message: which
-- rules were looked at, at which stand of the register, and what came of it.

CREATE TABLE lokaleregel_uitslag (
    bericht_volgnummer BIGINT NOT NULL REFERENCES bericht (volgnummer),
    regel TEXT NOT NULL,
    -- Of the register; 0 where it has none.
    stand BIGINT NOT NULL CHECK (stand >= 0),
    weigert BOOLEAN NOT NULL,
    klassen BIGINT NOT NULL CHECK (klassen >= 0),
    niet_goed BIGINT NOT NULL CHECK (niet_goed >= 0),
    niet_beoordeeld BIGINT NOT NULL CHECK (niet_beoordeeld >= 0),
    -- Why, in words, without anything of the message.
    oorzaak TEXT,
    PRIMARY KEY (bericht_volgnummer, regel),
    CHECK (niet_goed + niet_beoordeeld <= klassen),
    CHECK ((niet_beoordeeld > 0) = (oorzaak IS NOT NULL))
);
CREATE INDEX lokaleregel_uitslag_regel ON lokaleregel_uitslag (regel, bericht_volgnummer);
-- What somebody should look at: a few rows.
CREATE INDEX lokaleregel_niet_beoordeeld ON lokaleregel_uitslag (bericht_volgnummer) WHERE niet_beoordeeld > 0;
