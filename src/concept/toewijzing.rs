//! The allocations of a drafted 301: what answers the request, and what goes along with it (OP087).

use super::keuzes::{Keuzes, ProductKeuze};
use super::te_wijzigen::TeWijzigen;
use super::verzoek::{Gevraagd, GevraagdSoort, Opdracht};
use super::wijziging::{Wens, besluit, is_voorbij};
use super::{Actie, Concept, GeenConcept, Ontbreekt, Situatie, Toegewezen};
use crate::bericht::{Bsn, Knoop, ToewijzingNummer};
use crate::keten::BekendeToewijzing;

/// An allocation with its number.
pub(super) type Bekend<'s> = (ToewijzingNummer, &'s BekendeToewijzing);

/// Hands out numbers for new allocations: behind the greatest that is known, save those that were chosen.
pub(super) struct Nummers {
    laatste: u32,
    gekozen: Vec<u32>,
}

impl Nummers {
    /// Choice: a number of the same client at the same aanbieder cannot be chosen: by the rules that would be a next version
    /// of that allocation, and no new one (TR332). Those of others the rules refuse.
    fn na(situatie: &Situatie<'_>, keuzes: &Keuzes) -> Result<Nummers, GeenConcept> {
        let gekozen: Vec<u32> = keuzes.producten.iter().filter_map(|keuze| keuze.toewijzing_nummer).collect();
        let bekend = |nummer: &&u32| situatie.dossier.toewijzingen.met(ToewijzingNummer(**nummer)).is_some();
        if let Some(nummer) = gekozen.iter().find(bekend) {
            return Err(GeenConcept::Keuze(format!(
                "Toewijzingnummer {nummer} is al van een toewijzing van deze cliënt. Kies voor een nieuwe een ander nummer."
            )));
        }
        Ok(Nummers { laatste: situatie.hoogste_nummer.map_or(0, |nummer| nummer.0), gekozen })
    }

    pub(super) fn neem(&mut self, keuze: Option<&ProductKeuze>) -> ToewijzingNummer {
        if let Some(nummer) = keuze.and_then(|keuze| keuze.toewijzing_nummer) {
            return ToewijzingNummer(nummer);
        }
        self.laatste = self.laatste.saturating_add(1);
        while self.gekozen.contains(&self.laatste) {
            self.laatste = self.laatste.saturating_add(1);
        }
        ToewijzingNummer(self.laatste)
    }
}

/// Every allocation of the client at the aanbieder of the request, as it now stands.
fn bekende<'s>(situatie: &Situatie<'s>) -> Result<Vec<Bekend<'s>>, GeenConcept> {
    let bsn: &'s Bsn = situatie.verzoek.inhoud.bsn().ok_or(GeenConcept::GeenVerzoek)?;
    Ok(situatie.dossier.toewijzingen.van(bsn, &situatie.verzoek.header.aanbieder).collect())
}

/// Commentaar that the last 301 had with an allocation: what stays as it is, stays so as a whole.
fn commentaar_bij(situatie: &Situatie<'_>, nummer: ToewijzingNummer) -> Option<String> {
    let vorige = situatie.vorige.filter(|vorige| vorige.zelfde_aanbieder)?;
    let client = vorige.bericht.lijf.iter().find(|knoop| &*knoop.naam == "Client")?;
    let is_deze = |knoop: &&Knoop| {
        let tekst = knoop.tekst_van("ToewijzingNummer").and_then(|tekst| tekst.parse().ok());
        tekst == Some(nummer.0)
    };
    let product = client.kind("ToegewezenProducten")?.kinderen.iter().find(is_deze)?;
    product.tekst_van("Commentaar").map(str::to_owned)
}

/// An allocation that stays as it is.
pub(super) fn ongewijzigd(
    situatie: &Situatie<'_>,
    (nummer, toewijzing): Bekend<'_>,
    regel: Option<u32>,
    referentie: Option<&str>,
    (waarom, regels): (&str, &'static [&'static str]),
) -> Toegewezen {
    Toegewezen {
        regel,
        actie: Actie::Ongewijzigd,
        waarom: waarom.to_owned(),
        regels,
        nummer,
        referentie: referentie.map(str::to_owned),
        product: toewijzing.product.clone(),
        toegewezen_op: toewijzing.toegewezen_op,
        ingangsdatum: toewijzing.ingangsdatum,
        einddatum: toewijzing.einddatum,
        reden_wijziging: None,
        omvang: toewijzing.omvang,
        budget: toewijzing.budget,
        commentaar: commentaar_bij(situatie, nummer),
    }
}

/// The allocations in force that the message must hold as well (OP087).
fn gaat_mee(
    situatie: &Situatie<'_>,
    producten: &[Toegewezen],
    referentie: Option<&str>,
) -> Result<Vec<Toegewezen>, GeenConcept> {
    let (waarom, regels): (&str, &'static [&'static str]) = match referentie {
        None => (
            "Hoort niet bij het verzoek, maar geldt nu of later: gaat ongewijzigd mee, zonder referentie",
            &["OP087", "IV094"],
        ),
        Some(_) => (
            "Staat niet in het verzoek, maar geldt nu of later: gaat ongewijzigd mee, met dezelfde referentie",
            &["OP087", "IV093"],
        ),
    };
    let actueel = bekende(situatie)?.into_iter().filter(|(nummer, toewijzing)| {
        toewijzing.is_actueel(situatie.vandaag()) && producten.iter().all(|product| product.nummer != *nummer)
    });
    Ok(actueel.map(|bekend| ongewijzigd(situatie, bekend, None, referentie, (waarom, regels))).collect())
}

