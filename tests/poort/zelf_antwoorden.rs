//! Parties that answer messages themselves, through the gate, on every database.

use std::sync::LazyLock;

use crate::api::Proefpoort;
use crate::berichten::{AANBIEDER, FENNA, GEMEENTE, IJW, IWMO, Maker, NOOR, Prestatie};
use crate::gemeenschap::beeld::{Naam, projecties};
use crate::gemeenschap::{op_elke_database, op_elke_url, open};
use berichtenpoort::bericht::{Inhoud, Schemas, lees};
use berichtenpoort::declaratie::Afrekening;
use berichtenpoort::keten::Retourcodes;
use berichtenpoort::partij::Beantwoording;
use berichtenpoort::retour::{Kenmerk, declaratie_antwoord, retourbericht};
use serde_json::Value;

static SCHEMAS: LazyLock<Schemas> = LazyLock::new(|| Schemas::ingebouwd().unwrap());

const ANDERE_AANBIEDER: &str = "42420001";
const PRESTATIE: &str = "/Bericht/Declaratie/Clienten/Client[1]/Prestaties/Prestatie";

async fn poort_waar(store: berichtenpoort::store::Store, zelf: &str) -> Proefpoort {
    let poort = Proefpoort::op(store).await;
    let partij = poort.partijen[zelf].clone().met_beantwoording(Beantwoording::Zelf).unwrap();
    poort.poort.store.stel_beantwoording_in(&partij).await.unwrap();
    poort
}

