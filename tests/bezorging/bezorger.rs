//! The bezorger: what goes out, in which order, and what follows from what comes back.

use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use berichtenpoort::bezorging::{Bezorgwijze, Geheim, MEESTE_POGINGEN, Stand};
use berichtenpoort::poort::{Banen, Bezorger};
use berichtenpoort::store::{Bezorgwerk, Zicht};
use berichtenpoort::tijd::Klok;
use berichtenpoort::uitgaand::Uitgaand;
use chrono::TimeDelta;
use uuid::Uuid;

use crate::gemeenschap::gegevens::{HULP, ZORG};
use crate::gemeenschap::{getallen, op_elke_database, op_elke_url, open};
use crate::levering::Bezorgproef;
use crate::ontvanger::{GOED, Gedrag, Ontvanger, Verzoek};
use crate::uitgaand::beleid;

fn uitgaand() -> Uitgaand {
    Uitgaand::nieuw(beleid(), Vec::new()).unwrap()
}

fn bezorger(proef: &Bezorgproef) -> Bezorger {
    Bezorger::start(&proef.poort, uitgaand(), Banen::default())
}

fn levering_van(verzoek: &Verzoek) -> Uuid {
    verzoek.headers["berichtenpoort-levering"].parse().unwrap()
}

/// Turns the clock past the next attempt of everybody.
fn een_dag_later(proef: &Bezorgproef) {
    proef.klok.zet(proef.klok.nu() + TimeDelta::days(1));
}

#[tokio::test]
async fn push_brengt_de_xml_precies_zoals_zij_is_en_ontvangen_is_bevestigd() {
    op_elke_database(|store| async move {
        let mut ontvanger = Ontvanger::start(|_| GOED).await;
        let proef = Bezorgproef::op(store).await;
        proef.stel_in(ZORG, Bezorgwijze::Push, Some(&ontvanger.url("/in"))).await;
        let levering = proef.lever("JW301", "A1").await;
        let bezorger = bezorger(&proef);
        let verzoek = ontvanger.volgende().await;
        bezorger.stop().await;
        let inhoud = proef.store().inhoud(levering.bericht, Zicht::Alles).await.unwrap().unwrap();
        assert_eq!(verzoek.inhoud, inhoud);
        assert_eq!(verzoek.pad, "/in");
        assert_eq!(verzoek.headers["content-type"], "application/xml");
        assert_eq!(verzoek.headers["berichtenpoort-berichttype"], "JW301");
        assert_eq!(verzoek.headers["berichtenpoort-bericht"], levering.bericht.to_string());
        assert_eq!(levering_van(&verzoek), levering.id);
        assert_eq!(proef.stand(levering).await, ("bevestigd", vec!["gelukt"]));
        let postbus = proef.store().postbus(proef.regio.partij(ZORG), 10).await.unwrap();
        assert!(postbus.is_empty(), "wat is ontvangen, wacht niet meer");
    })
    .await;
}

#[tokio::test]
async fn een_webhook_zegt_alleen_dat_er_iets_klaarstaat_en_de_levering_wacht_in_de_postbus() {
    op_elke_database(|store| async move {
        let mut ontvanger = Ontvanger::start(|_| GOED).await;
        let proef = Bezorgproef::op(store).await;
        proef.stel_in(ZORG, Bezorgwijze::Webhook, Some(&ontvanger.url("/"))).await;
        let levering = proef.lever("WMO301", "A1").await;
        let bezorger = bezorger(&proef);
        let verzoek = ontvanger.volgende().await;
        bezorger.stop().await;
        assert_eq!(verzoek.headers["content-type"], "application/json");
        let json: serde_json::Value = serde_json::from_slice(&verzoek.inhoud).unwrap();
        let (id, bericht) = (levering.id, levering.bericht);
        assert_eq!(
            json,
            serde_json::json!({
                "type": "levering.beschikbaar",
                "timestamp": "2026-05-28T20:26:41.000Z",
                "data": {
                    "levering": id,
                    "berichttype": "WMO301",
                    "_links": {
                        "levering": {"href": format!("/api/v1/postbus/{id}")},
                        "inhoud": {"href": format!("/api/v1/berichten/{bericht}/inhoud")},
                        "bevestig": {"href": format!("/api/v1/postbus/{id}/_bevestig")},
                    }
                }
            })
        );
        assert_eq!(proef.stand(levering).await, ("aangekondigd", vec!["gelukt"]));
        let partij = proef.regio.partij(ZORG);
        assert_eq!(proef.store().postbus(partij, 10).await.unwrap().len(), 1);
        proef.poort.bevestig(partij, levering.id).await.unwrap().unwrap();
        assert_eq!(proef.stand(levering).await, ("bevestigd", vec!["gelukt"]));
    })
    .await;
}

