//! Declaraties, their lines and what was decided, as somebody may see them: plain values, without SQL.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use crate::bericht::Standaard;
use crate::declaratie::Beoordelingsstatus;
use crate::keten::Uitkomst;

/// Where a Declaratie is, for who looks at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Declaratiestatus {
    /// Claimed: not processed yet, or waiting for the 325 of the gemeente's own software; for the aanbieder also whatever the
    /// gemeente is still deciding about.
    Ingediend,
    /// The gemeente decides.
    InBeoordeling(Beoordelingsstatus),
    /// Answered.
    Vastgesteld,
}

impl Declaratiestatus {
    /// The key in JSON.
    pub fn sleutel(self) -> &'static str {
        match self {
            Declaratiestatus::Ingediend => "ingediend",
            Declaratiestatus::InBeoordeling(status) => status.sleutel(),
            Declaratiestatus::Vastgesteld => "vastgesteld",
        }
    }

    /// The status with this key, if there is one.
    pub fn van_sleutel(sleutel: &str) -> Option<Declaratiestatus> {
        match sleutel {
            "ingediend" => Some(Declaratiestatus::Ingediend),
            "vastgesteld" => Some(Declaratiestatus::Vastgesteld),
            sleutel => Beoordelingsstatus::van_sleutel(sleutel).map(Declaratiestatus::InBeoordeling),
        }
    }
}

/// Who looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kijker {
    /// The gemeente with this id.
    Gemeente(Uuid),
    /// The aanbieder with this id.
    Aanbieder(Uuid),
}

impl Kijker {
    pub(super) fn partij(self) -> Uuid {
        let (Kijker::Gemeente(partij) | Kijker::Aanbieder(partij)) = self;
        partij
    }

    /// What the status of a row is for this viewer.
    pub(super) fn status(self) -> &'static str {
        match self {
            Kijker::Gemeente(_) => {
                "CASE WHEN bericht.uitkomst IS NULL THEN coalesce(o.status, 'ingediend') ELSE 'vastgesteld' END"
            }
            Kijker::Aanbieder(_) => {
                "CASE WHEN bericht.uitkomst IS NULL THEN 'ingediend' ELSE 'vastgesteld' END"
            }
        }
    }
}

/// A Declaratie as somebody may see it. What is not known, or not for who looks, is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeclaratieRij {
    /// Id of the 323.
    pub id: Uuid,
    /// Its number within the gate.
    pub volgnummer: i64,
    /// Under which law.
    pub standaard: Standaard,
    /// CBS code.
    pub gemeente: String,
    /// AGB code.
    pub aanbieder: String,
    /// Where it is.
    pub status: Declaratiestatus,
    /// How it ended.
    pub uitkomst: Option<Uitkomst>,
    /// When it came in.
    pub ontvangen_op: DateTime<Utc>,
    /// DeclaratieNummer.
    pub nummer: Option<String>,
    /// First and last day of the DeclaratiePeriode.
    pub periode: Option<(NaiveDate, NaiveDate)>,
    /// Eurocent claimed, debits minus credits.
    pub ingediend: Option<i64>,
    /// Eurocent granted, or what would be.
    pub toegekend: Option<i64>,
    /// The codes where it is or would be refused as a whole, with a space between them; otherwise empty.
    pub codes: String,
    /// Version of the proposal.
    pub versie: Option<i64>,
    /// Why it is kept back.
    pub reden: Option<String>,
    /// Who approved first.
    pub eerste_goedkeuring: Option<String>,
    /// By when the 325 must be there.
    pub laatste_dag: Option<NaiveDate>,
}

/// How many lines a Declaratie has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Regeltelling {
    /// In all.
    pub regels: i64,
    /// Refused, or to be.
    pub afgewezen: i64,
}

/// Which Declaraties a list shows: all conditions hold at once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeclaratieFilter {
    /// With this status.
    pub status: Option<Declaratiestatus>,
    /// Of the aanbieder with this AGB code.
    pub aanbieder: Option<String>,
    /// Under this law.
    pub standaard: Option<Standaard>,
    /// Behind this one: the last of the page before.
    pub na: Option<DeclaratieCursor>,
}

/// A place in the list: those that wait by the last day of their term, then those that were answered, the latest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeclaratieCursor {
    /// Last day and number of one that waits.
    Wacht(NaiveDate, i64),
    /// Number of one that was answered.
    Beantwoord(i64),
}

impl DeclaratieRij {
    /// The place of this one in the list.
    pub fn cursor(&self) -> DeclaratieCursor {
        match self.laatste_dag {
            Some(laatste_dag) => DeclaratieCursor::Wacht(laatste_dag, self.volgnummer),
            None => DeclaratieCursor::Beantwoord(self.volgnummer),
        }
    }
}

/// A line of a Declaratie.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct PrestatieRij {
    /// Which line of the message, from 1.
    pub regel: i64,
    /// BSN of the client.
    pub bsn: String,
    /// ReferentieNummer.
    pub referentie: String,
    /// VorigReferentieNummer.
    pub vorige_referentie: Option<String>,
    /// ToewijzingNummer.
    pub nummer: i64,
    /// ProductCategorie.
    pub categorie: String,
    /// ProductCode.
    pub code: Option<String>,
    /// First day.
    pub begindatum: NaiveDate,
    /// Last day.
    pub einddatum: NaiveDate,
    /// GeleverdVolume.
    pub volume: i64,
    /// Eenheid, as a code.
    pub eenheid: String,
    /// ProductTarief in eurocent.
    pub tarief: Option<i64>,
    /// Eurocent claimed; negative for a credit.
    pub bedrag: i64,
    /// Whether it is granted, or would be.
    pub toegekend: bool,
    /// Its codes, or those of its client, with a space between them; empty where it is granted.
    pub retourcodes: String,
    /// The code of a person, as long as the 323 is not decided about.
    pub afgewezen_met: Option<String>,
    /// Path in the message, as long as the 323 is not decided about.
    pub pad: Option<String>,
}

/// Something that was decided about a Declaratie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BesluitRij {
    /// When.
    pub moment: DateTime<Utc>,
    /// What: a key of [`crate::declaratie::Besluitsoort`].
    pub soort: String,
    /// By whom; none: the gate.
    pub medewerker: Option<String>,
    /// The version that was decided about, or that the decision made.
    pub versie: i64,
    /// About which lines; empty where it is about the whole.
    pub regels: Vec<i64>,
    /// With which code.
    pub retourcode: Option<String>,
    /// Why.
    pub toelichting: Option<String>,
    /// Eurocent that would be granted from then on.
    pub toegekend: i64,
}
