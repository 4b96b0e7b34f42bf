//! Events: recorded once, read from the last one on, and brought to who asked for them.

use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};

use berichtenpoort::bezorging::{
    Besluit, Bezorgwijze, GebeurtenisSoort, Geheim, MEESTE_POGINGEN, PogingUitkomst, Stand,
};
use berichtenpoort::partij::{Medewerker, Toegangssleutel};
use berichtenpoort::poort::{Banen, Beheerdersadres, Bezorger};
use berichtenpoort::store::{GebeurtenisRij, GedanePoging, NaGebeurtenis, NieuweSleutel, Store};
use berichtenpoort::tijd::Klok;
use berichtenpoort::toegang::{Houder, Rol};
use berichtenpoort::uitgaand::Uitgaand;
use chrono::{DateTime, TimeDelta, Utc};
use reqwest::{Method, Url};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::api::{Proefpoort, probleem};
use crate::berichten::{AANBIEDER, GEMEENTE};
use crate::gemeenschap::gegevens::{HULP, ZORG};
use crate::gemeenschap::op_elke_database;
use crate::levering::Bezorgproef;
use crate::ontvanger::{GOED, Gedrag, Ontvanger, Verzoek};
use crate::uitgaand::beleid;

/// A levering to a party whose server says that it is gone.
async fn mislukt(proef: &Bezorgproef, naam: &str) -> Uuid {
    proef.stel_in(ZORG, Bezorgwijze::Push, Some("https://zorg.example/")).await;
    let levering = proef.lever("JW301", naam).await;
    let nu = proef.klok.nu();
    let mut rijen = proef.store().claim_bezorgingen(Stand::Nieuw, nu, nu, 10).await.unwrap();
    let poging = GedanePoging {
        begonnen_op: nu,
        duur_ms: 5,
        uitkomst: PogingUitkomst::Weg,
        status: Some(410),
        besluit: Besluit::Geparkeerd,
    };
    proef.store().leg_poging_vast(&rijen.pop().unwrap(), &poging, nu, None).await.unwrap();
    levering.id
}

async fn van(store: &Store, partij: Option<Uuid>, na: NaGebeurtenis) -> Vec<GebeurtenisRij> {
    store.gebeurtenissen(partij, na, 100).await.unwrap().unwrap()
}

#[tokio::test]
async fn een_levering_die_mislukt_wordt_een_keer_gemeld_aan_haar_partij_en_aan_de_beheerder() {
    op_elke_database(|store| async move {
        let proef = Bezorgproef::op(store).await;
        let levering = mislukt(&proef, "A1").await;
        let (zorg, hulp) = (proef.regio.partij(ZORG), proef.regio.partij(HULP));
        for wie in [Some(zorg), None] {
            let gemeld = van(proef.store(), wie, NaGebeurtenis::Begin).await;
            assert_eq!(gemeld.len(), 1);
            assert_eq!((gemeld[0].soort, gemeld[0].onderwerp), (GebeurtenisSoort::LeveringMislukt, levering));
            assert!(gemeld[0].bericht.is_some());
            assert_eq!(van(proef.store(), wie, NaGebeurtenis::Id(gemeld[0].id)).await, []);
            let ander = proef.store().gebeurtenissen(Some(hulp), NaGebeurtenis::Id(gemeld[0].id), 9).await;
            assert_eq!(ander.unwrap(), None, "niet van u is als niet bestaand");
        }
        assert_eq!(van(proef.store(), Some(hulp), NaGebeurtenis::Begin).await, []);
        // Offered again it is first in its row, and fails again: that was told.
        proef.poort.herstel_levering(levering).await.unwrap();
        mislukt(&proef, "A2").await;
        let gemeld = van(proef.store(), Some(zorg), NaGebeurtenis::Begin).await;
        assert_eq!(gemeld.len(), 1, "één keer");
    })
    .await;
}

