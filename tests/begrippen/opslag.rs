//! The register in the database: stands, versions, two who change it at once, and another process.

use berichtenpoort::begrippen::{Register, Soort, Status, Stuk, Wens, Wijze};
use berichtenpoort::poort::{Door, RegisterFout, Registerkast};
use berichtenpoort::store::Store;
use berichtenpoort::tijd::Klok;
use chrono::TimeDelta;
use serde_json::json;

use crate::gemeenschap::{getallen, op_elke_database, op_elke_url, open};
use crate::stukken::{begrip, concept, dag, lijst};

const DOOR: Door<'_> = Door { wie: "proef", wat: "een proef" };

fn kast(store: &Store) -> (Registerkast, Klok) {
    let klok = Klok::gezet_op("2026-03-01T09:00:00Z".parse().unwrap());
    (Registerkast::nieuw(store.clone(), klok.clone()), klok)
}

async fn lees_in(kast: &Registerkast, stuk: Stuk) -> Register {
    kast.wijzig(&[Wens::Leg(stuk)], Wijze::Inlezen, None, DOOR).await.unwrap().register
}

fn term(register: &Register, id: &str) -> Option<String> {
    register.begrip(id).map(|begrip| begrip.voorkeursterm.clone())
}

#[tokio::test]
async fn een_leeg_register_staat_op_nul_en_elke_wijziging_is_de_volgende_stand() {
    op_elke_database(|store| async move {
        let (kast, _) = kast(&store);
        assert_eq!(kast.register().await.unwrap().stand(), 0);
        for stand in 1..=3 {
            let nieuw = begrip("zorg", json!({"voorkeursterm": format!("zorg {stand}")}));
            assert_eq!(lees_in(&kast, nieuw.clone()).await.stand(), stand);
            assert_eq!(lees_in(&kast, nieuw).await.stand(), stand, "wat al zo is, is geen nieuwe stand");
        }
        let standen = store.registerstanden(10).await.unwrap();
        assert_eq!(standen.iter().map(|stand| stand.stand).collect::<Vec<_>>(), [3, 2, 1]);
        assert_eq!((standen[0].door.as_str(), standen[0].wat.as_str()), ("proef", "een proef"));
        assert_eq!(
            standen[0].moment,
            "2026-03-01T09:00:00Z".parse::<chrono::DateTime<chrono::Utc>>().unwrap()
        );
    })
    .await;
}

#[tokio::test]
async fn het_register_is_te_lezen_zoals_het_bij_elke_stand_was() {
    op_elke_database(|store| async move {
        let (kast, _) = kast(&store);
        for term in ["een", "twee", "drie"] {
            lees_in(&kast, begrip("zorg", json!({"voorkeursterm": term}))).await;
        }
        let op = async |stand| {
            kast.register_op_stand(stand)
                .await
                .unwrap()
                .map(|register| (register.stand(), term(&register, "zorg")))
        };
        assert_eq!(op(0).await, Some((0, None)));
        for (stand, woord) in [(1, "een"), (2, "twee"), (3, "drie")] {
            assert_eq!(op(stand).await, Some((stand, Some(woord.to_owned()))));
        }
        assert_eq!(op(4).await, None);
        assert_eq!(op(-1).await, None);
    })
    .await;
}

