//! What a request asks for, product by product; which of it is answered now; and the 319.

use chrono::NaiveDate;

use super::keuzes::{Antwoordsoort, Keuzes};
use super::{Afhandeling, Concept, GeenConcept, Ontbreekt, Situatie};
use crate::bericht::{
    Bericht, Eurocent, Gemeentecode, Inhoud, Omvang, Product, Standaard, ToewijzingNummer, VerzoekAntwoord,
};
use crate::tijd::weken_na;

/// What is asked about a product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GevraagdSoort {
    /// An allocation (315).
    Aangevraagd,
    /// That an allocation stays as it is (317).
    Ongewijzigd,
    /// That an allocation changes (317).
    TeWijzigen,
    /// A new product (317).
    Nieuw,
}

impl GevraagdSoort {
    /// Every one.
    pub const ALLE: [GevraagdSoort; 4] = [
        GevraagdSoort::Aangevraagd,
        GevraagdSoort::Ongewijzigd,
        GevraagdSoort::TeWijzigen,
        GevraagdSoort::Nieuw,
    ];

    /// The key in JSON.
    pub fn sleutel(self) -> &'static str {
        match self {
            GevraagdSoort::Aangevraagd => "aangevraagd",
            GevraagdSoort::Ongewijzigd => "ongewijzigd",
            GevraagdSoort::TeWijzigen => "te-wijzigen",
            GevraagdSoort::Nieuw => "nieuw",
        }
    }
}

/// One product of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gevraagd {
    /// Its number in the request, from 1: those of a 317 are counted on over its three lists.
    pub regel: u32,
    /// What is asked about it.
    pub soort: GevraagdSoort,
    /// The aanbieder's name for the request: of a 315 that of this product.
    pub referentie: String,
    /// The allocation that it is about (317).
    pub nummer: Option<ToewijzingNummer>,
    /// What.
    pub product: Option<Product>,
    /// First day; none where everything stays as it is.
    pub ingangsdatum: Option<NaiveDate>,
    /// Last day.
    pub einddatum: Option<NaiveDate>,
    /// How much, as a volume.
    pub omvang: Option<Omvang>,
    /// How much, as a budget.
    pub budget: Option<Eurocent>,
}

/// The products of a request, in their order; none where the message is no request.
pub fn gevraagd(verzoek: &Bericht) -> Vec<Gevraagd> {
    let leeg = |soort, referentie: &str| Gevraagd {
        regel: 0,
        soort,
        referentie: referentie.to_owned(),
        nummer: None,
        product: None,
        ingangsdatum: None,
        einddatum: None,
        omvang: None,
        budget: None,
    };
    let mut uit: Vec<Gevraagd> = Vec::new();
    match &verzoek.inhoud {
        Inhoud::VerzoekToewijzing { producten, .. } => uit.extend(producten.iter().map(|product| Gevraagd {
            product: product.product.clone(),
            ingangsdatum: Some(product.ingangsdatum),
            einddatum: product.einddatum,
            omvang: product.omvang,
            budget: product.budget,
            ..leeg(GevraagdSoort::Aangevraagd, &product.referentie_aanbieder)
        })),
        Inhoud::VerzoekWijziging { verzoek, ongewijzigd, te_wijzigen, nieuw, .. } => {
            let referentie = verzoek.referentie_aanbieder.as_str();
            uit.extend(ongewijzigd.iter().map(|product| Gevraagd {
                nummer: Some(product.nummer),
                ..leeg(GevraagdSoort::Ongewijzigd, referentie)
            }));
            uit.extend(te_wijzigen.iter().map(|product| Gevraagd {
                nummer: Some(product.nummer),
                ingangsdatum: Some(product.ingangsdatum),
                einddatum: product.einddatum,
                omvang: product.omvang,
                budget: product.budget,
                ..leeg(GevraagdSoort::TeWijzigen, referentie)
            }));
            uit.extend(nieuw.iter().map(|product| Gevraagd {
                product: product.product.clone(),
                ingangsdatum: Some(product.ingangsdatum),
                einddatum: product.einddatum,
                omvang: product.omvang,
                budget: product.budget,
                ..leeg(GevraagdSoort::Nieuw, referentie)
            }));
        }
        _ => {}
    }
    for (nummer, product) in (1..).zip(&mut uit) {
        product.regel = nummer;
    }
    uit
}