fn bezorger(proef: &Bezorgproef, beheerder: Option<Beheerdersadres>) -> Bezorger {
    let uitgaand = Uitgaand::nieuw(beleid(), Vec::new()).unwrap();
    Bezorger::start_met(&proef.poort, uitgaand, Banen::default(), beheerder)
}

fn klopt(geheim: &Geheim, verzoek: &Verzoek) -> bool {
    let mut headers = reqwest::header::HeaderMap::new();
    for naam in ["webhook-id", "webhook-timestamp", "webhook-signature"] {
        headers.insert(naam, verzoek.headers[naam].parse().unwrap());
    }
    standardwebhooks::Webhook::new(&geheim.tekst()).unwrap().verify(&verzoek.inhoud, &headers).is_ok()
}

/// A gate whose party and whose manager have themselves told at this receiver.
async fn met_adressen(store: Store, ontvanger: &Ontvanger) -> (Bezorgproef, Geheim, Beheerdersadres) {
    let proef = Bezorgproef::op(store).await;
    // The library refuses what was signed long ago.
    proef.klok.zet(Klok::systeem().nu());
    proef.stel_in(ZORG, Bezorgwijze::Postbus, None).await;
    let geheim = Geheim::nieuw();
    proef.geef_geheim(ZORG, &geheim, 0).await;
    let url: Url = ontvanger.url("/partij").parse().unwrap();
    proef.store().stel_gebeurtenisadres_in(proef.regio.partij(ZORG), Some(&url)).await.unwrap();
    proef.store().breng_gebeurtenissen_aan_beheerder().await.unwrap();
    let beheerder =
        Beheerdersadres { url: ontvanger.url("/beheer").parse().unwrap(), geheim: Geheim::nieuw() };
    (proef, geheim, beheerder)
}

/// Records that keys of a party and of the gate expire: an event for each.
async fn meld_sleutels(proef: &Bezorgproef, aantal: usize) -> Vec<Uuid> {
    let zorg = proef.regio.partijen.iter().find(|partij| partij.code == ZORG).unwrap();
    for _ in 0..aantal {
        geef_sleutel(proef.store(), &Houder::systeem(zorg.clone()), proef.klok.nu(), 30).await;
    }
    proef.poort.meld_verlopende_sleutels().await.unwrap();
    let alle = van(proef.store(), Some(zorg.id), NaGebeurtenis::Begin).await;
    alle.into_iter().map(|een| een.id).collect()
}

async fn geef_sleutel(store: &Store, houder: &Houder, nu: DateTime<Utc>, dagen: i64) -> String {
    let sleutel = Toegangssleutel::nieuw();
    let verloopt_op = Some(nu + TimeDelta::days(dagen));
    let hash = sleutel.hash();
    let nieuw = NieuweSleutel { hash: &hash, houder, omschrijving: "proef", verloopt_op };
    store.geef_toegang(&nieuw, nu).await.unwrap();
    sleutel.as_str().to_owned()
}

#[tokio::test]
async fn een_melding_gaat_getekend_en_dun_naar_wie_haar_moet_weten() {
    op_elke_database(|store| async move {
        let mut ontvanger = Ontvanger::start(|_| GOED).await;
        let (proef, geheim, beheerder) = met_adressen(store, &ontvanger).await;
        let van_beheerder = beheerder.geheim.clone();
        let levering = mislukt(&proef, "A1").await;
        let bezorger = bezorger(&proef, Some(beheerder));
        let mut verzoeken = [ontvanger.volgende().await, ontvanger.volgende().await];
        bezorger.stop().await;
        verzoeken.sort_by(|een, ander| een.pad.cmp(&ander.pad));
        let wie = [(None, van_beheerder), (Some(proef.regio.partij(ZORG)), geheim)];
        for (verzoek, (wie, geheim)) in verzoeken.iter().zip(wie) {
            let gemeld = van(proef.store(), wie, NaGebeurtenis::Begin).await.pop().unwrap();
            assert!(klopt(&geheim, verzoek), "{}", verzoek.pad);
            assert_eq!(verzoek.headers["webhook-id"], gemeld.id.to_string());
            let json: Value = serde_json::from_slice(&verzoek.inhoud).unwrap();
            assert_eq!(
                (&json["type"], &json["data"]["onderwerp"]),
                (&json!("levering.mislukt"), &json!(levering))
            );
            let bericht = format!("/api/v1/berichten/{}", gemeld.bericht.unwrap());
            assert_eq!(json["data"]["_links"]["bericht"]["href"], bericht);
            assert_eq!(json.as_object().unwrap().len(), 3, "type, timestamp en data");
        }
    })
    .await;
}

