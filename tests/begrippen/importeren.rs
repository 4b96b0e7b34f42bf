//! A new edition of a code list: what it changes, and which running allocations it touches.

use berichtenpoort::begrippen::{Wens, Wijze, lees_codes};
use berichtenpoort::bericht::ToegewezenProduct;
use berichtenpoort::keten::Wijziging;
use berichtenpoort::poort::{Door, RegisterFout, Registerkast};
use berichtenpoort::store::{Geraakt, Store, Verwerking};
use berichtenpoort::tijd::Klok;

use crate::gemeenschap::gegevens::{self, AMSTERDAM, HULP, Regio, ZAANSTAD, ZORG};
use crate::gemeenschap::op_elke_database;
use crate::stukken::{dag, lijst};

async fn kast(store: &Store) -> Registerkast {
    let klok = Klok::gezet_op("2026-03-01T09:00:00Z".parse().unwrap());
    let kast = Registerkast::nieuw(store.clone(), klok);
    let lijst =
        lijst("JZ020", &[("ijw", "44", None, None), ("ijw", "45", None, None), ("iwmo", "45", None, None)]);
    kast.wijzig(&[Wens::Leg(lijst)], Wijze::Inlezen, None, Door { wie: "proef", wat: "proef" })
        .await
        .unwrap();
    kast
}

/// Allocates to an aanbieder, in product category 45.
async fn wijs_toe(regio: &Regio, wie: (&str, &str), nummers: &[ToegewezenProduct]) {
    let header = gegevens::header("JW301", wie.0, wie.1, &format!("T{}{}", wie.1, nummers[0].nummer));
    let (client, woont) = (gegevens::bsn(0), None);
    let wijzigingen: Vec<Wijziging<'_>> =
        nummers.iter().map(|product| Wijziging::Toewijzing(&client, product, woont)).collect();
    let verwerking = Verwerking { wijzigingen: &wijzigingen, ..gegevens::verwerking(&header) };
    regio.verwerk(&header, verwerking).await;
}

#[tokio::test]
async fn van_een_code_die_eindigt_telt_de_poort_de_lopende_toewijzingen_per_gemeente_en_aanbieder() {
    op_elke_database(|store| async move {
        let regio = Regio::maak(store.clone()).await;
        let kast = kast(&store).await;
        let loopt = |nummer| gegevens::toewijzing(nummer, "2026-01-01T09:00:00", "2026-07-01");
        let voorbij = |nummer| gegevens::toewijzing(nummer, "2026-01-01T09:00:00", "2026-06-30");
        let verwijderd = ToegewezenProduct { reden_wijziging: Some("13".to_owned()), ..loopt(4) };
        wijs_toe(&regio, (ZAANSTAD, ZORG), &[loopt(1), loopt(2), voorbij(3), verwijderd]).await;
        wijs_toe(&regio, (ZAANSTAD, HULP), &[loopt(5)]).await;
        wijs_toe(&regio, (AMSTERDAM, ZORG), &[voorbij(1)]).await;
        let codes = lees_codes("standaard;code;omschrijving\nijw;44;Code 44\nijw;46;Nieuw\n").unwrap();
        let uitgave = kast.uitgave("JZ020", None, codes, dag("2026-07-01")).await.unwrap();
        let geraakt = |aanbieder: &str, aantal| Geraakt {
            standaard: berichtenpoort::bericht::Standaard::Ijw,
            code: "45".to_owned(),
            gemeente: ZAANSTAD.to_owned(),
            aanbieder: aanbieder.to_owned(),
            aantal,
        };
        assert_eq!(uitgave.geraakt.unwrap(), [geraakt(ZORG, 2), geraakt(HULP, 1)]);
        assert_eq!(uitgave.wijzigingen.len(), 2);
        assert_eq!(store.registerstand().await.unwrap(), 1, "er is nog niets veranderd");
    })
    .await;
}

#[tokio::test]
async fn een_lijst_die_er_niet_is_wordt_niet_zomaar_gemaakt() {
    op_elke_database(|store| async move {
        let codes = lees_codes("standaard;code;omschrijving\nijw;01;Een\n").unwrap();
        let fout = kast(&store).await.uitgave("JZ021", None, codes, dag("2026-07-01")).await.unwrap_err();
        assert!(matches!(fout, RegisterFout::Onbekend(_)));
        assert!(fout.to_string().starts_with("codelijst JZ021: deze lijst is er nog niet"), "{fout}");
    })
    .await;
}
