//! Who sees which overview, and what is refused, on every database.

use crate::api::{Proefpoort, probleem};
use crate::berichten::{AANBIEDER, FENNA, GEMEENTE, IJW, Maker};
use crate::declareren::{Regel, Toewijzing, declaratie};
use crate::gemeenschap::op_elke_database;
use crate::overzien::{als_csv, klopt, kort, vraag};
use berichtenpoort::bericht::Gemeentecode;
use berichtenpoort::overzicht::{ALLE, PRESTATIES};
use berichtenpoort::partij::{Partij, PartijSoort, Toegangssleutel};
use berichtenpoort::store::Store;
use reqwest::Method;
use serde_json::Value;

const ANDERE_GEMEENTE: &str = "0439";
const ANDERE_AANBIEDER: &str = "42420001";
const OKTOBER: (&str, &str) = ("2025-10-01", "2025-10-31");
const NOVEMBER: (&str, &str) = ("2025-11-01", "2025-11-30");

/// The address of a page behind a place that no row has.
fn vervalst(overzicht: &str, plaats: &str) -> String {
    let cursor: String = plaats.bytes().map(|byte| format!("{byte:02x}")).collect();
    format!("/overzichten/{overzicht}?cursor={cursor}")
}

async fn met_een_declaratie(store: Store, maker: &Maker<'_>) -> Proefpoort {
    let poort = Proefpoort::op(store).await;
    let toewijzing = Toewijzing::nieuw(maker, "2025-10-01", None).omvang(10, "04", "4");
    poort.stuur_en_verwerk(GEMEENTE, &toewijzing.xml(maker, "T1")).await;
    let regels =
        [Regel::nieuw(maker, "R1", OKTOBER, 6, "04"), Regel::nieuw(maker, "=R2", NOVEMBER, 11, "04")];
    let beeld = poort.stuur_en_verwerk(AANBIEDER, &declaratie(maker, "D1", &regels)).await;
    assert_eq!(beeld["uitkomst"], "deels goedgekeurd", "{beeld}");
    poort
}

#[tokio::test]
async fn een_andere_gemeente_en_een_andere_aanbieder_zien_niets() {
    op_elke_database(|store| async move {
        let poort = met_een_declaratie(store, &IJW).await;
        for overzicht in ALLE.iter().copied().chain([&PRESTATIES]) {
            for code in [ANDERE_GEMEENTE, ANDERE_AANBIEDER] {
                assert!(klopt(&poort, code, overzicht, "").await.is_empty(), "{} {code}", overzicht.naam);
                let rijen =
                    klopt(&poort, code, overzicht, &format!("gemeente={GEMEENTE}&aanbieder={AANBIEDER}"))
                        .await;
                assert!(rijen.is_empty(), "een filter geeft geen inzage: {}", overzicht.naam);
            }
            let van_gemeente = klopt(&poort, GEMEENTE, overzicht, "").await;
            let van_aanbieder = klopt(&poort, AANBIEDER, overzicht, "").await;
            assert_eq!(
                van_gemeente, van_aanbieder,
                "wie samen iets heeft, ziet hetzelfde: {}",
                overzicht.naam
            );
        }
    })
    .await;
}

#[tokio::test]
async fn de_wijk_van_een_ander_blijft_verborgen() {
    op_elke_database(|store| async move {
        let poort = met_een_declaratie(store, &IJW).await;
        // The other aanbieder names the allocation of Fenna at the first.
        let vreemd = Maker { aanbieder: ANDERE_AANBIEDER, ..IJW };
        let regels = [Regel::nieuw(&vreemd, "R1", OKTOBER, 1, "04")];
        poort.stuur_en_verwerk(ANDERE_AANBIEDER, &declaratie(&vreemd, "D1", &regels)).await;
        let rijen = klopt(&poort, ANDERE_AANBIEDER, &PRESTATIES, "").await;
        assert_eq!(kort(&rijen, &["uitslag", "wijk"]), ["afgewezen onbekend"]);
        assert_eq!(klopt(&poort, GEMEENTE, &PRESTATIES, "").await.len(), 3);
    })
    .await;
}

#[tokio::test]
async fn een_wijkteam_en_wie_geen_sleutel_heeft_krijgen_geen_overzicht() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        let gemeente = Gemeentecode::lees(GEMEENTE).unwrap();
        let wijkteam =
            Partij::nieuw(PartijSoort::Wijkteam, "ZD-WT1", "Wijkteam Centrum", Some(gemeente)).unwrap();
        let wijkteam = poort.poort.store.leg_partij_vast(&wijkteam).await.unwrap();
        let sleutel = Toegangssleutel::nieuw();
        poort.poort.store.geef_sleutel(wijkteam.id, &sleutel.hash(), "proef", poort.klok.nu()).await.unwrap();
        for pad in ["/overzichten/maandcijfers", "/prestaties?formaat=csv"] {
            let verzoek = poort.zonder_sleutel(Method::GET, &format!("/api/v1{pad}"));
            let antwoord = verzoek.try_clone().unwrap().bearer_auth(sleutel.as_str()).send().await.unwrap();
            probleem(antwoord, 403, "niet-toegestaan").await;
            probleem(verzoek.send().await.unwrap(), 401, "geen-toegang").await;
        }
    })
    .await;
}

