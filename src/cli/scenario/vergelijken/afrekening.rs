//! A DeclaratieAntwoord: totals, the clients and Prestaties that were refused, and those that were granted (IV087, IV088).

use super::Verschillen;
use super::codes::Codeboek;
use crate::bericht::{Bedrag, Bericht, Client, Eurocent, Inhoud, Prestatie};
use crate::cli::scenario::verwacht::{Afgekeurd, Afrekening, Goedgekeurd};

pub(super) fn vergelijk_afrekening(
    verwacht: &Afrekening,
    extra: &[String],
    retour: &Bericht,
    heen: Option<&Bericht>,
    uit: &mut Verschillen,
) {
    let mut boek = Codeboek::van(retour);
    let header = [retour.header.plek.pad.to_string()];
    boek.eis("Header", &header, std::slice::from_ref(&verwacht.header), uit);
    let Inhoud::DeclaratieAntwoord(antwoord, clienten) = &retour.inhoud else {
        uit.meld("antwoord", "een DeclaratieAntwoord", "alleen een Header");
        return boek.onverwacht(extra, uit);
    };
    let code = std::slice::from_ref(&verwacht.declaratieantwoord);
    boek.eis("DeclaratieAntwoord", &[antwoord.plek.pad.to_string()], code, uit);
    for (naam, verwacht, gekregen) in [
        ("TotaalIngediendBedrag", verwacht.totaal_ingediend, antwoord.ingediend),
        ("TotaalToegekendBedrag", verwacht.totaal_toegekend, antwoord.toegekend),
    ] {
        if verwacht != gekregen {
            uit.meld(naam, &in_woorden(verwacht), &in_woorden(gekregen));
        }
    }
    for (nummer, client) in (1..).zip(&verwacht.clienten) {
        let paden: Vec<_> = clienten
            .iter()
            .filter(|een| een.bsn == client.bsn)
            .map(|een| een.persoon.plek.pad.to_string())
            .collect();
        // By its number in the scenario: a client has no other name that may be shown.
        let naam = format!("client {nummer} van het scenario");
        boek.eis(&naam, &paden, std::slice::from_ref(&client.code), uit);
    }
    vergelijk_afgekeurd(verwacht, clienten, &mut boek, uit);
    boek.onverwacht(extra, uit);
    if let Some(Inhoud::Declaratie(_, clienten)) = heen.map(|heen| &heen.inhoud) {
        vergelijk_goedgekeurd(&verwacht.goedgekeurd, clienten, uit);
    }
}

/// Each refused Prestatie stands in the answer, with its codes, and no other does.
fn vergelijk_afgekeurd(
    verwacht: &Afrekening,
    clienten: &[Client],
    boek: &mut Codeboek<'_>,
    uit: &mut Verschillen,
) {
    let mut over: Vec<&Prestatie> = clienten.iter().flat_map(|client| &client.prestaties).collect();
    for Afgekeurd { referentie, codes, toegestaan_extra, .. } in &verwacht.afgekeurd {
        let naam = format!("prestatie {referentie}");
        let met_codes =
            |een: &&Prestatie| een.referentie == *referentie && boek.heeft(&een.plek.pad.to_string(), codes);
        let plaats = over.iter().position(met_codes);
        let plaats = plaats.or_else(|| over.iter().position(|een| een.referentie == *referentie));
        let Some(plaats) = plaats else {
            uit.meld(&naam, &format!("afgekeurd met {}", codes.join(" en ")), "niet in het antwoord");
            continue;
        };
        let pad = over.remove(plaats).plek.pad.to_string();
        boek.sta_toe(&pad, toegestaan_extra);
        for code in codes {
            boek.eis(&naam, std::slice::from_ref(&pad), std::slice::from_ref(code), uit);
        }
    }
    for Prestatie { referentie, .. } in over {
        let naam = format!("prestatie {referentie}");
        let goed = verwacht.goedgekeurd.iter().any(|een| een.referentie == *referentie);
        uit.meld(&naam, if goed { "toegekend" } else { "niet in het antwoord" }, "afgekeurd");
    }
}

/// What is granted is not in the answer: it was claimed for that amount, and did not come back.
fn vergelijk_goedgekeurd(verwacht: &[Goedgekeurd], clienten: &[Client], uit: &mut Verschillen) {
    for Goedgekeurd { referentie, toegekend } in verwacht {
        let prestaties = clienten.iter().flat_map(|client| &client.prestaties);
        let ingediend: Vec<Eurocent> =
            prestaties.filter(|een| een.referentie == *referentie).map(|een| een.bedrag.eurocent()).collect();
        match ingediend.as_slice() {
            bedragen if bedragen.contains(toegekend) => {}
            [] => uit.meld(&format!("prestatie {referentie}"), "in de declaratie", "niet"),
            [bedrag, ..] => {
                let (verwacht, gekregen) = (toegekend.to_string(), bedrag.to_string());
                uit.meld(&format!("toegekend voor prestatie {referentie}"), &verwacht, &gekregen);
            }
        }
    }
}

fn in_woorden(bedrag: Bedrag) -> String {
    let centen = i64::try_from(bedrag.centen).unwrap_or(i64::MAX);
    format!("{} {}", Eurocent(centen), bedrag.debet_credit.code())
}
