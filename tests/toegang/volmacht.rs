//! A supplier that acts for a party: with, without and with a volmacht that is over, on every call of the table.

use std::collections::BTreeSet;

use berichtenpoort::bericht::Berichttype;
use berichtenpoort::http::{INGANGEN, Ingang, Nodig};
use berichtenpoort::partij::{Geldigheid, Partij, PartijSoort};
use berichtenpoort::poort::Partijbeheer;
use berichtenpoort::store::Store;
use berichtenpoort::toegang::{Houder, Recht, Rechten, Rol, Volmacht};
use reqwest::{Method, Response};
use serde_json::Value;

use crate::api::probleem;
use crate::berichten::{AANBIEDER, GEMEENTE, IJW, WIM};
use crate::gemeenschap::op_elke_database;
use crate::rondgang::{Wereld, besloten, naam};

const SOFTWARE: &str = "softwarehuis";
const BUUR: &str = "42420001";

struct Proef {
    wereld: Wereld,
    leverancier: Partij,
    sleutel: String,
}

impl Proef {
    /// 3 February 2026, with a supplier that has a key and no volmacht.
    async fn op(store: Store) -> Proef {
        let wereld = Wereld::op(store).await;
        let leverancier = Partij::nieuw(PartijSoort::Leverancier, SOFTWARE, "Softwarehuis", None).unwrap();
        let leverancier = wereld.poort.poort.store.leg_partij_vast(&leverancier).await.unwrap();
        let sleutel = wereld.sleutel(&Houder::systeem(leverancier.clone()), None).await;
        Proef { wereld, leverancier, sleutel }
    }

    async fn geef(
        &self,
        code: &str,
        van_tot: (&str, Option<&str>),
        rechten: &[Recht],
        typen: &[&str],
    ) -> Volmacht {
        let geldig =
            Geldigheid::nieuw(van_tot.0.parse().unwrap(), van_tot.1.map(|tot| tot.parse().unwrap())).unwrap();
        let rechten = (!rechten.is_empty()).then(|| Rechten::van(rechten));
        let typen: BTreeSet<_> = typen.iter().map(|een| Berichttype::van_naam(een).unwrap()).collect();
        let typen = (!typen.is_empty()).then_some(typen);
        let poort = &self.wereld.poort;
        let partijen = (&poort.partijen[code], &self.leverancier);
        let beheer = Partijbeheer::nieuw(&poort.poort.store, &poort.klok);
        beheer.geef_volmacht(partijen, geldig, rechten, typen, None).await.unwrap()
    }

    async fn roep(&self, ingang: &Ingang, namens: Option<&str>) -> Response {
        let headers: Vec<_> = namens.map(|code| ("namens-partij", code)).into_iter().collect();
        self.wereld.roep_met(ingang, Some(&self.sleutel), &headers).await
    }

    async fn stuur(&self, namens: &str, xml: String) -> Response {
        let verzoek = self.wereld.poort.met_sleutel(&self.sleutel, Method::POST, "/berichten");
        let verzoek = verzoek.header("namens-partij", namens).header("content-type", "application/xml");
        verzoek.body(xml).send().await.unwrap()
    }
}

/// What a volmacht can be for.
fn van_leverancier(ingang: &Ingang) -> bool {
    matches!(ingang.nodig, Nodig::Recht(recht) if Volmacht::mogelijk().heeft(recht))
}

#[tokio::test]
async fn zonder_volmacht_met_een_die_voorbij_is_of_nog_moet_ingaan_komt_een_leverancier_nergens_in() {
    op_elke_database(|store| async move {
        let proef = Proef::op(store).await;
        proef.geef(GEMEENTE, ("2026-01-01", Some("2026-02-02")), &[], &[]).await;
        proef.geef(GEMEENTE, ("2026-02-04", None), &[], &[]).await;
        for ingang in besloten() {
            // Over or not yet; never given; nobody; not named at all.
            for namens in [Some(GEMEENTE), Some(AANBIEDER), Some("nergens"), Some(""), None] {
                if namens.is_none() && !van_leverancier(ingang) {
                    continue;
                }
                let antwoord = proef.roep(ingang, namens).await;
                let json = probleem(antwoord, 403, "geen-volmacht").await;
                let detail = json["detail"].as_str().unwrap();
                assert!(detail.contains("Namens-Partij"), "{} {detail}", naam(ingang));
            }
        }
    })
    .await;
}

#[tokio::test]
async fn met_een_volmacht_ziet_een_leverancier_precies_wat_die_partij_ziet_en_niets_van_een_ander() {
    op_elke_database(|store| async move {
        let proef = Proef::op(store).await;
        proef.geef(GEMEENTE, ("2026-02-03", Some("2026-02-03")), &[], &[]).await;
        for ingang in besloten() {
            if !van_leverancier(ingang) {
                let json = probleem(proef.roep(ingang, Some(GEMEENTE)).await, 403, "geen-volmacht").await;
                assert!(json["detail"].as_str().unwrap().contains("het recht"), "{} {json}", naam(ingang));
                continue;
            }
            if ingang.methode == Method::GET {
                let eigen = proef.wereld.roep_als(ingang, GEMEENTE).await;
                let antwoord = proef.roep(ingang, Some(GEMEENTE)).await;
                assert_eq!(antwoord.status(), eigen.status(), "{}", naam(ingang));
                assert_eq!(antwoord.text().await.unwrap(), eigen.text().await.unwrap(), "{}", naam(ingang));
            }
            probleem(proef.roep(ingang, Some(AANBIEDER)).await, 403, "geen-volmacht").await;
        }
    })
    .await;
}

