//! The client of a drafted 301: a 317 names only the burgerservicenummer, and a 315 neither how the name is used nor an address.
//!
//! Choices:
//! - The last 301 of the gemeente for the client goes before the request: it is the gemeente's own record. Of one to another
//!   aanbieder only who the client is and where is taken over; what that aanbieder was told beside it is not for this one.
//! - A burgerservicenummer may be somebody else's by mistake. Where a 315 says otherwise who the client is than that 301 does, the
//!   draft names the elements, never their values, and it waits until somebody says to have checked it. Capitals and spaces make
//!   no difference; what the request leaves out is not compared.
//! - Commentaar about the client is not repeated: it was about that message (OP191).
//! - Without an earlier 301 a 315 gives the name. It holds no name of a partner, so the own name is used (CS050). Where the
//!   client can be reached has to be filled in.

use super::keuzes::{ContactKeuze, Keuzes};
use super::{Concept, Ontbreekt, Situatie};
use crate::bericht::{Inhoud, Knoop};

/// What tells persons apart, as far as a 315 holds it.
const WIE: [(&str, &str); 3] =
    [("Geboortedatum", "Geboortedatum"), ("Geslacht", "Geslacht"), ("Geslachtsnaam", "Naam/Geslachtsnaam")];

/// Of a 301 to whichever aanbieder.
const WIE_EN_WAAR: [&str; 5] = ["Bsn", "Geboortedatum", "Geslacht", "Naam", "Contactgegevens"];
/// Of a 301 to the same aanbieder as well.
const BIJ_DEZE_AANBIEDER: [&str; 4] =
    ["Communicatie", "JuridischeStatus", "WettelijkeVertegenwoordiging", "Relaties"];

/// The Client, without what is allocated.
pub(super) fn client(situatie: &Situatie<'_>, keuzes: &Keuzes, concept: &mut Concept) -> Knoop {
    let vorige = situatie.vorige.and_then(|vorige| {
        let client = vorige.bericht.lijf.iter().find(|knoop| &*knoop.naam == "Client")?;
        let naam = |knoop: &&Knoop| {
            WIE_EN_WAAR.contains(&&*knoop.naam)
                || (vorige.zelfde_aanbieder && BIJ_DEZE_AANBIEDER.contains(&&*knoop.naam))
        };
        Some(client.kinderen.iter().filter(naam).cloned().collect::<Vec<_>>())
    });
    if let Some(kinderen) = &vorige {
        vergelijk(situatie, keuzes, kinderen, concept);
    }
    let mut kinderen = vorige.unwrap_or_else(|| uit_verzoek(situatie));
    if !keuzes.contactgegevens.is_empty() {
        kinderen.retain(|kind| &*kind.naam != "Contactgegevens");
        let contacten = keuzes.contactgegevens.iter().map(contact).collect();
        kinderen.push(Knoop::groep("Contactgegevens", contacten));
    }
    let heeft = |naam: &str| kinderen.iter().any(|kind| &*kind.naam == naam);
    if !heeft("Naam") {
        let waarom = "De poort kent geen eerder toewijzingsbericht voor deze cliënt en weet dus niet wie het is. Stuur zelf een \
                      toewijzingsbericht.";
        concept.ontbreekt.push(Ontbreekt { element: "Client", waarom: waarom.to_owned() });
    }
    if !heeft("Contactgegevens") {
        let waarom = "De poort kent geen adres van deze cliënt: er is nog geen toewijzingsbericht. Vul bij ‘contactgegevens’ \
                      minstens één contact in met soort 01, 02 of 03 (TR061).";
        concept.ontbreekt.push(Ontbreekt { element: "Contactgegevens", waarom: waarom.to_owned() });
    }
    Knoop::groep("Client", kinderen)
}

