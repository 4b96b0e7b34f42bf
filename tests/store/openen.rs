//! Opening a database, its tables and its health; parties, keys and facts about the gate.

use std::collections::BTreeSet;

use crate::gemeenschap::gegevens::{
    AMSTERDAM, HULP, Regio, ZAANSTAD, ZORG, bsn, header, prestatie, seconde, toewijzing, verwerking,
};
use crate::gemeenschap::{Plek, doe, getallen, op_elke_database, op_elke_url, open};
use berichtenpoort::keten::{Uitslag, Vraag, Wijziging};
use berichtenpoort::partij::{Partij, PartijSoort, Toegangssleutel};
use berichtenpoort::store::{Dialect, EigenSchema, Store, StoreFout, Verwerking, Zicht};
use sqlx::{Connection, Executor, SqliteConnection};
use tokio::task::JoinSet;
use uuid::Uuid;

#[tokio::test]
async fn a_url_that_names_no_database_is_refused_without_being_repeated() {
    for url in [
        "",
        "poort.db",
        "mysql://jan:geheim@server/poort",
        "sqlite:",
        "sqlite::memory:",
        "sqlite:a.db?mode=rwc",
    ] {
        let fout = Store::open(url).await.unwrap_err();
        assert!(matches!(fout, StoreFout::Url { .. }), "{url}: {fout}");
        assert!(!fout.to_string().contains("geheim"), "{fout}");
    }
}

#[tokio::test]
async fn a_file_in_a_folder_that_cannot_be_made_says_which_and_why() {
    let map = tempfile::tempdir().unwrap();
    std::fs::write(map.path().join("bestand"), "geen map").unwrap();
    let pad = map.path().join("bestand/poort.db");
    let fout = Store::open(&format!("sqlite://{}", pad.display())).await.unwrap_err();
    let StoreFout::Openen { waar, oorzaak } = fout else { panic!("{fout}") };
    assert_eq!(waar, pad.display().to_string());
    assert!(!oorzaak.is_empty());
}

#[tokio::test]
async fn a_file_that_is_no_database_cannot_be_opened() {
    let map = tempfile::tempdir().unwrap();
    let pad = map.path().join("poort.db");
    std::fs::write(&pad, "dit is geen database, maar een brief van meer dan honderd bytes lang. ".repeat(20))
        .unwrap();
    let fout = Store::open(&format!("sqlite:{}", pad.display())).await.unwrap_err();
    assert!(matches!(fout, StoreFout::GeenDatabase), "{fout}");
}

#[cfg(unix)]
#[tokio::test]
async fn folder_and_file_are_made_for_their_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let map = tempfile::tempdir().unwrap();
    let pad = map.path().join("gegevens/dieper/poort.db");
    let store = open(&format!("sqlite:{}", pad.display())).await;
    store.gezond().await.unwrap();
    let rechten = |pad: &std::path::Path| std::fs::metadata(pad).unwrap().permissions().mode() & 0o777;
    assert_eq!(rechten(&pad), 0o600);
    assert_eq!(rechten(pad.parent().unwrap()), 0o700);
    assert_eq!(rechten(&pad.with_extension("db-wal")), 0o600);
}

#[tokio::test]
async fn a_file_that_another_program_holds_is_busy_and_nothing_is_lost() {
    let plek = Plek::sqlite();
    let regio = Regio::maak(open(&plek.url).await).await;
    let mut ander = SqliteConnection::connect(&plek.url).await.unwrap();
    ander.execute("BEGIN IMMEDIATE").await.unwrap();
    assert!(matches!(regio.store.gezond().await, Err(StoreFout::Bezet)));
    assert!(regio.store.partijen().await.is_ok(), "lezen kan nog");
    ander.execute("ROLLBACK").await.unwrap();
    regio.ontvang(&header("JW305", ZAANSTAD, ZORG, "1")).await;
    regio.store.gezond().await.unwrap();
}

#[tokio::test]
async fn a_server_that_is_not_there_is_unreachable_and_its_password_is_not_shown() {
    // A port that was free a moment ago.
    let poort = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let fout = Store::open(&format!("postgres://jan:geheim@127.0.0.1:{poort}/poort")).await.unwrap_err();
    assert!(matches!(fout, StoreFout::Onbereikbaar { .. }), "{fout}");
    assert!(!format!("{fout} {fout:?}").contains("geheim"));
}

#[tokio::test]
async fn a_database_that_the_server_does_not_have_cannot_be_opened() {
    let Ok(server) = std::env::var("BERICHTENPOORT_TEST_POSTGRES") else { return };
    let plek = Plek::postgres(server).await;
    let url = plek.url.clone();
    plek.ruim_op().await;
    let fout = Store::open(&url).await.unwrap_err();
    let StoreFout::Openen { waar, .. } = fout else { panic!("{fout}") };
    assert!(waar.starts_with("proef_"), "{waar}");
}