fn nieuw(
    situatie: &Situatie<'_>,
    gevraagd: &Gevraagd,
    keuze: Option<&ProductKeuze>,
    nummers: &mut Nummers,
    regels: &'static [&'static str],
) -> Result<Toegewezen, GeenConcept> {
    let ingangsdatum = gevraagd.ingangsdatum.ok_or(GeenConcept::GeenVerzoek)?;
    let mut uit = Toegewezen {
        regel: Some(gevraagd.regel),
        actie: Actie::Nieuw,
        waarom: "Nieuwe toewijzing, zoals gevraagd".to_owned(),
        regels,
        nummer: nummers.neem(keuze),
        referentie: Some(gevraagd.referentie.clone()),
        product: gevraagd.product.clone(),
        toegewezen_op: situatie.nu,
        ingangsdatum,
        einddatum: gevraagd.einddatum,
        reden_wijziging: None,
        omvang: gevraagd.omvang,
        budget: gevraagd.budget,
        commentaar: None,
    };
    let Some(keuze) = keuze else { return Ok(uit) };
    uit.ingangsdatum = keuze.ingangsdatum.unwrap_or(ingangsdatum);
    uit.einddatum = keuze.einddatum(gevraagd.einddatum);
    uit.product = keuze.product().or(uit.product);
    uit.commentaar.clone_from(&keuze.commentaar);
    match (keuze.omvang()?, keuze.budget()) {
        (None, None) => {}
        (omvang, budget) => (uit.omvang, uit.budget) = (omvang, budget),
    }
    let anders = [
        ("product", uit.product != gevraagd.product),
        ("ingangsdatum", uit.ingangsdatum != ingangsdatum),
        ("einddatum", uit.einddatum != gevraagd.einddatum),
        ("omvang", uit.omvang != gevraagd.omvang),
        ("budget", uit.budget != gevraagd.budget),
    ];
    let anders: Vec<&str> = anders.into_iter().filter(|(_, anders)| *anders).map(|(naam, _)| naam).collect();
    if !anders.is_empty() {
        uit.waarom = format!("Nieuwe toewijzing, anders dan gevraagd: {}", anders.join(", "));
    }
    Ok(uit)
}

/// What a 301 says that grants products of a 315: each as asked or otherwise (IV094), with its own reference.
pub(super) fn na_verzoek_om_toewijzing(
    situatie: &Situatie<'_>,
    keuzes: &Keuzes,
    opdracht: &Opdracht,
    concept: &mut Concept,
) -> Result<Vec<Toegewezen>, GeenConcept> {
    let mut nummers = Nummers::na(situatie, keuzes)?;
    let mut uit = Vec::new();
    for gevraagd in opdracht.producten() {
        let keuze = keuzes.over(gevraagd.regel);
        uit.push(nieuw(situatie, gevraagd, keuze, &mut nummers, &["IV094", "IV066"])?);
    }
    for product in uit.iter().filter(|product| product.ingangsdatum < situatie.vandaag()) {
        concept.let_op.push(format!(
            "Toewijzing {} gaat in op {}: met terugwerkende kracht. De aanbieder meldt de start binnen vijf werkdagen na \
             ontvangst (OP271).",
            product.nummer, product.ingangsdatum
        ));
    }
    uit.extend(gaat_mee(situatie, &uit, None)?);
    Ok(uit)
}

