-- The dossier in full: requests and their answers, and the lines of Declaraties in the order in which they are asked for.
-- The twin of migrations/postgres/0002_dossier.sql.

-- Projection: requests by the reference that the aanbieder gave them, once per standard (TR347), and the messages that
-- answered them: a 319 that it is being looked into, a 319 that refused it, and the first 301 that followed from it.
CREATE TABLE verzoek (
    standaard TEXT NOT NULL CHECK (standaard IN ('ijw', 'iwmo')),
    aanbieder TEXT NOT NULL,
    referentie TEXT NOT NULL,
    gemeente TEXT NOT NULL,
    bsn TEXT NOT NULL,
    soort TEXT NOT NULL CHECK (soort IN ('toewijzing', 'wijziging')),
    dagtekening TEXT NOT NULL,
    bericht_volgnummer INTEGER NOT NULL REFERENCES bericht (volgnummer),
    onderzocht_door INTEGER REFERENCES bericht (volgnummer),
    afgewezen_door INTEGER REFERENCES bericht (volgnummer),
    toegewezen_door INTEGER REFERENCES bericht (volgnummer),
    PRIMARY KEY (standaard, aanbieder, referentie)
) STRICT, WITHOUT ROWID;
CREATE INDEX verzoek_client ON verzoek (standaard, gemeente, aanbieder, bsn);

-- The month that was declared last (TR318).
CREATE INDEX declaratie_periode ON declaratie (standaard, gemeente, aanbieder, begindatum);

-- Anew, in the order in which they are asked for: by allocation. What was used of one then lies together, however many
-- lines there are.
CREATE TABLE prestatie_nieuw (
    standaard TEXT NOT NULL,
    aanbieder TEXT NOT NULL,
    referentie TEXT NOT NULL,
    gemeente TEXT NOT NULL,
    bsn TEXT NOT NULL,
    nummer INTEGER NOT NULL,
    categorie TEXT NOT NULL,
    code TEXT,
    begindatum TEXT NOT NULL,
    einddatum TEXT NOT NULL,
    volume INTEGER NOT NULL CHECK (volume >= 0),
    eenheid TEXT NOT NULL CHECK (eenheid IN ('01', '04', '14', '16', '82', '83', '84')),
    tarief INTEGER,
    bedrag INTEGER NOT NULL,
    vorige_referentie TEXT,
    toegekend INTEGER NOT NULL CHECK (toegekend IN (0, 1)),
    bericht_volgnummer INTEGER NOT NULL REFERENCES declaratie (bericht_volgnummer),
    PRIMARY KEY (standaard, gemeente, nummer, aanbieder, referentie),
    UNIQUE (standaard, aanbieder, referentie)
) STRICT, WITHOUT ROWID;
INSERT INTO prestatie_nieuw SELECT standaard, aanbieder, referentie, gemeente, bsn, nummer, categorie, code, begindatum,
    einddatum, volume, eenheid, tarief, bedrag, vorige_referentie, toegekend, bericht_volgnummer FROM prestatie;
DROP TABLE prestatie;
ALTER TABLE prestatie_nieuw RENAME TO prestatie;
CREATE INDEX prestatie_declaratie ON prestatie (bericht_volgnummer);
-- What was taken back (TR390).
CREATE INDEX prestatie_credit ON prestatie (standaard, aanbieder, vorige_referentie)
    WHERE vorige_referentie IS NOT NULL AND toegekend;