/// The published library of Standard Webhooks, given the headers as they came in.
fn klopt(geheim: &Geheim, verzoek: &Verzoek) -> bool {
    let mut headers = reqwest::header::HeaderMap::new();
    for naam in ["webhook-id", "webhook-timestamp", "webhook-signature"] {
        headers.insert(naam, verzoek.headers[naam].parse().unwrap());
    }
    let controle = standardwebhooks::Webhook::new(&geheim.tekst()).unwrap();
    controle.verify(&verzoek.inhoud, &headers).is_ok()
}

#[tokio::test]
async fn de_handtekening_klopt_volgens_de_bibliotheek_van_standard_webhooks_ook_tijdens_een_wisseling() {
    op_elke_database(|store| async move {
        let mut ontvanger = Ontvanger::start(|_| GOED).await;
        let proef = Bezorgproef::op(store).await;
        // The library refuses what was signed long ago.
        proef.klok.zet(Klok::systeem().nu());
        let (oud, nieuw) = (Geheim::nieuw(), Geheim::nieuw());
        for (wijze, naam) in [(Bezorgwijze::Push, "P"), (Bezorgwijze::Webhook, "W")] {
            proef.stel_in(ZORG, wijze, Some(&ontvanger.url("/"))).await;
            proef.geef_geheim(ZORG, &oud, 0).await;
            let bezorger = bezorger(&proef);
            let levering = proef.lever("JW301", &format!("{naam}1")).await;
            let verzoek = ontvanger.volgende().await;
            assert_eq!(verzoek.headers["webhook-id"], levering.id.to_string());
            assert!(klopt(&oud, &verzoek) && !klopt(&nieuw, &verzoek));
            let mut anders = verzoek.clone();
            anders.inhoud.push(b' ');
            assert!(!klopt(&oud, &anders), "een andere inhoud past niet bij de handtekening");

            proef.geef_geheim(ZORG, &nieuw, 3600).await;
            proef.lever("JW301", &format!("{naam}2")).await;
            let verzoek = ontvanger.volgende().await;
            assert!(klopt(&oud, &verzoek) && klopt(&nieuw, &verzoek), "tijdens de wisseling allebei");

            let derde = Geheim::nieuw();
            proef.geef_geheim(ZORG, &derde, 0).await;
            proef.lever("JW301", &format!("{naam}3")).await;
            let verzoek = ontvanger.volgende().await;
            assert!(klopt(&derde, &verzoek) && !klopt(&nieuw, &verzoek) && !klopt(&oud, &verzoek));
            bezorger.stop().await;
        }
    })
    .await;
}

