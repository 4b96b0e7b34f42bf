//! Terms: by when somebody must have sent what, as far as the gate can know (OP090, OP090x4, OP271, OP272, OP274, OP346).
//!
//! Pure, and no history of its own: from how an allocation, a request or a message stands now follows which terms run.
//! So a term ends because it no longer follows, and terms can be derived again from the messages at any time. The day of
//! a message is the day on which the gate took it in.
//!
//! Left out, because messages do not tell: a stop other than at the end of an allocation (OP272), and a rejection by
//! woonplaatsbeginsel within two weeks (OP359): which of the two terms holds is only known once the answer is there.

use chrono::NaiveDate;

use super::dossier::{Gestart, Gestopt, VERWIJDERD};
use crate::bericht::{Richting, StatusAanlevering};
use crate::tijd::{weken_na, werkdagen_na};

/// What is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TermijnSoort {
    /// The retourbericht to a message.
    Retour,
    /// The 325 to a 323.
    DeclaratieAntwoord,
    /// The 305 to an allocation.
    Start,
    /// The 307 to an allocation that ended.
    Stop,
    /// A 301 or 319 to a product that a 315 asks for.
    VerzoekToewijzing,
    /// A 301 or 319 to a 317.
    VerzoekWijziging,
    /// The final answer to a request that the gemeente looks into.
    Onderzoek,
}

impl TermijnSoort {
    /// Every kind.
    pub const ALLE: [TermijnSoort; 7] = [
        TermijnSoort::Retour,
        TermijnSoort::DeclaratieAntwoord,
        TermijnSoort::Start,
        TermijnSoort::Stop,
        TermijnSoort::VerzoekToewijzing,
        TermijnSoort::VerzoekWijziging,
        TermijnSoort::Onderzoek,
    ];

    /// The key in JSON, in the database and on the command line.
    pub fn sleutel(self) -> &'static str {
        match self {
            TermijnSoort::Retour => "retour",
            TermijnSoort::DeclaratieAntwoord => "declaratie-antwoord",
            TermijnSoort::Start => "start",
            TermijnSoort::Stop => "stop",
            TermijnSoort::VerzoekToewijzing => "verzoek-toewijzing",
            TermijnSoort::VerzoekWijziging => "verzoek-wijziging",
            TermijnSoort::Onderzoek => "onderzoek",
        }
    }

    /// The kind with this key, if there is one.
    pub fn van_sleutel(sleutel: &str) -> Option<TermijnSoort> {
        TermijnSoort::ALLE.into_iter().find(|soort| soort.sleutel() == sleutel)
    }

    /// The rules of the standard that give the term.
    pub fn regels(self) -> &'static [&'static str] {
        match self {
            TermijnSoort::Retour => &["OP090"],
            TermijnSoort::DeclaratieAntwoord => &["OP090x4"],
            TermijnSoort::Start => &["OP271"],
            TermijnSoort::Stop => &["OP272"],
            TermijnSoort::VerzoekToewijzing => &["OP274"],
            TermijnSoort::VerzoekWijziging => &["OP346"],
            TermijnSoort::Onderzoek => &["OP274", "OP346"],
        }
    }

    /// The day on which a term of this kind ends that runs from `dag`; never beyond the years of four digits, which an
    /// allocation until further notice may come up to.
    fn laatste_dag(self, dag: NaiveDate) -> NaiveDate {
        let eind = match self {
            TermijnSoort::Retour => werkdagen_na(dag, 3),
            TermijnSoort::DeclaratieAntwoord => werkdagen_na(dag, 10),
            TermijnSoort::Start
            | TermijnSoort::Stop
            | TermijnSoort::VerzoekToewijzing
            | TermijnSoort::VerzoekWijziging => werkdagen_na(dag, 5),
            TermijnSoort::Onderzoek => weken_na(dag, 8),
        };
        NaiveDate::from_ymd_opt(9999, 12, 31).map_or(eind, |grens| eind.min(grens))
    }
}