/// What is to be answered now.
pub(super) struct Opdracht {
    /// Every product of the request.
    pub(super) alle: Vec<Gevraagd>,
    /// The numbers of those that the answer is about; of a 317 always all of them.
    pub(super) gekozen: Vec<u32>,
}

impl Opdracht {
    /// What these choices are about.
    ///
    /// Choice: what a 319 refused is answered for good here, although a 301 may still follow by the rules (TR379): whoever
    /// wants that after all sends a 301 of their own.
    pub(super) fn van(situatie: &Situatie<'_>, keuzes: &Keuzes) -> Result<Opdracht, GeenConcept> {
        let alle = gevraagd(situatie.verzoek);
        if alle.is_empty() {
            return Err(GeenConcept::GeenVerzoek);
        }
        let open = |product: &&Gevraagd| {
            let bekend = situatie.dossier.verzoeken.met(&product.referentie);
            bekend.is_some_and(|verzoek| verzoek.is_onderhanden())
        };
        let open: Vec<u32> = alle.iter().filter(open).map(|product| product.regel).collect();
        if open.is_empty() {
            let tekst = "Dit verzoek is al helemaal beantwoord. Wijzig zo nodig de toewijzing met een eigen \
                         toewijzingsbericht.";
            return Err(GeenConcept::Beantwoord(tekst.to_owned()));
        }
        let om_wijziging = matches!(situatie.verzoek.inhoud, Inhoud::VerzoekWijziging { .. });
        let gekozen = match &keuzes.regels {
            Some(_) if om_wijziging => {
                let tekst = "Een verzoek om wijziging wordt in zijn geheel beantwoord (IV093, OP344). Laat ‘regels’ weg.";
                return Err(GeenConcept::Keuze(tekst.to_owned()));
            }
            Some(regels) => kies(regels, &alle, &open)?,
            None => open,
        };
        let opdracht = Opdracht { alle, gekozen };
        if let Some(keuze) = keuzes.producten.iter().find(|keuze| !opdracht.gekozen.contains(&keuze.regel)) {
            let tekst = format!(
                "Bij de producten staat regel {}, maar die hoort niet bij dit antwoord. Neem de nummers over uit het verzoek.",
                keuze.regel
            );
            return Err(GeenConcept::Keuze(tekst));
        }
        Ok(opdracht)
    }

    /// The products that the answer is about.
    pub(super) fn producten(&self) -> impl Iterator<Item = &Gevraagd> {
        self.alle.iter().filter(|product| self.gekozen.contains(&product.regel))
    }

    /// The references that it answers, each once.
    pub(super) fn referenties(&self) -> Vec<String> {
        let mut uit: Vec<String> = self.producten().map(|product| product.referentie.clone()).collect();
        uit.dedup();
        uit
    }
}

fn kies(regels: &[u32], alle: &[Gevraagd], open: &[u32]) -> Result<Vec<u32>, GeenConcept> {
    if regels.is_empty() {
        return Err(GeenConcept::Keuze("Kies minstens één regel van het verzoek.".to_owned()));
    }
    for regel in regels {
        if !alle.iter().any(|product| product.regel == *regel) {
            let tekst = format!("Regel {regel} staat niet in dit verzoek: het heeft er {}.", alle.len());
            return Err(GeenConcept::Keuze(tekst));
        }
        if !open.contains(regel) {
            let tekst = format!("Regel {regel} van dit verzoek is al beantwoord. Kies een andere regel.");
            return Err(GeenConcept::Beantwoord(tekst));
        }
    }
    Ok(alle.iter().map(|product| product.regel).filter(|regel| regels.contains(regel)).collect())
}

/// WJ759: the reason for which iJw names the gemeente that is responsible instead.
const WOONPLAATSBEGINSEL: &str = "8";

