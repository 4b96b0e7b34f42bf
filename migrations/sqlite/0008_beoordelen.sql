-- Gemeenten whose people decide about Declaraties. The twin of migrations/postgres/0008_beoordelen.sql.

-- One more way: the gate works out a proposal and people decide. The condition of a column cannot be changed, so the column
-- is made anew.
ALTER TABLE partij ADD COLUMN wijze TEXT NOT NULL DEFAULT 'automatisch'
    CHECK (wijze IN ('automatisch', 'zelf', 'beoordelen'));
UPDATE partij SET wijze = beantwoording;
ALTER TABLE partij DROP COLUMN beantwoording;
ALTER TABLE partij RENAME COLUMN wijze TO beantwoording;
-- From this amount on two people must approve, in eurocent; NULL: one is enough.
ALTER TABLE partij ADD COLUMN vier_ogen_vanaf INTEGER CHECK (vier_ogen_vanaf >= 0);

-- Who uses a key, where it is that of a person and not of a program.
ALTER TABLE toegangssleutel ADD COLUMN medewerker TEXT CHECK (length(medewerker) BETWEEN 1 AND 80);

-- A 323 that people decide about, while it waits and after. Recorded facts, no projection: nothing makes them again.
-- `stand` rises with every change, so that who changes it knows that nobody else did meanwhile. `codes` are those of the
-- Header or the Declaratie where the proposal is to refuse it as a whole. Amounts are signed eurocent; `bruto` is what debits and credits claim without their signs.
CREATE TABLE beoordeling (
    bericht_volgnummer INTEGER NOT NULL PRIMARY KEY REFERENCES bericht (volgnummer),
    nummer TEXT NOT NULL,
    begindatum TEXT NOT NULL,
    einddatum TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN
        ('te-beoordelen', 'aangehouden', 'wacht-op-tweede', 'vrijgegeven', 'vastgesteld')),
    versie INTEGER NOT NULL CHECK (versie > 0),
    stand INTEGER NOT NULL CHECK (stand > 0),
    ingediend INTEGER NOT NULL,
    bruto INTEGER NOT NULL CHECK (bruto >= 0),
    toegekend INTEGER NOT NULL,
    regels INTEGER NOT NULL CHECK (regels >= 0),
    afgewezen INTEGER NOT NULL CHECK (afgewezen BETWEEN 0 AND regels),
    codes TEXT NOT NULL,
    eerste_goedkeuring TEXT,
    reden TEXT,
    voorgesteld_op INTEGER NOT NULL,
    CHECK ((status = 'wacht-op-tweede') = (eerste_goedkeuring IS NOT NULL)),
    CHECK ((status = 'aangehouden') = (reden IS NOT NULL))
) STRICT;

-- Those that wait: they are handed in, and count as such for later ones (OP284).
CREATE INDEX beoordeling_open ON beoordeling (bericht_volgnummer) WHERE status <> 'vastgesteld';

-- The lines of a 323 that waits, until it is decided about. `codes` are those that the rules give the line, or its client
-- (`bij_client`), ascending with a space between them; `afgewezen_met` is the code of a person.
CREATE TABLE voorstelregel (
    bericht_volgnummer INTEGER NOT NULL REFERENCES beoordeling (bericht_volgnummer),
    regel INTEGER NOT NULL CHECK (regel > 0),
    pad TEXT NOT NULL,
    bsn TEXT NOT NULL,
    referentie TEXT NOT NULL,
    vorige_referentie TEXT,
    nummer INTEGER NOT NULL,
    categorie TEXT NOT NULL,
    code TEXT,
    begindatum TEXT NOT NULL,
    einddatum TEXT NOT NULL,
    volume INTEGER NOT NULL CHECK (volume >= 0),
    eenheid TEXT NOT NULL CHECK (eenheid IN ('01', '04', '14', '16', '82', '83', '84')),
    tarief INTEGER,
    bedrag INTEGER NOT NULL,
    codes TEXT NOT NULL,
    bij_client INTEGER NOT NULL CHECK (bij_client IN (0, 1)),
    afgewezen_met TEXT,
    PRIMARY KEY (bericht_volgnummer, regel)
) STRICT, WITHOUT ROWID;

-- What the rules found in a 323 that waits. Nobody but the gemeente sees it: they become rows of bevinding when the 325 leaves.
CREATE TABLE voorstelbevinding (
    bericht_volgnummer INTEGER NOT NULL REFERENCES beoordeling (bericht_volgnummer),
    nummer INTEGER NOT NULL CHECK (nummer > 0),
    niveau TEXT NOT NULL CHECK (niveau IN ('xml', 'schema', 'bericht', 'extern', 'keten')),
    regel TEXT,
    retourcode TEXT,
    pad TEXT NOT NULL,
    regelnummer INTEGER NOT NULL,
    kolom INTEGER NOT NULL,
    tekst TEXT NOT NULL,
    PRIMARY KEY (bericht_volgnummer, nummer)
) STRICT, WITHOUT ROWID;

-- Everything that was decided about a 323, in order: by whom (NULL: the gate), when, about which version, which lines (a list
-- in JSON), with which code and why; and what is granted from then on. Rows are only ever added.
CREATE TABLE besluit (
    volgnummer INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT CHECK (volgnummer > 0),
    bericht_volgnummer INTEGER NOT NULL REFERENCES beoordeling (bericht_volgnummer),
    moment INTEGER NOT NULL,
    soort TEXT NOT NULL CHECK (soort IN ('voorgesteld', 'voorstel gewijzigd', 'aangehouden', 'hervat', 'afgewezen',
        'hersteld', 'goedgekeurd', 'vastgesteld')),
    medewerker TEXT,
    versie INTEGER NOT NULL CHECK (versie > 0),
    regels TEXT CHECK (json_valid(regels)),
    retourcode TEXT,
    toelichting TEXT,
    toegekend INTEGER NOT NULL
) STRICT;
CREATE INDEX besluit_bericht ON besluit (bericht_volgnummer, volgnummer);
CREATE TRIGGER besluit_blijft_zo BEFORE UPDATE ON besluit
BEGIN
    SELECT RAISE(ABORT, 'besluiten worden niet gewijzigd');
END;
CREATE TRIGGER besluit_blijft_staan BEFORE DELETE ON besluit
BEGIN
    SELECT RAISE(ABORT, 'besluiten worden niet verwijderd');
END;
-- INSERT OR REPLACE removes a row without the trigger above.
CREATE TRIGGER besluit_wordt_niet_vervangen BEFORE INSERT ON besluit
WHEN EXISTS (SELECT 1 FROM besluit WHERE volgnummer = NEW.volgnummer)
BEGIN
    SELECT RAISE(ABORT, 'besluiten worden niet vervangen');
END;
