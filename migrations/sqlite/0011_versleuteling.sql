-- Everything that says who a client is: encrypted, or found under a pseudonym. The twin of migrations/postgres/0011_versleuteling.sql.
-- docs/gegevens.md says of every table what it holds.

-- The keys of this database, each encrypted under the master key of that name, which is not in the database. 'gegevens' encrypts:
-- the one that was not replaced. 'zoek' makes pseudonyms; there is one, for good.
CREATE TABLE datasleutel (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id > 0),
    soort TEXT NOT NULL CHECK (soort IN ('gegevens', 'zoek')),
    hoofdsleutel TEXT NOT NULL,
    ingepakt BLOB NOT NULL,
    gemaakt_op INTEGER NOT NULL,
    vervangen_op INTEGER
) STRICT;
CREATE UNIQUE INDEX datasleutel_actief ON datasleutel (soort) WHERE vervangen_op IS NULL;

-- Whom a pseudonym stands for: the burgerservicenummer, encrypted.
CREATE TABLE client (
    pseudoniem TEXT NOT NULL PRIMARY KEY CHECK (length(pseudoniem) = 22),
    bsn TEXT NOT NULL,
    sleutel INTEGER NOT NULL REFERENCES datasleutel (id)
) STRICT, WITHOUT ROWID;
CREATE INDEX client_sleutel ON client (sleutel);

-- Beside each encrypted column the key that it is encrypted with. NULL: still as it was before this migration.
ALTER TABLE inhoud ADD COLUMN sleutel INTEGER REFERENCES datasleutel (id);
CREATE INDEX inhoud_sleutel ON inhoud (sleutel, bericht_volgnummer);
ALTER TABLE beoordeling ADD COLUMN reden_sleutel INTEGER REFERENCES datasleutel (id);
ALTER TABLE besluit ADD COLUMN toelichting_sleutel INTEGER REFERENCES datasleutel (id);
ALTER TABLE bezorggeheim ADD COLUMN sleutel INTEGER REFERENCES datasleutel (id);

-- Pseudonyms of clients in place of their numbers.
ALTER TABLE toewijzing_nummer RENAME COLUMN bsn TO client;
ALTER TABLE regie RENAME COLUMN bsn TO client;
ALTER TABLE verzoek RENAME COLUMN bsn TO client;
ALTER TABLE prestatie RENAME COLUMN bsn TO client;
ALTER TABLE voorstelregel RENAME COLUMN bsn TO client;

-- Where a client lives: pseudonyms of the postcode, of all six characters and of the first four.
ALTER TABLE toewijzing DROP COLUMN postcode;
ALTER TABLE toewijzing ADD COLUMN postcode6 TEXT CHECK (length(postcode6) = 22);
ALTER TABLE toewijzing ADD COLUMN postcode4 TEXT CHECK (length(postcode4) = 22);

-- Next to a list of postcodes in clear a pseudonym of one would be none. postcode4: that of the first four characters.
CREATE TABLE wijk_nieuw (
    pseudoniem TEXT NOT NULL PRIMARY KEY,
    postcode4 TEXT NOT NULL,
    postcode TEXT NOT NULL,
    sleutel INTEGER REFERENCES datasleutel (id),
    code TEXT NOT NULL,
    naam TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO wijk_nieuw (pseudoniem, postcode4, postcode, code, naam)
    SELECT postcode, substr(postcode, 1, 4), postcode, code, naam FROM wijk;
DROP TABLE wijk;
ALTER TABLE wijk_nieuw RENAME TO wijk;
CREATE INDEX wijk_sleutel ON wijk (sleutel);
CREATE INDEX wijk_postcode4 ON wijk (postcode4);

-- A decision stays as it is; only the key that its explanation is encrypted with may change.
DROP TRIGGER besluit_blijft_zo;
CREATE TRIGGER besluit_blijft_zo BEFORE UPDATE ON besluit
WHEN NOT (NEW.toelichting_sleutel IS NOT NULL AND NEW.toelichting_sleutel IS NOT OLD.toelichting_sleutel
    AND NEW.toelichting IS NOT NULL AND OLD.toelichting IS NOT NULL
    AND NEW.volgnummer IS OLD.volgnummer
    AND NEW.bericht_volgnummer IS OLD.bericht_volgnummer
    AND NEW.moment IS OLD.moment
    AND NEW.soort IS OLD.soort
    AND NEW.medewerker IS OLD.medewerker
    AND NEW.versie IS OLD.versie
    AND NEW.regels IS OLD.regels
    AND NEW.retourcode IS OLD.retourcode
    AND NEW.toegekend IS OLD.toegekend)
BEGIN
    SELECT RAISE(ABORT, 'besluiten worden niet gewijzigd');
END;

-- What stands here in clear is encrypted by the gate, which has the keys, before it does anything else; and then the projections are
-- made again, with pseudonyms.
INSERT INTO kenmerk (naam, waarde)
    SELECT 'versleuteling nodig', '0011_versleuteling' WHERE EXISTS (SELECT 1 FROM bericht) OR EXISTS (SELECT 1 FROM wijk)
    ON CONFLICT DO NOTHING;
INSERT INTO kenmerk (naam, waarde)
    SELECT 'herbouw nodig', '0011_versleuteling' WHERE EXISTS (SELECT 1 FROM bericht WHERE uitkomst IS NOT NULL)
    ON CONFLICT DO NOTHING;
