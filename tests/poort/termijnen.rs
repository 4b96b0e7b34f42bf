//! Terms: who must send what by when, through the gate, on every database. The clock is turned, nobody waits.

use crate::api::{Proefpoort, probleem};
use crate::berichten::{AANBIEDER, FENNA, GEMEENTE, IJW, IWMO};
use crate::gemeenschap::op_elke_database;
use crate::proef::Proef;
use reqwest::Method;
use serde_json::Value;

const ANDERE_AANBIEDER: &str = "42420001";

/// The terms that a party sees: kind, status, who must act, first and last day.
async fn termijnen(poort: &Proefpoort, code: &str) -> Vec<String> {
    let lijst = poort.json(code, "/termijnen?limiet=100").await;
    let tekst = |termijn: &Value, naam: &str| termijn[naam].as_str().unwrap().to_owned();
    let regel = |termijn: &Value| {
        ["soort", "status", "aanZet", "begintOp", "laatsteDag"].map(|naam| tekst(termijn, naam)).join(" ")
    };
    lijst["termijnen"].as_array().unwrap().iter().map(regel).collect()
}

async fn goed(poort: &Proefpoort, code: &str, bericht: &str) -> Value {
    let beeld = poort.stuur_en_verwerk(code, bericht).await;
    assert_eq!(beeld["uitkomst"], "goedgekeurd", "{beeld}");
    beeld
}

fn zet(poort: &Proefpoort, moment: &str) {
    poort.klok.zet(moment.parse().unwrap());
}

/// The codes of the parties that are told of something now, sorted.
async fn gemeld(poort: &Proefpoort) -> Vec<String> {
    let gemeld = poort.poort.meld_verlopen_termijnen().await.unwrap();
    let mut partijen: Vec<_> = gemeld.into_iter().map(|verlopen| verlopen.partij).collect();
    partijen.sort();
    partijen
}

/// A request with another identification and another reference.
fn verzoek(soort: u16, identificatie: &str) -> Proef {
    Proef::ijw(soort).zet("Header/BerichtIdentificatie/Identificatie", identificatie)
}

#[tokio::test]
async fn een_toewijzing_zonder_start_verloopt_na_vijf_werkdagen_om_middernacht_in_nederland() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        let toewijzing = IJW.toewijzing("T1", FENNA, &[(10071, "2026-01-01", None)]);
        let beeld = goed(&poort, GEMEENTE, &toewijzing).await;
        let lopend = ["start lopend aanbieder 2026-02-03 2026-02-10"];
        assert_eq!(termijnen(&poort, AANBIEDER).await, lopend);
        assert_eq!(termijnen(&poort, GEMEENTE).await, lopend, "wie toewees, ziet dezelfde termijn");
        assert!(termijnen(&poort, ANDERE_AANBIEDER).await.is_empty());
        let lijst = poort.json(AANBIEDER, "/termijnen").await;
        let termijn = &lijst["termijnen"][0];
        assert_eq!((&termijn["toewijzingNummer"], &termijn["standaard"]), (&10071.into(), &"ijw".into()));
        assert_eq!(termijn["regels"], serde_json::json!(["OP271"]));
        assert_eq!(termijn["_links"]["bericht"]["href"], beeld["_links"]["self"]["href"]);

        zet(&poort, "2026-02-10T22:59:59Z");
        assert_eq!(termijnen(&poort, AANBIEDER).await, lopend);
        assert!(gemeld(&poort).await.is_empty());
        zet(&poort, "2026-02-10T23:00:00Z");
        assert_eq!(termijnen(&poort, AANBIEDER).await, ["start verlopen aanbieder 2026-02-03 2026-02-10"]);
        assert_eq!(gemeld(&poort).await, [GEMEENTE, AANBIEDER]);
    })
    .await;
}

#[tokio::test]
async fn een_start_beeindigt_de_termijn_en_een_teruggenomen_start_brengt_haar_terug() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        goed(&poort, GEMEENTE, &IWMO.toewijzing("T1", FENNA, &[(10071, "2026-01-01", None)])).await;
        let eerst = poort.json(AANBIEDER, "/termijnen").await;
        goed(&poort, AANBIEDER, &IWMO.start("A1", FENNA, &[Some(10071)])).await;
        assert!(termijnen(&poort, AANBIEDER).await.is_empty());
        goed(&poort, AANBIEDER, &IWMO.regie(305, "A2", FENNA, &[Some(10071)], "3")).await;
        assert_eq!(poort.json(AANBIEDER, "/termijnen").await, eerst);
    })
    .await;
}

