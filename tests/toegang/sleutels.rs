//! Access keys: for what, until when, two at once, taken back, last used.

use berichtenpoort::partij::{Medewerker, Toegangssleutel, hash_van_sleutel};
use berichtenpoort::store::NieuweSleutel;
use berichtenpoort::toegang::{Houder, Recht, Rechten, Rol, Sleutelstand};
use chrono::TimeDelta;
use reqwest::Method;

use crate::api::{Proefpoort, probleem};
use crate::berichten::{AANBIEDER, FENNA, GEMEENTE, IJW};
use crate::gemeenschap::{doe, getallen, op_elke_database, op_elke_url, open};

async fn geef(poort: &Proefpoort, houder: &Houder, geldig: Option<TimeDelta>) -> String {
    let (sleutel, nu) = (Toegangssleutel::nieuw(), poort.klok.nu());
    let hash = sleutel.hash();
    let verloopt_op = geldig.map(|geldig| nu + geldig);
    let nieuw = NieuweSleutel { hash: &hash, houder, omschrijving: "proef", verloopt_op };
    poort.poort.store.geef_toegang(&nieuw, nu).await.unwrap();
    sleutel.as_str().to_owned()
}

#[tokio::test]
async fn een_sleutel_met_rechten_mag_alleen_dat() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        let partij = poort.partijen[GEMEENTE].clone();
        let rechten = Some(Rechten::van(&[Recht::BerichtenVersturen]));
        let sleutel = geef(&poort, &Houder::nieuw(Some(partij), None, None, rechten).unwrap(), None).await;
        let verzoek = poort.met_sleutel(&sleutel, Method::POST, "/berichten");
        let bericht = IJW.toewijzing("T1", FENNA, &[(1, "2026-01-01", None)]);
        let verzoek = verzoek.header("content-type", "application/xml").body(bericht);
        assert_eq!(verzoek.send().await.unwrap().status(), 201);
        let postbus = poort.met_sleutel(&sleutel, Method::GET, "/postbus").send().await.unwrap();
        let json = probleem(postbus, 403, "geen-recht").await;
        assert!(json["detail"].as_str().unwrap().contains("postbus:lezen"), "{json}");
    })
    .await;
}

#[tokio::test]
async fn twee_sleutels_gelden_naast_elkaar_tot_de_oude_is_ingetrokken() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        let houder = Houder::systeem(poort.partijen[AANBIEDER].clone());
        let (oud, nieuw) = (geef(&poort, &houder, None).await, geef(&poort, &houder, None).await);
        let status = async |sleutel: &str| {
            poort.met_sleutel(sleutel, Method::GET, "/postbus").send().await.unwrap().status().as_u16()
        };
        assert_eq!((status(&oud).await, status(&nieuw).await), (200, 200));
        let store = &poort.poort.store;
        let id = store.sleutel_met_hash(&hash_van_sleutel(&oud)).await.unwrap().unwrap().id;
        let morgen = poort.klok.nu() + TimeDelta::days(1);
        store.trek_sleutel_in(id, morgen).await.unwrap().unwrap();
        assert_eq!((status(&oud).await, status(&nieuw).await), (200, 200), "pas morgen");
        poort.klok.zet(morgen);
        assert_eq!((status(&oud).await, status(&nieuw).await), (401, 200));
        let later = store.trek_sleutel_in(id, morgen + TimeDelta::days(9)).await.unwrap().unwrap();
        assert_eq!(later.ingetrokken_op, Some(morgen), "wat was ingetrokken, gaat niet opnieuw gelden");
        assert_eq!(store.trek_sleutel_in(uuid::Uuid::now_v7(), morgen).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn een_sleutel_verloopt_vanzelf() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        let houder = Houder::systeem(poort.partijen[AANBIEDER].clone());
        let sleutel = geef(&poort, &houder, Some(TimeDelta::hours(1))).await;
        let lees = async || poort.met_sleutel(&sleutel, Method::GET, "/postbus").send().await.unwrap();
        poort.klok.zet(poort.klok.nu() + TimeDelta::minutes(59));
        assert_eq!(lees().await.status(), 200);
        poort.klok.zet(poort.klok.nu() + TimeDelta::minutes(1));
        probleem(lees().await, 401, "geen-toegang").await;
    })
    .await;
}

