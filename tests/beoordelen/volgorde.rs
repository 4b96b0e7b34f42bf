//! Declaraties that wait for people count in the order in which they came in, whatever is decided first.

use crate::berichten::{AANBIEDER, FENNA, IJW};
use crate::declareren::{declaratie, declaratie_van};
use crate::gemeenschap::op_elke_database;
use crate::kantoor::{JANUARI, Kantoor, uren};

const AUGUSTUS: (&str, &str) = ("2025-08-01", "2025-08-31");
const SEPTEMBER: (&str, &str) = ("2025-09-01", "2025-09-30");
const OKTOBER: (&str, &str) = ("2025-10-01", "2025-10-31");

fn over(nummer: &str, maand: (&str, &str), referentie: &str, periode: (&str, &str)) -> String {
    declaratie_van(&IJW, nummer, maand, &[(FENNA, &[uren(referentie, periode, 1)])])
}

#[tokio::test]
async fn een_maand_is_niet_te_laat_omdat_over_een_latere_eerder_is_beslist() {
    op_elke_database(|store| async move {
        let kantoor = Kantoor::op(store).await;
        let augustus = kantoor.dien_in(&over("D1", AUGUSTUS, "R1", JANUARI)).await;
        let september = kantoor.dien_in(&over("D2", SEPTEMBER, "R2", AUGUSTUS)).await;
        kantoor.stel_vast(&kantoor.saskia, &september, 1).await;
        kantoor.stel_vast(&kantoor.saskia, &augustus, 1).await;
        for id in [&augustus, &september] {
            assert_eq!(kantoor.toon(id).await["toegekend"], 6000);
        }
    })
    .await;
}

#[tokio::test]
async fn een_declaratie_die_wacht_is_ingediend_en_telt_voor_wat_daarna_komt() {
    op_elke_database(|store| async move {
        let kantoor = Kantoor::op(store).await;
        kantoor.dien_in(&over("D1", OKTOBER, "R1", JANUARI)).await;
        // OP284: not before the month that was handed in last.
        let te_laat = kantoor.poort.stuur_en_verwerk(AANBIEDER, &over("D2", SEPTEMBER, "R2", AUGUSTUS)).await;
        assert_eq!(
            (&te_laat["uitkomst"], &te_laat["bevindingen"][0]["regel"]),
            (&"afgekeurd".into(), &"TR318".into())
        );
        // TR333: its number is used.
        let dubbel = declaratie(&IJW, "D1", &[uren("R3", SEPTEMBER, 1)]).replacen(
            "<b:Identificatie>D1<",
            "<b:Identificatie>X1<",
            1,
        );
        let dubbel = kantoor.poort.stuur_en_verwerk(AANBIEDER, &dubbel).await;
        assert_eq!(
            (&dubbel["uitkomst"], &dubbel["bevindingen"][0]["regel"]),
            (&"afgekeurd".into(), &"TR333".into())
        );
    })
    .await;
}

#[tokio::test]
async fn een_credit_naast_de_debets_is_geen_weg_om_een_tweede_paar_ogen_heen() {
    op_elke_database(|store| async move {
        let kantoor = Kantoor::op(store).await;
        let debet = uren("R1", JANUARI, 5);
        let eerst = kantoor.dien_in(&declaratie(&IJW, "D1", std::slice::from_ref(&debet))).await;
        kantoor.stel_vast(&kantoor.saskia, &eerst, 1).await;
        kantoor.stel_in(berichtenpoort::partij::Beantwoording::Beoordelen, Some(50_000)).await;
        // 300 euro back and 300 euro claimed: nothing on balance, 600 in all.
        let regels = [debet.terug("R2"), uren("R3", JANUARI, 5)];
        let id = kantoor.dien_in(&declaratie(&IJW, "D2", &regels)).await;
        kantoor.doe(&kantoor.saskia, &id, "_keurgoed", serde_json::json!({"versie": 1})).await;
        assert_eq!(kantoor.status(&id).await, "wacht-op-tweede");
    })
    .await;
}