#[tokio::test]
async fn na_het_einde_van_de_toewijzing_wacht_de_gemeente_vijf_werkdagen_op_de_stop() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        let toewijzing = IJW.toewijzing("T1", FENNA, &[(10071, "2026-01-01", Some("2026-02-28"))]);
        goed(&poort, GEMEENTE, &toewijzing).await;
        goed(&poort, AANBIEDER, &IJW.start("A1", FENNA, &[Some(10071)])).await;
        assert_eq!(termijnen(&poort, GEMEENTE).await, ["stop komend aanbieder 2026-02-28 2026-03-06"]);
        assert!(
            poort.json(GEMEENTE, "/termijnen?status=lopend").await["termijnen"]
                .as_array()
                .unwrap()
                .is_empty()
        );
        zet(&poort, "2026-02-28T09:00:00Z");
        assert_eq!(termijnen(&poort, GEMEENTE).await, ["stop lopend aanbieder 2026-02-28 2026-03-06"]);
        goed(&poort, AANBIEDER, &IJW.stop("A2", FENNA, &[Some(10071)])).await;
        assert!(termijnen(&poort, GEMEENTE).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn een_herhaalde_toewijzing_geeft_geen_uitstel_en_een_verwijderde_geen_termijn() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        goed(&poort, GEMEENTE, &Proef::ijw(301).xml()).await;
        let lopend = ["start lopend aanbieder 2026-02-03 2026-02-10"];
        zet(&poort, "2026-02-09T09:00:00Z");
        goed(&poort, GEMEENTE, &verzoek(301, "A2").xml()).await;
        assert_eq!(termijnen(&poort, AANBIEDER).await, lopend);
        let product = "Client/ToegewezenProducten/ToegewezenProduct";
        let verwijderd = verzoek(301, "A3")
            .zet(&format!("{product}/Toewijzingsdatum"), "2026-02-03")
            .zet(&format!("{product}/Einddatum"), "2026-01-01")
            .zet(&format!("{product}/RedenWijziging"), "13");
        goed(&poort, GEMEENTE, &verwijderd.xml()).await;
        assert!(termijnen(&poort, AANBIEDER).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn een_afgekeurd_bericht_begint_en_beeindigt_niets() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        goed(&poort, GEMEENTE, &IJW.toewijzing("T1", FENNA, &[(10071, "2026-01-01", None)])).await;
        for fout in [
            IJW.start("A1", FENNA, &[Some(10071), Some(99999)]),
            // The same identification once more.
            IJW.toewijzing("T1", FENNA, &[(10072, "2026-01-01", None)]),
        ] {
            let code = if fout.contains("StartProduct") { AANBIEDER } else { GEMEENTE };
            let beeld = poort.stuur_en_verwerk(code, &fout).await;
            assert_eq!(beeld["uitkomst"], "afgekeurd");
        }
        assert_eq!(termijnen(&poort, AANBIEDER).await, ["start lopend aanbieder 2026-02-03 2026-02-10"]);
    })
    .await;
}

#[tokio::test]
async fn een_bericht_dat_op_verwerking_wacht_heeft_een_termijn_die_alleen_de_afzender_ziet() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        let start = IJW.start("A1", FENNA, &[Some(10071)]);
        assert_eq!(poort.stuur(AANBIEDER, start.clone()).await.status(), 201);
        assert_eq!(
            poort.stuur(AANBIEDER, start).await.status(),
            200,
            "nog eens dezelfde bytes: dezelfde termijn"
        );
        assert_eq!(termijnen(&poort, AANBIEDER).await, ["retour lopend gemeente 2026-02-03 2026-02-06"]);
        assert!(termijnen(&poort, GEMEENTE).await.is_empty(), "de gemeente kent dit bericht nog niet");
        let declaratie =
            IWMO.declaratie("A2", "D1", &[(FENNA, &[("R1", 1, "2026-01-01", "2026-01-31", 100)])]);
        assert_eq!(poort.stuur(AANBIEDER, declaratie).await.status(), 201);
        let beide = [
            "retour lopend gemeente 2026-02-03 2026-02-06",
            "declaratie-antwoord lopend gemeente 2026-02-03 2026-02-17",
        ];
        assert_eq!(termijnen(&poort, AANBIEDER).await, beide);

        zet(&poort, "2026-02-07T09:00:00Z");
        assert_eq!(gemeld(&poort).await, [AANBIEDER]);
        poort.verwerk_alles().await;
        assert!(termijnen(&poort, AANBIEDER).await.is_empty(), "ook een afkeuring is een antwoord");
    })
    .await;
}