/// Tells where the request is about somebody else than the last 301 was, by what both say of them.
fn vergelijk(situatie: &Situatie<'_>, keuzes: &Keuzes, vorige: &[Knoop], concept: &mut Concept) {
    if !matches!(situatie.verzoek.inhoud, Inhoud::VerzoekToewijzing { .. }) {
        return;
    }
    let gevraagd = situatie.verzoek.lijf.iter().find(|knoop| &*knoop.naam == "Client");
    let bekend = Knoop::groep("Client", vorige.to_vec());
    let is_anders = |pad: &str| {
        let gevraagd = gevraagd.and_then(|client| client.vind(pad));
        gevraagd.is_some_and(|een| bekend.vind(pad).is_none_or(|ander| !zegt_hetzelfde(een, ander)))
    };
    let anders: Vec<&str> = WIE.iter().filter(|(_, pad)| is_anders(pad)).map(|(naam, _)| *naam).collect();
    if anders.is_empty() {
        return;
    }
    let tekst = format!(
        "Het verzoek noemt bij dit burgerservicenummer een andere persoon dan het laatste toewijzingsbericht. Anders is: {}. \
         Dit bericht bevat de gegevens uit het laatste toewijzingsbericht.",
        anders.join(", ")
    );
    if !keuzes.persoon_gecontroleerd {
        let waarom = format!(
            "{tekst} Ga na of het om dezelfde persoon gaat. Zo ja, vul dan ‘persoonGecontroleerd’ in met true. Zo nee, wijs het \
             verzoek af."
        );
        concept.ontbreekt.push(Ontbreekt { element: "Client", waarom });
    }
    concept.let_op.push(tekst);
}

/// Whether two elements hold the same, but for capitals and spaces.
fn zegt_hetzelfde(een: &Knoop, ander: &Knoop) -> bool {
    let tekst = |knoop: &Knoop| {
        let tekst = knoop.tekst.as_deref().unwrap_or_default().to_lowercase();
        tekst.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    een.naam == ander.naam
        && tekst(een) == tekst(ander)
        && een.kinderen.len() == ander.kinderen.len()
        && een.kinderen.iter().zip(&ander.kinderen).all(|(een, ander)| zegt_hetzelfde(een, ander))
}

/// What the request says of its client.
fn uit_verzoek(situatie: &Situatie<'_>) -> Vec<Knoop> {
    let client = situatie.verzoek.lijf.iter().find(|knoop| &*knoop.naam == "Client");
    let neem = |naam: &str| client.and_then(|client| client.kind(naam)).cloned();
    let mut uit: Vec<Knoop> = ["Bsn", "Geboortedatum", "Geslacht"].into_iter().filter_map(neem).collect();
    if matches!(situatie.verzoek.inhoud, Inhoud::VerzoekToewijzing { .. })
        && let Some(mut naam) = neem("Naam")
    {
        naam.kinderen.push(Knoop::blad("NaamGebruik", "1"));
        uit.push(naam);
    }
    uit
}

fn contact(keuze: &ContactKeuze) -> Knoop {
    let blad =
        |naam: &str, waarde: &Option<String>| waarde.as_deref().map(|waarde| Knoop::blad(naam, waarde));
    let huisnummer = keuze.huisnummer.map(|nummer| Knoop::blad("Huisnummer", nummer.to_string()));
    let huis: Vec<Knoop> = huisnummer
        .into_iter()
        .chain(blad("Huisletter", &keuze.huisletter))
        .chain(blad("HuisnummerToevoeging", &keuze.huisnummer_toevoeging))
        .collect();
    let land = keuze.land_code.clone().or_else(|| keuze.postcode.is_some().then(|| "NL".to_owned()));
    let mut adres: Vec<Knoop> = Vec::new();
    if !huis.is_empty() {
        adres.push(Knoop::groep("Huis", huis));
    }
    adres.extend(blad("Postcode", &keuze.postcode));
    adres.extend(blad("Straatnaam", &keuze.straatnaam));
    adres.extend(blad("Plaatsnaam", &keuze.plaatsnaam));
    adres.extend(blad("LandCode", &land));
    let mut kinderen = vec![Knoop::blad("Soort", &*keuze.soort)];
    if !adres.is_empty() {
        kinderen.push(Knoop::groep("Adres", adres));
    }
    if let Some(nummer) = &keuze.telefoonnummer {
        let landnummer = keuze.landnummer.as_deref().unwrap_or("0031");
        let telefoon = vec![Knoop::blad("Telefoonnummer", &**nummer), Knoop::blad("Landnummer", landnummer)];
        kinderen.push(Knoop::groep("Telefoon", vec![Knoop::groep("Telefoon01", telefoon)]));
    }
    kinderen.extend(blad("Emailadres", &keuze.emailadres));
    Knoop::groep("Contact", kinderen)
}
