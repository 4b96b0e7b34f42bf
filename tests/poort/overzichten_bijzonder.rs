//! Overviews of what goes otherwise: a gemeente that answers itself, a client that is refused, a number that stands twice, a
//! claim that is refused as a whole. On every database.

use std::sync::LazyLock;

use crate::api::Proefpoort;
use crate::berichten::{AANBIEDER, FENNA, GEMEENTE, IJW, NOOR, WIM};
use crate::declareren::{Regel, Toewijzing, declaratie, declaratie_van};
use crate::gemeenschap::op_elke_database;
use crate::overzien::{alles_klopt, klopt, kort, rijen};
use berichtenpoort::bericht::{Inhoud, Schemas, lees};
use berichtenpoort::declaratie::Afrekening;
use berichtenpoort::keten::Retourcodes;
use berichtenpoort::overzicht::{PRESTATIES, met_naam};
use berichtenpoort::partij::Beantwoording;
use berichtenpoort::retour::{Kenmerk, declaratie_antwoord};

static SCHEMAS: LazyLock<Schemas> = LazyLock::new(|| Schemas::ingebouwd().unwrap());

const OKTOBER: (&str, &str) = ("2025-10-01", "2025-10-31");
const NOVEMBER: (&str, &str) = ("2025-11-01", "2025-11-30");
const DECEMBER: (&str, &str) = ("2025-12-01", "2025-12-31");

fn uren(referentie: &str, maand: (&str, &str), uren: u32) -> Regel {
    Regel::nieuw(&IJW, referentie, maand, uren, "04")
}

/// The 325 as software of the gemeente would write it, with codes per Prestatie.
fn antwoord(heen: &str, codes: &[(&str, &'static str)]) -> String {
    let bericht = lees(&SCHEMAS, heen.as_bytes()).unwrap();
    let Inhoud::Declaratie(declaratie, clienten) = &bericht.inhoud else { panic!("no 323") };
    let mut retourcodes = Retourcodes::default();
    codes.iter().for_each(|(klasse, code)| retourcodes.voeg_toe(*klasse, code));
    let kenmerk = Kenmerk { identificatie: "EIGEN-1".to_owned(), dagtekening: "2026-02-03".parse().unwrap() };
    let afrekening = Afrekening::maak(declaratie, clienten, &retourcodes);
    let bytes = declaratie_antwoord(&SCHEMAS, &bericht.header, Some(&afrekening), &retourcodes, &kenmerk);
    String::from_utf8(bytes.unwrap()).unwrap()
}

#[tokio::test]
async fn wat_een_gemeente_zelf_beantwoordt_is_te_betalen_vanaf_haar_antwoord() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        let gemeente = poort.partijen[GEMEENTE].clone().met_beantwoording(Beantwoording::Zelf).unwrap();
        poort.poort.store.stel_beantwoording_in(&gemeente).await.unwrap();
        let toewijzing = Toewijzing::nieuw(&IJW, "2025-10-01", None).omvang(10, "04", "4");
        poort.stuur_en_verwerk(GEMEENTE, &toewijzing.xml(&IJW, "T1")).await;
        let xml = declaratie(&IJW, "D1", &[uren("R1", OKTOBER, 6), uren("R2", NOVEMBER, 5)]);
        poort.stuur_en_verwerk(AANBIEDER, &xml).await;
        assert!(rijen(&poort, GEMEENTE, "betaallijst", "").await.is_empty());
        assert_eq!(rijen(&poort, AANBIEDER, "open-declaraties", "").await.len(), 1);

        poort.klok.zet("2026-02-05T09:00:00Z".parse().unwrap());
        let klasse = "/Bericht/Declaratie/Clienten/Client[1]/Prestaties/Prestatie[2]";
        let retour = poort.stuur_en_verwerk(GEMEENTE, &antwoord(&xml, &[(klasse, "9321")])).await;
        assert_eq!(retour["uitkomst"], "goedgekeurd", "{retour}");
        let betalen = klopt(&poort, GEMEENTE, met_naam("betaallijst").unwrap(), "van=2026-02-05").await;
        assert_eq!(
            kort(&betalen, &["antwoord", "antwoordOp", "teBetalen"]),
            [format!("{} 2026-02-05 36000", retour["id"].as_str().unwrap())]
        );
        let redenen = rijen(&poort, GEMEENTE, "afwijzingen", "").await;
        assert_eq!(kort(&redenen, &["maand", "retourcodes", "bedrag"]), ["2025-11 9321 30000"]);
        assert!(rijen(&poort, AANBIEDER, "open-declaraties", "").await.is_empty());
        alles_klopt(&poort, AANBIEDER).await;
    })
    .await;
}

