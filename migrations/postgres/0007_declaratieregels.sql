-- Every line of every processed Declaratie, where clients live, and what was agreed on. The twin of
-- migrations/sqlite/0007_declaratieregels.sql.

-- Every line, also one that repeats a number. regel counts the lines of a message from 1. houdt_nummer: this line is the one that
-- keeps its number used (TR314). retourcodes: why it was refused, in the order of the codes, with a space between them; where its
-- client was refused, the codes of the client. Codes of lines from before are not known yet: ''.
ALTER TABLE prestatie
    ADD COLUMN regel BIGINT CHECK (regel > 0),
    ADD COLUMN houdt_nummer BOOLEAN NOT NULL DEFAULT TRUE,
    ADD COLUMN retourcodes TEXT;
UPDATE prestatie p SET regel = r.regel, retourcodes = CASE WHEN p.toegekend THEN NULL ELSE '' END
    FROM (SELECT standaard, aanbieder, referentie,
                 row_number() OVER (PARTITION BY bericht_volgnummer ORDER BY referentie) AS regel FROM prestatie) r
    WHERE p.standaard = r.standaard AND p.aanbieder = r.aanbieder AND p.referentie = r.referentie;
ALTER TABLE prestatie
    ALTER COLUMN regel SET NOT NULL,
    ALTER COLUMN houdt_nummer DROP DEFAULT,
    DROP CONSTRAINT prestatie_pkey,
    ADD CONSTRAINT prestatie_pkey PRIMARY KEY (bericht_volgnummer, regel),
    ADD CHECK ((retourcodes IS NULL) = toegekend),
    ADD CHECK (houdt_nummer OR NOT toegekend);
CREATE UNIQUE INDEX prestatie_nummer ON prestatie (standaard, aanbieder, referentie) WHERE houdt_nummer;
DROP INDEX prestatie_declaratie;
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
);

-- What gemeente and aanbieder agreed on, in eurocent per unit (TR418). Not from messages: the gemeente gives the list. The rate
-- that counts is the one on the first day of the ProductPeriode; periods do not overlap, and einddatum is the last day.
CREATE TABLE contracttarief (
    standaard TEXT NOT NULL CHECK (standaard IN ('ijw', 'iwmo')),
    gemeente TEXT NOT NULL,
    aanbieder TEXT NOT NULL,
    categorie TEXT NOT NULL,
    code TEXT NOT NULL,
    eenheid TEXT NOT NULL CHECK (eenheid IN ('01', '04', '14', '16', '82', '84')),
    tarief BIGINT NOT NULL CHECK (tarief >= 0),
    ingangsdatum DATE NOT NULL,
    einddatum DATE,
    PRIMARY KEY (standaard, gemeente, aanbieder, categorie, code, eenheid, ingangsdatum),
    CHECK (einddatum >= ingangsdatum)
);

-- Which codes a line got, which line of its message it was and where a client lived cannot be told in SQL: the projections must
-- be made again.
INSERT INTO kenmerk (naam, waarde)
    SELECT 'herbouw nodig', '0007_declaratieregels'
    WHERE EXISTS (SELECT 1 FROM bericht WHERE uitkomst IS NOT NULL)
    ON CONFLICT DO NOTHING;
