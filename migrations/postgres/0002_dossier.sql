-- The dossier in full: requests and their answers, and what is asked of the lines of Declaraties.
-- The twin of migrations/sqlite/0002_dossier.sql.

-- Projection: requests by the reference that the aanbieder gave them, once per standard (TR347), and the messages that
-- answered them: a 319 that it is being looked into, a 319 that refused it, and the first 301 that followed from it.
CREATE TABLE verzoek (
    standaard TEXT NOT NULL CHECK (standaard IN ('ijw', 'iwmo')),
    aanbieder TEXT NOT NULL,
    referentie TEXT NOT NULL,
    gemeente TEXT NOT NULL,
    bsn TEXT NOT NULL,
    soort TEXT NOT NULL CHECK (soort IN ('toewijzing', 'wijziging')),
    dagtekening DATE NOT NULL,
    bericht_volgnummer BIGINT NOT NULL REFERENCES bericht (volgnummer),
    onderzocht_door BIGINT REFERENCES bericht (volgnummer),
    afgewezen_door BIGINT REFERENCES bericht (volgnummer),
    toegewezen_door BIGINT REFERENCES bericht (volgnummer),
    PRIMARY KEY (standaard, aanbieder, referentie)
);
CREATE INDEX verzoek_client ON verzoek (standaard, gemeente, aanbieder, bsn);

-- The month that was declared last (TR318).
CREATE INDEX declaratie_periode ON declaratie (standaard, gemeente, aanbieder, begindatum);

-- What was taken back (TR390).
CREATE INDEX prestatie_credit ON prestatie (standaard, aanbieder, vorige_referentie)
    WHERE vorige_referentie IS NOT NULL AND toegekend;

-- The lines of an allocation, by the day on which they begin, with what is added up of them: answered from the index alone,
-- however many lines lie between them in the table. SQLite keeps the table itself in that order.
DROP INDEX prestatie_toewijzing;
CREATE INDEX prestatie_toewijzing ON prestatie (standaard, gemeente, nummer, begindatum)
    INCLUDE (aanbieder, toegekend, eenheid, volume, bedrag, vorige_referentie);
