//! What is left after a clean-up holds together, whatever went.

use std::collections::BTreeMap;

use berichtenpoort::bewaren::Soort;
use berichtenpoort::store::PROJECTIES;
use sqlx::{Connection, Row, SqliteConnection};

use crate::drukte::{self, GEMEENTEN, Regio};
use crate::gemeenschap::beeld::{Naam, assert_gelijk, projecties};
use crate::gemeenschap::{doe, getallen, op_elke_url, open};
use crate::hulp::{alles, bevestig_alles, op_dag, ruim_op, tel};

/// SQLite says which rows refer to nothing; PostgreSQL allows none.
async fn verwijzingen_kloppen(url: &str) {
    if url.starts_with("sqlite") {
        let mut db = SqliteConnection::connect(url).await.unwrap();
        let fouten = sqlx::query("PRAGMA foreign_key_check").fetch_all(&mut db).await.unwrap();
        let tabellen: Vec<String> = fouten.iter().map(|rij| rij.get(0)).collect();
        assert!(tabellen.is_empty(), "{tabellen:?}");
        let heel: String = sqlx::query_scalar("PRAGMA integrity_check").fetch_one(&mut db).await.unwrap();
        assert_eq!(heel, "ok");
    }
    // What is not in a foreign key.
    for (wat, sql) in [
        (
            "cliënten",
            "SELECT count(*), count(*) FROM dossier_bericht d WHERE d.client NOT IN (SELECT pseudoniem FROM client)",
        ),
        (
            "regels",
            "SELECT count(*), count(*) FROM prestatie p WHERE p.client NOT IN (SELECT pseudoniem FROM client)",
        ),
        (
            "toewijzingen",
            "SELECT count(*), count(*) FROM toewijzing_nummer n WHERE n.client NOT IN (SELECT pseudoniem FROM client)",
        ),
        (
            "regie",
            "SELECT count(*), count(*) FROM regie r WHERE r.client NOT IN (SELECT pseudoniem FROM client)",
        ),
        (
            "verzoeken",
            "SELECT count(*), count(*) FROM verzoek v WHERE v.client NOT IN (SELECT pseudoniem FROM client)",
        ),
        (
            "inhoud",
            "SELECT count(*), count(*) FROM bericht b WHERE (b.inhoud_opgeruimd_op IS NULL) <>
            EXISTS (SELECT 1 FROM inhoud i WHERE i.bericht_volgnummer = b.volgnummer)",
        ),
    ] {
        assert_eq!(getallen(url, sql).await, [[0, 0]], "{wat}");
    }
}

async fn overzichten_werken(regio: &Regio) {
    use berichtenpoort::http::router;
    let luisteraar = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let basis = format!("http://{}/api/v1", luisteraar.local_addr().unwrap());
    let server = tokio::spawn(axum::serve(luisteraar, router(regio.poort.clone())).into_future());
    let client = reqwest::Client::new();
    for gemeente in GEMEENTEN {
        let haal = async |pad: &str| {
            let verzoek = client.get(format!("{basis}{pad}")).bearer_auth(&regio.sleutels[gemeente]);
            let antwoord = verzoek.send().await.unwrap();
            let status = antwoord.status();
            let json: serde_json::Value = antwoord.json().await.unwrap();
            assert!(status.is_success(), "{pad} {status} {json}");
            json
        };
        for overzicht in berichtenpoort::overzicht::ALLE {
            let json = haal(&format!("/overzichten/{}?limiet=100", overzicht.naam)).await;
            assert_ne!(json["controletotaal"]["klopt"], false, "{json}");
        }
        for pad in
            ["/berichten?limiet=100", "/declaraties?limiet=100", "/verzoeken", "/termijnen", "/postbus"]
        {
            haal(pad).await;
        }
    }
    server.abort();
}

async fn rebuild_verandert_niets(regio: &Regio, url: &str, waarna: &str) {
    let eerst = projecties(url, Naam::Nummer).await;
    regio.poort.herbouw().await.unwrap();
    assert_gelijk(&eerst, &projecties(url, Naam::Nummer).await, waarna);
}

/// A year of messages, right and wrong; then cleaned up on days on which more and more of it may go.
#[tokio::test(flavor = "multi_thread")]
async fn na_elke_opruiming_klopt_alles_nog_en_maakt_een_rebuild_hetzelfde() {
    op_elke_url(|url| async move {
        for zaad in [1, 2] {
            speel(&url, zaad).await;
            if !url.starts_with("sqlite") {
                // One region per database: the others begin where this one left off, with nothing in it.
                break;
            }
        }
    })
    .await;
}

async fn speel(url: &str, zaad: u64) {
    let url = if zaad == 1 { url.to_owned() } else { format!("{url}.{zaad}") };
    let regio = Regio::op(open(&url).await).await;
    for bericht in drukte::berichten(zaad, 400) {
        regio.stuur(bericht.afzender, &bericht.xml).await;
    }
    regio.verwerk_alles().await;
    // Some of it is confirmed: what is not keeps what it is about.
    bevestig_alles(&url).await;
    doe(&url, "UPDATE levering SET bevestigd_op = NULL WHERE volgnummer % 17 = 3").await;
    let mut gegaan: BTreeMap<Soort, u64> = BTreeMap::new();
    for (ronde, dag) in
        ["2028-06-01", "2034-06-01", "2043-01-01", "2048-01-01", "2060-01-01"].into_iter().enumerate()
    {
        op_dag(&regio.poort, dag);
        if ronde == 3 {
            bevestig_alles(&url).await;
        }
        let eerst = alles(&url).await;
        let geteld = tel(&regio.poort).await;
        assert_eq!(alles(&url).await, eerst, "tellen wijzigt niets");
        let opgeruimd = ruim_op(&regio.poort).await;
        // One thing may make way for another, so that at least as much goes as was counted.
        for (soort, aantal) in geteld {
            assert!(opgeruimd[&soort] >= aantal, "{dag} {soort:?} {opgeruimd:?}");
        }
        for (soort, aantal) in opgeruimd {
            *gegaan.entry(soort).or_default() += aantal;
        }
        verwijzingen_kloppen(&url).await;
        rebuild_verandert_niets(&regio, &url, dag).await;
        overzichten_werken(&regio).await;
        assert_eq!(ruim_op(&regio.poort).await, BTreeMap::new(), "{dag}: nog eens doet niets");
    }
    for soort in [
        Soort::Inhoud,
        Soort::Declaraties,
        Soort::DossiersWmo,
        Soort::DossiersJeugd,
        Soort::Berichtgegevens,
        Soort::Clienten,
    ] {
        assert!(gegaan.get(&soort).is_some_and(|aantal| *aantal > 3), "{soort:?} {gegaan:?}");
    }
    // What is left is what was never ended: requests without an answer.
    let over = projecties(&url, Naam::Nummer).await;
    assert_eq!(over.len(), PROJECTIES.len());
}
