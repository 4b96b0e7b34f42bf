-- Parties that answer messages themselves. The twin of migrations/sqlite/0004_zelf_antwoorden.sql.

-- Who answers what a party receives: the gate, or the party itself.
ALTER TABLE partij ADD COLUMN beantwoording TEXT NOT NULL DEFAULT 'automatisch'
    CHECK (beantwoording IN ('automatisch', 'zelf'));

-- The messages that wait for the answer of their receiver: they were processed and passed on, without an outcome yet.
CREATE INDEX bericht_wacht_op_antwoord ON bericht (stroom_id, identificatie)
    WHERE status = 'verwerkt' AND uitkomst IS NULL AND stroom_id IS NOT NULL;

-- What a message changes counts from its answer on. The answers of the gate get their volgnummer at that moment; those of
-- parties were stored before, so they take a number of their own then, from the same row of numbers.
ALTER TABLE bericht ADD COLUMN besluit_volgnummer BIGINT;
CREATE INDEX bericht_besluit ON bericht (coalesce(besluit_volgnummer, volgnummer)) WHERE reactie_op IS NOT NULL;