/// What a 301 says that grants a 317: everything that was asked, every product with the reference of the request (IV093).
pub(super) fn na_verzoek_om_wijziging(
    situatie: &Situatie<'_>,
    keuzes: &Keuzes,
    opdracht: &Opdracht,
    concept: &mut Concept,
) -> Result<Vec<Toegewezen>, GeenConcept> {
    let bekend = bekende(situatie)?;
    let te_laat = te_laat(situatie, opdracht, &bekend);
    toets_afwijkingen(keuzes, te_laat || is_toegekend(situatie, opdracht, &bekend))?;
    if te_laat {
        concept.let_op.push(
            "Een dag waarop de aanbieder de wijziging wilde, is al voorbij. Spreek met de aanbieder af of de wijziging met \
             terugwerkende kracht geldt, of vul latere datums in die op elkaar aansluiten (IV093, OP186, OP348)."
                .to_owned(),
        );
    }
    let mut nummers = Nummers::na(situatie, keuzes)?;
    let mut uit = Vec::new();
    for gevraagd in opdracht.producten() {
        let keuze = keuzes.over(gevraagd.regel);
        let van_nummer = |nummer| bekend.iter().copied().find(|(bekend, _)| Some(*bekend) == nummer);
        let geldend = van_nummer(gevraagd.nummer).filter(|(_, toewijzing)| !toewijzing.is_verwijderd());
        match (gevraagd.soort, geldend) {
            (GevraagdSoort::Aangevraagd | GevraagdSoort::Nieuw, _) => {
                uit.push(nieuw(situatie, gevraagd, keuze, &mut nummers, &["IV093", "IV066"])?);
            }
            (GevraagdSoort::Ongewijzigd, _) if keuze.is_some() => {
                return Err(GeenConcept::Keuze(format!(
                    "Regel {} van het verzoek blijft ongewijzigd. Daar valt niets te kiezen; laat die regel weg.",
                    gevraagd.regel
                )));
            }
            (_, None) => meld_weg(gevraagd, concept),
            (GevraagdSoort::Ongewijzigd, Some(deze)) => {
                let waarom = ("Blijft volgens het verzoek zoals het is", &["IV093", "IV099"][..]);
                let referentie = Some(gevraagd.referentie.as_str());
                uit.push(ongewijzigd(situatie, deze, Some(gevraagd.regel), referentie, waarom));
            }
            (GevraagdSoort::TeWijzigen, Some(deze)) => {
                let te_wijzigen = TeWijzigen { situatie, gevraagd, keuze, deze };
                uit.extend(te_wijzigen.toewijzingen(&mut nummers, concept)?);
            }
        }
    }
    let referentie = opdracht.referenties().into_iter().next();
    uit.extend(gaat_mee(situatie, &uit, referentie.as_deref())?);
    Ok(uit)
}

/// An allocation that the request names and that is no longer there.
fn meld_weg(gevraagd: &Gevraagd, concept: &mut Concept) {
    let nummer = gevraagd.nummer.map_or_else(String::new, |nummer| nummer.to_string());
    if gevraagd.soort == GevraagdSoort::Ongewijzigd {
        concept.let_op.push(format!(
            "Toewijzing {nummer} staat in het verzoek als ongewijzigd, maar is intussen verwijderd. Zij staat niet in dit bericht."
        ));
    } else {
        let waarom = format!(
            "Toewijzing {nummer} moet volgens het verzoek wijzigen, maar is intussen verwijderd. Het verzoek is niet meer in zijn \
             geheel toe te wijzen (IV093). Wijs het af."
        );
        concept.ontbreekt.push(Ontbreekt { element: "ToewijzingNummer", waarom });
    }
}

/// Whether the request comes too late for a day that it asks for.
fn te_laat(situatie: &Situatie<'_>, opdracht: &Opdracht, bekend: &[Bekend<'_>]) -> bool {
    let vandaag = situatie.vandaag();
    opdracht.producten().any(|gevraagd| match gevraagd.soort {
        GevraagdSoort::Nieuw => gevraagd.ingangsdatum.is_some_and(|dag| dag < vandaag),
        GevraagdSoort::TeWijzigen => bekend.iter().any(|(nummer, toewijzing)| {
            Some(*nummer) == gevraagd.nummer
                && is_voorbij(Wens::van(gevraagd, toewijzing), toewijzing, vandaag)
        }),
        GevraagdSoort::Aangevraagd | GevraagdSoort::Ongewijzigd => false,
    })
}

/// Whether the days that the request asks for leave days outside an allocation that were granted on it.
fn is_toegekend(situatie: &Situatie<'_>, opdracht: &Opdracht, bekend: &[Bekend<'_>]) -> bool {
    let buiten = |gevraagd: &Gevraagd, (nummer, toewijzing): &Bekend<'_>| {
        let wens = Wens::van(gevraagd, toewijzing);
        let tot = situatie.toegekend_tot.get(nummer);
        tot.is_some_and(|tot| besluit(wens, toewijzing, situatie.vandaag()).laat_buiten(*tot, toewijzing))
    };
    opdracht
        .producten()
        .filter(|gevraagd| gevraagd.soort == GevraagdSoort::TeWijzigen)
        .any(|gevraagd| bekend.iter().any(|deze| Some(deze.0) == gevraagd.nummer && buiten(gevraagd, deze)))
}

/// A 317 is granted as it was asked; only its days may be others, and only where they passed or days were granted.
fn toets_afwijkingen(keuzes: &Keuzes, andere_datums: bool) -> Result<(), GeenConcept> {
    for keuze in &keuzes.producten {
        let regel = keuze.regel;
        if keuze.wijkt_af_in_inhoud() {
            return Err(GeenConcept::Keuze(format!(
                "Een verzoek om wijziging wordt toegewezen zoals het is gevraagd (IV093, OP348). Laat product, omvang en \
                 budget weg bij regel {regel}, of wijs het verzoek af."
            )));
        }
        if keuze.wijkt_af_in_datum() && !andere_datums {
            return Err(GeenConcept::Keuze(format!(
                "Andere datums kunnen alleen als een gevraagde datum al voorbij is (IV093, OP348) of als er al dagen zijn \
                 toegekend, en dat is hier niet zo. Laat de datums weg bij regel {regel}."
            )));
        }
    }
    Ok(())
}
