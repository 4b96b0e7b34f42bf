-- Gemeenten whose people decide about Declaraties. The twin of migrations/sqlite/0008_beoordelen.sql.

-- One more way: the gate works out a proposal and people decide.
ALTER TABLE partij DROP CONSTRAINT partij_beantwoording_check;
ALTER TABLE partij ADD CONSTRAINT partij_beantwoording_check
    CHECK (beantwoording IN ('automatisch', 'zelf', 'beoordelen'));
-- From this amount on two people must approve, in eurocent; NULL: one is enough.
ALTER TABLE partij ADD COLUMN vier_ogen_vanaf BIGINT CHECK (vier_ogen_vanaf >= 0);

-- Who uses a key, where it is that of a person and not of a program.
ALTER TABLE toegangssleutel ADD COLUMN medewerker TEXT CHECK (length(medewerker) BETWEEN 1 AND 80);

-- A 323 that people decide about, while it waits and after. Recorded facts, no projection: nothing makes them again.
-- `stand` rises with every change, so that who changes it knows that nobody else did meanwhile. `codes` are those of the
-- Header or the Declaratie where the proposal is to refuse it as a whole. Amounts are signed eurocent; `bruto` is what debits and credits claim without their signs.
CREATE TABLE beoordeling (
    bericht_volgnummer BIGINT NOT NULL PRIMARY KEY REFERENCES bericht (volgnummer),
    nummer TEXT NOT NULL,
    begindatum DATE NOT NULL,
    einddatum DATE NOT NULL,
    status TEXT NOT NULL CHECK (status IN
        ('te-beoordelen', 'aangehouden', 'wacht-op-tweede', 'vrijgegeven', 'vastgesteld')),
    versie BIGINT NOT NULL CHECK (versie > 0),
    stand BIGINT NOT NULL CHECK (stand > 0),
    ingediend BIGINT NOT NULL,
    bruto BIGINT NOT NULL CHECK (bruto >= 0),
    toegekend BIGINT NOT NULL,
    regels BIGINT NOT NULL CHECK (regels >= 0),
    afgewezen BIGINT NOT NULL CHECK (afgewezen BETWEEN 0 AND regels),
    codes TEXT NOT NULL,
    eerste_goedkeuring TEXT,
    reden TEXT,
    voorgesteld_op BIGINT NOT NULL,
    CHECK ((status = 'wacht-op-tweede') = (eerste_goedkeuring IS NOT NULL)),
    CHECK ((status = 'aangehouden') = (reden IS NOT NULL))
);

-- Those that wait: they are handed in, and count as such for later ones (OP284).
CREATE INDEX beoordeling_open ON beoordeling (bericht_volgnummer) WHERE status <> 'vastgesteld';

-- The lines of a 323 that waits, until it is decided about. `codes` are those that the rules give the line, or its client
-- (`bij_client`), ascending with a space between them; `afgewezen_met` is the code of a person.
CREATE TABLE voorstelregel (
    bericht_volgnummer BIGINT NOT NULL REFERENCES beoordeling (bericht_volgnummer),
    regel BIGINT NOT NULL CHECK (regel > 0),
    pad TEXT NOT NULL,
    bsn TEXT NOT NULL,
    referentie TEXT NOT NULL,
    vorige_referentie TEXT,
    nummer BIGINT NOT NULL,
    categorie TEXT NOT NULL,
    code TEXT,
    begindatum DATE NOT NULL,
    einddatum DATE NOT NULL,
    volume BIGINT NOT NULL CHECK (volume >= 0),
    eenheid TEXT NOT NULL CHECK (eenheid IN ('01', '04', '14', '16', '82', '83', '84')),
    tarief BIGINT,
    bedrag BIGINT NOT NULL,
    codes TEXT NOT NULL,
    bij_client BOOLEAN NOT NULL,
    afgewezen_met TEXT,
    PRIMARY KEY (bericht_volgnummer, regel)
);

-- What the rules found in a 323 that waits. Nobody but the gemeente sees it: they become rows of bevinding when the 325 leaves.
CREATE TABLE voorstelbevinding (
    bericht_volgnummer BIGINT NOT NULL REFERENCES beoordeling (bericht_volgnummer),
    nummer BIGINT NOT NULL CHECK (nummer > 0),
    niveau TEXT NOT NULL CHECK (niveau IN ('xml', 'schema', 'bericht', 'extern', 'keten')),
    regel TEXT,
    retourcode TEXT,
    pad TEXT NOT NULL,
    regelnummer BIGINT NOT NULL,
    kolom BIGINT NOT NULL,
    tekst TEXT NOT NULL,
    PRIMARY KEY (bericht_volgnummer, nummer)
);

-- Everything that was decided about a 323, in order: by whom (NULL: the gate), when, about which version, which lines (a list
-- in JSON), with which code and why; and what is granted from then on. Rows are only ever added.
CREATE TABLE besluit (
    volgnummer BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    bericht_volgnummer BIGINT NOT NULL REFERENCES beoordeling (bericht_volgnummer),
    moment BIGINT NOT NULL,
    soort TEXT NOT NULL CHECK (soort IN ('voorgesteld', 'voorstel gewijzigd', 'aangehouden', 'hervat', 'afgewezen',
        'hersteld', 'goedgekeurd', 'vastgesteld')),
    medewerker TEXT,
    versie BIGINT NOT NULL CHECK (versie > 0),
    regels TEXT,
    retourcode TEXT,
    toelichting TEXT,
    toegekend BIGINT NOT NULL
);
CREATE INDEX besluit_bericht ON besluit (bericht_volgnummer, volgnummer);
CREATE FUNCTION besluit_blijft() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'besluiten worden niet gewijzigd of verwijderd';
END
$$;
CREATE TRIGGER besluit_blijft_zo BEFORE UPDATE OR DELETE ON besluit FOR EACH ROW EXECUTE FUNCTION besluit_blijft();
CREATE TRIGGER besluit_blijft_staan BEFORE TRUNCATE ON besluit FOR EACH STATEMENT EXECUTE FUNCTION besluit_blijft();
