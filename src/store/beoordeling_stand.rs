//! A proposal, what it becomes, and what its log says of that: plain values, without SQL.

use std::collections::BTreeMap;

use crate::declaratie::{Beoordelingsstatus, Besluitsoort, Regeluitslag, Stand, Voorstel};
use crate::keten::Prestatieberekening;
use crate::regels::Bevinding;

/// A proposal for a 323 as it stands, without its lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BeoordelingRij {
    pub(super) bericht: i64,
    pub(super) stand_nummer: i64,
    /// What deciding looks at.
    pub stand: Stand,
    /// The codes where it would be refused as a whole, with a space between them; otherwise empty.
    pub codes: String,
}

/// A line of a proposal, as far as deciding goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beslisregel {
    /// Whether it is a credit.
    pub is_credit: bool,
    /// How it ends.
    pub uitslag: Regeluitslag,
}

/// The lines of a proposal, by number.
pub type Beslisregels = BTreeMap<u32, Beslisregel>;

/// A proposal with what the rules found.
#[derive(Clone, Copy, Debug)]
pub struct NieuwVoorstel<'a> {
    /// The proposal.
    pub voorstel: &'a Voorstel<'a>,
    /// What the rules found.
    pub bevindingen: &'a [Bevinding],
    /// The sums of each line that was judged.
    pub berekeningen: &'a BTreeMap<u32, Prestatieberekening>,
}

/// A decision of a person, for the log.
#[derive(Clone, Copy, Debug)]
pub struct NieuwBesluit<'a> {
    /// Where the proposal goes with it.
    pub status: Beoordelingsstatus,
    /// What was decided.
    pub soort: Besluitsoort,
    /// By whom.
    pub medewerker: &'a str,
    /// About which lines; empty where it is about the whole.
    pub regels: &'a [u32],
    /// With which code.
    pub retourcode: Option<&'a str>,
    /// Why.
    pub toelichting: Option<&'a str>,
}

/// A row of the log.
pub(super) struct Logregel<'a> {
    pub(super) soort: Besluitsoort,
    pub(super) medewerker: Option<&'a str>,
    pub(super) versie: i64,
    pub(super) regels: Option<String>,
    pub(super) retourcode: Option<&'a str>,
    pub(super) toelichting: Option<&'a str>,
    pub(super) toegekend: i64,
}

impl Logregel<'_> {
    /// What the gate itself did.
    pub(super) fn van_poort(soort: Besluitsoort, versie: i64, toegekend: i64) -> Logregel<'static> {
        Logregel {
            soort,
            medewerker: None,
            versie,
            regels: None,
            retourcode: None,
            toelichting: None,
            toegekend,
        }
    }
}

/// What a proposal is to become.
pub(super) struct NieuweStand<'a> {
    pub(super) status: Beoordelingsstatus,
    pub(super) versie: i64,
    pub(super) toegekend: i64,
    /// None: as it was.
    pub(super) afgewezen: Option<i64>,
    /// None: as they were.
    pub(super) codes: Option<String>,
    pub(super) eerste_goedkeuring: Option<&'a str>,
    /// None: as it was, as long as it is kept back.
    pub(super) reden: Option<&'a str>,
}

impl<'a> NieuweStand<'a> {
    pub(super) fn zoals(gezien: &'a BeoordelingRij) -> NieuweStand<'a> {
        NieuweStand {
            status: gezien.stand.status,
            versie: gezien.stand.versie,
            toegekend: gezien.stand.toegekend.0,
            afgewezen: None,
            codes: None,
            eerste_goedkeuring: None,
            reden: None,
        }
    }

    pub(super) fn te_beoordelen(voorstel: &Voorstel<'_>) -> NieuweStand<'a> {
        NieuweStand {
            status: Beoordelingsstatus::TeBeoordelen,
            versie: 1,
            toegekend: voorstel.toegekend.0,
            afgewezen: Some(aantal(voorstel.afgewezen())),
            codes: Some(voorstel.codes_van_geheel()),
            eerste_goedkeuring: None,
            reden: None,
        }
    }

    /// A decision that changes lines makes a new version.
    pub(super) fn na(
        gezien: &'a BeoordelingRij,
        besluit: &NieuwBesluit<'a>,
        voorstel: Option<&Voorstel<'_>>,
    ) -> NieuweStand<'a> {
        let eerste = besluit.status == Beoordelingsstatus::WachtOpTweede;
        let aangehouden = besluit.soort == Besluitsoort::Aangehouden;
        let zoals = match voorstel {
            None => NieuweStand::zoals(gezien),
            Some(voorstel) => {
                let versie = gezien.stand.versie + 1;
                NieuweStand { versie, ..NieuweStand::te_beoordelen(voorstel) }
            }
        };
        NieuweStand {
            status: besluit.status,
            eerste_goedkeuring: eerste.then_some(besluit.medewerker),
            reden: besluit.toelichting.filter(|_| aangehouden),
            ..zoals
        }
    }
}

pub(super) fn aantal(aantal: usize) -> i64 {
    i64::try_from(aantal).unwrap_or(i64::MAX)
}
