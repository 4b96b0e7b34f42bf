-- How long data is kept. The twin of migrations/postgres/0016_bewaren.sql. docs/bewaartermijnen.md says what goes when, and why.

-- Replacing a data key looks for what is under the old one in steps, each after the row before it; and whoever removes a key must know
-- at once that nothing needs it.
DROP INDEX client_sleutel;
CREATE INDEX client_sleutel ON client (sleutel, pseudoniem);
DROP INDEX wijk_sleutel;
CREATE INDEX wijk_sleutel ON wijk (sleutel, pseudoniem);
CREATE INDEX beoordeling_reden_sleutel ON beoordeling (reden_sleutel, bericht_volgnummer) WHERE reden_sleutel IS NOT NULL;
CREATE INDEX besluit_toelichting_sleutel ON besluit (toelichting_sleutel, volgnummer) WHERE toelichting_sleutel IS NOT NULL;

-- When the content of a message was cleaned up; NULL: it is there. Nothing follows from such a message any more, so a rebuild passes over it.
ALTER TABLE bericht ADD COLUMN inhoud_opgeruimd_op INTEGER;
CREATE INDEX bericht_zonder_inhoud ON bericht (volgnummer) WHERE inhoud_opgeruimd_op IS NOT NULL;

-- Which messages that count are about which client with which gemeente: what belongs together, and goes together. A projection.
CREATE TABLE dossier_bericht (
    client TEXT NOT NULL,
    standaard TEXT NOT NULL CHECK (standaard IN ('ijw', 'iwmo')),
    gemeente TEXT NOT NULL,
    bericht_volgnummer INTEGER NOT NULL REFERENCES bericht (volgnummer),
    PRIMARY KEY (client, standaard, gemeente, bericht_volgnummer)
) STRICT, WITHOUT ROWID;
CREATE INDEX dossier_bericht_bericht ON dossier_bericht (bericht_volgnummer);

-- Runs of the cleaning up, one at a time: who holds it, until when, and what it removed of each kind: counts, never contents. `tot` is the
-- last closing day with which something went.
CREATE TABLE opruiming (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    eigenaar BLOB NOT NULL CHECK (length(eigenaar) = 16),
    begonnen_op INTEGER NOT NULL,
    lease_tot INTEGER NOT NULL,
    klaar_op INTEGER
) STRICT;
CREATE UNIQUE INDEX opruiming_loopt ON opruiming ((klaar_op IS NULL)) WHERE klaar_op IS NULL;
CREATE TABLE opgeruimd (
    opruiming_id INTEGER NOT NULL REFERENCES opruiming (id),
    soort TEXT NOT NULL,
    tot TEXT,
    aantal INTEGER NOT NULL CHECK (aantal >= 0),
    PRIMARY KEY (opruiming_id, soort)
) STRICT, WITHOUT ROWID;

-- Found when something is cleaned up, or when whoever cleans up asks what still needs it.
CREATE INDEX levering_bevestigd ON levering (bevestigd_op) WHERE bevestigd_op IS NOT NULL;
CREATE INDEX termijn_bericht ON termijn (bericht_volgnummer);
CREATE INDEX gebruikte_identificatie_bericht ON gebruikte_identificatie (bericht_volgnummer);
CREATE INDEX uitgegeven_nummer_bericht ON uitgegeven_nummer (bericht_volgnummer);
CREATE INDEX bevestigd_antwoord_bericht ON bevestigd_antwoord (bericht_volgnummer);
CREATE INDEX gebeurtenis_bericht ON gebeurtenis (bericht_volgnummer);
CREATE INDEX zicht_bericht ON zicht (bericht_volgnummer);
CREATE INDEX toewijzing_bericht ON toewijzing (bericht_volgnummer);
CREATE INDEX toewijzing_nummer_bericht ON toewijzing_nummer (bericht_volgnummer);
CREATE INDEX regie_bericht ON regie (bericht_volgnummer);
CREATE INDEX verzoek_onderzocht ON verzoek (onderzocht_door) WHERE onderzocht_door IS NOT NULL;
CREATE INDEX verzoek_afgewezen ON verzoek (afgewezen_door) WHERE afgewezen_door IS NOT NULL;
CREATE INDEX verzoek_toegewezen ON verzoek (toegewezen_door) WHERE toegewezen_door IS NOT NULL;
CREATE INDEX prestatie_herhaald ON prestatie (standaard, aanbieder, referentie) WHERE NOT houdt_nummer;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('prestatie', 'prestatie_herhaald', '100000 50000 500 2');
ANALYZE sqlite_schema;

-- A decision goes with its Declaratie, once the content of that was cleaned up, and in no other way.
DROP TRIGGER besluit_blijft_staan;
CREATE TRIGGER besluit_blijft_staan BEFORE DELETE ON besluit
WHEN NOT EXISTS (SELECT 1 FROM bericht WHERE volgnummer = OLD.bericht_volgnummer AND inhoud_opgeruimd_op IS NOT NULL)
BEGIN
    SELECT RAISE(ABORT, 'besluiten worden niet verwijderd');
END;

-- Which messages belong to which dossier follows from their contents.
INSERT INTO kenmerk (naam, waarde)
    SELECT 'herbouw nodig', '0016_bewaren' WHERE EXISTS (SELECT 1 FROM bericht WHERE uitkomst IS NOT NULL)
    ON CONFLICT DO NOTHING;
