//! What is still under way stays, however long ago it was.

use std::collections::BTreeMap;

use berichtenpoort::partij::Beantwoording;
use uuid::Uuid;

use crate::api::Proefpoort;
use crate::berichten::{AANBIEDER, FENNA, GEMEENTE, IJW, NOOR};
use crate::gemeenschap::{doe, getallen, op_elke_url, open};
use crate::hulp::{JEUGD, bevestig_alles, keten, op_dag, ruim_op, tel};

const LATER: &str = "2090-01-01";

async fn blijft(poort: &Proefpoort, url: &str, waarom: &str) {
    op_dag(&poort.poort, LATER);
    let sql = "SELECT (SELECT count(*) FROM inhoud), (SELECT count(*) FROM toewijzing)";
    let eerst = getallen(url, sql).await;
    assert_eq!(tel(&poort.poort).await, BTreeMap::new(), "{waarom}");
    assert_eq!(ruim_op(&poort.poort).await, BTreeMap::new(), "{waarom}");
    assert_eq!(getallen(url, sql).await, eerst, "{waarom}");
}

#[tokio::test(flavor = "multi_thread")]
async fn een_toewijzing_zonder_einddatum_houdt_haar_dossier_en_haar_declaraties_vast() {
    op_elke_url(|url| async move {
        let poort = Proefpoort::op(open(&url).await).await;
        poort.stuur_en_verwerk(GEMEENTE, &IJW.toewijzing("T1", FENNA, &[(1, "2026-01-01", None)])).await;
        poort.stuur_en_verwerk(AANBIEDER, &IJW.start("S1", FENNA, &[Some(1)])).await;
        crate::hulp::declaratie(&poort, JEUGD, "D1").await;
        bevestig_alles(&url).await;
        // The answers to what was approved are nobody's any more.
        op_dag(&poort.poort, LATER);
        ruim_op(&poort.poort).await;
        op_dag(&poort.poort, LATER);
        let sql = "SELECT (SELECT count(*) FROM inhoud), (SELECT count(*) FROM prestatie)";
        assert_eq!(getallen(&url, sql).await, [[4, 1]], "301, 305, 323 en 325");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn een_bericht_dat_nog_niet_is_verwerkt_houdt_alles_vast_waar_het_over_kan_gaan() {
    op_elke_url(|url| async move {
        let poort = Proefpoort::op(open(&url).await).await;
        keten(&poort, &url, JEUGD).await;
        doe(&url, "UPDATE bericht SET inhoud_opgeruimd_op = NULL").await;
        let antwoord = poort.stuur(AANBIEDER, IJW.start("S2", NOOR, &[Some(7)])).await;
        assert_eq!(antwoord.status(), 201);
        op_dag(&poort.poort, LATER);
        ruim_op(&poort.poort).await;
        let sql = "SELECT (SELECT count(*) FROM toewijzing), (SELECT count(*) FROM prestatie)";
        assert_eq!(getallen(&url, sql).await, [[1, 1]]);
        let wacht =
            "SELECT count(*), count(*) FROM inhoud i JOIN bericht b ON b.volgnummer = i.bericht_volgnummer
            WHERE b.status = 'ontvangen'";
        assert_eq!(getallen(&url, wacht).await, [[1, 1]], "het bericht zelf is er nog");
        poort.verwerk_alles().await;
        bevestig_alles(&url).await;
        ruim_op(&poort.poort).await;
        assert_eq!(getallen(&url, sql).await, [[0, 0]], "daarna gaat het");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn een_levering_die_niet_is_bevestigd_houdt_haar_bericht_vast_ook_als_bezorgen_is_mislukt() {
    op_elke_url(|url| async move {
        let poort = Proefpoort::op(open(&url).await).await;
        keten(&poort, &url, JEUGD).await;
        doe(&url, "UPDATE levering SET bevestigd_op = NULL").await;
        blijft(&poort, &url, "niets is bevestigd").await;
        doe(&url, "UPDATE levering SET mislukt_op = aangeboden_op").await;
        blijft(&poort, &url, "bezorgen is mislukt").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn een_verzoek_zonder_antwoord_houdt_het_dossier_vast() {
    op_elke_url(|url| async move {
        let poort = Proefpoort::op(open(&url).await).await;
        keten(&poort, &url, JEUGD).await;
        let xml = crate::proef::Proef::ijw(315)
            .zet("Header/Afzender", AANBIEDER)
            .zet("Header/Ontvanger", GEMEENTE)
            .zet("Client/Bsn", FENNA)
            .xml();
        let beeld = poort.stuur_en_verwerk(AANBIEDER, &xml).await;
        assert_eq!(beeld["uitkomst"], "goedgekeurd", "{beeld}");
        bevestig_alles(&url).await;
        op_dag(&poort.poort, LATER);
        ruim_op(&poort.poort).await;
        let sql = "SELECT (SELECT count(*) FROM toewijzing), (SELECT count(*) FROM verzoek)";
        assert_eq!(getallen(&url, sql).await, [[1, 1]]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn een_declaratie_waarover_mensen_nog_beslissen_blijft_met_de_toewijzing_die_zij_noemt() {
    op_elke_url(|url| async move {
        let poort = Proefpoort::op(open(&url).await).await;
        keten(&poort, &url, JEUGD).await;
        let partij = poort.partijen[GEMEENTE].clone().met_beantwoording(Beantwoording::Beoordelen).unwrap();
        poort.poort.store.stel_beantwoording_in(&partij).await.unwrap();
        let regel = [("R9", 1, "2026-01-01", "2026-01-31", 600)];
        poort.stuur_en_verwerk(AANBIEDER, &IJW.declaratie("D9", "D9", &[(FENNA, &regel)])).await;
        bevestig_alles(&url).await;
        op_dag(&poort.poort, LATER);
        ruim_op(&poort.poort).await;
        let sql = "SELECT (SELECT count(*) FROM toewijzing) + (SELECT count(*) FROM prestatie), (SELECT count(*) FROM voorstelregel)";
        assert_eq!(getallen(&url, sql).await, [[2, 1]]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn een_stroom_waaraan_een_werker_bezig_is_wordt_met_rust_gelaten() {
    op_elke_url(|url| async move {
        let poort = Proefpoort::op(open(&url).await).await;
        keten(&poort, &url, JEUGD).await;
        op_dag(&poort.poort, LATER);
        let nu = poort.klok.nu();
        let sql = format!(
            "UPDATE stroom_lease SET lease_door = {}, lease_tot = {}",
            if url.starts_with("sqlite") {
                "randomblob(16)".to_owned()
            } else {
                format!("'{}'", Uuid::now_v7())
            },
            nu.timestamp_micros() + 60_000_000
        );
        doe(&url, sql.leak()).await;
        ruim_op(&poort.poort).await;
        let over = "SELECT (SELECT count(*) FROM toewijzing), (SELECT count(*) FROM prestatie)";
        assert_eq!(getallen(&url, over).await, [[1, 1]]);
    })
    .await;
}
