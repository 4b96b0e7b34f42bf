//! The sums behind the verdict on a Prestatie, as they stood when it was judged: kept with it, to show.

use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

use super::dossier::BekendeToewijzing;
use super::regel::Situatie;
use crate::bericht::{Eurocent, Periode, Prestatie};
use crate::rekenen::{
    Bedragberekening, Berekening, Stap, Stapsoort, ToegewezenOmvang, als_zin, past_in_budget, past_in_geheel,
    past_in_periode,
};

/// Everything that was worked out for one Prestatie. What was not looked at is not there: a credit is not held against its allocation
/// (IV085), and nothing fits or not in an allocation that is unknown or has no volume and no budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prestatieberekening {
    /// The version of the allocation that counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub toewijzing: Option<GeldendeToewijzing>,
    /// The volume against the ProductPeriode (TR321); none where the period does not lie in the allocation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub periode: Option<Berekening>,
    /// The volume against the whole allocation (TR322).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub geheel: Option<Berekening>,
    /// The amount against the budget (TR369).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub budget: Option<Berekening>,
    /// What the amount is made of (TR346, TR418).
    pub bedrag: Bedragberekening,
    /// For a credit: the granted debit that it takes back (TR323).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub debet: Option<TeCrediteren>,
}

/// An allocation as it stood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GeldendeToewijzing {
    /// Toewijzingsdatum and -tijd of the version. Dutch local time.
    pub toegewezen_op: NaiveDateTime,
    /// First day.
    pub ingangsdatum: NaiveDate,
    /// Last day; none is open-ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub einddatum: Option<NaiveDate>,
}

/// A debit that a credit takes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TeCrediteren {
    /// The amount that was granted, in eurocent.
    pub bedrag: Eurocent,
    /// Whether a credit took it back before.
    pub al_gecrediteerd: bool,
}

/// One sum of a Prestatie, to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Som {
    /// The rule that it is for.
    pub regel: &'static str,
    /// Whether that rule is content.
    pub klopt: bool,
    /// What fits, where the sum is about that.
    pub past: Option<Berekening>,
    /// Every step with its number.
    pub stappen: Vec<Stap>,
    /// The steps as one Dutch sentence.
    pub tekst: String,
}

impl Prestatieberekening {
    /// Works out everything for a Prestatie of a Declaratie, in this situation.
    pub(super) fn van(prestatie: &Prestatie, situatie: &Situatie<'_>) -> Prestatieberekening {
        let bedrag = situatie.lijsten.bedrag(situatie.header(), prestatie);
        let leeg = Prestatieberekening {
            toewijzing: None,
            periode: None,
            geheel: None,
            budget: None,
            bedrag,
            debet: None,
        };
        if let Some(vorige) = &prestatie.vorige_referentie {
            let debet =
                situatie.dossier.prestaties.debet(vorige).filter(|debet| Some(&debet.bsn) == situatie.bsn);
            let debet =
                debet.map(|debet| TeCrediteren { bedrag: debet.bedrag, al_gecrediteerd: debet.gecrediteerd });
            return Prestatieberekening { debet, ..leeg };
        }
        let geldig = situatie.toewijzing(prestatie.nummer).filter(|toewijzing| !toewijzing.is_verwijderd());
        geldig.map_or(leeg, |toewijzing| leeg.op(prestatie, toewijzing, situatie))
    }

    /// With what fits in the allocation.
    ///
    /// Choice: what was granted and not credited counts, this one included, also of lines earlier in the same message (OP366); what is
    /// refused uses nothing.
    fn op(
        self,
        prestatie: &Prestatie,
        toewijzing: &BekendeToewijzing,
        situatie: &Situatie<'_>,
    ) -> Prestatieberekening {
        let BekendeToewijzing { ingangsdatum, einddatum, toegewezen_op, .. } = *toewijzing;
        let Prestatie { periode, volume, eenheid, .. } = *prestatie;
        let standaard = situatie.header().berichttype.standaard;
        let product = toewijzing.product.as_ref();
        let omvang = toewijzing.omvang;
        let omvang =
            omvang.map(|omvang| ToegewezenOmvang::nieuw(standaard, product, omvang, ingangsdatum, einddatum));
        let verbruik = situatie.dossier.prestaties.verbruik(prestatie.nummer);
        let geen = Default::default();
        let volumes = verbruik.map_or(&geen, |verbruik| &verbruik.volumes);
        let toegekend = verbruik.map_or(Eurocent(0), |verbruik| verbruik.bedrag);
        let binnen = |Periode { begindatum, einddatum: laatste }: Periode| {
            begindatum >= ingangsdatum && einddatum.is_none_or(|einddatum| laatste <= einddatum)
        };
        let in_periode = omvang.filter(|_| binnen(periode));
        Prestatieberekening {
            toewijzing: Some(GeldendeToewijzing { toegewezen_op, ingangsdatum, einddatum }),
            periode: in_periode.and_then(|omvang| past_in_periode(&omvang, periode, volume, eenheid)),
            geheel: omvang.and_then(|omvang| past_in_geheel(&omvang, volumes, volume, eenheid)),
            budget: toewijzing
                .budget
                .map(|budget| past_in_budget(budget, toegekend, prestatie.bedrag.eurocent())),
            ..self
        }
    }

    /// Every sum, in the order in which somebody would check them.
    pub fn sommen(&self) -> Vec<Som> {
        let past = |regel, som: &Option<Berekening>| {
            som.map(|som| Som {
                regel,
                klopt: som.past(),
                past: Some(som),
                stappen: som.stappen(),
                tekst: som.in_woorden(),
            })
        };
        let bedrag = Som {
            regel: "TR346",
            klopt: self.bedrag.klopt(),
            past: None,
            stappen: self.bedrag.stappen(),
            tekst: self.bedrag.in_woorden(),
        };
        let tarief = Some(self.bedrag.stappen_tarief()).filter(|stappen| !stappen.is_empty());
        let tarief = tarief.map(|stappen| Som {
            regel: "TR418",
            klopt: self.bedrag.tarief_klopt(),
            past: None,
            stappen,
            tekst: self.bedrag.tarief_in_woorden(),
        });
        let in_toewijzing =
            [past("TR321", &self.periode), past("TR322", &self.geheel), past("TR369", &self.budget)];
        let credit = self.debet.map(|debet| debet.som(self.bedrag.bedrag));
        in_toewijzing.into_iter().flatten().chain(credit).chain(Some(bedrag)).chain(tarief).collect()
    }
}

impl TeCrediteren {
    /// What a credit of so many eurocents takes back.
    fn som(&self, bedrag: u64) -> Som {
        let credit = Eurocent(-i64::try_from(bedrag).unwrap_or(i64::MAX));
        let samen = self.bedrag + credit;
        let al = if self.al_gecrediteerd { ", maar al eerder teruggenomen" } else { "" };
        let eerder = format!("de prestatie is toegekend voor {}{al}", self.bedrag);
        let stap = |soort, bedrag: Eurocent, tekst| Stap { soort, aantal: bedrag.0.into(), tekst };
        let stappen = vec![
            stap(Stapsoort::AlToegekend, self.bedrag, eerder),
            stap(Stapsoort::Deze, credit, format!("deze credit is {credit}")),
            stap(Stapsoort::Over, samen, format!("samen {samen}")),
        ];
        let tekst = als_zin(stappen.iter());
        Som {
            regel: "TR323",
            klopt: samen == Eurocent(0) && !self.al_gecrediteerd,
            past: None,
            stappen,
            tekst,
        }
    }
}