#[tokio::test]
async fn de_laatste_dag_van_gebruik_gaat_alleen_vooruit() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        let houder = Houder::systeem(poort.partijen[AANBIEDER].clone());
        let sleutel = geef(&poort, &houder, None).await;
        let store = &poort.poort.store;
        let gelezen = async || store.sleutel_met_hash(&hash_van_sleutel(&sleutel)).await.unwrap().unwrap();
        let eerst = gelezen().await;
        assert_eq!((eerst.laatst_gebruikt, eerst.stand(poort.klok.nu())), (None, Sleutelstand::Geldig));
        let (gisteren, vandaag) = ("2026-02-02".parse().unwrap(), "2026-02-03".parse().unwrap());
        for (gebruikt, staat) in [(gisteren, gisteren), (vandaag, vandaag), (gisteren, vandaag)] {
            store.sleutel_gebruikt(eerst.id, gebruikt).await.unwrap();
            assert_eq!(gelezen().await.laatst_gebruikt, Some(staat));
        }
    })
    .await;
}

#[tokio::test]
async fn sleutels_van_voor_deze_migratie_houden_alle_rechten_en_krijgen_een_id() {
    op_elke_url(|url| async move {
        let poort = Proefpoort::op(open(&url).await).await;
        let saskia = poort.sleutel_van(GEMEENTE, "Saskia de Boer").await;
        // As the migration before left it.
        doe(
            &url,
            "DROP TABLE partij_certificaat; DROP TABLE sessie; DROP TABLE herstelcode; DROP TABLE gebruiker;
             CREATE TABLE oud AS SELECT hash, partij_id, omschrijving, uitgegeven_op, verloopt_op, ingetrokken_op, medewerker
             FROM toegangssleutel;
             DROP TABLE toegangssleutel; ALTER TABLE oud RENAME TO toegangssleutel;
             DELETE FROM _sqlx_migrations WHERE version = 12;",
        )
        .await;
        let store = open(&url).await;
        let sleutel = store.sleutel_met_hash(&hash_van_sleutel(&saskia)).await.unwrap().unwrap();
        assert_eq!((sleutel.houder.rol(), sleutel.houder.rechten()), (None, None));
        assert!(sleutel.aanroeper(poort.klok.nu()).unwrap().mag(Recht::DeclaratiesBeslissen).is_ok());
        let tel = "SELECT CAST(count(*) AS BIGINT), CAST(count(DISTINCT id) AS BIGINT) FROM toegangssleutel";
        assert_eq!(getallen(&url, tel).await, [[5, 5]]);
    })
    .await;
}

#[tokio::test]
async fn de_database_zelf_weigert_een_sleutel_zonder_partij_voor_wie_niet_van_de_poort_is() {
    op_elke_url(|url| async move {
        let poort = Proefpoort::op(open(&url).await).await;
        let medewerker = Some(Medewerker::nieuw("Imane Haddou").unwrap());
        let operator = Houder::nieuw(None, medewerker, Some(Rol::Operator), None).unwrap();
        let sleutel = geef(&poort, &operator, None).await;
        let fout = if url.starts_with("sqlite") {
            let mut db = <sqlx::SqliteConnection as sqlx::Connection>::connect(&url).await.unwrap();
            sqlx::query("UPDATE toegangssleutel SET rol = 'backoffice' WHERE rol = 'operator'")
                .execute(&mut db)
                .await
                .map(|_| ())
        } else {
            let mut db = <sqlx::PgConnection as sqlx::Connection>::connect(&url).await.unwrap();
            sqlx::query("UPDATE toegangssleutel SET rol = 'backoffice' WHERE rol = 'operator'")
                .execute(&mut db)
                .await
                .map(|_| ())
        };
        assert!(fout.is_err());
        assert!(poort.poort.store.sleutel_met_hash(&hash_van_sleutel(&sleutel)).await.unwrap().is_some());
    })
    .await;
}
