//! How long data is kept: per kind a period, from a closing day, with a day on which it may go. Pure: takes days and gives days.
//!
//! A period runs up to and including the same day so many years, months or days later; what it holds for may go on the day after.
//! Why each default is what it is stands in `docs/bewaartermijnen.md`.

mod stand;
mod termijn;
mod uren;

pub use stand::{Declaratiefeiten, Dossierfeiten, Reden, Stand};
pub use termijn::Bewaartermijn;
pub use uren::Uren;

use std::collections::BTreeMap;

use chrono::{Datelike, Days, NaiveDate};

/// A kind of data with a period of its own, in the order in which they are cleaned up: what others depend on comes later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Soort {
    /// The XML of answers, and of messages that were rejected: nothing follows from them any more.
    Inhoud,
    /// Declaraties, with their lines, decisions and answers.
    Declaraties,
    /// Dossiers of clients under the Wmo: allocations, starts, stops and requests, with the messages that they follow from.
    DossiersWmo,
    /// The same under the Jeugdwet.
    DossiersJeugd,
    /// What is left of a message whose content went: header, findings, leveringen.
    Berichtgegevens,
    /// Attempts to bring leveringen that were confirmed.
    Bezorgpogingen,
    /// Events.
    Gebeurtenissen,
    /// Refused messages.
    Weigeringen,
    /// Jobs that are done.
    Taken,
    /// Sessions that ended.
    Sessies,
    /// Access keys that hold no more, and secrets of deliveries that were replaced.
    Toegang,
    /// Burgerservicenummers behind pseudonyms that nothing uses any more.
    Clienten,
}

impl Soort {
    /// Every kind, in the order in which they are cleaned up. The access log belongs at the end of this list, and brings its own
    /// function that cuts off its oldest part: see `Poort::stap` in `poort/bewaren.rs`.
    pub const ALLE: [Soort; 12] = [
        Soort::Inhoud,
        Soort::Declaraties,
        Soort::DossiersWmo,
        Soort::DossiersJeugd,
        Soort::Berichtgegevens,
        Soort::Bezorgpogingen,
        Soort::Gebeurtenissen,
        Soort::Weigeringen,
        Soort::Taken,
        Soort::Sessies,
        Soort::Toegang,
        Soort::Clienten,
    ];

    /// The key in settings and in the database.
    pub fn sleutel(self) -> &'static str {
        match self {
            Soort::Inhoud => "inhoud",
            Soort::Declaraties => "declaraties",
            Soort::DossiersWmo => "dossiers-wmo",
            Soort::DossiersJeugd => "dossiers-jeugd",
            Soort::Berichtgegevens => "berichtgegevens",
            Soort::Bezorgpogingen => "bezorgpogingen",
            Soort::Gebeurtenissen => "gebeurtenissen",
            Soort::Weigeringen => "weigeringen",
            Soort::Taken => "taken",
            Soort::Sessies => "sessies",
            Soort::Toegang => "toegang",
            Soort::Clienten => "clienten",
        }
    }

    /// The kind with this key, if there is one.
    pub fn van_sleutel(sleutel: &str) -> Option<Soort> {
        Soort::ALLE.into_iter().find(|soort| soort.sleutel() == sleutel)
    }

    /// What it is, for people.
    pub fn omschrijving(self) -> &'static str {
        match self {
            Soort::Inhoud => "inhoud van retourberichten en afgekeurde berichten",
            Soort::Declaraties => "declaraties met regels en besluiten",
            Soort::DossiersWmo => "dossiers van cliënten, Wmo",
            Soort::DossiersJeugd => "dossiers van cliënten, Jeugdwet",
            Soort::Berichtgegevens => "gegevens van berichten zonder inhoud",
            Soort::Bezorgpogingen => "pogingen om leveringen te bezorgen",
            Soort::Gebeurtenissen => "gebeurtenissen",
            Soort::Weigeringen => "geweigerde berichten",
            Soort::Taken => "taken die klaar zijn",
            Soort::Sessies => "sessies die voorbij zijn",
            Soort::Toegang => "sleutels die niet meer gelden",
            Soort::Clienten => "cliënten over wie niets meer is bewaard",
        }
    }

    /// The period unless it is set otherwise.
    pub fn standaard(self) -> Bewaartermijn {
        match self {
            Soort::Inhoud => Bewaartermijn::jaren(2),
            Soort::Declaraties => Bewaartermijn::jaren(7),
            Soort::DossiersWmo => Bewaartermijn::jaren(15),
            Soort::DossiersJeugd => Bewaartermijn::jaren(20),
            Soort::Berichtgegevens
            | Soort::Bezorgpogingen
            | Soort::Gebeurtenissen
            | Soort::Weigeringen
            | Soort::Toegang => Bewaartermijn::jaren(1),
            Soort::Taken => Bewaartermijn::dagen(90),
            Soort::Sessies => Bewaartermijn::dagen(30),
            Soort::Clienten => Bewaartermijn::dagen(0),
        }
    }

    /// Whether its period begins when the calendar year of the closing day is over, as with everything that is about money.
    pub fn telt_vanaf_jaareinde(self) -> bool {
        self == Soort::Declaraties
    }

    /// Whether its period can be set: what belongs to nobody any more just goes.
    pub fn is_in_te_stellen(self) -> bool {
        self != Soort::Clienten
    }
}

/// The period of each kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bewaarregels {
    gezet: BTreeMap<Soort, Bewaartermijn>,
}

impl Bewaarregels {
    /// Sets the period of a kind.
    pub fn zet(&mut self, soort: Soort, termijn: Bewaartermijn) {
        self.gezet.insert(soort, termijn);
    }

    /// The period of a kind.
    pub fn termijn(&self, soort: Soort) -> Bewaartermijn {
        self.gezet.get(&soort).copied().unwrap_or_else(|| soort.standaard())
    }

    /// The first day on which something of this kind may go that was closed on this day; none where it is kept for ever.
    pub fn mag_weg_vanaf(&self, soort: Soort, gesloten: NaiveDate) -> Option<NaiveDate> {
        let vanaf = if soort.telt_vanaf_jaareinde() { einde_van_jaar(gesloten) } else { gesloten };
        self.termijn(soort).laatste_dag(vanaf)?.checked_add_days(Days::new(1))
    }

    /// Whether something of this kind that was closed on this day may go today.
    pub fn mag_weg(&self, soort: Soort, gesloten: NaiveDate, vandaag: NaiveDate) -> bool {
        self.mag_weg_vanaf(soort, gesloten).is_some_and(|dag| dag <= vandaag)
    }

    /// The last closing day with which something of this kind may go today; none where nothing of it may. It is the same decision
    /// as [`Bewaarregels::mag_weg`], for a query.
    pub fn grens(&self, soort: Soort, vandaag: NaiveDate) -> Option<NaiveDate> {
        // Days of months of different lengths end on the same one: about right first, and then exactly.
        let mut dag = self.termijn(soort).terug_van(vandaag)?;
        if soort.telt_vanaf_jaareinde() {
            dag = einde_van_jaar(dag);
        }
        while !self.mag_weg(soort, dag, vandaag) {
            dag = dag.pred_opt()?;
        }
        while let Some(volgende) = dag.succ_opt().filter(|volgende| self.mag_weg(soort, *volgende, vandaag)) {
            dag = volgende;
        }
        Some(dag)
    }
}

fn einde_van_jaar(dag: NaiveDate) -> NaiveDate {
    NaiveDate::from_ymd_opt(dag.year(), 12, 31).unwrap_or(dag)
}

#[cfg(test)]
mod tests;