/// A term.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Termijn {
    /// What is waited for.
    pub soort: TermijnSoort,
    /// Who must send it.
    pub aan_zet: Richting,
    /// The day from which it runs; counted from the day after.
    pub begint_op: NaiveDate,
    /// The last day on which it is in time.
    pub laatste_dag: NaiveDate,
    /// The message that it follows from.
    pub bericht: i64,
}

impl Termijn {
    fn nieuw(soort: TermijnSoort, aan_zet: Richting, begint_op: NaiveDate, bericht: i64) -> Termijn {
        Termijn { soort, aan_zet, begint_op, laatste_dag: soort.laatste_dag(begint_op), bericht }
    }
}

/// How a term stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TermijnStatus {
    /// It is known, but does not run yet.
    Komend,
    /// It runs.
    Lopend,
    /// Its last day is over.
    Verlopen,
}

impl TermijnStatus {
    /// Every status.
    pub const ALLE: [TermijnStatus; 3] =
        [TermijnStatus::Komend, TermijnStatus::Lopend, TermijnStatus::Verlopen];

    /// The key in JSON and on the command line.
    pub fn sleutel(self) -> &'static str {
        match self {
            TermijnStatus::Komend => "komend",
            TermijnStatus::Lopend => "lopend",
            TermijnStatus::Verlopen => "verlopen",
        }
    }

    /// The status with this key, if there is one.
    pub fn van_sleutel(sleutel: &str) -> Option<TermijnStatus> {
        TermijnStatus::ALLE.into_iter().find(|status| status.sleutel() == sleutel)
    }

    /// The status on this day of a term from `begint_op` up to and including `laatste_dag`.
    pub fn op(dag: NaiveDate, begint_op: NaiveDate, laatste_dag: NaiveDate) -> TermijnStatus {
        if dag > laatste_dag {
            TermijnStatus::Verlopen
        } else if dag < begint_op {
            TermijnStatus::Komend
        } else {
            TermijnStatus::Lopend
        }
    }
}

/// A message that somebody learned something from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Melding {
    /// The day on which it came in.
    pub op: NaiveDate,
    /// The message.
    pub bericht: i64,
}

impl Melding {
    /// The term for the answer to this message.
    pub fn antwoordtermijn(self, is_declaratie: bool, aan_zet: Richting) -> Termijn {
        let soort = if is_declaratie { TermijnSoort::DeclaratieAntwoord } else { TermijnSoort::Retour };
        Termijn::nieuw(soort, aan_zet, self.op, self.bericht)
    }
}

/// A version of an allocation, as far as its terms need it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Versie {
    /// First day.
    pub ingangsdatum: NaiveDate,
    /// Last day, if there is one.
    pub einddatum: Option<NaiveDate>,
    /// It takes the allocation back as if it had never been (CS335).
    pub verwijderd: bool,
    /// The 301 that it came with.
    pub melding: Melding,
}

impl Versie {
    /// A version with this RedenWijziging.
    pub fn nieuw(
        ingangsdatum: NaiveDate,
        einddatum: Option<NaiveDate>,
        reden_wijziging: Option<&str>,
        melding: Melding,
    ) -> Versie {
        Versie { ingangsdatum, einddatum, verwijderd: reden_wijziging == Some(VERWIJDERD), melding }
    }
}

/// A start or a stop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Levering {
    /// A start.
    Start(Gestart),
    /// A stop.
    Stop(Gestopt),
}

/// How an allocation stands, as far as its terms need it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Toewijzingverloop {
    /// First day.
    pub ingangsdatum: NaiveDate,
    /// Last day, if there is one.
    pub einddatum: Option<NaiveDate>,
    /// It was taken back as if it had never been (CS335).
    pub verwijderd: bool,
    /// The first 301 with this number.
    pub toegewezen: Melding,
    /// The 301 that made the Einddatum known that is in force.
    pub gewijzigd: Melding,
    /// The 305 with the last start that stands.
    pub gestart: Option<Melding>,
    /// A stop for good stands. A temporary one leaves the one for good to be sent.
    pub gestopt: bool,
}