#[tokio::test]
async fn meldingen_gaan_op_volgorde_met_hetzelfde_id_en_wie_nooit_ontvangt_houdt_de_volgende_niet_op() {
    op_elke_database(|store| async move {
        let status = Arc::new(AtomicU16::new(500));
        let geef = Arc::clone(&status);
        let mut ontvanger = Ontvanger::start(move |_| Gedrag::Status(geef.load(Ordering::SeqCst), "")).await;
        let (proef, ..) = met_adressen(store, &ontvanger).await;
        let ids = meld_sleutels(&proef, 3).await;
        let mut gezien = Vec::new();
        for keer in 1..=MEESTE_POGINGEN {
            let bezorger = bezorger(&proef, None);
            gezien.push(ontvanger.volgende().await.headers["webhook-id"].clone());
            if keer == MEESTE_POGINGEN {
                status.store(204, Ordering::SeqCst);
                for _ in 1..ids.len() {
                    gezien.push(ontvanger.volgende().await.headers["webhook-id"].clone());
                }
            }
            bezorger.stop().await;
            proef.klok.zet(proef.klok.nu() + TimeDelta::days(1));
        }
        let mut verwacht = vec![ids[0].to_string(); MEESTE_POGINGEN as usize];
        verwacht.extend(ids[1..].iter().map(Uuid::to_string));
        assert_eq!(gezien, verwacht);
        let bezorger = bezorger(&proef, None);
        bezorger.stop().await;
        assert!(ontvanger.verzoeken.try_recv().is_err(), "elk één keer");
    })
    .await;
}

#[tokio::test]
async fn wie_geen_meldingen_meer_wil_krijgt_ze_niet_en_wie_later_begint_krijgt_geen_oude() {
    op_elke_database(|store| async move {
        let mut ontvanger = Ontvanger::start(|_| GOED).await;
        let (proef, ..) = met_adressen(store, &ontvanger).await;
        let zorg = proef.regio.partij(ZORG);
        proef.store().stel_gebeurtenisadres_in(zorg, None).await.unwrap();
        assert_eq!(meld_sleutels(&proef, 1).await.len(), 1);
        let url: Url = ontvanger.url("/weer").parse().unwrap();
        proef.store().stel_gebeurtenisadres_in(zorg, Some(&url)).await.unwrap();
        let nieuw = meld_sleutels(&proef, 1).await.pop().unwrap();
        let bezorger = bezorger(&proef, None);
        assert_eq!(ontvanger.volgende().await.headers["webhook-id"], nieuw.to_string());
        bezorger.stop().await;
        assert!(ontvanger.verzoeken.try_recv().is_err());
    })
    .await;
}