#[tokio::test]
async fn een_leverancier_verstuurt_en_bevestigt_voor_de_partij_en_dat_is_later_te_zien() {
    op_elke_database(|store| async move {
        let proef = Proef::op(store).await;
        let poort = &proef.wereld.poort;
        proef.geef(GEMEENTE, ("2026-01-01", None), &[], &[]).await;
        let xml = IJW.toewijzing("T9", WIM, &[(99, "2026-01-01", None)]);
        probleem(proef.stuur(AANBIEDER, xml.clone()).await, 403, "geen-volmacht").await;
        let antwoord = proef.stuur(GEMEENTE, xml).await;
        assert_eq!(antwoord.status(), 201);
        let json: Value = antwoord.json().await.unwrap();
        poort.verwerk_alles().await;
        let pad = format!("/berichten/{}", json["id"].as_str().unwrap());
        assert_eq!(poort.json(GEMEENTE, &pad).await["leverancier"], SOFTWARE);
        assert_eq!(poort.json(AANBIEDER, &pad).await["leverancier"], Value::Null, "not for others to know");
        let operator = proef.wereld.sleutel_in_rol(Rol::Operator).await;
        let gezien = poort.met_sleutel(&operator, Method::GET, &pad).send().await.unwrap();
        assert_eq!(gezien.json::<Value>().await.unwrap()["leverancier"], SOFTWARE);

        let postbus = poort.json(GEMEENTE, "/postbus?limiet=100").await;
        let levering = postbus["leveringen"].as_array().unwrap().last().unwrap()["id"].as_str().unwrap();
        let bevestig =
            poort.met_sleutel(&proef.sleutel, Method::POST, &format!("/postbus/{levering}/_bevestig"));
        assert_eq!(bevestig.header("namens-partij", GEMEENTE).send().await.unwrap().status(), 200);
    })
    .await;
}

#[tokio::test]
async fn een_volmacht_voor_een_deel_van_de_rechten_en_berichttypen_laat_de_rest_niet_toe() {
    op_elke_database(|store| async move {
        let proef = Proef::op(store).await;
        proef.geef(GEMEENTE, ("2026-01-01", None), &[Recht::BerichtenVersturen], &["JW319"]).await;
        let xml = IJW.toewijzing("T9", WIM, &[(99, "2026-01-01", None)]);
        let json = probleem(proef.stuur(GEMEENTE, xml.clone()).await, 403, "geen-volmacht").await;
        assert!(json["detail"].as_str().unwrap().contains("JW301"), "{json}");
        for ingang in besloten().filter(|ingang| ingang.nodig != Nodig::Recht(Recht::BerichtenVersturen)) {
            probleem(proef.roep(ingang, Some(GEMEENTE)).await, 403, "geen-volmacht").await;
        }
        proef.geef(GEMEENTE, ("2026-01-01", None), &[Recht::BerichtenVersturen], &["JW301"]).await;
        assert_eq!(proef.stuur(GEMEENTE, xml).await.status(), 201);
    })
    .await;
}

#[tokio::test]
async fn een_ingetrokken_volmacht_geldt_meteen_niet_meer() {
    op_elke_database(|store| async move {
        let proef = Proef::op(store).await;
        let poort = &proef.wereld.poort;
        let beheer = Partijbeheer::nieuw(&poort.poort.store, &poort.klok);
        let lees = async || {
            let verzoek = poort.met_sleutel(&proef.sleutel, Method::GET, "/berichten");
            verzoek.header("namens-partij", AANBIEDER).send().await.unwrap().status()
        };
        for vanaf in ["2026-01-01", "2026-02-03"] {
            proef.geef(AANBIEDER, (vanaf, None), &[], &[]).await;
            assert_eq!(lees().await, 200, "{vanaf}");
            beheer.trek_volmacht_in(&poort.partijen[AANBIEDER], &proef.leverancier).await.unwrap();
            assert_eq!(lees().await, 403, "{vanaf}");
        }
        assert!(beheer.trek_volmacht_in(&poort.partijen[AANBIEDER], &proef.leverancier).await.is_err());
    })
    .await;
}

#[tokio::test]
async fn een_volmacht_overlapt_geen_andere_en_alleen_een_leverancier_krijgt_er_een() {
    op_elke_database(|store| async move {
        let proef = Proef::op(store).await;
        let poort = &proef.wereld.poort;
        proef.geef(AANBIEDER, ("2026-01-01", Some("2026-03-31")), &[], &[]).await;
        let beheer = Partijbeheer::nieuw(&poort.poort.store, &poort.klok);
        let sinds = |dag: &str| Geldigheid::nieuw(dag.parse().unwrap(), None).unwrap();
        let geef = async |aan: &Partij, dag: &str| {
            beheer.geef_volmacht((&poort.partijen[AANBIEDER], aan), sinds(dag), None, None, None).await
        };
        assert!(geef(&proef.leverancier, "2026-03-31").await.is_err());
        assert!(geef(&proef.leverancier, "2026-04-01").await.is_ok());
        assert!(geef(&poort.partijen[BUUR], "2026-01-01").await.is_err());
    })
    .await;
}

#[tokio::test]
async fn wie_geen_leverancier_is_werkt_alleen_voor_zichzelf() {
    op_elke_database(|store| async move {
        let proef = Proef::op(store).await;
        let poort = &proef.wereld.poort;
        let lees = async |namens: &str| {
            poort
                .als(AANBIEDER, Method::GET, "/berichten")
                .header("namens-partij", namens)
                .send()
                .await
                .unwrap()
        };
        assert_eq!(lees(AANBIEDER).await.status(), 200);
        probleem(lees(GEMEENTE).await, 403, "geen-volmacht").await;
        assert!(INGANGEN.len() > 30);
    })
    .await;
}
