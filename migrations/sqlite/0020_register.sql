-- The shared register: what words and codes mean, as it stood at any moment. The twin of migrations/postgres/0020_register.sql.

-- Which stand the register is at. One row: whoever changes the register changes this row first, so that changes follow one another.
CREATE TABLE registerkop (
    een INTEGER NOT NULL PRIMARY KEY CHECK (een = 1),
    stand INTEGER NOT NULL CHECK (stand >= 0)
) STRICT;
INSERT INTO registerkop (een, stand) VALUES (1, 0);

-- Every step of the register: without gaps, in the order in which they were committed. kenmerk is a hash of the content that came
-- with the program, so that it is brought in once.
CREATE TABLE registerstand (
    stand INTEGER NOT NULL PRIMARY KEY CHECK (stand > 0),
    moment INTEGER NOT NULL,
    door TEXT NOT NULL,
    wat TEXT NOT NULL,
    kenmerk TEXT UNIQUE
) STRICT;

-- Every version of every piece. Of each piece one version that was decided on and one draft are open (tot_stand is null); what is closed
-- stays as it was. inhoud is JSON; the other columns repeat what is in it.
CREATE TABLE registerstuk (
    soort TEXT NOT NULL,
    sleutel TEXT NOT NULL,
    versie INTEGER NOT NULL CHECK (versie > 0),
    vanaf_stand INTEGER NOT NULL REFERENCES registerstand (stand),
    tot_stand INTEGER REFERENCES registerstand (stand),
    status TEXT NOT NULL CHECK (status IN
        ('inBewerking', 'voorgesteld', 'vastgesteld', 'vastgesteldEnInBewerking', 'vervangen', 'vervallen')),
    eigenaar TEXT NOT NULL,
    ingangsdatum TEXT,
    einddatum TEXT,
    herkomst TEXT NOT NULL CHECK (herkomst IN ('programma', 'hier')),
    inhoud TEXT NOT NULL,
    PRIMARY KEY (soort, sleutel, versie),
    CHECK (tot_stand > vanaf_stand),
    CHECK (einddatum >= ingangsdatum)
) STRICT;
CREATE UNIQUE INDEX registerstuk_concept ON registerstuk (soort, sleutel)
    WHERE tot_stand IS NULL AND status IN ('inBewerking', 'voorgesteld');
CREATE UNIQUE INDEX registerstuk_vastgesteld ON registerstuk (soort, sleutel)
    WHERE tot_stand IS NULL AND status NOT IN ('inBewerking', 'voorgesteld');
