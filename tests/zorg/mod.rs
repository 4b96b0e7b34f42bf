//! Allocations and requests in one line each, to try the rules about requests on.
#![allow(dead_code, missing_docs, unreachable_pub)]

use berichtenpoort::bericht::Standaard;

use crate::proef::Proef;

/// How much care: nothing said, a volume (Volume, Eenheid, Frequentie), or a budget in eurocent.
#[derive(Clone, Copy, Debug)]
pub enum Hoeveel {
    Niets,
    Omvang(&'static str, &'static str, &'static str),
    Budget(&'static str),
}

/// An allocation: number, product, first day, last day, how much. A product is `category/code` or `category`, or empty; `CAT`
/// stands for the category that suits the standard.
pub type Toegewezen<'a> = (u32, &'a str, &'a str, Option<&'a str>, Hoeveel);
/// A change: number, GewensteIngangsdatum, last day, how much.
pub type TeWijzigen<'a> = (u32, &'a str, Option<&'a str>, Hoeveel);
/// A new product: product, GewensteIngangsdatum, last day, how much.
pub type Nieuw<'a> = (&'a str, &'a str, Option<&'a str>, Hoeveel);

pub fn proef(standaard: Standaard, soort: u16) -> Proef {
    match standaard {
        Standaard::Ijw => Proef::ijw(soort),
        Standaard::Iwmo => Proef::iwmo(soort),
    }
}

fn met_identificatie(standaard: Standaard, soort: u16, identificatie: &str) -> Proef {
    proef(standaard, soort).zet("Header/BerichtIdentificatie/Identificatie", identificatie)
}

/// The klasse with this number in a list, counted from 1.
fn plaats(pad: &str, nummer: usize) -> String {
    if nummer == 1 { pad.to_owned() } else { format!("{pad}[{nummer}]") }
}

fn met_product(mut proef: Proef, standaard: Standaard, pad: &str, product: &str) -> Proef {
    let categorie = match standaard {
        Standaard::Ijw => "45",
        Standaard::Iwmo => "02",
    };
    let product = product.replace("CAT", categorie);
    if product.is_empty() {
        return proef;
    }
    let (categorie, code) = product.split_once('/').unwrap_or((&product, ""));
    proef = proef.zet(&format!("{pad}/Product/Categorie"), categorie);
    if code.is_empty() { proef } else { proef.zet(&format!("{pad}/Product/Code"), code) }
}

fn met_periode_en_hoeveel(
    mut proef: Proef,
    pad: &str,
    (naam_begin, begin): (&str, &str),
    eind: Option<&str>,
    hoeveel: Hoeveel,
) -> Proef {
    proef = proef.zet(&format!("{pad}/{naam_begin}"), begin);
    if let Some(eind) = eind {
        proef = proef.zet(&format!("{pad}/Einddatum"), eind);
    }
    match hoeveel {
        Hoeveel::Niets => proef,
        Hoeveel::Budget(budget) => proef.zet(&format!("{pad}/Budget"), budget),
        Hoeveel::Omvang(volume, eenheid, frequentie) => proef
            .zet(&format!("{pad}/Omvang/Volume"), volume)
            .zet(&format!("{pad}/Omvang/Eenheid"), eenheid)
            .zet(&format!("{pad}/Omvang/Frequentie"), frequentie),
    }
}