#[tokio::test]
async fn een_verzoek_om_toewijzing_wacht_op_een_toewijzing_of_een_afwijzing() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        goed(&poort, AANBIEDER, &Proef::ijw(315).xml()).await;
        let lopend = ["verzoek-toewijzing lopend gemeente 2026-02-03 2026-02-10"];
        assert_eq!(termijnen(&poort, GEMEENTE).await, lopend);
        let lijst = poort.json(AANBIEDER, "/termijnen").await;
        assert_eq!(lijst["termijnen"][0]["referentieAanbieder"], "VOT-1");
        let toewijzing =
            Proef::ijw(301).zet("Client/ToegewezenProducten/ToegewezenProduct/ReferentieAanbieder", "VOT-1");
        goed(&poort, GEMEENTE, &toewijzing.xml()).await;
        assert_eq!(termijnen(&poort, GEMEENTE).await, ["start lopend aanbieder 2026-02-03 2026-02-10"]);
    })
    .await;
}

#[tokio::test]
async fn elk_aangevraagd_product_heeft_een_eigen_termijn() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        let product = "Client/AangevraagdeProducten/AangevraagdProduct";
        let twee = Proef::ijw(315)
            .kopie(product)
            .zet(&format!("{product}[2]/ReferentieAanbieder"), "VOT-2")
            .zet(&format!("{product}[2]/Product/Code"), "45A05");
        goed(&poort, AANBIEDER, &twee.xml()).await;
        assert_eq!(termijnen(&poort, GEMEENTE).await.len(), 2);
        goed(&poort, GEMEENTE, &Proef::ijw(319).xml()).await;
        let rest = poort.json(GEMEENTE, "/termijnen").await;
        assert_eq!(rest["termijnen"].as_array().unwrap().len(), 1);
        assert_eq!(rest["termijnen"][0]["referentieAanbieder"], "VOT-2");
    })
    .await;
}

#[tokio::test]
async fn een_verzoek_in_onderzoek_heeft_acht_weken_vanaf_de_dagtekening() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        goed(&poort, AANBIEDER, &Proef::iwmo(315).xml()).await;
        zet(&poort, "2026-02-06T09:00:00Z");
        let onderzoek =
            Proef::iwmo(319).zet("Antwoord/VerzoekAntwoord", "2").weg("Antwoord/RedenAfwijzingVerzoek");
        goed(&poort, GEMEENTE, &onderzoek.xml()).await;
        assert_eq!(termijnen(&poort, AANBIEDER).await, ["onderzoek lopend gemeente 2026-02-03 2026-03-31"]);
        let afwijzing = Proef::iwmo(319).zet("Header/BerichtIdentificatie/Identificatie", "A2");
        goed(&poort, GEMEENTE, &afwijzing.xml()).await;
        assert!(termijnen(&poort, AANBIEDER).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn een_verzoek_om_wijziging_is_een_geheel() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        goed(&poort, GEMEENTE, &Proef::ijw(301).xml()).await;
        goed(&poort, AANBIEDER, &IJW.start("A1", FENNA, &[Some(10071)])).await;
        let wijziging = verzoek(317, "A2")
            .weg("Client/Verzoek/OngewijzigdeProducten")
            .weg("Client/Verzoek/NieuweProducten");
        goed(&poort, AANBIEDER, &wijziging.xml()).await;
        let verwacht = [
            "verzoek-wijziging lopend gemeente 2026-02-03 2026-02-10",
            "stop komend aanbieder 2026-12-31 2027-01-08",
        ];
        assert_eq!(termijnen(&poort, GEMEENTE).await, verwacht);
    })
    .await;
}