#[tokio::test]
async fn a_server_that_goes_away_is_unreachable() {
    let Ok(server) = std::env::var("BERICHTENPOORT_TEST_POSTGRES") else { return };
    let plek = Plek::postgres(server).await;
    let store = open(&plek.url).await;
    store.gezond().await.unwrap();
    plek.ruim_op().await;
    assert!(store.gezond().await.is_err());
}

#[tokio::test]
async fn without_tables_the_store_is_not_healthy_and_says_what_to_do() {
    op_elke_url(|url| async move {
        let store = Store::open(&url).await.unwrap();
        let fout = store.gezond().await.unwrap_err();
        assert!(fout.to_string().contains("berichtenpoort migrate"), "{fout}");
        store.migreer().await.unwrap();
        store.gezond().await.unwrap();
        let dialect = if url.starts_with("sqlite") { Dialect::Sqlite } else { Dialect::Postgres };
        assert_eq!(store.dialect(), dialect);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn several_processes_may_make_the_tables_at_once() {
    op_elke_url(|url| async move {
        let mut taken = JoinSet::new();
        for _ in 0..4 {
            let url = url.clone();
            taken.spawn(async move {
                let store = Store::open(&url).await.unwrap();
                store.migreer().await.unwrap();
                store.migreer().await.unwrap();
                store.gezond().await.unwrap();
            });
        }
        taken.join_all().await;
    })
    .await;
}

#[tokio::test]
async fn tables_of_a_newer_version_are_left_alone() {
    op_elke_url(|url| async move {
        let store = open(&url).await;
        doe(
            &url,
            "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
             SELECT 9999, description, success, checksum, execution_time FROM _sqlx_migrations WHERE version = 1",
        )
        .await;
        let fout = store.migreer().await.unwrap_err();
        assert!(matches!(&fout, StoreFout::Migratie(tekst) if tekst.contains("nieuwere")), "{fout}");
        store.gezond().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn what_was_stored_is_there_after_opening_again() {
    op_elke_url(|url| async move {
        let regio = Regio::maak(open(&url).await).await;
        let rij = regio.ontvang(&header("JW305", ZAANSTAD, ZORG, "1")).await;
        drop(regio);
        let weer = open(&url).await;
        assert_eq!(weer.bericht(rij.id, Zicht::Alles).await.unwrap(), Some(rij));
        assert_eq!(weer.wachtend().await.unwrap(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_party_keeps_its_id_when_it_is_entered_again() {
    op_elke_database(|store| async move {
        let regio = Regio::maak(store.clone()).await;
        let opnieuw = Partij::nieuw(PartijSoort::Gemeente, ZAANSTAD, "Gemeente Zaanstad", None).unwrap();
        let vast = store.leg_partij_vast(&opnieuw).await.unwrap();
        assert_eq!((vast.id, vast.naam.as_str()), (regio.partij(ZAANSTAD), "Gemeente Zaanstad"));
        assert_eq!(store.partij_met_code(ZAANSTAD).await.unwrap(), Some(vast.clone()));
        assert_eq!(store.partij_met_code("9999").await.unwrap(), None);
        let gemeente = Some(berichtenpoort::bericht::Gemeentecode::lees(ZAANSTAD).unwrap());
        let wijkteam =
            Partij::nieuw(PartijSoort::Wijkteam, "zaandam-zuid", "Zaandam Zuid", gemeente).unwrap();
        assert_eq!(store.leg_partij_vast(&wijkteam).await.unwrap(), wijkteam);
        let codes: Vec<_> = store.partijen().await.unwrap().into_iter().map(|partij| partij.code).collect();
        assert_eq!(codes, [ZORG, HULP, AMSTERDAM, ZAANSTAD, "zaandam-zuid"]);

        let anders = Partij { soort: PartijSoort::Aanbieder, ..vast };
        let fout = store.leg_partij_vast(&anders).await.unwrap_err();
        assert!(matches!(fout, StoreFout::Strijdig(_)), "{fout}");
        assert_eq!(store.partij_met_code(ZAANSTAD).await.unwrap().unwrap().soort, PartijSoort::Gemeente);
    })
    .await;
}

#[tokio::test]
async fn a_key_leads_to_its_party_until_it_expires_or_is_withdrawn() {
    op_elke_url(|url| async move {
        let regio = Regio::maak(open(&url).await).await;
        let store = &regio.store;
        let sleutel = Toegangssleutel::nieuw();
        assert_eq!(store.partij_van_sleutel(&sleutel.hash(), seconde(0)).await.unwrap(), None);
        store.geef_sleutel(regio.partij(ZORG), &sleutel.hash(), "productie", seconde(0)).await.unwrap();
        store.geef_sleutel(regio.partij(ZORG), &sleutel.hash(), "productie", seconde(1)).await.unwrap();
        let van = async |seconden| {
            store
                .partij_van_sleutel(&sleutel.hash(), seconde(seconden))
                .await
                .unwrap()
                .map(|partij| partij.code)
        };
        assert_eq!(van(5).await.as_deref(), Some(ZORG));
        doe(&url, "UPDATE toegangssleutel SET verloopt_op = uitgegeven_op + 10000000").await;
        assert_eq!((van(9).await.as_deref(), van(10).await), (Some(ZORG), None));
        doe(&url, "UPDATE toegangssleutel SET verloopt_op = NULL, ingetrokken_op = uitgegeven_op").await;
        assert_eq!(van(9).await, None);
        assert!(store.geef_sleutel(Uuid::now_v7(), &[1; 32], "van niemand", seconde(0)).await.is_err());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_value_of_a_kenmerk_stands() {
    op_elke_database(|store| async move {
        assert_eq!(store.kenmerk("demo").await.unwrap(), None);
        let mut taken = JoinSet::new();
        for nummer in 0..10 {
            let store = store.clone();
            taken.spawn(async move { store.zet_kenmerk("demo", &nummer.to_string()).await.unwrap() });
        }
        let waarden = taken.join_all().await;
        assert!(waarden.iter().all(|waarde| *waarde == waarden[0]), "{waarden:?}");
        assert_eq!(store.kenmerk("demo").await.unwrap().as_ref(), waarden.first());
    })
    .await;
}

#[tokio::test]
async fn a_row_that_somebody_changed_by_hand_is_named_without_its_value() {
    op_elke_url(|url| async move {
        let regio = Regio::maak(open(&url).await).await;
        let (header, bsn) = (header("JW301", ZAANSTAD, ZORG, "1"), bsn(0));
        let product = toewijzing(7, "2026-01-01T10:00:00", "2026-12-31");
        let wijzigingen = [Wijziging::Toewijzing(&bsn, &product, None)];
        regio.verwerk(&header, Verwerking { wijzigingen: &wijzigingen, ..verwerking(&header) }).await;
        doe(&url, "UPDATE toewijzing_nummer SET client = '99990000X'").await;
        let vraag = Vraag { toewijzingen: BTreeSet::from([product.nummer]), ..Vraag::alleen(&header) };
        let fout = regio.store.dossier(&vraag).await.unwrap_err();
        assert!(matches!(fout, StoreFout::BedorvenRij { tabel: "client", kolom: "bsn", .. }), "{fout}");
        assert!(!format!("{fout} {fout:?}").contains("99990000X"));
    })
    .await;
}

#[tokio::test]
async fn an_error_of_the_database_does_not_repeat_the_values_of_a_row() {
    op_elke_url(|url| async move {
        let regio = Regio::maak(open(&url).await).await;
        let (header, bsn) = (header("JW323", ZAANSTAD, ZORG, "1"), bsn(0));
        let prestatie = prestatie("R1", 1, 100);
        let werk = regio.ontvang_en_claim(&header).await;
        // A line without its claim breaks a foreign key; PostgreSQL tells the key in the details.
        let uitslag = Uitslag::Toegekend;
        let wijzigingen = [Wijziging::Prestatie { regel: 1, bsn: &bsn, prestatie: &prestatie, uitslag }];
        let alles = Verwerking { wijzigingen: &wijzigingen, ..verwerking(&header) };
        let fout = regio.store.leg_verwerking_vast(&werk, &alles, seconde(1)).await.unwrap_err();
        assert!(matches!(fout, StoreFout::Sqlx(_)), "{fout}");
        assert!(!format!("{fout} {fout:?} {fout:#?}").contains(bsn.as_str()));
    })
    .await;
}

#[tokio::test]
async fn a_schema_of_its_own_comes_empty_and_goes_with_everything_in_it() {
    let Ok(server) = std::env::var("BERICHTENPOORT_TEST_POSTGRES") else { return };
    let plek = Plek::postgres(server).await;
    let gewoon = open(&plek.url).await;
    gewoon.zet_kenmerk("proef", "in de gewone tabellen").await.unwrap();
    let schema = EigenSchema::maak(&plek.url).await.unwrap();
    let eigen = open(&schema.url()).await;
    assert_eq!(eigen.zet_kenmerk("proef", "in het eigen schema").await.unwrap(), "in het eigen schema");
    schema.verwijder().await.unwrap();
    assert_eq!(gewoon.zet_kenmerk("proef", "nieuw").await.unwrap(), "in de gewone tabellen");
    let over =
        getallen(&plek.url, "SELECT count(*), 0::bigint FROM pg_namespace WHERE nspname LIKE 'scenario%'");
    assert_eq!(over.await, [[0, 0]]);
    plek.ruim_op().await;
}