/// The answer to a message as software of a party would write it, with codes per klasse of that message.
pub(crate) fn antwoord(heen: &str, codes: &[(&str, &'static str)]) -> String {
    let bericht = lees(&SCHEMAS, heen.as_bytes()).unwrap();
    let mut retourcodes = Retourcodes::default();
    codes.iter().for_each(|(klasse, code)| retourcodes.voeg_toe(*klasse, code));
    let kenmerk = Kenmerk { identificatie: "EIGEN-1".to_owned(), dagtekening: "2026-02-03".parse().unwrap() };
    let bytes = if let Inhoud::Declaratie(declaratie, clienten) = &bericht.inhoud {
        let afrekening = Afrekening::maak(declaratie, clienten, &retourcodes);
        declaratie_antwoord(&SCHEMAS, &bericht.header, Some(&afrekening), &retourcodes, &kenmerk)
    } else {
        retourbericht(&SCHEMAS, &bericht.header, &bericht.lijf, &retourcodes, &kenmerk)
    };
    String::from_utf8(bytes.unwrap()).unwrap()
}

fn uitkomst(beeld: &Value) -> &str {
    beeld["uitkomst"].as_str().unwrap_or("geen")
}

fn regels(beeld: &Value) -> Vec<&str> {
    beeld["bevindingen"].as_array().unwrap().iter().filter_map(|een| een["regel"].as_str()).collect()
}

/// Sends an answer that must not be passed on; gives the rules that it breaks.
async fn niet_doorgestuurd(poort: &Proefpoort, van: &str, naar: &str, xml: &str) -> Vec<String> {
    let eerst = poort.postbus(naar).await;
    let beeld = poort.stuur_en_verwerk(van, xml).await;
    assert_eq!((beeld["status"].as_str().unwrap(), uitkomst(&beeld)), ("verwerkt", "afgekeurd"), "{beeld}");
    let laatste = beeld["bevindingen"].as_array().unwrap().last().unwrap()["tekst"].as_str().unwrap();
    assert!(laatste.contains("niet doorgestuurd"), "{laatste}");
    assert_eq!(poort.postbus(naar).await, eerst);
    regels(&beeld).into_iter().map(str::to_owned).collect()
}

async fn stand(poort: &Proefpoort, code: &str, beeld: &Value) -> Value {
    poort.json(code, &format!("/berichten/{}", beeld["id"].as_str().unwrap())).await
}

async fn soorten_termijn(poort: &Proefpoort, code: &str) -> Vec<String> {
    let lijst = poort.json(code, "/termijnen").await;
    let soort = |termijn: &Value| termijn["soort"].as_str().unwrap().to_owned();
    lijst["termijnen"].as_array().unwrap().iter().map(soort).collect()
}

async fn goedkeuring_van_een_aanbieder(poort: &Proefpoort, maker: Maker<'static>, naam: &str) {
    let toewijzing = maker.toewijzing("T1", FENNA, &[(10071, "2026-01-01", None)]);
    let beeld = poort.stuur_en_verwerk(GEMEENTE, &toewijzing).await;
    assert_eq!((uitkomst(&beeld), &beeld["wachtOpAntwoord"]), ("geen", &true.into()), "{beeld}");
    assert!(beeld["_links"]["antwoord"].is_null());
    assert!(poort.postbus(AANBIEDER).await.contains(&format!("{naam}301")));
    assert!(soorten_termijn(poort, GEMEENTE).await.contains(&"retour".to_owned()));
    let te_vroeg = poort.stuur_en_verwerk(AANBIEDER, &maker.start("A1", FENNA, &[Some(10071)])).await;
    assert_eq!(regels(&te_vroeg), ["TR019"], "nog niet goedgekeurd: er is nog geen toewijzing");

    let retour = poort.stuur_en_verwerk(AANBIEDER, &antwoord(&toewijzing, &[])).await;
    assert_eq!((uitkomst(&retour), &retour["reactieOp"]), ("goedgekeurd", &beeld["id"]), "{retour}");
    let beeld = stand(poort, GEMEENTE, &beeld).await;
    assert_eq!((uitkomst(&beeld), &beeld["wachtOpAntwoord"]), ("goedgekeurd", &false.into()));
    assert_eq!(beeld["_links"]["antwoord"]["href"], retour["_links"]["self"]["href"]);
    assert!(poort.postbus(GEMEENTE).await.contains(&format!("{naam}302")));
    let start = poort.stuur_en_verwerk(AANBIEDER, &maker.start("A2", FENNA, &[Some(10071)])).await;
    assert_eq!(uitkomst(&start), "goedgekeurd", "{start}");
}

#[tokio::test]
async fn een_toewijzing_telt_pas_als_de_aanbieder_haar_zelf_goedkeurt() {
    op_elke_database(|store| async move {
        let poort = poort_waar(store, AANBIEDER).await;
        goedkeuring_van_een_aanbieder(&poort, IJW, "JW").await;
        goedkeuring_van_een_aanbieder(&poort, IWMO, "WMO").await;
        assert!(soorten_termijn(&poort, GEMEENTE).await.is_empty(), "beantwoord en gestart");
    })
    .await;
}

#[tokio::test]
async fn een_toewijzing_die_de_aanbieder_afkeurt_laat_geen_spoor_na() {
    op_elke_database(|store| async move {
        let poort = poort_waar(store, AANBIEDER).await;
        let toewijzing = IJW.toewijzing("T1", FENNA, &[(10071, "2026-01-01", None)]);
        let beeld = poort.stuur_en_verwerk(GEMEENTE, &toewijzing).await;
        let dubbel = toewijzing.replace("  <m:Client>", "<m:Client>");
        let tweede = poort.stuur_en_verwerk(GEMEENTE, &dubbel).await;
        assert_eq!(regels(&tweede), ["TR056"], "wie op antwoord wacht, houdt zijn identificatie bezet");

        let klasse = "/Bericht/Client/ToegewezenProducten/ToegewezenProduct[1]";
        let afkeur = antwoord(&toewijzing, &[(klasse, "9332")]);
        let retour = poort.stuur_en_verwerk(AANBIEDER, &afkeur).await;
        assert_eq!(uitkomst(&retour), "goedgekeurd", "het antwoord zelf is in orde: {retour}");
        assert_eq!(uitkomst(&stand(&poort, GEMEENTE, &beeld).await), "afgekeurd");
        assert_eq!(poort.postbus(GEMEENTE).await, ["JW302", "JW302"], "van de poort en van de aanbieder");
        assert!(soorten_termijn(&poort, GEMEENTE).await.is_empty());
        let start = poort.stuur_en_verwerk(AANBIEDER, &IJW.start("A1", FENNA, &[Some(10071)])).await;
        assert_eq!(regels(&start), ["TR019"]);
        let opnieuw = toewijzing.replace("  <m:Client>", "   <m:Client>");
        let opnieuw = poort.stuur_en_verwerk(GEMEENTE, &opnieuw).await;
        assert_eq!(opnieuw["wachtOpAntwoord"], true, "de identificatie is weer vrij: {opnieuw}");
    })
    .await;
}

#[tokio::test]
async fn een_antwoord_op_niets_en_een_tweede_antwoord_gaan_niet_door() {
    op_elke_database(|store| async move {
        let poort = poort_waar(store, AANBIEDER).await;
        let toewijzing = IJW.toewijzing("T1", FENNA, &[(10071, "2026-01-01", None)]);
        let goedkeuring = antwoord(&toewijzing, &[]);
        assert_eq!(niet_doorgestuurd(&poort, AANBIEDER, GEMEENTE, &goedkeuring).await, ["OP090"]);
        let beeld = poort.stuur_en_verwerk(GEMEENTE, &toewijzing).await;
        let andere_dag = goedkeuring.replacen(">2026-02-03<", ">2026-02-02<", 1);
        assert_eq!(niet_doorgestuurd(&poort, AANBIEDER, GEMEENTE, &andere_dag).await, ["OP090"]);
        let echt = goedkeuring.replace("EIGEN-1", "EIGEN-2");
        assert_eq!(uitkomst(&poort.stuur_en_verwerk(AANBIEDER, &echt).await), "goedgekeurd");
        let tweede = antwoord(&toewijzing, &[("/Bericht/Header", "9056")]);
        assert_eq!(niet_doorgestuurd(&poort, AANBIEDER, GEMEENTE, &tweede).await, ["OP090"]);
        assert_eq!(
            uitkomst(&stand(&poort, GEMEENTE, &beeld).await),
            "goedgekeurd",
            "het eerste antwoord geldt"
        );
    })
    .await;
}

#[tokio::test]
async fn een_retour_herhaalt_het_bericht_zoals_het_was() {
    op_elke_database(|store| async move {
        let poort = poort_waar(store, AANBIEDER).await;
        let toewijzing = IJW.toewijzing("T1", FENNA, &[(10071, "2026-01-01", None)]);
        let beeld = poort.stuur_en_verwerk(GEMEENTE, &toewijzing).await;
        let klasse = "/Bericht/Client/ToegewezenProducten/ToegewezenProduct[1]";
        let afkeur = antwoord(&toewijzing, &[(klasse, "9332")]);
        for (van, naar) in [
            (">10071<", ">10072<"),
            (">1500AA<", ">1500AB<"),
            ("BerichtXsdVersie>1.0.0<", "BerichtXsdVersie>1.0.1<"),
        ] {
            let anders = afkeur.replacen(van, naar, 1);
            assert_ne!(anders, afkeur, "{van}");
            assert_eq!(niet_doorgestuurd(&poort, AANBIEDER, GEMEENTE, &anders).await, ["IV028"], "{van}");
        }
        assert_eq!(stand(&poort, GEMEENTE, &beeld).await["wachtOpAntwoord"], true);
    })
    .await;
}

#[tokio::test]
async fn wat_de_poort_zelf_afkeurt_bereikt_de_ontvanger_niet() {
    op_elke_database(|store| async move {
        let poort = poort_waar(store, GEMEENTE).await;
        let zonder_toewijzing = IJW.start("A1", FENNA, &[Some(10071)]);
        let fout_bsn = IJW.start("A2", "999900007", &[Some(10071)]);
        for bericht in [&zonder_toewijzing, &fout_bsn] {
            let beeld = poort.stuur_en_verwerk(AANBIEDER, bericht).await;
            assert_eq!(uitkomst(&beeld), "afgekeurd");
            assert_eq!(poort.antwoord(AANBIEDER, &beeld).await.0.naam(), "JW306");
        }
        assert!(poort.postbus(GEMEENTE).await.is_empty());
        let alsnog = antwoord(&zonder_toewijzing, &[]);
        assert_eq!(niet_doorgestuurd(&poort, GEMEENTE, AANBIEDER, &alsnog).await, ["OP090"]);
    })
    .await;
}

#[tokio::test]
async fn een_antwoord_dat_uitblijft_verloopt_en_wordt_aan_beide_partijen_gemeld() {
    op_elke_database(|store| async move {
        let poort = poort_waar(store, AANBIEDER).await;
        let toewijzing = IJW.toewijzing("T1", FENNA, &[(10071, "2026-01-01", None)]);
        poort.stuur_en_verwerk(GEMEENTE, &toewijzing).await;
        poort.klok.zet("2026-02-07T09:00:00Z".parse().unwrap());
        let verlopen = poort.json(AANBIEDER, "/termijnen?status=verlopen").await;
        assert_eq!(verlopen["termijnen"][0]["soort"], "retour");
        assert_eq!(verlopen["termijnen"][0]["aanZet"], "aanbieder");
        assert_eq!(poort.poort.meld_verlopen_termijnen().await.unwrap().len(), 2);
        let laat = poort.stuur_en_verwerk(AANBIEDER, &antwoord(&toewijzing, &[])).await;
        assert_eq!(uitkomst(&laat), "goedgekeurd", "te laat is niet afgekeurd");
        assert_eq!(soorten_termijn(&poort, GEMEENTE).await, ["start"]);
    })
    .await;
}

#[tokio::test]
async fn een_nummer_dat_intussen_van_een_ander_is_kan_niet_meer_worden_goedgekeurd_wel_afgekeurd() {
    op_elke_database(|store| async move {
        let poort = poort_waar(store, AANBIEDER).await;
        let toewijzing = IJW.toewijzing("T1", FENNA, &[(10071, "2026-01-01", None)]);
        let beeld = poort.stuur_en_verwerk(GEMEENTE, &toewijzing).await;
        let ander = Maker { aanbieder: ANDERE_AANBIEDER, ..IJW };
        let sneller = ander.toewijzing("T2", NOOR, &[(10071, "2026-01-01", None)]);
        assert_eq!(uitkomst(&poort.stuur_en_verwerk(GEMEENTE, &sneller).await), "goedgekeurd");
        let goedkeuring = antwoord(&toewijzing, &[]);
        assert!(niet_doorgestuurd(&poort, AANBIEDER, GEMEENTE, &goedkeuring).await.is_empty());
        let klasse = "/Bericht/Client/ToegewezenProducten/ToegewezenProduct[1]";
        let afkeur = antwoord(&toewijzing, &[(klasse, "9332")]);
        assert_eq!(uitkomst(&poort.stuur_en_verwerk(AANBIEDER, &afkeur).await), "goedgekeurd");
        assert_eq!(uitkomst(&stand(&poort, GEMEENTE, &beeld).await), "afgekeurd");
    })
    .await;
}

/// Over the whole month, or the first half of it, so that two stand beside each other (TR416).
fn regel(referentie: &'static str, laatste_dag: &'static str, centen: i64) -> Prestatie<'static> {
    (referentie, 10071, "2026-01-01", laatste_dag, centen)
}

/// A claim of two lines that waits for the gemeente.
async fn wachtende_declaratie(poort: &Proefpoort) -> (String, Value) {
    let toewijzing = IJW.toewijzing(
        "T1",
        FENNA,
        &[(10071, "2026-01-01", None), (10072, "2025-12-01", Some("2025-12-31"))],
    );
    assert_eq!(uitkomst(&poort.stuur_en_verwerk(GEMEENTE, &toewijzing).await), "goedgekeurd");
    let regels = [regel("R1", "2026-01-31", 48000), ("R2", 10072, "2025-12-01", "2025-12-31", 100)];
    let declaratie = IJW.declaratie("A1", "D1", &[(FENNA, &regels)]);
    let beeld = poort.stuur_en_verwerk(AANBIEDER, &declaratie).await;
    assert_eq!((uitkomst(&beeld), &beeld["wachtOpAntwoord"]), ("geen", &true.into()), "{beeld}");
    assert_eq!(poort.postbus(GEMEENTE).await.last().unwrap(), "JW323");
    (declaratie, beeld)
}

#[tokio::test]
async fn de_gemeente_beslist_over_elke_prestatie_en_haar_325_telt() {
    op_elke_database(|store| async move {
        let poort = poort_waar(store, GEMEENTE).await;
        let (declaratie, beeld) = wachtende_declaratie(&poort).await;
        assert!(soorten_termijn(&poort, GEMEENTE).await.contains(&"declaratie-antwoord".to_owned()));
        let deels = antwoord(&declaratie, &[(&format!("{PRESTATIE}[2]"), "0611")]);
        let verzonden = poort.stuur_en_verwerk(GEMEENTE, &deels).await;
        assert_eq!(uitkomst(&verzonden), "goedgekeurd", "{verzonden}");
        assert_eq!(uitkomst(&stand(&poort, AANBIEDER, &beeld).await), "deels goedgekeurd");
        assert_eq!(poort.postbus(AANBIEDER).await.last().unwrap(), "JW325");
        assert!(!soorten_termijn(&poort, GEMEENTE).await.contains(&"declaratie-antwoord".to_owned()));
        // Both numbers stay used, the refused one too, and so does that of the claim.
        let weer = IJW.declaratie("A2", "D2", &[(FENNA, &[regel("R2", "2026-01-15", 100)])]);
        let weer = poort.stuur_en_verwerk(AANBIEDER, &weer).await;
        assert!(regels(&weer).contains(&"TR314"), "{weer}");
        let zelfde = IJW.declaratie("A3", "D1", &[(FENNA, &[regel("R9", "2026-01-15", 100)])]);
        let zelfde = poort.stuur_en_verwerk(AANBIEDER, &zelfde).await;
        assert_eq!((uitkomst(&zelfde), regels(&zelfde)), ("afgekeurd", vec!["TR333"]));
    })
    .await;
}

#[tokio::test]
async fn een_declaratie_die_de_gemeente_in_haar_geheel_afkeurt_laat_geen_spoor_na() {
    op_elke_database(|store| async move {
        let poort = poort_waar(store, GEMEENTE).await;
        let (declaratie, beeld) = wachtende_declaratie(&poort).await;
        let afkeur = antwoord(&declaratie, &[("/Bericht/Declaratie", "8214")]);
        assert_eq!(uitkomst(&poort.stuur_en_verwerk(GEMEENTE, &afkeur).await), "goedgekeurd");
        assert_eq!(uitkomst(&stand(&poort, AANBIEDER, &beeld).await), "afgekeurd");
        let opnieuw = declaratie.replace("<m:Declaratie>", " <m:Declaratie>");
        let opnieuw = poort.stuur_en_verwerk(AANBIEDER, &opnieuw).await;
        assert_eq!(
            (opnieuw["wachtOpAntwoord"].as_bool(), regels(&opnieuw)),
            (Some(true), vec![]),
            "{opnieuw}"
        );
    })
    .await;
}

#[tokio::test]
async fn een_325_die_niet_bij_de_declaratie_past_gaat_niet_door() {
    op_elke_database(|store| async move {
        let poort = poort_waar(store, GEMEENTE).await;
        let (declaratie, beeld) = wachtende_declaratie(&poort).await;
        let deels = antwoord(&declaratie, &[(&format!("{PRESTATIE}[2]"), "0611")]);
        for (van, naar, regel) in [
            ("Identificatie>A1<", "Identificatie>A7<", "TR337"),
            ("ReferentieNummer>R2<", "ReferentieNummer>R7<", "TR366"),
            ("GeleverdVolume>1<", "GeleverdVolume>2<", "TR367"),
            (FENNA, NOOR, "TR367"),
            ("DeclaratieNummer>D1<", "DeclaratieNummer>D7<", "TR376"),
        ] {
            let anders = deels.replacen(van, naar, 1);
            assert_ne!(anders, deels, "{van}");
            let gevonden = niet_doorgestuurd(&poort, GEMEENTE, AANBIEDER, &anders).await;
            assert!(gevonden.contains(&regel.to_owned()), "{regel}: {gevonden:?}");
        }
        let (voor, na) = deels.split_once("XsdVersieDeclaratie>").unwrap();
        let versie = format!("{voor}XsdVersieDeclaratie>{}", na.replacen("1.0.0", "1.0.1", 1));
        assert_eq!(niet_doorgestuurd(&poort, GEMEENTE, AANBIEDER, &versie).await, ["TR371"]);
        assert_eq!(stand(&poort, AANBIEDER, &beeld).await["wachtOpAntwoord"], true);
        assert_eq!(uitkomst(&poort.stuur_en_verwerk(GEMEENTE, &deels).await), "goedgekeurd");
    })
    .await;
}

#[tokio::test]
async fn een_325_die_meer_of_minder_toekent_dan_zij_overlaat_gaat_niet_door() {
    op_elke_database(|store| async move {
        let poort = poort_waar(store, GEMEENTE).await;
        let (declaratie, _) = wachtende_declaratie(&poort).await;
        let alles = antwoord(&declaratie, &[]);
        // Both totals too high: within the message they agree.
        let te_veel = alles.replace("TotaalBedrag>48100<", "TotaalBedrag>99900<");
        assert_ne!(te_veel, alles);
        assert_eq!(niet_doorgestuurd(&poort, GEMEENTE, AANBIEDER, &te_veel).await, ["TR342"]);
        let een_totaal = alles.replacen("TotaalBedrag>48100<", "TotaalBedrag>99900<", 1);
        assert_eq!(niet_doorgestuurd(&poort, GEMEENTE, AANBIEDER, &een_totaal).await, ["TR342"]);
    })
    .await;
}

#[tokio::test]
async fn de_bevindingen_van_de_poort_over_prestaties_gaan_mee_en_de_gemeente_beslist() {
    op_elke_database(|store| async move {
        let poort = poort_waar(store, GEMEENTE).await;
        let toewijzing = IJW.toewijzing("T1", FENNA, &[(10071, "2026-01-01", None)]);
        poort.stuur_en_verwerk(GEMEENTE, &toewijzing).await;
        let regels_fenna = [regel("R1", "2026-01-31", 6000), ("R2", 99999, "2026-01-01", "2026-01-15", 40)];
        let declaratie = IJW.declaratie("A1", "D1", &[(FENNA, &regels_fenna)]);
        let beeld = poort.stuur_en_verwerk(AANBIEDER, &declaratie).await;
        assert_eq!((beeld["wachtOpAntwoord"].as_bool(), regels(&beeld)), (Some(true), vec!["TR338"]));
        assert_eq!(regels(&stand(&poort, GEMEENTE, &beeld).await), ["TR338"], "de gemeente ziet haar ook");
        let alles = poort.stuur_en_verwerk(GEMEENTE, &antwoord(&declaratie, &[])).await;
        assert_eq!(uitkomst(&alles), "goedgekeurd", "{alles}");
        assert_eq!(uitkomst(&stand(&poort, AANBIEDER, &beeld).await), "goedgekeurd");
    })
    .await;
}

#[tokio::test]
async fn wie_de_poort_weer_laat_antwoorden_kan_afmaken_wat_nog_wacht() {
    op_elke_database(|store| async move {
        let poort = poort_waar(store, AANBIEDER).await;
        let toewijzing = IJW.toewijzing("T1", FENNA, &[(10071, "2026-01-01", None)]);
        let beeld = poort.stuur_en_verwerk(GEMEENTE, &toewijzing).await;
        let partij = poort.partijen[AANBIEDER].clone();
        assert_eq!(partij.beantwoording, Beantwoording::Automatisch);
        poort.poort.store.stel_beantwoording_in(&partij).await.unwrap();
        let retour = poort.stuur_en_verwerk(AANBIEDER, &antwoord(&toewijzing, &[])).await;
        assert_eq!(uitkomst(&retour), "goedgekeurd", "{retour}");
        assert_eq!(uitkomst(&stand(&poort, GEMEENTE, &beeld).await), "goedgekeurd");
        let ander = IJW.toewijzing("T2", FENNA, &[(10072, "2026-01-01", None)]);
        let ander = poort.stuur_en_verwerk(GEMEENTE, &ander).await;
        assert_eq!(poort.antwoord(GEMEENTE, &ander).await.0.naam(), "JW302");
    })
    .await;
}

#[tokio::test]
async fn een_rebuild_geeft_dezelfde_dossiers_ook_met_eigen_antwoorden_en_wat_nog_wacht() {
    op_elke_url(|url| async move {
        let poort = poort_waar(open(&url).await, AANBIEDER).await;
        let toewijzing = |nummer: u32| {
            IJW.toewijzing(&format!("T{nummer}"), FENNA, &[(10070 + nummer, "2026-01-01", None)])
        };
        let klasse = "/Bericht/Client/ToegewezenProducten/ToegewezenProduct[1]";
        for nummer in 1..=4 {
            poort.stuur_en_verwerk(GEMEENTE, &toewijzing(nummer)).await;
        }
        let goed = antwoord(&toewijzing(1), &[]);
        let fout = antwoord(&toewijzing(2), &[(klasse, "9332")]).replace("EIGEN-1", "EIGEN-2");
        let laat = antwoord(&toewijzing(3), &[]).replace("EIGEN-1", "EIGEN-3");
        for xml in [&goed, &fout] {
            assert_eq!(uitkomst(&poort.stuur_en_verwerk(AANBIEDER, xml).await), "goedgekeurd");
        }
        // Both wait: the gate answers the first one, with a number after that of the second.
        poort.stuur(AANBIEDER, IJW.start("A1", FENNA, &[Some(10071)])).await;
        poort.stuur(AANBIEDER, laat).await;
        poort.verwerk_alles().await;
        let eerst = projecties(&url, Naam::Nummer).await;
        assert_eq!(eerst["toewijzing_nummer"].len(), 2, "{eerst:?}");
        assert_eq!(
            eerst["gebruikte_identificatie"].len(),
            4,
            "twee toewijzingen, een start, en T4 die nog wacht"
        );
        poort.poort.herbouw().await.unwrap();
        assert_eq!(projecties(&url, Naam::Nummer).await, eerst);
        let vierde = antwoord(&toewijzing(4), &[]).replace("EIGEN-1", "EIGEN-4");
        assert_eq!(uitkomst(&poort.stuur_en_verwerk(AANBIEDER, &vierde).await), "goedgekeurd");
    })
    .await;
}
