//! What must hold whatever happens: one 325, nothing lost, nothing rewritten.

use std::process::Command;
use std::sync::Arc;

use berichtenpoort::partij::{Beantwoording, hash_van_sleutel};
use berichtenpoort::poort::Stap;
use berichtenpoort::store::{BerichtFilter, Zicht};
use chrono::TimeDelta;
use serde_json::json;
use sqlx::{Connection, Executor, PgConnection, SqliteConnection};
use uuid::Uuid;

use crate::berichten::{AANBIEDER, GEMEENTE, IJW};
use crate::declareren::declaratie;
use crate::gemeenschap::beeld::{Naam, assert_gelijk, projecties, rijen_van};
use crate::gemeenschap::sleutels::als_voor_de_versleuteling;
use crate::gemeenschap::{doe, op_elke_database, op_elke_url, open};
use crate::kantoor::{APRIL, FEBRUARI, JANUARI, Kantoor, MAART, uren};

/// How many 325s there are.
async fn antwoorden(kantoor: &Kantoor) -> usize {
    let alle =
        kantoor.poort.poort.store.berichten(Zicht::Alles, &BerichtFilter::default(), 1000).await.unwrap();
    alle.iter().filter(|rij| rij.berichttype.naam() == "JW325").count()
}

#[tokio::test]
async fn hoeveel_mensen_er_ook_tegelijk_drukken_er_is_een_325() {
    op_elke_database(|store| async move {
        let kantoor = Arc::new(Kantoor::op(store).await);
        let regels = [uren("R1", JANUARI, 2), uren("R2", FEBRUARI, 2)];
        let id = kantoor.dien_in(&declaratie(&IJW, "D1", &regels)).await;
        let mut taken = Vec::new();
        for nummer in 0..12 {
            let (kantoor, id) = (Arc::clone(&kantoor), id.clone());
            taken.push(tokio::spawn(async move {
                let sleutel = [&kantoor.saskia, &kantoor.ruben, &kantoor.imane][nummer % 3];
                let (actie, lichaam) = match nummer % 4 {
                    0 => ("_wijsaf", json!({"regels": [1], "retourcode": "9321", "toelichting": "nee"})),
                    _ => ("_keurgoed", json!({"versie": 1})),
                };
                let status = kantoor.vraag(sleutel, &id, actie, &lichaam).await.status().as_u16();
                kantoor.poort.verwerk_alles().await;
                status
            }));
        }
        let mut goed = 0;
        for taak in taken {
            let status = taak.await.unwrap();
            assert!([200, 409, 422].contains(&status), "{status}");
            goed += usize::from(status == 200);
        }
        assert!((1..=2).contains(&goed), "één keer goedgekeurd, hoogstens één keer afgewezen: {goed}");
        if kantoor.status(&id).await == "te-beoordelen" {
            assert_eq!(antwoorden(&kantoor).await, 0, "wie afwees, was het eerst");
            kantoor.stel_vast(&kantoor.saskia, &id, 2).await;
        }
        assert_eq!((kantoor.status(&id).await.as_str(), antwoorden(&kantoor).await), ("vastgesteld", 1));
        assert_eq!(kantoor.poort.postbus(AANBIEDER).await, ["JW301", "JW325"]);
        assert_eq!(kantoor.poort.postbus(GEMEENTE).await, ["JW302", "JW323"]);
        let log = kantoor.log(&id).await;
        assert_eq!(log.iter().filter(|een| een.starts_with("goedgekeurd")).count(), 1, "{log:?}");
    })
    .await;
}

