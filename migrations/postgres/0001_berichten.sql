-- Berichtenpoort on PostgreSQL. The twin of migrations/sqlite/0001_berichten.sql: the same tables, columns and names.
-- Conventions: moments are BIGINT microseconds since 1970-01-01 UTC; amounts are BIGINT eurocent. A message is referred
-- to by its volgnummer.

-- Everybody who may send or receive.
CREATE TABLE partij (
    id UUID NOT NULL PRIMARY KEY,
    soort TEXT NOT NULL CHECK (soort IN ('gemeente', 'wijkteam', 'aanbieder')),
    code TEXT NOT NULL UNIQUE,
    naam TEXT NOT NULL,
    gemeente TEXT,
    CHECK ((soort = 'wijkteam') = (gemeente IS NOT NULL))
);

-- Access keys of parties. Only the hash is kept; a key that expired or was withdrawn stays as a record.
CREATE TABLE toegangssleutel (
    hash BYTEA NOT NULL PRIMARY KEY CHECK (octet_length(hash) = 32),
    partij_id UUID NOT NULL REFERENCES partij (id),
    omschrijving TEXT NOT NULL,
    uitgegeven_op BIGINT NOT NULL,
    verloopt_op BIGINT,
    ingetrokken_op BIGINT
);
CREATE INDEX toegangssleutel_partij ON toegangssleutel (partij_id);

-- Facts about this gate itself, such as that it holds the demo. The first value that is written stays.
CREATE TABLE kenmerk (
    naam TEXT NOT NULL PRIMARY KEY,
    waarde TEXT NOT NULL
);

-- One stream of messages that are processed in order. Numbering happens in this row, within the transaction that stores
-- the message, so that the numbers follow the order of the commits.
CREATE TABLE stroom (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    gemeente TEXT NOT NULL,
    aanbieder TEXT NOT NULL,
    standaard TEXT NOT NULL CHECK (standaard IN ('ijw', 'iwmo')),
    laatste_volgnummer BIGINT NOT NULL DEFAULT 0 CHECK (laatste_volgnummer >= 0),
    UNIQUE (gemeente, aanbieder, standaard)
);

-- Which worker holds a stream, and until when. Apart from stroom, so that a message can come in while another one of the
-- stream is being recorded.
CREATE TABLE stroom_lease (
    stroom_id BIGINT NOT NULL PRIMARY KEY REFERENCES stroom (id),
    lease_door UUID,
    lease_tot BIGINT,
    CHECK ((lease_door IS NULL) = (lease_tot IS NULL))
);

-- Every message that was accepted (level 1 passed) and every answer that the gate wrote. The header columns repeat what
-- stands in the bytes. An answer of the gate is in no stream: it was processed when it was written.
CREATE TABLE bericht (
    volgnummer BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id UUID NOT NULL UNIQUE,
    stroom_id BIGINT REFERENCES stroom (id),
    stroom_volgnummer BIGINT,
    berichttype TEXT NOT NULL CHECK (berichttype IN (
        'JW301', 'JW302', 'JW305', 'JW306', 'JW307', 'JW308', 'JW315', 'JW316', 'JW317', 'JW318', 'JW319', 'JW320',
        'JW323', 'JW325', 'WMO301', 'WMO302', 'WMO305', 'WMO306', 'WMO307', 'WMO308', 'WMO315', 'WMO316', 'WMO317',
        'WMO318', 'WMO319', 'WMO320', 'WMO323', 'WMO325')),
    verzender_id UUID NOT NULL REFERENCES partij (id),
    geadresseerde_id UUID NOT NULL REFERENCES partij (id),
    afzender TEXT NOT NULL,
    ontvanger TEXT NOT NULL,
    identificatie TEXT NOT NULL,
    dagtekening DATE NOT NULL,
    sha256 BYTEA NOT NULL CHECK (octet_length(sha256) = 32),
    grootte BIGINT NOT NULL CHECK (grootte >= 0),
    ontvangen_op BIGINT NOT NULL,
    oordeel TEXT NOT NULL CHECK (oordeel IN ('geldig', 'regels')),
    status TEXT NOT NULL CHECK (status IN ('ontvangen', 'verwerkt', 'geparkeerd')),
    uitkomst TEXT CHECK (uitkomst IN ('goedgekeurd', 'afgekeurd', 'deels goedgekeurd')),
    reactie_op UUID REFERENCES bericht (id),
    door_poort BOOLEAN NOT NULL,
    verwerkt_op BIGINT,
    pogingen INTEGER NOT NULL DEFAULT 0 CHECK (pogingen >= 0),
    volgende_poging BIGINT,
    oorzaak TEXT,
    UNIQUE (stroom_id, stroom_volgnummer),
    CHECK ((stroom_id IS NULL) = (stroom_volgnummer IS NULL)),
    CHECK ((stroom_id IS NULL) = door_poort),
    CHECK (NOT door_poort OR status = 'verwerkt'),
    CHECK ((status = 'verwerkt') = (verwerkt_op IS NOT NULL)),
    CHECK (uitkomst IS NULL OR status = 'verwerkt'),
    CHECK (volgende_poging IS NULL OR status = 'ontvangen')
);
-- The same bytes by the same sender are one message. Two answers of the gate may well be alike.
CREATE UNIQUE INDEX bericht_zelfde_bytes ON bericht (verzender_id, sha256) WHERE NOT door_poort;
CREATE UNIQUE INDEX bericht_reactie_op ON bericht (reactie_op) WHERE reactie_op IS NOT NULL;
-- The work: these three stay small, however many messages were processed.
CREATE INDEX bericht_wachtend ON bericht (volgnummer) WHERE status = 'ontvangen';
CREATE INDEX bericht_vooraan ON bericht (stroom_id, stroom_volgnummer) WHERE status = 'ontvangen';
CREATE INDEX bericht_uitgesteld ON bericht (stroom_id) WHERE status = 'ontvangen' AND volgende_poging IS NOT NULL;
-- The filters of lists, each newest first.
CREATE INDEX bericht_geparkeerd ON bericht (volgnummer) WHERE status = 'geparkeerd';
CREATE INDEX bericht_berichttype ON bericht (berichttype, volgnummer);
CREATE INDEX bericht_afzender ON bericht (afzender, volgnummer);
CREATE INDEX bericht_ontvanger ON bericht (ontvanger, volgnummer);
CREATE INDEX bericht_ontvangen_op ON bericht (ontvangen_op);