/// The Antwoord of a 319; none as long as it is not clear which product it is about.
///
/// Choice: reason 8 is for a 315 under iJw only, as the explanation by the standard's keepers says; for anything else reason 5
/// tells that another gemeente is responsible.
pub(super) fn handel_af(
    situatie: &Situatie<'_>,
    keuzes: &Keuzes,
    opdracht: &Opdracht,
    concept: &mut Concept,
) -> Result<Option<Afhandeling>, GeenConcept> {
    let om_wijziging = matches!(situatie.verzoek.inhoud, Inhoud::VerzoekWijziging { .. });
    let mut producten = opdracht.producten();
    let eerste = producten.next().ok_or(GeenConcept::GeenVerzoek)?;
    if !om_wijziging && producten.next().is_some() {
        let waarom = "Een antwoordbericht gaat over één aangevraagd product. Kies er een met ‘regels’, en maak voor de andere een \
                      eigen antwoord.";
        concept.ontbreekt.push(Ontbreekt { element: "ReferentieAanbieder", waarom: waarom.to_owned() });
        concept.beantwoordt.clear();
        return Ok(None);
    }
    let antwoord = match keuzes.soort {
        Antwoordsoort::Onderzoek => VerzoekAntwoord::InOnderzoek,
        _ => VerzoekAntwoord::Afgewezen,
    };
    if antwoord == VerzoekAntwoord::InOnderzoek {
        let dag = weken_na(situatie.verzoek.header.dagtekening, 8);
        concept.let_op.push(format!(
            "Onderzoeken kan tot en met {dag}: acht weken na de dagtekening van het verzoek (OP274, OP346). Daarna volgt een \
             toewijzing of een afwijzing; nog eens ‘in onderzoek’ kan niet (TR360)."
        ));
    } else if keuzes.reden_afwijzing.is_none() {
        let waarom =
            "Bij een afwijzing hoort een reden, 1 tot en met 9 (CD085). Kies er een met ‘redenAfwijzing’.";
        concept.ontbreekt.push(Ontbreekt { element: "RedenAfwijzingVerzoek", waarom: waarom.to_owned() });
    }
    let met_gemeente = keuzes.reden_afwijzing.as_deref() == Some(WOONPLAATSBEGINSEL);
    Ok(Some(Afhandeling {
        regel: (!om_wijziging).then_some(eerste.regel),
        referentie: eerste.referentie.clone(),
        antwoord,
        reden: keuzes.reden_afwijzing.clone(),
        gemeente: andere_gemeente(situatie, keuzes, met_gemeente, om_wijziging, concept)?,
    }))
}

fn andere_gemeente(
    situatie: &Situatie<'_>,
    keuzes: &Keuzes,
    met_gemeente: bool,
    om_wijziging: bool,
    concept: &mut Concept,
) -> Result<Option<Gemeentecode>, GeenConcept> {
    let fout = |tekst: &str| Err(GeenConcept::Keuze(tekst.to_owned()));
    let header = &situatie.verzoek.header;
    if met_gemeente && (om_wijziging || header.berichttype.standaard == Standaard::Iwmo) {
        return fout(
            "Reden 8 (woonplaatsbeginsel) is alleen voor een verzoek om toewijzing onder iJw. Kies reden 5: een andere \
             gemeente is verantwoordelijk.",
        );
    }
    match &keuzes.gemeente {
        None if met_gemeente => {
            let waarom = "Bij reden 8 hoort de gemeente die wel verantwoordelijk is (TR377, IV095). Vul haar code in bij \
                          ‘gemeente’.";
            concept.ontbreekt.push(Ontbreekt { element: "Woonplaatsbeginsel", waarom: waarom.to_owned() });
            Ok(None)
        }
        None => Ok(None),
        Some(_) if !met_gemeente => {
            fout("Een andere gemeente staat alleen bij reden 8 in het antwoord (TR409). Laat ‘gemeente’ weg.")
        }
        Some(code) => match Gemeentecode::lees(code) {
            Ok(gemeente) if gemeente == header.gemeente => fout(
                "Bij reden 8 hoort een andere gemeente dan de uwe. Vul de code in van de gemeente die verantwoordelijk is.",
            ),
            Ok(gemeente) => Ok(Some(gemeente)),
            Err(_) => fout("De code van een gemeente is vier cijfers."),
        },
    }
}
