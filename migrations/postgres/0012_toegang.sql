-- Access of systems and people. The twin of migrations/sqlite/0012_toegang.sql.

-- Keys may belong to a person of the gate itself, without a partij. `id` names a key in lists and says nothing of it. `rechten` are
-- keys of rights with a space between them; NULL: all that the role has. `laatst_gebruikt` is a day, written once a day at most.
ALTER TABLE toegangssleutel
    ALTER COLUMN partij_id DROP NOT NULL,
    ADD COLUMN id UUID NOT NULL DEFAULT gen_random_uuid() UNIQUE,
    ADD COLUMN rol TEXT
        CHECK (rol IN ('operator', 'backoffice', 'begrippenbeheer', 'wijkteam', 'aanbieder', 'auditor', 'beheerder')),
    ADD COLUMN rechten TEXT,
    ADD COLUMN laatst_gebruikt DATE,
    ADD CHECK (rol IS NULL OR medewerker IS NOT NULL),
    ADD CHECK ((partij_id IS NULL) = (rol IS NOT NULL AND rol IN ('operator', 'auditor', 'beheerder')));
ALTER TABLE toegangssleutel ALTER COLUMN id DROP DEFAULT;

-- Client certificates by which a partij shows who it is: the SHA-256 of the certificate itself in hexadecimal, or the OIN in its
-- subject. One that was withdrawn stays as a record; of those that hold each stands once.
CREATE TABLE partij_certificaat (
    id UUID NOT NULL PRIMARY KEY,
    partij_id UUID NOT NULL REFERENCES partij (id),
    soort TEXT NOT NULL CHECK (soort IN ('vingerafdruk', 'oin')),
    waarde TEXT NOT NULL CHECK (length(waarde) = CASE soort WHEN 'oin' THEN 20 ELSE 64 END),
    omschrijving TEXT NOT NULL,
    vastgelegd_op BIGINT NOT NULL,
    ingetrokken_op BIGINT
);
CREATE UNIQUE INDEX partij_certificaat_waarde ON partij_certificaat (waarde) WHERE ingetrokken_op IS NULL;
CREATE INDEX partij_certificaat_partij ON partij_certificaat (partij_id);
