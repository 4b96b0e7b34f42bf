//! What a TeWijzigenProduct of a 317 comes to in the 301 that grants it: one allocation, or two.

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};

use super::keuzes::ProductKeuze;
use super::toewijzing::{Bekend, Nummers, ongewijzigd};
use super::verzoek::Gevraagd;
use super::wijziging::{Besluit, NIEUW_NUMMER, Oude, Wens, besluit};
use super::{Actie, Concept, GeenConcept, Ontbreekt, Situatie, Toegewezen};
use crate::bericht::{Eurocent, Frequentie, Omvang, ToewijzingNummer};
use crate::keten::BekendeToewijzing;

/// RedenWijziging after a request of the aanbieder (JZ002, WMO002).
const DOOR_AANBIEDER: &str = "12";
/// RedenWijziging of what is taken back (CS335).
const VERWIJDERD: &str = "13";

/// A TeWijzigenProduct with the allocation that it is about.
#[derive(Clone, Copy)]
pub(super) struct TeWijzigen<'s> {
    pub(super) situatie: &'s Situatie<'s>,
    pub(super) gevraagd: &'s Gevraagd,
    pub(super) keuze: Option<&'s ProductKeuze>,
    pub(super) deze: Bekend<'s>,
}

impl TeWijzigen<'_> {
    /// What it comes to.
    pub(super) fn toewijzingen(
        self,
        nummers: &mut Nummers,
        concept: &mut Concept,
    ) -> Result<Vec<Toegewezen>, GeenConcept> {
        let (nummer, _) = self.deze;
        let besluit = self.besluit()?;
        self.toets_toegekend(&besluit, concept);
        match besluit {
            Besluit::Ongewijzigd => {
                let waarom = "Het verzoek vraagt niets anders dan er al staat";
                Ok(vec![self.zoals_het_was(waarom, &["IV099", "IV013"])])
            }
            Besluit::Gewijzigd { einddatum, omvang, budget, waarom, regels } => {
                concept.let_op.extend(minder_dan_toegekend(self.situatie, nummer, omvang, budget));
                let versie = self.nieuwe_versie(Actie::Gewijzigd, einddatum, waarom, regels);
                let commentaar = self.commentaar();
                Ok(vec![Toegewezen { omvang, budget, commentaar, ..versie }])
            }
            Besluit::Vervangen { oude, ingangsdatum, einddatum, omvang, budget, waarom } => {
                if oude == Oude::Verwijderd {
                    concept.let_op.push(verwijderd_let_op(nummer));
                }
                let nieuwe = Toegewezen {
                    actie: Actie::Nieuw,
                    nummer: nummers.neem(self.keuze),
                    toegewezen_op: self.situatie.nu,
                    commentaar: self.commentaar(),
                    ingangsdatum,
                    einddatum,
                    omvang,
                    budget,
                    ..self.zoals_het_was(
                        &format!("Komt in de plaats van toewijzing {nummer}. {waarom}"),
                        NIEUW_NUMMER,
                    )
                };
                Ok(vec![self.oude(oude, &waarom), nieuwe])
            }
        }
    }

    fn besluit(self) -> Result<Besluit, GeenConcept> {
        let (nummer, toewijzing) = self.deze;
        let mut wens = Wens::van(self.gevraagd, toewijzing);
        if let Some(keuze) = self.keuze {
            wens.ingangsdatum = keuze.ingangsdatum.unwrap_or(wens.ingangsdatum);
            wens.einddatum = keuze.einddatum(wens.einddatum);
        }
        let besluit = besluit(wens, toewijzing, self.situatie.vandaag());
        let van_een_nieuwe =
            |keuze: &ProductKeuze| keuze.ingangsdatum.is_some() || keuze.toewijzing_nummer.is_some();
        if self.keuze.is_some_and(van_een_nieuwe) && !matches!(besluit, Besluit::Vervangen { .. }) {
            return Err(GeenConcept::Keuze(format!(
                "Toewijzing {nummer} houdt haar nummer en haar ingangsdatum. Laat die weg bij regel {}.",
                self.gevraagd.regel
            )));
        }
        Ok(besluit)
    }

    /// Says which granted days would come to lie outside the allocation.
    ///
    /// Choice: taking it back altogether is only told here; where something was granted TR385 forbids it.
    fn toets_toegekend(self, besluit: &Besluit, concept: &mut Concept) {
        let (nummer, toewijzing) = self.deze;
        let Some(tot) = self.situatie.toegekend_tot.get(&nummer) else { return };
        if !besluit.laat_buiten(*tot, toewijzing) {
            return;
        }
        let Some(einde) = besluit.ingekort_tot(toewijzing) else {
            concept.let_op.push(format!("Op toewijzing {nummer} is al toegekend tot en met {tot}."));
            return;
        };
        let tekst = format!(
            "Op toewijzing {nummer} is al toegekend tot en met {tot}, maar zij zou eindigen op {einde}. De dagen daarna zijn dan \
             nog eens te declareren."
        );
        let regel = self.gevraagd.regel;
        let (element, kies) = match besluit {
            Besluit::Vervangen { .. } => ("Ingangsdatum", format!("een ‘ingangsdatum’ na {tot}")),
            _ => ("Einddatum", format!("een ‘einddatum’ op {tot} of later")),
        };
        let waarom = format!("{tekst} Kies bij regel {regel} {kies}, of wijs het verzoek af.");
        concept.let_op.push(tekst);
        concept.ontbreekt.push(Ontbreekt { element, waarom });
    }

    fn commentaar(self) -> Option<String> {
        self.keuze.and_then(|keuze| keuze.commentaar.clone())
    }

    fn zoals_het_was(self, waarom: &str, regels: &'static [&'static str]) -> Toegewezen {
        let referentie = Some(self.gevraagd.referentie.as_str());
        ongewijzigd(self.situatie, self.deze, Some(self.gevraagd.regel), referentie, (waarom, regels))
    }

    /// A next version of the allocation, decided now.
    fn nieuwe_versie(
        self,
        actie: Actie,
        einddatum: Option<NaiveDate>,
        waarom: String,
        regels: &'static [&'static str],
    ) -> Toegewezen {
        Toegewezen {
            actie,
            einddatum,
            reden_wijziging: Some(DOOR_AANBIEDER),
            toegewezen_op: moment_na(self.situatie.nu, self.deze.1),
            commentaar: None,
            ..self.zoals_het_was(&waarom, regels)
        }
    }

    /// What happens to the allocation that another one takes the place of.
    fn oude(self, oude: Oude, waarom: &str) -> Toegewezen {
        match oude {
            Oude::LooptAf => {
                let waarom = "Eindigt al voordat de wijziging ingaat: blijft zoals het is";
                self.zoals_het_was(waarom, &["IV093", "IV099"])
            }
            Oude::Ingetrokken(dag) => {
                let waarom = format!("{waarom}. De oude eindigt op de dag ervoor");
                self.nieuwe_versie(Actie::Ingetrokken, Some(dag), waarom, NIEUW_NUMMER)
            }
            Oude::Verwijderd => {
                let waarom = format!("{waarom}, en er is geen dag waarop de oude nog geldt");
                let regels = &["IV093", "OP257", "IV066", "CS335"];
                let eerste_dag = Some(self.deze.1.ingangsdatum);
                let versie = self.nieuwe_versie(Actie::Verwijderd, eerste_dag, waarom, regels);
                Toegewezen { reden_wijziging: Some(VERWIJDERD), ..versie }
            }
        }
    }
}