impl Toewijzingverloop {
    /// How an allocation stands after these versions, by Toewijzingsdatum and -tijd, and these starts and stops, in the
    /// order in which they were processed. None without a version.
    pub fn van(
        versies: &[Versie],
        leveringen: &[(Levering, StatusAanlevering, Melding)],
    ) -> Option<Toewijzingverloop> {
        let geldend = versies.last()?;
        let meldingen = versies.iter().map(|versie| versie.melding);
        let zelfde_einde = versies.iter().rev().take_while(|versie| versie.einddatum == geldend.einddatum);
        let zelfde_einde = zelfde_einde.map(|versie| versie.melding);
        let mut staand: Vec<(&Levering, Melding)> = Vec::new();
        for (levering, status, melding) in leveringen {
            if *status == StatusAanlevering::Verwijderen {
                staand.retain(|(eerder, _)| *eerder != levering);
            } else {
                staand.push((levering, *melding));
            }
        }
        let is_start = |(levering, _): &&(&Levering, Melding)| matches!(levering, Levering::Start(_));
        let gestart = staand.iter().rev().find(is_start).map(|(_, melding)| *melding);
        // Care may start again after a stop for good (OP379): the last thing that was reported tells.
        let gestopt = matches!(staand.last(), Some((Levering::Stop(stop), _)) if !stop.is_tijdelijk());
        Some(Toewijzingverloop {
            ingangsdatum: geldend.ingangsdatum,
            einddatum: geldend.einddatum,
            verwijderd: geldend.verwijderd,
            toegewezen: meldingen.min_by_key(|melding| melding.bericht)?,
            gewijzigd: zelfde_einde.min_by_key(|melding| melding.bericht)?,
            gestart,
            gestopt,
        })
    }

    /// The term that runs for this allocation, if any.
    ///
    /// Choices: when care really starts or ends is not in any message until it is reported, so the days of the allocation
    /// stand for it; and nobody is late with what they could not know: the term runs from the later of that day and the
    /// message that made it known.
    pub fn termijn(&self) -> Option<Termijn> {
        if self.verwijderd || self.gestopt {
            return None;
        }
        let Some(gestart) = self.gestart else {
            let begin = self.ingangsdatum.max(self.toegewezen.op);
            let bericht = self.toegewezen.bericht;
            return Some(Termijn::nieuw(TermijnSoort::Start, Richting::VanAanbieder, begin, bericht));
        };
        let begin = self.einddatum?.max(self.gewijzigd.op).max(gestart.op);
        Some(Termijn::nieuw(TermijnSoort::Stop, Richting::VanAanbieder, begin, self.gewijzigd.bericht))
    }
}

/// How a request stands: a product that a 315 asks for, or a 317.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verzoekverloop {
    /// A 317 rather than a 315.
    pub wijziging: bool,
    /// Dagtekening of the request.
    pub dagtekening: NaiveDate,
    /// The message with the request.
    pub gevraagd: Melding,
    /// The 319 that says that the gemeente looks into it.
    pub in_onderzoek: Option<Melding>,
    /// It was allocated or refused.
    pub beantwoord: bool,
}

impl Verzoekverloop {
    /// The term that runs for this request, if any. One that is looked into ends eight weeks after Dagtekening of
    /// the request, whenever the gemeente said so.
    pub fn termijn(&self) -> Option<Termijn> {
        let nieuw = |soort, op, bericht| Termijn::nieuw(soort, Richting::VanGemeente, op, bericht);
        match (self.beantwoord, self.in_onderzoek) {
            (true, _) => None,
            (false, Some(melding)) => Some(nieuw(TermijnSoort::Onderzoek, self.dagtekening, melding.bericht)),
            (false, None) => {
                let soort = if self.wijziging {
                    TermijnSoort::VerzoekWijziging
                } else {
                    TermijnSoort::VerzoekToewijzing
                };
                Some(nieuw(soort, self.gevraagd.op, self.gevraagd.bericht))
            }
        }
    }
}

#[cfg(test)]
mod tests;