#[tokio::test]
async fn elke_regel_telt_een_keer_ook_van_een_geweigerde_client_en_met_een_dubbel_nummer() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        let toewijzing = Toewijzing::nieuw(&IJW, "2025-10-01", None).omvang(10, "04", "4");
        poort.stuur_en_verwerk(GEMEENTE, &toewijzing.xml(&IJW, "T1")).await;
        let van_wim = IJW.toewijzing("T2", WIM, &[(10072, "2025-10-01", None)]);
        poort.stuur_en_verwerk(GEMEENTE, &van_wim).await;
        let van_fenna = [uren("R1", OKTOBER, 6), uren("R2", NOVEMBER, 11)];
        let van_noor = [uren("R3", OKTOBER, 1), uren("R4", OKTOBER, 2).met(|regel| regel.nummer = 98)];
        let bij_wim =
            |referentie, maand, volume| uren(referentie, maand, volume).met(|regel| regel.nummer = 10072);
        let van_wim = [bij_wim("R1", OKTOBER, 3), bij_wim("R5", NOVEMBER, 1)];
        let clienten: [(&str, &[Regel]); 3] = [(FENNA, &van_fenna), (NOOR, &van_noor), (WIM, &van_wim)];
        let beeld = poort.stuur_en_verwerk(AANBIEDER, &declaratie_van(&IJW, "D1", DECEMBER, &clienten)).await;
        assert_eq!(beeld["uitkomst"], "deels goedgekeurd", "{beeld}");
        let regels = klopt(&poort, GEMEENTE, &PRESTATIES, "").await;
        assert_eq!(kort(&regels, &["regel", "referentie"]), ["1 R1", "2 R2", "3 R3", "4 R4", "5 R1", "6 R5"]);
        let codes = kort(&regels, &["retourcodes"]);
        assert_eq!([codes[2].as_str(), codes[3].as_str()], ["8187", "8187"], "die van de cliënt");
        let uitslagen = kort(&regels, &["uitslag"]);
        assert_eq!(uitslagen.iter().filter(|uitslag| *uitslag == "toegekend").count(), 1, "{codes:?}");
        let cijfers = rijen(&poort, GEMEENTE, "maandcijfers", "").await;
        let som = |kolom: &str| cijfers.iter().map(|rij| rij[kolom].as_i64().unwrap()).sum::<i64>();
        assert_eq!((som("aantalIngediend"), som("ingediend")), (6, 24 * 6000));
        alles_klopt(&poort, GEMEENTE).await;
    })
    .await;
}

#[tokio::test]
async fn een_declaratie_die_als_geheel_is_afgewezen_staat_in_geen_overzicht() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        let toewijzing = Toewijzing::nieuw(&IJW, "2025-10-01", None).omvang(10, "04", "4");
        poort.stuur_en_verwerk(GEMEENTE, &toewijzing.xml(&IJW, "T1")).await;
        let xml = declaratie(&IJW, "D1", &[uren("R1", OKTOBER, 6)]);
        let beeld = poort
            .stuur_en_verwerk(AANBIEDER, &xml.replace("<b:TotaalBedrag>36000<", "<b:TotaalBedrag>36001<"))
            .await;
        assert_eq!(beeld["uitkomst"], "afgekeurd", "{beeld}");
        for naam in ["maandcijfers", "afwijzingen", "open-declaraties", "zonder-vervolg", "betaallijst"] {
            assert!(klopt(&poort, GEMEENTE, met_naam(naam).unwrap(), "").await.is_empty(), "{naam}");
        }
    })
    .await;
}
