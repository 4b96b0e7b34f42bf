-- Requests as lists, and the answers to them that somebody confirmed. The twin of migrations/postgres/0009_verzoeken.sql.

-- The lists of a party, by message, and those that wait for an answer.
CREATE INDEX verzoek_gemeente ON verzoek (gemeente, bericht_volgnummer);
CREATE INDEX verzoek_aanbieder ON verzoek (aanbieder, bericht_volgnummer);
CREATE INDEX verzoek_bericht ON verzoek (bericht_volgnummer);
CREATE INDEX verzoek_open ON verzoek (gemeente, bericht_volgnummer)
    WHERE afgewezen_door IS NULL AND toegewezen_door IS NULL;

-- The last 301 that holds an allocation: what the gemeente said last of its client stands there.
ALTER TABLE toewijzing_nummer ADD COLUMN bericht_volgnummer INTEGER REFERENCES bericht (volgnummer);
UPDATE toewijzing_nummer SET bericht_volgnummer = (
    SELECT max(t.bericht_volgnummer) FROM toewijzing t
    WHERE t.standaard = toewijzing_nummer.standaard AND t.gemeente = toewijzing_nummer.gemeente
      AND t.nummer = toewijzing_nummer.nummer);
CREATE INDEX toewijzing_nummer_bsn ON toewijzing_nummer (standaard, gemeente, bsn);

-- Answers that somebody confirmed: for each reference that one answers a row, and of each reference one word that it is being
-- looked into and one final answer. A recorded decision, not a projection: written together with the message. Once the
-- message turns out to be rejected, another may take its place.
CREATE TABLE bevestigd_antwoord (
    verzoek_volgnummer INTEGER NOT NULL REFERENCES bericht (volgnummer),
    referentie TEXT NOT NULL,
    soort TEXT NOT NULL CHECK (soort IN ('onderzoek', 'eind')),
    keuzes BLOB NOT NULL CHECK (length(keuzes) = 32),
    bericht_volgnummer INTEGER NOT NULL REFERENCES bericht (volgnummer),
    PRIMARY KEY (verzoek_volgnummer, referentie, soort)
) STRICT, WITHOUT ROWID;

-- The toewijzingnummers that drafted answers gave out: taken from the moment on which the message is taken in, so that two answers
-- that wait do not give the same one to two allocations. Free again once the message turns out to be rejected.
CREATE TABLE uitgegeven_nummer (
    standaard TEXT NOT NULL CHECK (standaard IN ('ijw', 'iwmo')),
    gemeente TEXT NOT NULL,
    nummer INTEGER NOT NULL CHECK (nummer >= 0),
    bericht_volgnummer INTEGER NOT NULL REFERENCES bericht (volgnummer),
    PRIMARY KEY (standaard, gemeente, nummer)
) STRICT, WITHOUT ROWID;
