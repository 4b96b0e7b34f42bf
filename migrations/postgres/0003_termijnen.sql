-- Terms, and what happened that parties must know of. The twin of migrations/sqlite/0003_termijnen.sql.

-- Projection: the terms that run or will run, each by what it is about: a toewijzingnummer, a ReferentieAanbieder, or the
-- id of the message that is to be answered. A term that ended is gone. Its id follows from all that it is, its last day
-- included, so it is the same when the table is made again.
CREATE TABLE termijn (
    standaard TEXT NOT NULL CHECK (standaard IN ('ijw', 'iwmo')),
    gemeente TEXT NOT NULL,
    aanbieder TEXT NOT NULL,
    soort TEXT NOT NULL CHECK (soort IN
        ('retour', 'declaratie-antwoord', 'start', 'stop', 'verzoek-toewijzing', 'verzoek-wijziging', 'onderzoek')),
    onderwerp TEXT NOT NULL,
    id UUID NOT NULL,
    aan_zet TEXT NOT NULL CHECK (aan_zet IN ('gemeente', 'aanbieder')),
    begint_op DATE NOT NULL,
    laatste_dag DATE NOT NULL,
    bericht_volgnummer BIGINT NOT NULL REFERENCES bericht (volgnummer),
    PRIMARY KEY (standaard, gemeente, aanbieder, soort, onderwerp)
);
-- The lists of a party, most urgent first.
CREATE INDEX termijn_gemeente ON termijn (gemeente, laatste_dag, id);
CREATE INDEX termijn_aanbieder ON termijn (aanbieder, laatste_dag, id);
-- What became overdue, and the list of the operator.
CREATE INDEX termijn_laatste_dag ON termijn (laatste_dag, id);

-- What happened that a party must be told, once for each party, in order. No projection: that it was told stays.
CREATE TABLE gebeurtenis (
    volgnummer BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id UUID NOT NULL UNIQUE,
    partij_id UUID NOT NULL REFERENCES partij (id),
    soort TEXT NOT NULL,
    onderwerp UUID NOT NULL,
    bericht_volgnummer BIGINT NOT NULL REFERENCES bericht (volgnummer),
    ontstaan_op BIGINT NOT NULL,
    UNIQUE (soort, onderwerp, partij_id)
);
CREATE INDEX gebeurtenis_partij ON gebeurtenis (partij_id, volgnummer);
