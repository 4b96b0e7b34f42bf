-- What was used of each allocation, kept rather than added up. The twin of migrations/sqlite/0005_verbruik.sql.

-- Projection: what granted lines used of each allocation, debits minus credits, by unit (TR321). A large Declaratie would
-- otherwise read the whole past of every allocation in it.
CREATE TABLE verbruik (
    standaard TEXT NOT NULL CHECK (standaard IN ('ijw', 'iwmo')),
    gemeente TEXT NOT NULL,
    nummer BIGINT NOT NULL,
    aanbieder TEXT NOT NULL,
    eenheid TEXT NOT NULL CHECK (eenheid IN ('01', '04', '14', '16', '82', '83', '84')),
    debets BIGINT NOT NULL,
    volume BIGINT NOT NULL,
    bedrag BIGINT NOT NULL,
    PRIMARY KEY (standaard, gemeente, nummer, aanbieder, eenheid)
);
INSERT INTO verbruik
    SELECT standaard, gemeente, nummer, aanbieder, eenheid, sum(CASE WHEN vorige_referentie IS NULL THEN 1 ELSE -1 END),
        sum(CASE WHEN vorige_referentie IS NULL THEN volume ELSE -volume END), sum(bedrag)
    FROM prestatie WHERE toegekend GROUP BY standaard, gemeente, nummer, aanbieder, eenheid;

-- The lines of an allocation by the day on which they begin (TR389). Nothing is added up from the index any more.
DROP INDEX prestatie_toewijzing;
CREATE INDEX prestatie_toewijzing ON prestatie (standaard, gemeente, nummer, begindatum);