#[tokio::test]
async fn wat_faalt_houdt_de_rest_van_zijn_rij_op_en_andere_rijen_niet() {
    op_elke_database(|store| async move {
        let mut ontvanger =
            Ontvanger::start(|verzoek| match verzoek.headers["berichtenpoort-berichttype"].as_str() {
                "JW301" => Gedrag::Status(500, ""),
                _ => GOED,
            })
            .await;
        let proef = Bezorgproef::op(store).await;
        proef.stel_in(ZORG, Bezorgwijze::Push, Some(&ontvanger.url("/"))).await;
        let eerste = proef.lever("JW301", "A1").await;
        let tweede = proef.lever("JW319", "A2").await;
        let wmo = proef.lever("WMO301", "A3").await;
        let bezorger = bezorger(&proef);
        let beide = [ontvanger.volgende().await, ontvanger.volgende().await];
        bezorger.stop().await;
        let mut soorten = beide.map(|verzoek| verzoek.headers["berichtenpoort-berichttype"].clone());
        soorten.sort();
        assert_eq!(soorten, ["JW301", "WMO301"]);
        assert_eq!(proef.stand(eerste).await, ("wachtend", vec!["serverfout"]));
        assert_eq!(proef.stand(tweede).await, ("wachtend", vec![]));
        assert_eq!(proef.stand(wmo).await, ("bevestigd", vec!["gelukt"]));
        let claim = proef.store().claim_bezorgingen(Stand::Slecht, proef.klok.nu(), proef.klok.nu(), 10);
        assert_eq!(claim.await.unwrap(), [], "er is nog niemand aan de beurt");
    })
    .await;
}

#[tokio::test]
async fn elke_poging_heeft_hetzelfde_id_en_dezelfde_inhoud_en_na_de_laatste_gaat_de_rij_verder() {
    op_elke_url(|url| async move {
        let status = Arc::new(AtomicU16::new(503));
        let van = Arc::clone(&status);
        let mut ontvanger = Ontvanger::start(move |_| Gedrag::Status(van.load(Ordering::SeqCst), "")).await;
        let proef = Bezorgproef::op(open(&url).await).await;
        proef.stel_in(ZORG, Bezorgwijze::Push, Some(&ontvanger.url("/"))).await;
        let eerste = proef.lever("JW301", "A1").await;
        let tweede = proef.lever("JW301", "A2").await;
        let mut gezien = Vec::new();
        for _ in 0..MEESTE_POGINGEN {
            let bezorger = bezorger(&proef);
            gezien.push(ontvanger.volgende().await);
            if gezien.len() == MEESTE_POGINGEN as usize {
                // The row goes on by itself.
                status.store(204, Ordering::SeqCst);
                gezien.push(ontvanger.volgende().await);
            }
            bezorger.stop().await;
            een_dag_later(&proef);
        }
        let laatste = gezien.pop().unwrap();
        assert_eq!(levering_van(&laatste), tweede.id);
        for verzoek in &gezien {
            assert_eq!(levering_van(verzoek), eerste.id);
            assert_eq!(verzoek.inhoud, gezien[0].inhoud);
        }
        let (stand, pogingen) = proef.stand(eerste).await;
        assert_eq!((stand, pogingen), ("mislukt", vec!["serverfout"; MEESTE_POGINGEN as usize]));
        let gebeurtenissen =
            "SELECT count(*), count(DISTINCT partij_id) FROM gebeurtenis WHERE soort = 'levering-mislukt'";
        assert_eq!(
            getallen(&url, gebeurtenissen).await,
            [[2, 1]],
            "één keer aan haar en één keer aan de beheerder"
        );
        let postbus = proef.store().postbus(proef.regio.partij(ZORG), 10).await.unwrap();
        assert_eq!(postbus.len(), 1, "wat mislukte, is nog op te halen");
    })
    .await;
}

#[tokio::test]
async fn wie_zegt_weg_te_zijn_wordt_niet_nog_eens_geprobeerd() {
    op_elke_database(|store| async move {
        let mut ontvanger = Ontvanger::start(|_| Gedrag::Status(410, "")).await;
        let proef = Bezorgproef::op(store).await;
        proef.stel_in(ZORG, Bezorgwijze::Push, Some(&ontvanger.url("/"))).await;
        let levering = proef.lever("JW301", "A1").await;
        let bezorger = bezorger(&proef);
        ontvanger.volgende().await;
        bezorger.stop().await;
        assert_eq!(proef.stand(levering).await, ("mislukt", vec!["weg"]));
    })
    .await;
}

