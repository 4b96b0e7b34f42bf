-- How long data is kept. The twin of migrations/postgres/0016_bewaren.sql. docs/bewaartermijnen.md says what goes when, and why.

-- Replacing a data key looks for what is under the old one in steps, each after the row before it; and whoever removes a key must know
-- at once that nothing needs it.
DROP INDEX client_sleutel;
CREATE INDEX client_sleutel ON client (sleutel, pseudoniem);
DROP INDEX wijk_sleutel;
CREATE INDEX wijk_sleutel ON wijk (sleutel, pseudoniem);
CREATE INDEX beoordeling_reden_sleutel ON beoordeling (reden_sleutel, bericht_volgnummer) WHERE reden_sleutel IS NOT NULL;
CREATE INDEX besluit_toelichting_sleutel ON besluit (toelichting_sleutel, volgnummer) WHERE toelichting_sleutel IS NOT NULL;
