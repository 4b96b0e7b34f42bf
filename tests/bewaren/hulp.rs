//! What the stories share.

use std::collections::BTreeMap;

use berichtenpoort::bewaren::{Bewaarregels, Soort};
use berichtenpoort::poort::{Opruimregel, Opruimuitkomst, Poort};

use crate::api::Proefpoort;
use crate::berichten::{AANBIEDER, FENNA, GEMEENTE, IJW, Maker};
use crate::gemeenschap::beeld::{Beeld, rijen_van};
use crate::gemeenschap::doe;

/// Every table whose rows come and go by what a gate does.
pub(crate) const TABELLEN: &[&str] = &[
    "bericht",
    "inhoud",
    "zicht",
    "bevinding",
    "berekening",
    "weigering",
    "levering",
    "levering_poging",
    "gebruikte_identificatie",
    "toewijzing_nummer",
    "toewijzing",
    "regie",
    "verzoek",
    "declaratie",
    "prestatie",
    "verbruik",
    "dossier_bericht",
    "termijn",
    "gebeurtenis",
    "beoordeling",
    "voorstelregel",
    "besluit",
    "bevestigd_antwoord",
    "uitgegeven_nummer",
    "client",
    "taak",
    "opruiming",
    "opgeruimd",
];

pub(crate) async fn alles(url: &str) -> Beeld {
    rijen_van(url, TABELLEN).await
}

/// Turns the clock to the morning of a day.
pub(crate) fn op_dag(poort: &Poort, dag: &str) {
    poort.klok.zet(format!("{dag}T08:00:00Z").parse().unwrap());
}

/// Everybody confirms everything.
pub(crate) async fn bevestig_alles(url: &str) {
    doe(url, "UPDATE levering SET bevestigd_op = aangeboden_op WHERE bevestigd_op IS NULL").await;
}

/// What goes, by kind.
fn per_soort(regels: Vec<Opruimregel>) -> BTreeMap<Soort, u64> {
    regels.into_iter().filter(|regel| regel.aantal > 0).map(|regel| (regel.soort, regel.aantal)).collect()
}

/// What may go, by kind.
pub(crate) async fn tel(poort: &Poort) -> BTreeMap<Soort, u64> {
    per_soort(poort.tel_op_te_ruimen(&Bewaarregels::default()).await.unwrap())
}

/// Removes what may go, and gives it by kind.
pub(crate) async fn ruim_op(poort: &Poort) -> BTreeMap<Soort, u64> {
    match poort.ruim_op(&Bewaarregels::default(), || true).await.unwrap() {
        Opruimuitkomst::Klaar(regels) => per_soort(regels),
        anders => panic!("{anders:?}"),
    }
}

/// A client with an allocation that ends on the last of June 2026, a start and a stop, and a 323 for January; confirmed.
pub(crate) async fn keten(poort: &Proefpoort, url: &str, maker: Maker<'_>) -> Keten {
    let toewijzing = maker.toewijzing("T1", FENNA, &[(1, "2026-01-01", Some("2026-06-30"))]);
    let toewijzing = poort.stuur_en_verwerk(GEMEENTE, &toewijzing).await;
    poort.stuur_en_verwerk(AANBIEDER, &maker.start("S1", FENNA, &[Some(1)])).await;
    let declaratie = declaratie(poort, maker, "D1").await;
    poort.stuur_en_verwerk(AANBIEDER, &maker.stop("E1", FENNA, &[Some(1)])).await;
    bevestig_alles(url).await;
    Keten { toewijzing: id_van(&toewijzing), declaratie }
}

/// A 323 for January on that allocation.
pub(crate) async fn declaratie(poort: &Proefpoort, maker: Maker<'_>, naam: &str) -> String {
    let regel = [(naam, 1, "2026-01-01", "2026-01-31", 6000)];
    let xml = maker.declaratie(naam, naam, &[(FENNA, &regel)]);
    let beeld = poort.stuur_en_verwerk(AANBIEDER, &xml).await;
    assert_eq!(beeld["uitkomst"], "goedgekeurd", "{beeld}");
    id_van(&beeld)
}

pub(crate) fn id_van(beeld: &serde_json::Value) -> String {
    beeld["id"].as_str().unwrap().to_owned()
}

/// The ids of the messages of a chain.
pub(crate) struct Keten {
    pub(crate) toewijzing: String,
    pub(crate) declaratie: String,
}

/// The chain under the Jeugdwet.
pub(crate) const JEUGD: Maker<'static> = IJW;