#[tokio::test]
async fn twee_mensen_die_tegelijk_goedkeuren_zijn_samen_de_vier_ogen() {
    op_elke_database(|store| async move {
        let kantoor = Kantoor::op(store).await;
        kantoor.stel_in(Beantwoording::Beoordelen, Some(0)).await;
        let id = kantoor.dien_in(&declaratie(&IJW, "D1", &[uren("R1", JANUARI, 2)])).await;
        let versie = json!({"versie": 1});
        let (saskia, ook_saskia, ruben) = tokio::join!(
            kantoor.vraag(&kantoor.saskia, &id, "_keurgoed", &versie),
            kantoor.vraag(&kantoor.saskia, &id, "_keurgoed", &versie),
            kantoor.vraag(&kantoor.ruben, &id, "_keurgoed", &versie),
        );
        let saskia = [saskia.status().as_u16(), ook_saskia.status().as_u16()];
        assert!(saskia.contains(&200) && saskia.contains(&409), "één keer van Saskia: {saskia:?}");
        assert_eq!(ruben.status().as_u16(), 200);
        kantoor.poort.verwerk_alles().await;
        assert_eq!((kantoor.status(&id).await.as_str(), antwoorden(&kantoor).await), ("vastgesteld", 1));
    })
    .await;
}

#[tokio::test]
async fn wie_uitvalt_na_de_goedkeuring_verliest_niets_en_niets_gebeurt_twee_keer() {
    op_elke_database(|store| async move {
        let kantoor = Kantoor::op(store).await;
        let id = kantoor.dien_in(&declaratie(&IJW, "D1", &[uren("R1", JANUARI, 2)])).await;
        kantoor.keur_goed(&kantoor.saskia, &id, 1).await;
        // A worker takes it and is gone; another one that still believes that it has the stream comes too late.
        let (weg, nu) = (Uuid::now_v7(), kantoor.poort.klok.nu());
        let store = &kantoor.poort.poort.store;
        let werk = store.claim(weg, nu, nu + TimeDelta::seconds(30)).await.unwrap().unwrap();
        assert_eq!(werk.bericht.id.to_string(), id);
        assert_eq!(kantoor.poort.poort.verwerk_volgende(Uuid::now_v7()).await.unwrap(), Stap::Niets);
        assert_eq!(kantoor.status(&id).await, "vrijgegeven");
        kantoor.poort.klok.zet(nu + TimeDelta::seconds(31));
        kantoor.poort.verwerk_alles().await;
        assert_eq!((kantoor.status(&id).await.as_str(), antwoorden(&kantoor).await), ("vastgesteld", 1));
        assert!(!store.verleng(&werk, nu + TimeDelta::seconds(90)).await.unwrap());
        assert_eq!(kantoor.log(&id).await.len(), 3);
    })
    .await;
}

const TABELLEN: [&str; 5] = ["beoordeling", "voorstelregel", "voorstelbevinding", "besluit", "berekening"];

#[tokio::test]
async fn een_rebuild_laat_staan_wat_wacht_en_wat_mensen_besloten() {
    op_elke_url(|url| async move {
        let kantoor = Kantoor::op(open(&url).await).await;
        let klaar = kantoor
            .dien_in(&declaratie(&IJW, "D1", &[uren("R1", JANUARI, 2), uren("R2", FEBRUARI, 2)]))
            .await;
        kantoor.wijs_af(&kantoor.saskia, &klaar, &[1], "S329").await;
        kantoor.stel_vast(&kantoor.saskia, &klaar, 2).await;
        let wacht =
            kantoor.dien_in(&declaratie(&IJW, "D2", &[uren("R3", MAART, 11), uren("R4", APRIL, 1)])).await;
        kantoor.wijs_af(&kantoor.ruben, &wacht, &[2], "9321").await;
        let vrij = kantoor.dien_in(&declaratie(&IJW, "D3", &[uren("R5", APRIL, 2)])).await;
        kantoor.keur_goed(&kantoor.saskia, &vrij, 1).await;

        let (eerst, besloten) = (projecties(&url, Naam::Nummer).await, rijen_van(&url, &TABELLEN).await);
        assert_eq!(besloten["besluit"].len(), 8, "{besloten:?}");
        kantoor.poort.poort.herbouw().await.unwrap();
        assert_gelijk(&eerst, &projecties(&url, Naam::Nummer).await, "dossiers");
        assert_gelijk(&besloten, &rijen_van(&url, &TABELLEN).await, "besluiten");

        kantoor.poort.verwerk_alles().await;
        assert_eq!(kantoor.status(&vrij).await, "vastgesteld");
        kantoor.stel_vast(&kantoor.saskia, &wacht, 2).await;
        let daarna = projecties(&url, Naam::Nummer).await;
        kantoor.poort.poort.herbouw().await.unwrap();
        assert_gelijk(&daarna, &projecties(&url, Naam::Nummer).await, "na de antwoorden");
        assert_eq!(kantoor.regels(&klaar).await, ["1 afgewezen S329", "2 toegekend"]);
    })
    .await;
}