#[tokio::test]
async fn de_lijst_van_overzichten_legt_elke_kolom_uit() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        let beeld = poort.json(GEMEENTE, "/overzichten").await;
        let overzichten = beeld["overzichten"].as_array().unwrap();
        assert_eq!(overzichten.len(), ALLE.len());
        for overzicht in overzichten {
            assert!(overzicht["toelichting"].as_str().unwrap().len() > 50);
            let kolommen = overzicht["kolommen"].as_array().unwrap();
            assert!(kolommen.iter().all(|kolom| kolom["uitleg"].as_str().unwrap().ends_with('.')));
            let zelf = overzicht["_links"]["self"]["href"].as_str().unwrap().strip_prefix("/api/v1").unwrap();
            let leeg = poort.json(GEMEENTE, zelf).await;
            assert_eq!(
                (leeg["rijen"].as_array().unwrap().len(), &leeg["controletotaal"]["rijen"]),
                (0, &0.into())
            );
            assert!(leeg["_links"]["volgende"].is_null());
        }
    })
    .await;
}

#[tokio::test]
async fn wat_niet_kan_wordt_geweigerd_met_wat_wel_kan() {
    op_elke_database(|store| async move {
        let poort = met_een_declaratie(store, &IJW).await;
        let probeer = async |pad: &str, status, soort| {
            probleem(vraag(&poort, GEMEENTE, pad).await, status, soort).await
        };
        let weg = probeer("/overzichten/jaarcijfers", 404, "niet-gevonden").await;
        assert!(weg["detail"].as_str().unwrap().contains("betaallijst"), "{weg}");
        let filter = probeer("/overzichten/betaallijst?wijk=W1", 400, "verzoek-ongeldig").await;
        assert!(filter["detail"].as_str().unwrap().contains("Het kent: standaard"), "{filter}");
        for pad in [
            "/overzichten/maandcijfers?van=2026-01-01",
            "/overzichten/maandcijfers?van=2026-13",
            "/overzichten/betaallijst?van=2026-01",
            "/overzichten/maandcijfers?van=2026-02&totEnMet=2026-01",
            "/overzichten/maandcijfers?formaat=pdf",
            "/overzichten/maandcijfers?kleur=rood",
            "/overzichten/maandcijfers?cursor=zz",
            "/overzichten/maandcijfers?cursor=5b315d",
            "/overzichten/maandcijfers?limiet=0",
            "/prestaties?uitslag=misschien",
            "/prestaties?toewijzingNummer=-1",
            "/prestaties?declaratie=D1",
            "/prestaties?bsn=999900006",
            &vervalst("zonder-start", r#"["0479\u0000","ijw",10071]"#),
            &vervalst("zonder-start", r#"["0479","ijw",null]"#),
            &vervalst("open-declaraties", r#"["1899-12-31",1]"#),
            &vervalst("open-declaraties", r#"["2201-01-01",1]"#),
            &vervalst("open-declaraties", r#"["+262142-12-31",1]"#),
        ] {
            let fout = probeer(pad, 400, "verzoek-ongeldig").await;
            assert!(!fout.to_string().contains(FENNA), "{fout}");
        }
    })
    .await;
}

#[tokio::test]
async fn elk_filter_laat_over_waar_het_om_gaat() {
    op_elke_database(|store| async move {
        let poort = met_een_declaratie(store, &IJW).await;
        let id = klopt(&poort, GEMEENTE, &PRESTATIES, "").await[0]["declaratie"].as_str().unwrap().to_owned();
        let codes = klopt(&poort, GEMEENTE, &PRESTATIES, "uitslag=afgewezen").await[0]["retourcodes"].clone();
        let codes = codes.as_str().unwrap().replace(' ', "+");
        for (filter, aantal) in [
            ("standaard=ijw", 2),
            ("standaard=iwmo", 0),
            ("gemeente=0479&aanbieder=65656055", 2),
            ("gemeente=0439", 0),
            ("productCategorie=45&product=45A04", 2),
            ("product=45A05", 0),
            ("wijk=onbekend", 2),
            ("wijk=W1", 0),
            ("maand=2025-10", 1),
            ("van=2025-10&totEnMet=2025-10", 1),
            ("van=2025-11", 1),
            ("van=2025-12", 0),
            ("totEnMet=2025-09", 0),
            ("uitslag=toegekend", 1),
            ("toewijzingNummer=10071", 2),
            ("toewijzingNummer=10072", 0),
            (&format!("declaratie={id}"), 2),
            (&format!("declaratie={id}&regel=2"), 1),
            (&format!("retourcodes={codes}"), 1),
            ("retourcodes=0000", 0),
        ] {
            assert_eq!(klopt(&poort, GEMEENTE, &PRESTATIES, filter).await.len(), aantal, "{filter}");
        }
        for (filter, aantal) in
            [("standaard=ijw", 2), ("product=45A05", 0), ("wijk=onbekend", 2), ("van=2025-11", 1)]
        {
            let cijfers = klopt(&poort, GEMEENTE, ALLE[0], filter).await;
            assert_eq!(cijfers.len(), aantal, "{filter}");
        }
    })
    .await;
}

#[tokio::test]
async fn een_referentie_die_een_formule_lijkt_is_in_csv_een_tekst() {
    op_elke_database(|store| async move {
        let poort = met_een_declaratie(store, &IJW).await;
        let antwoord = poort
            .als(GEMEENTE, Method::GET, "/prestaties")
            .header("accept", "text/csv")
            .send()
            .await
            .unwrap();
        let tekst = antwoord.text().await.unwrap();
        assert!(tekst.contains(";\"'=R2\";") && tekst.contains(";\"0479\";"), "{tekst}");
        let (rijen, totaal): (_, Value) = als_csv(&poort, GEMEENTE, &PRESTATIES, "").await;
        assert_eq!(rijen[1]["referentie"], "=R2");
        assert_eq!(
            totaal,
            serde_json::json!({"rijen": 2, "ingediend": 102000, "toegekend": 36000, "afgewezen": 66000})
        );
    })
    .await;
}
