//! Other keys, while others go on.

use std::process::{Command, Stdio};

use berichtenpoort::bezorging::{Bezorging, Geheim};
use berichtenpoort::geheim::{Hoofdsleutel, Hoofdsleutels, Plek, Sleutelbron, Sleutelsoort};
use berichtenpoort::partij::Medewerker;
use berichtenpoort::store::{BerichtFilter, Status, Store, TweedeFactor, Wijk, Zicht};
use berichtenpoort::toegang::{Gebruiker, Houder, Rol};
use sqlx::{Connection, Executor, PgConnection};
use uuid::Uuid;

use crate::api::Proefpoort;
use crate::berichten::{AANBIEDER, FENNA, GEMEENTE, IJW, NOOR};
use crate::gemeenschap::sleutels::{SLEUTEL, bos, nu};
use crate::gemeenschap::{getallen, op_elke_url, open};

async fn toewijzing(poort: &Proefpoort, bsn: &str, nummer: u32) -> uuid::Uuid {
    let xml = IJW.toewijzing(&format!("T{nummer}"), bsn, &[(nummer, "2026-01-01", None)]);
    let beeld = poort.stuur_en_verwerk(GEMEENTE, &xml).await;
    assert_eq!(beeld["uitkomst"], "goedgekeurd");
    beeld["id"].as_str().unwrap().parse().unwrap()
}

#[tokio::test]
async fn een_andere_gegevenssleutel_versleutelt_alles_opnieuw_terwijl_een_ander_proces_doorgaat() {
    op_elke_url(|url| async move {
        // As if in another process: it learns of nothing by itself.
        let poort = Proefpoort::op(open(&url).await).await;
        let eerste = toewijzing(&poort, FENNA, 1).await;
        let beheer = open(&url).await;
        assert!(beheer.maak_gegevenssleutel(nu()).await.unwrap());
        let tweede = toewijzing(&poort, NOOR, 2).await;
        let [oud, nieuw] = ["1", "3"].map(|id| id.parse::<i64>().unwrap());
        let onder = "SELECT sleutel, count(*) FROM inhoud GROUP BY sleutel ORDER BY sleutel";
        assert_eq!(
            getallen(&url, onder).await,
            [[oud, 2], [nieuw, 2]],
            "bericht en antwoord, elk onder een sleutel"
        );
        let gedaan = beheer.versleutel_opnieuw().await.unwrap();
        assert_eq!((gedaan.berichten, gedaan.teksten), (2, 1));
        assert_eq!(getallen(&url, onder).await, [[nieuw, 4]]);
        let lijst = beheer.sleutellijst().await.unwrap();
        let lijst: Vec<_> =
            lijst.iter().map(|rij| (rij.id, rij.waarden, rij.vervangen_op.is_some())).collect();
        assert_eq!(
            lijst,
            [(2, 0, false), (3, 6, false)],
            "vier berichten en twee cliënten; de oude sleutel is weg"
        );
        for id in [eerste, tweede] {
            assert!(poort.poort.store.inhoud(id, Zicht::Alles).await.unwrap().is_some());
        }
        // Found under the same pseudonym as before.
        let start = poort.stuur_en_verwerk(AANBIEDER, &IJW.start("S1", FENNA, &[Some(1)])).await;
        assert_eq!(start["uitkomst"], "goedgekeurd", "{start}");
    })
    .await;
}

/// Replaces the data key in a process of its own.
fn roteer(url: &str) -> Command {
    let mut opdracht = Command::new(env!("CARGO_BIN_EXE_berichtenpoort"));
    opdracht.args(["sleutel", "roteer", "--gegevens", "--database-url", url]);
    opdracht.stdout(Stdio::piped()).stderr(Stdio::piped());
    opdracht
}

