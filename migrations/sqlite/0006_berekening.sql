-- How the gate came to its verdict on each line of a Declaratie. The twin of migrations/postgres/0006_berekening.sql.

-- The sums of each line that was judged, as they stood then: what was recorded, and no projection. `regel` is the number of the line
-- in its message, from 1; `gegevens` is JSON without personal data.
CREATE TABLE berekening (
    bericht_volgnummer INTEGER NOT NULL REFERENCES bericht (volgnummer),
    regel INTEGER NOT NULL CHECK (regel > 0),
    gegevens TEXT NOT NULL,
    PRIMARY KEY (bericht_volgnummer, regel)
) STRICT, WITHOUT ROWID;