#[tokio::test]
async fn een_sleutel_die_binnen_een_maand_verloopt_wordt_een_keer_gemeld_aan_wie_hem_heeft() {
    op_elke_database(|store| async move {
        let proef = Bezorgproef::op(store).await;
        let (store, nu) = (proef.store(), proef.klok.nu());
        let zorg = proef.regio.partijen.iter().find(|partij| partij.code == ZORG).unwrap();
        let medewerker = Some(Medewerker::nieuw("Imane Haddou").unwrap());
        let operator = Houder::nieuw(None, medewerker, Some(Rol::Operator), None).unwrap();
        geef_sleutel(store, &Houder::systeem(zorg.clone()), nu, 31).await;
        geef_sleutel(store, &operator, nu, 30).await;
        assert_eq!(proef.poort.meld_verlopende_sleutels().await.unwrap(), 1);
        assert_eq!(van(store, Some(zorg.id), NaGebeurtenis::Begin).await, []);
        assert_eq!(van(store, None, NaGebeurtenis::Begin).await.len(), 1);
        proef.klok.zet(nu + TimeDelta::days(1));
        assert_eq!(proef.poort.meld_verlopende_sleutels().await.unwrap(), 1);
        assert_eq!(proef.poort.meld_verlopende_sleutels().await.unwrap(), 0, "één keer");
        let gemeld = van(store, Some(zorg.id), NaGebeurtenis::Begin).await;
        assert_eq!(gemeld[0].soort, GebeurtenisSoort::SleutelVerloopt);
        let certificaat = Uuid::new_v4();
        let over = |dagen| proef.klok.nu() + TimeDelta::days(dagen);
        assert!(!proef.poort.meld_certificaat(certificaat, over(31)).await.unwrap());
        assert!(proef.poort.meld_certificaat(certificaat, over(30)).await.unwrap());
        assert!(!proef.poort.meld_certificaat(certificaat, over(29)).await.unwrap(), "één keer");
    })
    .await;
}

#[tokio::test]
async fn een_partij_leest_haar_meldingen_bladzijde_voor_bladzijde_en_die_van_een_ander_nooit() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        let (nu, partij) = (poort.klok.nu(), poort.partijen[AANBIEDER].clone());
        for _ in 0..3 {
            geef_sleutel(&poort.poort.store, &Houder::systeem(partij.clone()), nu, 10).await;
        }
        poort.poort.meld_verlopende_sleutels().await.unwrap();
        let eerste = poort.json(AANBIEDER, "/gebeurtenissen?limiet=2").await;
        assert_eq!(eerste["gebeurtenissen"].as_array().unwrap().len(), 2);
        assert_eq!(eerste["gebeurtenissen"][0]["type"], "sleutel.verloopt");
        let volgende = eerste["_links"]["volgende"]["href"].as_str().unwrap();
        let tweede = poort.json(AANBIEDER, volgende.trim_start_matches("/api/v1")).await;
        assert_eq!(tweede["gebeurtenissen"].as_array().unwrap().len(), 1);
        assert_eq!(tweede["_links"]["volgende"], Value::Null);
        let laatste = tweede["gebeurtenissen"][0]["id"].as_str().unwrap();
        let verder = format!("/gebeurtenissen?cursor={laatste}");
        assert_eq!(poort.json(AANBIEDER, &verder).await["gebeurtenissen"], json!([]));
        assert_eq!(poort.json(GEMEENTE, "/gebeurtenissen").await["gebeurtenissen"], json!([]));
        for pad in [verder.as_str(), "/gebeurtenissen?cursor=vooraan", "/gebeurtenissen?limiet=0"] {
            let antwoord = poort.als(GEMEENTE, Method::GET, pad).send().await.unwrap();
            probleem(antwoord, 400, "verzoek-ongeldig").await;
        }
        let medewerker = Some(Medewerker::nieuw("Imane Haddou").unwrap());
        let operator = Houder::nieuw(None, medewerker, Some(Rol::Operator), None).unwrap();
        let sleutel = geef_sleutel(&poort.poort.store, &operator, nu, 10).await;
        poort.poort.meld_verlopende_sleutels().await.unwrap();
        let antwoord = poort.met_sleutel(&sleutel, Method::GET, "/gebeurtenissen").send().await.unwrap();
        let json: Value = antwoord.json().await.unwrap();
        assert_eq!(json["gebeurtenissen"].as_array().unwrap().len(), 1, "alleen die voor de beheerder");
    })
    .await;
}