#[tokio::test(flavor = "multi_thread")]
async fn na_kill_9_halverwege_maakt_dezelfde_opdracht_het_af_en_intussen_komt_alles_binnen() {
    op_elke_url(|url| async move {
        let poort = Proefpoort::op(open(&url).await).await;
        let stuur = async |nummer: u32| {
            let xml = IJW.toewijzing(&format!("T{nummer}"), FENNA, &[(nummer, "2026-01-01", None)]);
            assert_eq!(poort.stuur(GEMEENTE, xml).await.status(), 201);
        };
        for nummer in 0..260 {
            stuur(nummer).await;
        }
        let nieuwe_hoofd = Hoofdsleutel::nieuw().unwrap();
        let beide = format!("{},{SLEUTEL}", nieuwe_hoofd.in_tekst().as_str());
        let mut eerste = roteer(&url).env("BERICHTENPOORT_SLEUTEL", &beide).spawn().unwrap();
        // Killed as soon as it did something.
        let gedaan = "SELECT count(*), count(*) FROM inhoud WHERE sleutel > 2";
        while getallen(&url, gedaan).await[0][0] == 0 {
            assert!(eerste.try_wait().unwrap().is_none(), "{:?}", eerste.wait_with_output());
        }
        eerste.kill().unwrap();
        eerste.wait().unwrap();
        let over = getallen(&url, "SELECT count(*), count(*) FROM inhoud WHERE sleutel = 1").await[0][0];
        // The gate knows the old master key only, until it is given the new one.
        let bron = Sleutelbron::Vast(Hoofdsleutels::lees(&beide).unwrap());
        poort.poort.store.ontgrendel(bron, nu()).await.unwrap();
        stuur(1_000).await;
        // Where it was done just before it was killed, there is nothing to finish.
        if over > 0 {
            let tweede = roteer(&url).env("BERICHTENPOORT_SLEUTEL", &beide).output().unwrap();
            let uit = String::from_utf8(tweede.stdout).unwrap();
            assert!(tweede.status.success(), "{:?}", String::from_utf8(tweede.stderr));
            assert!(uit.contains(&format!("Opnieuw versleuteld: {over} berichten")), "{over} {uit}");
        }
        let lijst = poort.poort.store.sleutellijst().await.unwrap();
        assert_eq!(lijst.iter().filter(|rij| rij.soort == Sleutelsoort::Gegevens).count(), 1, "{lijst:?}");
        poort.verwerk_alles().await;
        let parkeer = BerichtFilter { status: Some(Status::Geparkeerd), ..BerichtFilter::default() };
        assert!(poort.poort.store.berichten(Zicht::Alles, &parkeer, 10).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn een_andere_hoofdsleutel_pakt_de_sleutels_opnieuw_in_en_de_oude_opent_niets_meer() {
    op_elke_url(|url| async move {
        let poort = Proefpoort::op(open(&url).await).await;
        let id = toewijzing(&poort, FENNA, 1).await;
        let nieuw = Hoofdsleutel::nieuw().unwrap();
        let beide = Hoofdsleutels::lees(SLEUTEL).unwrap().met_nieuwe(nieuw.clone());
        assert_eq!(poort.poort.store.pak_sleutels_opnieuw_in(&beide).await.unwrap(), 2);
        assert_eq!(poort.poort.store.pak_sleutels_opnieuw_in(&beide).await.unwrap(), 0);
        let opnieuw = berichtenpoort::store::Store::open(&url).await.unwrap();
        let oud = Sleutelbron::Vast(Hoofdsleutels::lees(SLEUTEL).unwrap());
        assert!(opnieuw.ontgrendel(oud, nu()).await.is_err());
        opnieuw.ontgrendel(Sleutelbron::Vast(nieuw.into()), nu()).await.unwrap();
        assert!(opnieuw.inhoud(id, Zicht::Alles).await.unwrap().is_some());
        toewijzing(&poort, NOOR, 2).await;
    })
    .await;
}

#[tokio::test]
async fn een_proces_met_een_sleutelbestand_vindt_daar_de_nieuwe_hoofdsleutel() {
    op_elke_url(|url| async move {
        let bestand = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(bestand.path(), SLEUTEL).unwrap();
        let store = berichtenpoort::store::Store::open(&url).await.unwrap();
        store.migreer().await.unwrap();
        store.ontgrendel(Sleutelbron::Bestand(bestand.path().to_owned()), nu()).await.unwrap();
        let poort = Proefpoort::op(store).await;
        toewijzing(&poort, FENNA, 1).await;
        // Somebody else replaces both keys.
        let nieuw = Hoofdsleutel::nieuw().unwrap();
        let tekst = format!("{}\n{SLEUTEL}\n", nieuw.in_tekst().as_str());
        std::fs::write(bestand.path(), &tekst).unwrap();
        let beheer = berichtenpoort::store::Store::open(&url).await.unwrap();
        beheer.ontgrendel(Sleutelbron::Bestand(bestand.path().to_owned()), nu()).await.unwrap();
        beheer.pak_sleutels_opnieuw_in(&Hoofdsleutels::lees(&tekst).unwrap()).await.unwrap();
        assert!(beheer.maak_gegevenssleutel(nu()).await.unwrap());
        beheer.versleutel_opnieuw().await.unwrap();
        toewijzing(&poort, NOOR, 2).await;
    })
    .await;
}

fn wijken(aantal: u32) -> Vec<Wijk> {
    (1000..1000 + aantal)
        .map(|postcode| Wijk {
            postcode: postcode.to_string(),
            code: "W1".to_owned(),
            naam: "Centrum".to_owned(),
        })
        .collect()
}

#[tokio::test]
async fn ook_wat_niet_in_een_stap_past_komt_helemaal_onder_de_andere_sleutel() {
    op_elke_url(|url| async move {
        let store = open(&url).await;
        store.vervang_wijken(&wijken(1_201)).await.unwrap();
        assert!(store.maak_gegevenssleutel(nu()).await.unwrap());
        assert_eq!(store.versleutel_opnieuw().await.unwrap().teksten, 1_201);
        assert_eq!(store.wijken().await.unwrap(), wijken(1_201));
        let lijst = store.sleutellijst().await.unwrap();
        assert_eq!(lijst.iter().filter(|rij| rij.soort == Sleutelsoort::Gegevens).count(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn wie_de_wijken_leest_terwijl_een_ander_sleutels_vervangt_krijgt_ze_altijd() {
    op_elke_url(|url| async move {
        let store = open(&url).await;
        store.vervang_wijken(&wijken(200)).await.unwrap();
        let beheer = open(&url).await;
        let vervangen = tokio::spawn(async move {
            for _ in 0..15 {
                assert!(beheer.maak_gegevenssleutel(nu()).await.unwrap());
                beheer.versleutel_opnieuw().await.unwrap();
            }
        });
        while !vervangen.is_finished() {
            assert_eq!(store.wijken().await.unwrap().len(), 200);
        }
        vervangen.await.unwrap();
    })
    .await;
}

/// On SQLite nobody writes between reading a value and writing it back: there is one writer.
#[tokio::test(flavor = "multi_thread")]
async fn wat_een_ander_intussen_wijzigt_wordt_niet_teruggezet() {
    op_elke_url(|url| async move {
        if url.starts_with("sqlite") {
            return;
        }
        let poort = Proefpoort::op(open(&url).await).await;
        let (store, partij) = (&poort.poort.store, poort.partijen[AANBIEDER].id);
        let [eerst, later] = [Geheim::nieuw(), Geheim::nieuw()];
        store.stel_bezorging_in(partij, &Bezorging::default(), Some(&eerst), nu(), nu()).await.unwrap();
        let onder_oude_sleutel = bos(&url).await;
        assert!(store.maak_gegevenssleutel(nu()).await.unwrap());

        // Who began before the key was replaced, and is not done yet.
        let mut ander = PgConnection::connect(&url).await.unwrap();
        let id: String = sqlx::query_scalar("SELECT id FROM bezorggeheim").fetch_one(&mut ander).await.unwrap();
        let plek = Plek { tabel: "bezorggeheim", kolom: "geheim", rij: &id };
        let versleuteld = onder_oude_sleutel.versleutel_tekst(&plek, &later.tekst()).unwrap();
        ander.execute("BEGIN").await.unwrap();
        sqlx::query("UPDATE bezorggeheim SET geheim = $1").bind(versleuteld).execute(&mut ander).await.unwrap();
        let opnieuw = tokio::spawn({
            let store = store.clone();
            async move { store.versleutel_opnieuw().await.unwrap() }
        });
        let wacht = "SELECT count(*), count(*) FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%UPDATE bezorggeheim%'";
        while getallen(&url, wacht).await[0][0] == 0 {
            assert!(!opnieuw.is_finished());
        }
        ander.execute("COMMIT").await.unwrap();
        opnieuw.await.unwrap();
        let geheimen = store.bezorggeheimen(partij, nu()).await.unwrap();
        let teksten: Vec<String> = geheimen.iter().map(|geheim| geheim.tekst()).collect();
        assert_eq!(teksten, [later.tekst()]);
    })
    .await;
}

/// The wait is that of PostgreSQL itself for a lock: five seconds.
#[tokio::test(flavor = "multi_thread")]
async fn wie_de_oude_sleutel_lang_vasthoudt_houdt_het_vervangen_op_maar_breekt_het_niet_af() {
    op_elke_url(|url| async move {
        if url.starts_with("sqlite") {
            return;
        }
        let store = open(&url).await;
        store.vervang_wijken(&wijken(3)).await.unwrap();
        assert!(store.maak_gegevenssleutel(nu()).await.unwrap());
        let mut ander = PgConnection::connect(&url).await.unwrap();
        ander.execute("BEGIN; SELECT id FROM datasleutel WHERE id = 1 FOR KEY SHARE").await.unwrap();
        let opnieuw = tokio::spawn({
            let store = store.clone();
            async move { store.versleutel_opnieuw().await }
        });
        let wachten = "SELECT count(*), coalesce(max(extract(epoch FROM query_start) * 1000), 0)::BIGINT FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE 'DELETE FROM datasleutel%'";
        // Until it waits for the second time: the first was given up.
        let mut eerste = 0;
        loop {
            let [aantal, begonnen] = getallen(&url, wachten).await[0];
            assert!(!opnieuw.is_finished(), "{:?}", opnieuw.await);
            if aantal > 0 && eerste == 0 {
                eerste = begonnen;
            }
            if aantal > 0 && begonnen != eerste {
                break;
            }
        }
        ander.execute("COMMIT").await.unwrap();
        assert_eq!(opnieuw.await.unwrap().unwrap().teksten, 3);
    })
    .await;
}

/// Somebody who signs in, with this secret as the second factor.
async fn gebruiker(store: &Store, geheim: &[u8]) -> Gebruiker {
    let houder =
        Houder::nieuw(None, Some(Medewerker::nieuw("Imane Haddou").unwrap()), Some(Rol::Operator), None);
    let gebruiker = Gebruiker {
        id: Uuid::now_v7(),
        naam: "imane".to_owned(),
        houder: houder.unwrap(),
        wachtwoord: "hash".to_owned(),
        dicht_tot: None,
        geblokkeerd_op: None,
    };
    let tweede = TweedeFactor { geheim, herstelcodes: &[] };
    store.voeg_gebruiker_toe(&gebruiker, tweede, nu()).await.unwrap();
    gebruiker
}

#[tokio::test(flavor = "multi_thread")]
async fn wat_tijdens_de_vervanging_wordt_gewijzigd_krijgt_niet_zijn_oude_waarde_terug() {
    // SQLite has one writer at a time: nobody comes between reading and writing there.
    let Ok(server) = std::env::var("BERICHTENPOORT_TEST_POSTGRES") else { return };
    let plek = crate::gemeenschap::Plek::postgres(server).await;
    let store = open(&plek.url).await;
    let imane = gebruiker(&store, b"het oude geheim.....").await;
    let mut ander = PgConnection::connect(&plek.url).await.unwrap();
    let oud: String =
        sqlx::query_scalar("SELECT totp_geheim FROM gebruiker").fetch_one(&mut ander).await.unwrap();
    let nieuw_geheim = b"het nieuwe geheim...";
    let tweede = TweedeFactor { geheim: nieuw_geheim, herstelcodes: &[] };
    store.geef_wachtwoord(&imane, "hash", Some(tweede)).await.unwrap();
    let nieuw: String =
        sqlx::query_scalar("SELECT totp_geheim FROM gebruiker").fetch_one(&mut ander).await.unwrap();
    let zet = |waarde: String| sqlx::query("UPDATE gebruiker SET totp_geheim = $1").bind(waarde);
    zet(oud).execute(&mut ander).await.unwrap();
    assert!(store.maak_gegevenssleutel(nu()).await.unwrap());
    // Somebody who began before the key was replaced gives a new second factor, under the old key.
    ander.execute("BEGIN").await.unwrap();
    zet(nieuw).execute(&mut ander).await.unwrap();
    let beheer = store.clone();
    let vervanging = tokio::spawn(async move { beheer.versleutel_opnieuw().await });
    let wacht = "SELECT count(*), count(*) FROM pg_locks WHERE NOT granted";
    while getallen(&plek.url, wacht).await[0][0] == 0 {
        assert!(!vervanging.is_finished());
    }
    ander.execute("COMMIT").await.unwrap();
    vervanging.await.unwrap().unwrap();
    assert_eq!(store.totp_geheim(&imane).await.unwrap(), nieuw_geheim);
    plek.ruim_op().await;
}

#[tokio::test]
async fn meer_teksten_dan_in_een_keer_gaan_krijgen_elk_een_keer_een_andere_sleutel() {
    op_elke_url(|url| async move {
        let store = open(&url).await;
        let wijk =
            |nummer| Wijk { postcode: format!("{nummer}"), code: "W1".to_owned(), naam: "Een".to_owned() };
        store.vervang_wijken(&(1000..2201).map(wijk).collect::<Vec<_>>()).await.unwrap();
        assert!(store.maak_gegevenssleutel(nu()).await.unwrap());
        assert_eq!(store.versleutel_opnieuw().await.unwrap().teksten, 1201);
        assert_eq!(store.wijken().await.unwrap().len(), 1201);
    })
    .await;
}