/// The rows whose turn it is.
async fn aan_de_beurt(proef: &Bezorgproef, stand: Stand) -> Vec<Bezorgwerk> {
    let nu = proef.klok.nu();
    proef.store().claim_bezorgingen(stand, nu, nu, 10).await.unwrap()
}

#[tokio::test]
async fn wie_om_uitstel_vraagt_krijgt_het() {
    op_elke_database(|store| async move {
        let mut ontvanger = Ontvanger::start(|_| Gedrag::Status(429, "Retry-After: 600\r\n")).await;
        let proef = Bezorgproef::op(store).await;
        proef.stel_in(ZORG, Bezorgwijze::Push, Some(&ontvanger.url("/"))).await;
        proef.lever("JW301", "A1").await;
        let bezorger = bezorger(&proef);
        ontvanger.volgende().await;
        bezorger.stop().await;
        proef.klok.zet(proef.klok.nu() + TimeDelta::seconds(599));
        assert_eq!(aan_de_beurt(&proef, Stand::Slecht).await, []);
        proef.klok.zet(proef.klok.nu() + TimeDelta::seconds(1));
        assert_eq!(aan_de_beurt(&proef, Stand::Slecht).await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn een_ander_adres_wordt_meteen_geprobeerd() {
    op_elke_database(|store| async move {
        let mut dood = Ontvanger::start(|_| Gedrag::Status(404, "")).await;
        let mut levend = Ontvanger::start(|_| GOED).await;
        let proef = Bezorgproef::op(store).await;
        proef.stel_in(ZORG, Bezorgwijze::Push, Some(&dood.url("/"))).await;
        let levering = proef.lever("JW301", "A1").await;
        let bezorger_een = bezorger(&proef);
        dood.volgende().await;
        bezorger_een.stop().await;
        proef.stel_in(ZORG, Bezorgwijze::Push, Some(&levend.url("/"))).await;
        let bezorger_twee = bezorger(&proef);
        levend.volgende().await;
        bezorger_twee.stop().await;
        assert_eq!(proef.stand(levering).await, ("bevestigd", vec!["geweigerd", "gelukt"]));
    })
    .await;
}

#[tokio::test]
async fn wat_een_partij_zelf_al_bevestigde_wordt_niet_meer_gebracht() {
    op_elke_database(|store| async move {
        let mut ontvanger = Ontvanger::start(|_| GOED).await;
        let proef = Bezorgproef::op(store).await;
        let eerste = proef.lever("JW301", "A1").await;
        let tweede = proef.lever("JW301", "A2").await;
        proef.poort.bevestig(proef.regio.partij(ZORG), eerste.id).await.unwrap().unwrap();
        proef.stel_in(ZORG, Bezorgwijze::Push, Some(&ontvanger.url("/"))).await;
        let bezorger = bezorger(&proef);
        assert_eq!(levering_van(&ontvanger.volgende().await), tweede.id);
        bezorger.stop().await;
        assert!(ontvanger.verzoeken.try_recv().is_err());
    })
    .await;
}

#[tokio::test]
async fn twee_processen_brengen_elke_levering_een_keer_en_elke_rij_op_volgorde() {
    op_elke_database(|store| async move {
        let volgorde: Arc<Mutex<Vec<Uuid>>> = Arc::default();
        let in_volgorde = Arc::clone(&volgorde);
        let mut ontvanger = Ontvanger::start(move |verzoek| {
            in_volgorde.lock().unwrap().push(levering_van(verzoek));
            GOED
        })
        .await;
        let proef = Bezorgproef::op(store).await;
        let partijen = [proef.regio.partij(ZORG), proef.regio.partij(HULP)];
        for code in [ZORG, HULP] {
            proef.stel_in(code, Bezorgwijze::Push, Some(&ontvanger.url("/"))).await;
        }
        let mut rijen = [Vec::new(), Vec::new(), Vec::new(), Vec::new()];
        for nummer in 0..40 {
            let plus = if nummer % 3 == 0 { 2 } else { 0 };
            let berichttype = if plus == 0 { "JW301" } else { "WMO301" };
            let aan_beide = proef.lever_aan(berichttype, &format!("A{nummer}"), &partijen).await;
            for (plek, levering) in aan_beide.into_iter().enumerate() {
                rijen[plek + plus].push(levering.id);
            }
        }
        let (een, twee) = (bezorger(&proef), bezorger(&proef));
        for _ in 0..80 {
            ontvanger.volgende().await;
        }
        een.stop().await;
        twee.stop().await;
        assert!(ontvanger.verzoeken.try_recv().is_err(), "niets ging twee keer");
        let volgorde = volgorde.lock().unwrap().clone();
        for rij in rijen {
            let zo: Vec<_> = volgorde.iter().filter(|id| rij.contains(id)).copied().collect();
            assert_eq!(zo, rij);
        }
    })
    .await;
}

#[tokio::test]
async fn wie_de_rij_kwijt_is_legt_zijn_poging_vast_en_verzet_de_rij_niet() {
    op_elke_database(|store| async move {
        let proef = Bezorgproef::op(store).await;
        proef.stel_in(ZORG, Bezorgwijze::Push, Some("https://zorg.example/")).await;
        let levering = proef.lever("JW301", "A1").await;
        let traag = aan_de_beurt(&proef, Stand::Nieuw).await.pop().unwrap();
        proef.klok.zet(proef.klok.nu() + TimeDelta::seconds(1));
        let (nu, later) = (proef.klok.nu(), proef.klok.nu() + TimeDelta::seconds(60));
        let overgenomen = proef.store().claim_bezorgingen(Stand::Nieuw, nu, later, 10).await.unwrap();
        assert_eq!(overgenomen.len(), 1);
        let poging = |uitkomst, besluit| berichtenpoort::store::GedanePoging {
            begonnen_op: nu,
            duur_ms: 5,
            uitkomst,
            status: None,
            besluit,
        };
        use berichtenpoort::bezorging::{Besluit, PogingUitkomst};
        let mislukt = poging(PogingUitkomst::TeTraag, Besluit::Opnieuw(later));
        assert_eq!(proef.store().leg_poging_vast(&traag, &mislukt, nu, Some(later)).await.unwrap(), None);
        let gelukt = poging(PogingUitkomst::Gelukt, Besluit::Bevestigd);
        proef.store().leg_poging_vast(&overgenomen[0], &gelukt, nu, None).await.unwrap();
        assert_eq!(proef.stand(levering).await, ("bevestigd", vec!["te-traag", "gelukt"]));
        // What comes in now need not wait for the attempt of who was too late.
        proef.lever("JW301", "A2").await;
        assert_eq!(aan_de_beurt(&proef, Stand::Goed).await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn gestopt_midden_in_een_poging_gaat_die_later_opnieuw_met_hetzelfde_id() {
    op_elke_database(|store| async move {
        let mut hangt = Ontvanger::start(|_| Gedrag::Hangt).await;
        let proef = Bezorgproef::op(store).await;
        proef.stel_in(ZORG, Bezorgwijze::Push, Some(&hangt.url("/"))).await;
        let levering = proef.lever("JW301", "A1").await;
        let uitgaand = uitgaand().met_geduld(Duration::from_secs(3600));
        let eerste = Bezorger::start(&proef.poort, uitgaand, Banen::default());
        assert_eq!(levering_van(&hangt.volgende().await), levering.id);
        drop(eerste);
        // As a process that starts alone does: who held something is gone.
        proef.store().geef_alles_vrij().await.unwrap();
        let tweede = bezorger(&proef);
        assert_eq!(levering_van(&hangt.volgende().await), levering.id);
        drop(tweede);
        assert_eq!(proef.stand(levering).await, ("wachtend", vec![]));
    })
    .await;
}