#[tokio::test]
async fn van_elke_versie_blijft_staan_wie_haar_wanneer_waarom_zette() {
    op_elke_database(|store| async move {
        let (kast, klok) = kast(&store);
        lees_in(&kast, begrip("zorg", json!({}))).await;
        klok.zet("2026-03-02T09:00:00Z".parse().unwrap());
        let door = Door { wie: "0479, Saskia de Boer", wat: "scherper" };
        let wens = Wens::Leg(concept("zorg", json!({"definitie": "Beter."})));
        kast.wijzig(&[wens], Wijze::Stap, Some(1), door).await.unwrap();
        let versies = store.registerversies(Soort::Begrip, "zorg", true).await.unwrap();
        let beeld: Vec<_> = versies
            .iter()
            .map(|rij| (rij.versie.nummer, rij.versie.stuk.status(), rij.gezet.stand, rij.tot_stand))
            .collect();
        assert_eq!(
            beeld,
            [
                (1, Status::Vastgesteld, 1, Some(2)),
                (2, Status::VastgesteldEnInBewerking, 2, None),
                (3, Status::InBewerking, 2, None),
            ]
        );
        assert_eq!(versies[2].gezet.door, "0479, Saskia de Boer");
        let openbaar = store.registerversies(Soort::Begrip, "zorg", false).await.unwrap();
        assert_eq!(openbaar.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn op_een_dag_telt_de_nieuwste_versie_die_toen_was_ingegaan() {
    op_elke_database(|store| async move {
        let (kast, _) = kast(&store);
        lees_in(&kast, begrip("zorg", json!({"voorkeursterm": "oud", "ingangsdatum": "2026-01-01"}))).await;
        let straks = begrip("zorg", json!({"voorkeursterm": "nieuw", "ingangsdatum": "2026-07-01"}));
        let vers = lees_in(&kast, straks).await;
        // Both from memory and as the database gives it back.
        for register in [vers, store.register(None).await.unwrap().unwrap()] {
            let op = |tekst: &str| {
                register
                    .versie_op(Soort::Begrip, "zorg", dag(tekst))
                    .map(|versie| versie.stuk.naam().to_owned())
            };
            assert_eq!(op("2025-12-31"), None);
            assert_eq!(op("2026-01-01").as_deref(), Some("oud"));
            assert_eq!(op("2026-06-30").as_deref(), Some("oud"));
            assert_eq!(op("2026-07-01").as_deref(), Some("nieuw"));
        }
        // A correction that holds for all days leaves no day for what was before.
        lees_in(&kast, begrip("zorg", json!({"voorkeursterm": "altijd"}))).await;
        let register = store.register(None).await.unwrap().unwrap();
        let versie = register.versie_op(Soort::Begrip, "zorg", dag("2026-03-01")).unwrap();
        assert_eq!(versie.stuk.naam(), "altijd");
    })
    .await;
}

#[tokio::test]
async fn een_lijst_die_later_ingaat_laat_tot_dan_de_vorige_gelden() {
    op_elke_database(|store| async move {
        let (kast, _) = kast(&store);
        lees_in(&kast, lijst("ZW1", &[("ijw", "01", None, None)])).await;
        let mut json = lijst("ZW1", &[("ijw", "02", None, None)]).json();
        json["ingangsdatum"] = json!("2026-07-01");
        lees_in(&kast, Stuk::lees(Soort::Codelijst, json).unwrap()).await;
        let register = store.register(None).await.unwrap().unwrap();
        for (op, code) in [("2026-06-30", "01"), ("2026-07-01", "02")] {
            assert!(register.code("ZW1", None, code, dag(op)).is_geldig(), "{op}");
            let codes = register.vouw_uit("ZW1", None, dag(op)).unwrap();
            assert_eq!(codes.iter().map(|een| een.code.as_str()).collect::<Vec<_>>(), [code]);
        }
    })
    .await;
}

#[tokio::test]
async fn van_twee_die_tegelijk_wijzigen_hoort_een_dat_de_ander_eerder_was() {
    op_elke_database(|store| async move {
        let (een, _) = kast(&store);
        let (ander, _) = kast(&store);
        lees_in(&een, begrip("zorg", json!({}))).await;
        let gezien = ander.register().await.unwrap().stand();
        let wens = |term: &str| [Wens::Leg(concept("zorg", json!({"voorkeursterm": term})))];
        een.wijzig(&wens("hulp"), Wijze::Stap, Some(gezien), DOOR).await.unwrap();
        let fout = ander.wijzig(&wens("steun"), Wijze::Stap, Some(gezien), DOOR).await.unwrap_err();
        assert!(matches!(fout, RegisterFout::Ingehaald { stand: 2 }), "{fout}");
        assert!(fout.to_string().contains("het is nu stand 2"), "{fout}");
        let register = ander.register_nu().await.unwrap();
        assert_eq!(register.concept(Soort::Begrip, "zorg").unwrap().stuk.naam(), "hulp");
    })
    .await;
}

#[tokio::test]
async fn met_velen_tegelijk_zijn_er_geen_gaten_in_de_standen_en_gaat_niets_verloren() {
    op_elke_url(|url| async move {
        let store = open(&url).await;
        let taken: Vec<_> = (0..8)
            .map(|nummer| {
                let (kast, _) = kast(&store);
                tokio::spawn(async move {
                    let wensen = [Wens::Leg(begrip(&format!("begrip-{nummer}"), json!({})))];
                    loop {
                        match kast.wijzig(&wensen, Wijze::Inlezen, None, DOOR).await {
                            Ok(_) => return,
                            Err(RegisterFout::Ingehaald { .. }) => {}
                            Err(fout) => panic!("{fout}"),
                        }
                    }
                })
            })
            .collect();
        for taak in taken {
            taak.await.unwrap();
        }
        let register = store.register(None).await.unwrap().unwrap();
        assert_eq!((register.stand(), register.begrippen().count()), (8, 8));
        let sql = "SELECT stand, (SELECT count(*) FROM registerstuk s WHERE s.vanaf_stand = r.stand) FROM registerstand r ORDER BY stand";
        assert_eq!(getallen(&url, sql).await, (1..=8).map(|stand| [stand, 1]).collect::<Vec<_>>());
    })
    .await;
}

#[tokio::test]
async fn een_ander_proces_ziet_een_wijziging_binnen_een_seconde_en_bij_een_oordeel_meteen() {
    op_elke_database(|store| async move {
        let (een, _) = kast(&store);
        let (ander, klok) = kast(&store);
        assert_eq!(ander.register().await.unwrap().stand(), 0);
        lees_in(&een, begrip("zorg", json!({}))).await;
        assert_eq!(ander.register().await.unwrap().stand(), 0, "wat het onthield, is nog vers");
        klok.zet(klok.nu() + TimeDelta::milliseconds(1001));
        assert_eq!(ander.register().await.unwrap().stand(), 1);
        lees_in(&een, begrip("hulp", json!({}))).await;
        assert_eq!(ander.register().await.unwrap().stand(), 1);
        assert_eq!(ander.register_nu().await.unwrap().stand(), 2);
    })
    .await;
}

#[tokio::test]
async fn wat_met_het_programma_meekomt_is_de_eerste_stand_en_komt_er_maar_een_keer_in() {
    op_elke_database(|store| async move {
        let (kast, _) = kast(&store);
        assert!(kast.breng_landelijk_in().await.unwrap() > 0);
        let register = kast.register().await.unwrap();
        assert_eq!(register.stand(), 1);
        assert!(register.code("JZ002", None, "02", dag("2026-03-01")).is_geldig());
        assert_eq!(kast.breng_landelijk_in().await.unwrap(), 0);
        assert_eq!(kast.register_nu().await.unwrap().stand(), 1);
    })
    .await;
}

#[tokio::test]
async fn twee_processen_die_tegelijk_voor_het_eerst_starten_brengen_het_samen_een_keer_in() {
    op_elke_database(|store| async move {
        let ((een, _), (ander, _)) = (kast(&store), kast(&store));
        let (een, ander) = tokio::join!(een.breng_landelijk_in(), ander.breng_landelijk_in());
        assert!((een.unwrap() == 0) != (ander.unwrap() == 0));
        assert_eq!(store.registerstand().await.unwrap(), 1);
    })
    .await;
}

#[tokio::test]
async fn een_nieuwere_uitgave_vernieuwt_wat_landelijk_is_en_laat_staan_wat_hier_is_geschreven() {
    op_elke_database(|store| async move {
        let (kast, _) = kast(&store);
        let landelijk = |term: &str| begrip("zorg", json!({"voorkeursterm": term, "eigenaar": "landelijk"}));
        let vorige = [landelijk("zorg"), lijst("JZ002", &[("ijw", "01", None, None)]), lijst("JZ588", &[])];
        assert_eq!(kast.breng_in(&vorige).await.unwrap(), 3);
        // A list that was read in here goes before that of a later release, until that says the same.
        let hier = lijst("JZ002", &[("ijw", "01", None, None), ("ijw", "02", None, None)]);
        lees_in(&kast, hier.clone()).await;
        lees_in(&kast, begrip("eigen-woord", json!({}))).await;
        let nieuwe = [
            landelijk("hulp"),
            lijst("JZ002", &[("ijw", "09", None, None)]),
            begrip("eigen-woord", json!({"voorkeursterm": "anders"})),
        ];
        assert_eq!(kast.breng_in(&nieuwe).await.unwrap(), 1);
        let register = kast.register_nu().await.unwrap();
        assert_eq!(register.stand(), 4);
        assert_eq!(term(&register, "zorg").as_deref(), Some("hulp"));
        assert_eq!(term(&register, "eigen-woord").as_deref(), Some("eigen woord"));
        assert_eq!(register.codelijst("JZ002").unwrap().codes.len(), 2);
        assert!(register.codelijst("JZ588").is_some(), "wat een uitgave niet meer heeft, blijft");
        // An older release that starts again changes nothing back.
        assert_eq!(kast.breng_in(&vorige).await.unwrap(), 0);
        assert_eq!(kast.register_nu().await.unwrap().stand(), 4);
        let zelfde = [landelijk("hulp"), hier];
        assert_eq!(kast.breng_in(&zelfde).await.unwrap(), 1);
        let weer = [lijst("JZ002", &[("ijw", "05", None, None)])];
        assert_eq!(kast.breng_in(&weer).await.unwrap(), 1);
        assert_eq!(kast.register_nu().await.unwrap().codelijst("JZ002").unwrap().codes[0].code, "05");
    })
    .await;
}

#[tokio::test]
async fn een_concept_komt_terug_uit_de_database_en_is_weg_als_het_is_ingetrokken() {
    op_elke_database(|store| async move {
        let (kast, _) = kast(&store);
        lees_in(&kast, begrip("zorg", json!({}))).await;
        kast.wijzig(&[Wens::Leg(concept("zorg", json!({"voorkeursterm": "hulp"})))], Wijze::Stap, None, DOOR)
            .await
            .unwrap();
        let register = store.register(None).await.unwrap().unwrap();
        assert_eq!(register.concept(Soort::Begrip, "zorg").unwrap().stuk.naam(), "hulp");
        assert_eq!(term(&register, "zorg").as_deref(), Some("zorg"));
        assert_eq!(register.laatst_gewijzigd(Soort::Begrip, "zorg"), Some(2));
        let weg = [Wens::TrekIn { soort: Soort::Begrip, sleutel: "zorg".to_owned() }];
        kast.wijzig(&weg, Wijze::Stap, None, DOOR).await.unwrap();
        let register = store.register(None).await.unwrap().unwrap();
        assert!(register.concept(Soort::Begrip, "zorg").is_none());
        assert_eq!(register.begrip("zorg").unwrap().status, Status::Vastgesteld);
        let toen = store.register(Some(2)).await.unwrap().unwrap();
        assert_eq!(toen.concept(Soort::Begrip, "zorg").unwrap().stuk.naam(), "hulp");
    })
    .await;
}