#[tokio::test]
async fn een_verlopen_termijn_wordt_een_keer_gemeld_ook_als_zij_even_weg_was() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        goed(&poort, GEMEENTE, &IJW.toewijzing("T1", FENNA, &[(10071, "2026-01-01", None)])).await;
        zet(&poort, "2026-02-11T09:00:00Z");
        let (een, twee) = tokio::join!(gemeld(&poort), gemeld(&poort));
        assert_eq!([een, twee].concat().len(), 2, "twee processen samen: één keer per partij");
        assert!(gemeld(&poort).await.is_empty());
        goed(&poort, AANBIEDER, &IJW.start("A1", FENNA, &[Some(10071)])).await;
        goed(&poort, AANBIEDER, &IJW.regie(305, "A2", FENNA, &[Some(10071)], "3")).await;
        assert_eq!(termijnen(&poort, AANBIEDER).await, ["start verlopen aanbieder 2026-02-03 2026-02-10"]);
        assert!(gemeld(&poort).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn termijnen_zijn_opnieuw_te_maken_en_blijven_dan_gelijk() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        goed(&poort, GEMEENTE, &IJW.toewijzing("T1", FENNA, &[(10071, "2026-01-01", None)])).await;
        let eindig = IWMO.toewijzing("T2", FENNA, &[(10071, "2026-01-01", Some("2026-02-28"))]);
        goed(&poort, GEMEENTE, &eindig).await;
        goed(&poort, AANBIEDER, &IWMO.start("A1", FENNA, &[Some(10071)])).await;
        goed(&poort, AANBIEDER, &verzoek(315, "A2").xml()).await;
        assert_eq!(poort.stuur(AANBIEDER, IJW.start("A3", FENNA, &[Some(1)])).await.status(), 201);
        zet(&poort, "2026-02-11T09:00:00Z");
        assert!(!gemeld(&poort).await.is_empty());
        let eerst = poort.json(AANBIEDER, "/termijnen").await;
        assert_eq!(eerst["termijnen"].as_array().unwrap().len(), 4);
        poort.poort.store.maak_termijnen_opnieuw().await.unwrap();
        assert_eq!(poort.json(AANBIEDER, "/termijnen").await, eerst);
        assert!(gemeld(&poort).await.is_empty(), "wat gemeld was, blijft gemeld");
    })
    .await;
}

#[tokio::test]
async fn de_lijst_is_te_filteren_en_te_bladeren_met_de_dringendste_eerst() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        let dagen = ["2026-02-16", "2026-02-02", "2026-02-09", "2026-02-02", "2026-03-02"];
        for (nummer, dag) in (1..).zip(dagen) {
            let einde = Some("2026-06-30");
            // Not to stack within one message: one message each.
            let toewijzing = IJW.toewijzing(&format!("T{nummer}"), FENNA, &[(nummer, dag, einde)]);
            goed(&poort, GEMEENTE, &toewijzing).await;
        }
        let mut pad = "/termijnen?limiet=2&soort=start".to_owned();
        let mut gezien = Vec::new();
        let mut paginas = 0;
        loop {
            let lijst = poort.json(GEMEENTE, &pad).await;
            paginas += 1;
            let rijen = lijst["termijnen"].as_array().unwrap();
            gezien.extend(rijen.iter().map(|termijn| termijn["laatsteDag"].as_str().unwrap().to_owned()));
            let Some(volgende) = lijst["_links"]["volgende"]["href"].as_str() else { break };
            pad = volgende.strip_prefix("/api/v1").unwrap().to_owned();
        }
        assert_eq!((paginas, gezien.len()), (3, 5));
        assert!(gezien.is_sorted(), "{gezien:?}");
        zet(&poort, "2026-02-17T09:00:00Z");
        for (filter, aantal) in [
            ("status=verlopen", 3),
            ("status=lopend", 1),
            ("status=komend", 1),
            ("status=verlopen&soort=stop", 0),
            ("", 5),
        ] {
            let lijst = poort.json(GEMEENTE, &format!("/termijnen?{filter}")).await;
            assert_eq!(lijst["termijnen"].as_array().unwrap().len(), aantal, "{filter}");
        }
    })
    .await;
}

#[tokio::test]
async fn een_onbekend_filter_wordt_geweigerd_met_een_voorbeeld() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        for vraag in ["status=laat", "soort=302", "cursor=1f", "limiet=0", "partij=0479"] {
            let antwoord =
                poort.als(GEMEENTE, Method::GET, &format!("/termijnen?{vraag}")).send().await.unwrap();
            probleem(antwoord, 400, "verzoek-ongeldig").await;
        }
        let zonder = poort.zonder_sleutel(Method::GET, "/api/v1/termijnen").send().await.unwrap();
        probleem(zonder, 401, "geen-toegang").await;
    })
    .await;
}
