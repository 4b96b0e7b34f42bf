//! Rules for tests, each to be changed in one place.

use std::sync::Arc;

use berichtenpoort::begrippen::{Ernst, LANDELIJK, LokaleRegel, Soort, Status, Wens, Wijze};
use berichtenpoort::bericht::Standaard;
use berichtenpoort::lokaal::{Bezwaar, Opgesteld};
use berichtenpoort::poort::{Door, Poort};

use crate::proef::SCHEMAS;

/// Of Zaanstad, about allocations under the Jeugdwet, from the first of February on.
pub fn regel(eis: &str) -> LokaleRegel {
    LokaleRegel {
        id: "ZW001".to_owned(),
        titel: "Een toewijzing heeft een einddatum".to_owned(),
        uitleg: "Deze toewijzing heeft geen einddatum binnen het jaar. Vul de laatste dag in.".to_owned(),
        afspraak: "zw-a-001".to_owned(),
        standaarden: vec![Standaard::Ijw],
        berichten: vec!["301".to_owned()],
        klasse: "ToegewezenProduct".to_owned(),
        eis: eis.to_owned(),
        niveau: Ernst::Weiger,
        retourcode: Some("9307".to_owned()),
        gemeenten: vec!["0479".to_owned()],
        eigenaar: LANDELIJK.to_owned(),
        status: Status::Vastgesteld,
        ingangsdatum: "2026-02-01".parse().unwrap(),
        einddatum: None,
    }
}

/// About lines of claims: no more than 60 euro per unit.
pub fn tarief() -> LokaleRegel {
    LokaleRegel {
        id: "ZW002".to_owned(),
        titel: "Een uur kost ten hoogste 60 euro".to_owned(),
        uitleg: "Dit uur kost meer dan u met de gemeente afsprak. Neem het afgesproken tarief over."
            .to_owned(),
        berichten: vec!["323".to_owned()],
        klasse: "Prestatie".to_owned(),
        retourcode: Some("0611".to_owned()),
        ..regel("!has(klasse.ProductTarief) || klasse.Eenheid != '04' || klasse.ProductTarief <= 6000")
    }
}

pub fn waarschuw(regel: LokaleRegel) -> LokaleRegel {
    LokaleRegel { niveau: Ernst::Waarschuw, retourcode: None, ..regel }
}

pub fn opgesteld(regel: LokaleRegel) -> Opgesteld {
    Opgesteld::nieuw(Arc::new(regel), &SCHEMAS).unwrap_or_else(|bezwaren| panic!("{bezwaren:?}"))
}

/// Puts rules in the register, decided on.
pub async fn zet(poort: &Poort, alle: impl IntoIterator<Item = LokaleRegel>) {
    let wensen: Vec<Wens> = alle.into_iter().map(|regel| Wens::Leg(regel.into())).collect();
    let door = Door { wie: "proef", wat: "lokale regels" };
    poort.registers.wijzig(&wensen, Wijze::Inlezen, None, door).await.unwrap();
}

/// Withdraws a rule, from its first day on.
pub async fn trek_in(poort: &Poort, code: &str) {
    let wens = Wens::Status {
        soort: Soort::LokaleRegel,
        sleutel: code.to_owned(),
        naar: Status::Vervallen,
        opvolger: None,
        einddatum: None,
    };
    let door = Door { wie: "proef", wat: "vervallen" };
    poort.registers.wijzig(&[wens], Wijze::Stap, None, door).await.unwrap();
}

pub fn bezwaren(regel: LokaleRegel) -> Vec<Bezwaar> {
    match Opgesteld::nieuw(Arc::new(regel), &SCHEMAS) {
        Ok(regel) => panic!("{} is right", regel.regel.eis),
        Err(bezwaren) => bezwaren,
    }
}

/// What is wrong with an expression.
pub fn bezwaar(eis: &str) -> String {
    let alle = bezwaren(regel(eis));
    assert!(alle.iter().all(|een| een.veld == "eis"), "{alle:?}");
    alle.into_iter().map(|een| een.tekst).collect::<Vec<_>>().join("; ")
}