/// The moment of a version that changes an allocation: now, or just behind the version in force where that lies in the future or
/// in this second. Otherwise it would not be the one in force (IV013).
fn moment_na(nu: NaiveDateTime, toewijzing: &BekendeToewijzing) -> NaiveDateTime {
    if toewijzing.toegewezen_op < nu { nu } else { toewijzing.toegewezen_op + TimeDelta::seconds(1) }
}

fn verwijderd_let_op(nummer: ToewijzingNummer) -> String {
    format!(
        "De wijziging geldt vanaf de eerste dag van toewijzing {nummer}. Die wordt daarom verwijderd, alsof zij er nooit was; de \
         nieuwe komt ervoor in de plaats. Dat kan niet als er al prestaties op zijn toegekend (TR385). Spreek dan een latere \
         ingangsdatum af."
    )
}

/// What to mind where an allocation would hold less as a whole than was granted on it (OP345).
///
/// Choice: it is told and not refused. What was granted stays granted; whether the aanbieder meant this is for people to find out.
fn minder_dan_toegekend(
    situatie: &Situatie<'_>,
    nummer: ToewijzingNummer,
    omvang: Option<Omvang>,
    budget: Option<Eurocent>,
) -> Option<String> {
    let verbruik = situatie.dossier.prestaties.verbruik(nummer)?;
    let totaal = omvang.filter(|omvang| omvang.frequentie == Frequentie::Totaal);
    let (toegekend, nieuw) = match (totaal, budget) {
        (Some(omvang), _) => {
            let volume = verbruik.volumes.get(&omvang.eenheid).copied().unwrap_or_default();
            (volume > i64::from(omvang.volume)).then(|| (volume.to_string(), omvang.volume.to_string()))?
        }
        (None, Some(budget)) => {
            (verbruik.bedrag > budget).then(|| (verbruik.bedrag.to_string(), budget.to_string()))?
        }
        (None, None) => return None,
    };
    Some(format!(
        "Op toewijzing {nummer} is al {toegekend} toegekend, en zij wordt {nieuw}. Wat is toegekend, blijft staan; ga na of de \
         aanbieder dit bedoelt (OP345)."
    ))
}