async fn lukt(url: &str, sql: &'static str) -> bool {
    if url.starts_with("sqlite") {
        SqliteConnection::connect(url).await.unwrap().execute(sql).await.is_ok()
    } else {
        PgConnection::connect(url).await.unwrap().execute(sql).await.is_ok()
    }
}

#[tokio::test]
async fn wat_besloten_is_kan_niemand_wijzigen_of_wissen() {
    op_elke_url(|url| async move {
        let kantoor = Kantoor::op(open(&url).await).await;
        let id = kantoor.dien_in(&declaratie(&IJW, "D1", &[uren("R1", JANUARI, 2)])).await;
        kantoor.stel_vast(&kantoor.saskia, &id, 1).await;
        let eerst = kantoor.log(&id).await;
        assert!(!lukt(&url, "UPDATE besluit SET medewerker = 'Iemand anders'").await);
        assert!(!lukt(&url, "DELETE FROM besluit").await);
        assert!(!lukt(&url, "DELETE FROM beoordeling").await, "het besluit hangt eraan");
        if url.starts_with("postgres") {
            assert!(!lukt(&url, "TRUNCATE besluit").await);
        } else {
            let vervang = "INSERT OR REPLACE INTO besluit (volgnummer, bericht_volgnummer, moment, soort, versie, toegekend)
                           SELECT volgnummer, bericht_volgnummer, moment, soort, versie, 0 FROM besluit";
            assert!(!lukt(&url, vervang).await);
        }
        assert!(lukt(&url, "UPDATE beoordeling SET reden = NULL, reden_sleutel = NULL").await, "de toets zelf kan schrijven");
        assert_eq!((eerst.len(), kantoor.log(&id).await), (3, eerst));
    })
    .await;
}

fn poort(url: &str, argumenten: &[&str]) -> (bool, String) {
    let mut opdracht = Command::new(env!("CARGO_BIN_EXE_berichtenpoort"));
    opdracht.args(argumenten).args(["--database-url", url]);
    let uit = opdracht.output().unwrap();
    let tekst = [uit.stdout, uit.stderr].concat();
    (uit.status.success(), String::from_utf8(tekst).unwrap())
}

