-- What was used of each allocation, kept rather than added up. The twin of migrations/postgres/0005_verbruik.sql.

-- Projection: what granted lines used of each allocation, debits minus credits, by unit (TR321). A large Declaratie would
-- otherwise read the whole past of every allocation in it.
CREATE TABLE verbruik (
    standaard TEXT NOT NULL CHECK (standaard IN ('ijw', 'iwmo')),
    gemeente TEXT NOT NULL,
    nummer INTEGER NOT NULL,
    aanbieder TEXT NOT NULL,
    eenheid TEXT NOT NULL CHECK (eenheid IN ('01', '04', '14', '16', '82', '83', '84')),
    debets INTEGER NOT NULL,
    volume INTEGER NOT NULL,
    bedrag INTEGER NOT NULL,
    PRIMARY KEY (standaard, gemeente, nummer, aanbieder, eenheid)
) STRICT, WITHOUT ROWID;
INSERT INTO verbruik
    SELECT standaard, gemeente, nummer, aanbieder, eenheid, sum(CASE WHEN vorige_referentie IS NULL THEN 1 ELSE -1 END),
        sum(CASE WHEN vorige_referentie IS NULL THEN volume ELSE -volume END), sum(bedrag)
    FROM prestatie WHERE toegekend GROUP BY standaard, gemeente, nummer, aanbieder, eenheid;

-- Anew, by allocation and the day on which they begin: what is asked for is that of one month (TR389).
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
    PRIMARY KEY (standaard, gemeente, nummer, begindatum, aanbieder, referentie),
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
