-- The overviews ask of very many lines whether a credit took them back. The twin of migrations/postgres/0009_overzichten.sql.

-- Anew, with every column that the question is about: SQLite, which knows no statistics, would otherwise rather walk through all
-- lines of a standard (TR390).
DROP INDEX prestatie_credit;
CREATE INDEX prestatie_credit ON prestatie (standaard, aanbieder, vorige_referentie, toegekend)
    WHERE vorige_referentie IS NOT NULL AND toegekend;