#[tokio::test]
async fn de_wijze_het_bedrag_en_sleutels_op_naam_zijn_in_te_stellen() {
    op_elke_url(|url| async move {
        let kantoor = Kantoor::op(open(&url).await).await;
        let wijze = ["partij", "antwoorden", "--code", GEMEENTE, "--wijze"];
        let stel = |rest: &[&str]| poort(&url, &[&wijze[..], rest].concat());
        let (goed, tekst) = stel(&["beoordelen", "--vier-ogen-vanaf", "10000,00"]);
        assert!(goed && tekst.contains("€ 10.000,00"), "{tekst}");
        assert!(poort(&url, &["partij", "lijst"]).1.contains("vanaf € 10.000,00 met vier ogen"));
        let gemeente = kantoor.poort.poort.store.partij_met_code(GEMEENTE).await.unwrap().unwrap();
        assert_eq!(gemeente.vier_ogen_vanaf.unwrap().0, 1_000_000);
        let (goed, tekst) = stel(&["beoordelen"]);
        assert!(goed && tekst.contains("€ 10.000,00"), "wat was ingesteld, blijft: {tekst}");
        let (goed, tekst) = stel(&["automatisch"]);
        assert!(goed && tekst.contains("wat nog wacht") && tekst.contains("€ 10.000,00"), "{tekst}");
        assert!(poort(&url, &["partij", "lijst"]).1.contains("vanaf € 10.000,00 met vier ogen"));
        let gemeente = kantoor.poort.poort.store.partij_met_code(GEMEENTE).await.unwrap().unwrap();
        assert_eq!(gemeente.vier_ogen_vanaf.unwrap().0, 1_000_000);
        let (goed, tekst) = stel(&["beoordelen", "--vier-ogen-vanaf", "geen"]);
        assert!(goed && tekst.contains("Eén medewerker"), "{tekst}");
        assert!(poort(&url, &["partij", "lijst"]).1.contains("zonder vier ogen"));
        let gemeente = kantoor.poort.poort.store.partij_met_code(GEMEENTE).await.unwrap().unwrap();
        assert_eq!(gemeente.vier_ogen_vanaf, None);
        for fout in
            [&["beoordelen", "--vier-ogen-vanaf", "tien"][..], &["automatisch", "--vier-ogen-vanaf", "1,00"]]
        {
            assert!(!stel(fout).0, "{fout:?}");
        }
        let (goed, _) = poort(&url, &["partij", "antwoorden", "--code", AANBIEDER, "--wijze", "beoordelen"]);
        assert!(!goed, "een aanbieder beoordeelt niet");

        let id = kantoor.dien_in(&declaratie(&IJW, "D1", &[uren("R1", JANUARI, 2)])).await;
        let sleutel = ["partij", "sleutel", "--code", GEMEENTE, "--medewerker"];
        let (goed, nieuw) = poort(&url, &[&sleutel[..], &["Fatima Smit"]].concat());
        assert!(goed, "{nieuw}");
        kantoor.stel_vast(nieuw.trim(), &id, 1).await;
        assert_eq!(kantoor.log(&id).await[1], "goedgekeurd 1 Fatima Smit");
        for naam in ["  ", "Fatima\u{200b} Smit"] {
            let (goed, tekst) = poort(&url, &[&sleutel[..], &[naam]].concat());
            assert!(!goed && tekst.contains("alleen letters"), "{tekst}");
        }
    })
    .await;
}

#[tokio::test]
async fn wie_al_zelf_antwoordde_doet_dat_na_de_migratie_nog_en_sleutels_blijven_werken() {
    op_elke_url(|url| async move {
        let kantoor = Kantoor::op(open(&url).await).await;
        kantoor.stel_in(Beantwoording::Zelf, None).await;
        // As the migration before the eighth left it.
        als_voor_de_versleuteling(&url).await;
        doe(
            &url,
            "DROP TABLE besluit; DROP TABLE voorstelbevinding; DROP TABLE voorstelregel; DROP TABLE beoordeling;
             ALTER TABLE partij DROP COLUMN vier_ogen_vanaf; DROP TABLE partij_certificaat; DROP TABLE sessie; DROP TABLE herstelcode; DROP TABLE gebruiker;
             CREATE TABLE oud AS SELECT hash, partij_id, omschrijving, uitgegeven_op, verloopt_op, ingetrokken_op
             FROM toegangssleutel;
             DROP TABLE toegangssleutel; ALTER TABLE oud RENAME TO toegangssleutel;
             DELETE FROM _sqlx_migrations WHERE version IN (8, 12);",
        )
        .await;
        if url.starts_with("postgres") {
            doe(&url, "DROP FUNCTION besluit_blijft").await;
        }
        let store = open(&url).await;
        let wijzen: Vec<_> = store.partijen().await.unwrap().into_iter().map(|partij| partij.beantwoording).collect();
        assert_eq!(wijzen.iter().filter(|wijze| **wijze == Beantwoording::Zelf).count(), 1);
        assert_eq!(wijzen.iter().filter(|wijze| **wijze == Beantwoording::Automatisch).count(), 3);
        let houder = store.sleutel_met_hash(&hash_van_sleutel(&kantoor.saskia)).await;
        let aanroeper = houder.unwrap().unwrap().aanroeper(kantoor.poort.klok.nu()).unwrap();
        assert_eq!((aanroeper.partij().unwrap().code.as_str(), aanroeper.medewerker()), (GEMEENTE, None));
    })
    .await;
}
