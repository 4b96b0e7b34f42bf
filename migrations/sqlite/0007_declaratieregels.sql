-- Every line of every processed Declaratie, where clients live, and what was agreed on. The twin of
-- migrations/postgres/0007_declaratieregels.sql.

-- Anew: every line, also one that repeats a number. regel counts the lines of a message from 1. houdt_nummer: this line is the one
-- that keeps its number used (TR314). retourcodes: why it was refused, in the order of the codes, with a space between them; where
-- its client was refused, the codes of the client. Codes of lines from before are not known yet: ''.
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
    regel INTEGER NOT NULL CHECK (regel > 0),
    houdt_nummer INTEGER NOT NULL CHECK (houdt_nummer IN (0, 1)),
    retourcodes TEXT,
    PRIMARY KEY (standaard, gemeente, nummer, begindatum, bericht_volgnummer, regel),
    CHECK ((retourcodes IS NULL) = toegekend),
    CHECK (houdt_nummer OR NOT toegekend)
) STRICT, WITHOUT ROWID;
INSERT INTO prestatie_nieuw SELECT standaard, aanbieder, referentie, gemeente, bsn, nummer, categorie, code, begindatum,
    einddatum, volume, eenheid, tarief, bedrag, vorige_referentie, toegekend, bericht_volgnummer,
    row_number() OVER (PARTITION BY bericht_volgnummer ORDER BY referentie), 1, CASE WHEN toegekend THEN NULL ELSE '' END
    FROM prestatie;
DROP TABLE prestatie;
ALTER TABLE prestatie_nieuw RENAME TO prestatie;
CREATE UNIQUE INDEX prestatie_nummer ON prestatie (standaard, aanbieder, referentie) WHERE houdt_nummer;
CREATE UNIQUE INDEX prestatie_declaratie ON prestatie (bericht_volgnummer, regel);
-- What was taken back (TR390).
CREATE INDEX prestatie_credit ON prestatie (standaard, aanbieder, vorige_referentie)
    WHERE vorige_referentie IS NOT NULL AND toegekend;
-- The figures of a month.
CREATE INDEX prestatie_maand ON prestatie (gemeente, begindatum);

-- Where the client lived on the day of the allocation: six characters.
ALTER TABLE toewijzing ADD COLUMN postcode TEXT CHECK (length(postcode) = 6);

-- Where clients live, for figures by wijk. Not from messages: the gemeente gives the list. A postcode of six characters goes
-- before one of four.
CREATE TABLE wijk (
    postcode TEXT NOT NULL PRIMARY KEY CHECK (length(postcode) IN (4, 6)),
    code TEXT NOT NULL,
    naam TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What gemeente and aanbieder agreed on, in eurocent per unit (TR418). Not from messages: the gemeente gives the list. The rate
-- that counts is the one on the first day of the ProductPeriode; periods do not overlap, and einddatum is the last day.
CREATE TABLE contracttarief (
    standaard TEXT NOT NULL CHECK (standaard IN ('ijw', 'iwmo')),
    gemeente TEXT NOT NULL,
    aanbieder TEXT NOT NULL,
    categorie TEXT NOT NULL,
    code TEXT NOT NULL,
    eenheid TEXT NOT NULL CHECK (eenheid IN ('01', '04', '14', '16', '82', '84')),
    tarief INTEGER NOT NULL CHECK (tarief >= 0),
    ingangsdatum TEXT NOT NULL,
    einddatum TEXT,
    PRIMARY KEY (standaard, gemeente, aanbieder, categorie, code, eenheid, ingangsdatum),
    CHECK (einddatum >= ingangsdatum)
) STRICT, WITHOUT ROWID;

-- Without statistics SQLite takes the primary key for the best way to anything, and reads every line of a standard for a number or a
-- credit. What is asked of this table is known beforehand, so what it will look like is told once: PostgreSQL keeps count by itself.
ANALYZE wijk;
DELETE FROM sqlite_stat1 WHERE tbl = 'prestatie';
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('prestatie', 'prestatie', '10000000 5000000 500000 200 2 1 1'),
    ('prestatie', 'prestatie_nummer', '10000000 5000000 50000 1'),
    ('prestatie', 'prestatie_declaratie', '10000000 500 1'),
    ('prestatie', 'prestatie_credit', '500000 250000 2500 1'),
    ('prestatie', 'prestatie_maand', '10000000 500000 40000');
ANALYZE sqlite_schema;

-- Which codes a line got, which line of its message it was and where a client lived cannot be told in SQL: the projections must
-- be made again.
INSERT INTO kenmerk (naam, waarde)
    SELECT 'herbouw nodig', '0007_declaratieregels'
    WHERE EXISTS (SELECT 1 FROM bericht WHERE uitkomst IS NOT NULL)
    ON CONFLICT DO NOTHING;