-- The bytes of each message as received or written. Never changed.
CREATE TABLE inhoud (
    bericht_volgnummer BIGINT NOT NULL PRIMARY KEY REFERENCES bericht (volgnummer),
    bytes BYTEA NOT NULL
);

-- Who may see a message: its sender and everybody with a levering of it. Written together with those.
CREATE TABLE zicht (
    partij_id UUID NOT NULL REFERENCES partij (id),
    bericht_volgnummer BIGINT NOT NULL REFERENCES bericht (volgnummer),
    PRIMARY KEY (partij_id, bericht_volgnummer)
);

-- What checks found in a message, numbered in the order in which they found it. Holds no personal data.
CREATE TABLE bevinding (
    bericht_volgnummer BIGINT NOT NULL REFERENCES bericht (volgnummer),
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
CREATE INDEX bevinding_regel ON bevinding (regel, bericht_volgnummer) WHERE regel IS NOT NULL;

-- Messages that were not taken in, with the reason as a key, for the operator. The bytes are not kept; the same bytes again only raise the counter.
CREATE TABLE weigering (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    partij_id UUID NOT NULL REFERENCES partij (id),
    sha256 BYTEA NOT NULL CHECK (octet_length(sha256) = 32),
    grootte BIGINT NOT NULL CHECK (grootte >= 0),
    berichttype TEXT,
    oordeel TEXT NOT NULL
        CHECK (oordeel IN ('geldig', 'geen-xml', 'onveilig', 'onbekend-bericht', 'schema', 'regels')),
    reden TEXT NOT NULL,
    bevindingen TEXT NOT NULL,
    eerste_op BIGINT NOT NULL,
    laatste_op BIGINT NOT NULL,
    aantal BIGINT NOT NULL DEFAULT 1 CHECK (aantal > 0),
    UNIQUE (partij_id, sha256)
);
CREATE INDEX weigering_laatste_op ON weigering (laatste_op);

-- One copy of a message for one party: its postbus. The volgnummer is the order of the postbus.
CREATE TABLE levering (
    volgnummer BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id UUID NOT NULL UNIQUE,
    partij_id UUID NOT NULL REFERENCES partij (id),
    bericht_volgnummer BIGINT NOT NULL REFERENCES bericht (volgnummer),
    aangeboden_op BIGINT NOT NULL,
    bevestigd_op BIGINT,
    UNIQUE (bericht_volgnummer, partij_id)
);
CREATE INDEX levering_postbus ON levering (partij_id, volgnummer) WHERE bevestigd_op IS NULL;

-- Identifications of accepted messages: each is used once per type and sender (TR056).
CREATE TABLE gebruikte_identificatie (
    berichttype TEXT NOT NULL,
    afzender TEXT NOT NULL,
    identificatie TEXT NOT NULL,
    bericht_volgnummer BIGINT NOT NULL REFERENCES bericht (volgnummer),
    PRIMARY KEY (berichttype, afzender, identificatie)
);

-- Projection: whom a toewijzingnummer belongs to, for good (TR332). Versions of the allocation are in toewijzing.
CREATE TABLE toewijzing_nummer (
    standaard TEXT NOT NULL CHECK (standaard IN ('ijw', 'iwmo')),
    gemeente TEXT NOT NULL,
    nummer BIGINT NOT NULL CHECK (nummer >= 0),
    aanbieder TEXT NOT NULL,
    bsn TEXT NOT NULL,
    PRIMARY KEY (standaard, gemeente, nummer)
);
CREATE INDEX toewijzing_nummer_client ON toewijzing_nummer (standaard, gemeente, aanbieder, bsn);

-- Projection: every version of every allocation. In force is the one with the greatest toegewezen_op (IV013): Dutch
-- local time, counted in microseconds as if it were UTC, as messages give it without a zone.
CREATE TABLE toewijzing (
    standaard TEXT NOT NULL,
    gemeente TEXT NOT NULL,
    nummer BIGINT NOT NULL,
    toegewezen_op BIGINT NOT NULL,
    categorie TEXT,
    code TEXT,
    ingangsdatum DATE NOT NULL,
    einddatum DATE,
    reden_wijziging TEXT,
    volume BIGINT,
    eenheid TEXT CHECK (eenheid IN ('01', '04', '14', '16', '82', '83', '84')),
    frequentie TEXT CHECK (frequentie IN ('1', '2', '4', '6')),
    budget BIGINT,
    referentie_aanbieder TEXT,
    bericht_volgnummer BIGINT NOT NULL REFERENCES bericht (volgnummer),
    PRIMARY KEY (standaard, gemeente, nummer, toegewezen_op),
    FOREIGN KEY (standaard, gemeente, nummer) REFERENCES toewijzing_nummer (standaard, gemeente, nummer),
    CHECK (code IS NULL OR categorie IS NOT NULL),
    CHECK ((volume IS NULL) = (eenheid IS NULL) AND (volume IS NULL) = (frequentie IS NULL))
);

-- Projection: starts and stops in the order in which they were processed, the taking back of one included.
CREATE TABLE regie (
    volgnummer BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    soort TEXT NOT NULL CHECK (soort IN ('start', 'stop')),
    standaard TEXT NOT NULL CHECK (standaard IN ('ijw', 'iwmo')),
    gemeente TEXT NOT NULL,
    aanbieder TEXT NOT NULL,
    bsn TEXT NOT NULL,
    nummer BIGINT,
    categorie TEXT,
    code TEXT,
    toewijzing_ingangsdatum DATE,
    begindatum DATE NOT NULL,
    reden_beeindiging TEXT,
    einddatum DATE,
    status_aanlevering TEXT NOT NULL CHECK (status_aanlevering IN ('1', '2', '3', '9')),
    bericht_volgnummer BIGINT NOT NULL REFERENCES bericht (volgnummer),
    CHECK ((soort = 'stop') = (einddatum IS NOT NULL)),
    CHECK ((soort = 'stop') = (reden_beeindiging IS NOT NULL)),
    CHECK (code IS NULL OR categorie IS NOT NULL)
);
CREATE INDEX regie_client ON regie (standaard, gemeente, aanbieder, bsn, volgnummer);

-- Projection: processed Declaraties. A number is used once per standard and aanbieder (TR333).
CREATE TABLE declaratie (
    bericht_volgnummer BIGINT NOT NULL PRIMARY KEY REFERENCES bericht (volgnummer),
    standaard TEXT NOT NULL CHECK (standaard IN ('ijw', 'iwmo')),
    aanbieder TEXT NOT NULL,
    nummer TEXT NOT NULL,
    gemeente TEXT NOT NULL,
    begindatum DATE NOT NULL,
    einddatum DATE NOT NULL,
    totaal BIGINT NOT NULL,
    toegekend BIGINT NOT NULL,
    UNIQUE (standaard, aanbieder, nummer)
);

-- Projection: the lines of processed Declaraties, refused ones too, as their numbers stay used (TR314).
CREATE TABLE prestatie (
    standaard TEXT NOT NULL,
    aanbieder TEXT NOT NULL,
    referentie TEXT NOT NULL,
    gemeente TEXT NOT NULL,
    bsn TEXT NOT NULL,
    nummer BIGINT NOT NULL,
    categorie TEXT NOT NULL,
    code TEXT,
    begindatum DATE NOT NULL,
    einddatum DATE NOT NULL,
    volume BIGINT NOT NULL CHECK (volume >= 0),
    eenheid TEXT NOT NULL CHECK (eenheid IN ('01', '04', '14', '16', '82', '83', '84')),
    tarief BIGINT,
    bedrag BIGINT NOT NULL,
    vorige_referentie TEXT,
    toegekend BOOLEAN NOT NULL,
    bericht_volgnummer BIGINT NOT NULL REFERENCES declaratie (bericht_volgnummer),
    PRIMARY KEY (standaard, aanbieder, referentie)
);
CREATE INDEX prestatie_toewijzing ON prestatie (standaard, gemeente, nummer);
CREATE INDEX prestatie_declaratie ON prestatie (bericht_volgnummer);
