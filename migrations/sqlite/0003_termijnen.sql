-- Terms, and what happened that parties must know of. The twin of migrations/postgres/0003_termijnen.sql.

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
    id BLOB NOT NULL CHECK (length(id) = 16),
    aan_zet TEXT NOT NULL CHECK (aan_zet IN ('gemeente', 'aanbieder')),
    begint_op TEXT NOT NULL,
    laatste_dag TEXT NOT NULL,
    bericht_volgnummer INTEGER NOT NULL REFERENCES bericht (volgnummer),
    PRIMARY KEY (standaard, gemeente, aanbieder, soort, onderwerp)
) STRICT, WITHOUT ROWID;
-- The lists of a party, most urgent first.
CREATE INDEX termijn_gemeente ON termijn (gemeente, laatste_dag, id);
CREATE INDEX termijn_aanbieder ON termijn (aanbieder, laatste_dag, id);
-- What became overdue, and the list of the operator.
CREATE INDEX termijn_laatste_dag ON termijn (laatste_dag, id);

-- What happened that a party must be told, once for each party, in order. No projection: that it was told stays.
CREATE TABLE gebeurtenis (
    volgnummer INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    partij_id BLOB NOT NULL REFERENCES partij (id),
    soort TEXT NOT NULL,
    onderwerp BLOB NOT NULL CHECK (length(onderwerp) = 16),
    bericht_volgnummer INTEGER NOT NULL REFERENCES bericht (volgnummer),
    ontstaan_op INTEGER NOT NULL,
    UNIQUE (soort, onderwerp, partij_id)
) STRICT;
CREATE INDEX gebeurtenis_partij ON gebeurtenis (partij_id, volgnummer);