/// A 301 with these allocations.
pub fn toewijzing(standaard: Standaard, identificatie: &str, producten: &[Toegewezen<'_>]) -> Proef {
    let lijst = "Client/ToegewezenProducten";
    let mut proef = met_identificatie(standaard, 301, identificatie).weg(lijst);
    for (volgnummer, (nummer, product, begin, eind, hoeveel)) in (1..).zip(producten) {
        let pad = plaats(&format!("{lijst}/ToegewezenProduct"), volgnummer);
        proef = proef.zet(&format!("{pad}/ToewijzingNummer"), &nummer.to_string());
        proef = met_product(proef, standaard, &pad, product);
        proef = proef.zet(&format!("{pad}/Toewijzingsdatum"), "2026-01-02");
        proef = proef.zet(&format!("{pad}/Toewijzingstijd"), "09:30:00");
        proef = met_periode_en_hoeveel(proef, &pad, ("Ingangsdatum", begin), *eind, *hoeveel);
    }
    proef
}

/// A 301 with one allocation that follows from a request.
pub fn honorering(standaard: Standaard, identificatie: &str, nummer: u32, referentie: &str) -> Proef {
    let toegewezen =
        (nummer, "CAT/CATA08", "2026-03-01", Some("2026-12-31"), Hoeveel::Omvang("3", "04", "2"));
    toewijzing(standaard, identificatie, &[toegewezen])
        .zet("Client/ToegewezenProducten/ToegewezenProduct/ReferentieAanbieder", referentie)
}

/// A 315 with a product for each of these references.
pub fn vot(standaard: Standaard, identificatie: &str, referenties: &[&str]) -> Proef {
    let product = "Client/AangevraagdeProducten/AangevraagdProduct";
    let mut proef = met_identificatie(standaard, 315, identificatie);
    for (volgnummer, referentie) in (1..).zip(referenties) {
        if volgnummer > 1 {
            proef = proef.kopie(product);
        }
        let pad = plaats(product, volgnummer);
        let code = if standaard == Standaard::Ijw { "45B0" } else { "02B0" };
        proef = proef
            .zet(&format!("{pad}/ReferentieAanbieder"), referentie)
            .zet(&format!("{pad}/Product/Code"), &format!("{code}{volgnummer}"));
    }
    proef
}

/// A 317 with reference VOW-1.
pub fn vow(
    standaard: Standaard,
    ongewijzigd: &[u32],
    te_wijzigen: &[TeWijzigen<'_>],
    nieuw: &[Nieuw<'_>],
) -> Proef {
    let mut proef = proef(standaard, 317);
    for lijst in ["OngewijzigdeProducten", "TeWijzigenProducten", "NieuweProducten"] {
        proef = proef.weg(&format!("Client/Verzoek/{lijst}"));
    }
    for (volgnummer, nummer) in (1..).zip(ongewijzigd) {
        let pad = plaats("Client/Verzoek/OngewijzigdeProducten/OngewijzigdProduct", volgnummer);
        proef = proef.zet(&format!("{pad}/ToewijzingNummer"), &nummer.to_string());
    }
    for (volgnummer, (nummer, begin, eind, hoeveel)) in (1..).zip(te_wijzigen) {
        let pad = plaats("Client/Verzoek/TeWijzigenProducten/TeWijzigenProduct", volgnummer);
        proef = proef.zet(&format!("{pad}/ToewijzingNummer"), &nummer.to_string());
        proef = met_periode_en_hoeveel(proef, &pad, ("GewensteIngangsdatum", begin), *eind, *hoeveel);
    }
    for (volgnummer, (product, begin, eind, hoeveel)) in (1..).zip(nieuw) {
        let pad = plaats("Client/Verzoek/NieuweProducten/NieuwProduct", volgnummer);
        proef = met_product(proef, standaard, &pad, product);
        proef = met_periode_en_hoeveel(proef, &pad, ("GewensteIngangsdatum", begin), *eind, *hoeveel);
    }
    proef
}

/// A 319: 1 refuses, 2 says that it is being looked into.
pub fn antwoord(standaard: Standaard, identificatie: &str, referentie: &str, antwoord: &str) -> Proef {
    let proef = met_identificatie(standaard, 319, identificatie)
        .zet("Antwoord/ReferentieAanbieder", referentie)
        .zet("Antwoord/VerzoekAntwoord", antwoord);
    if antwoord == "2" { proef.weg("Antwoord/RedenAfwijzingVerzoek") } else { proef }
}
