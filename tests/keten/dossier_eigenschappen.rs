//! What the store loads of a dossier is a part of the same state: many messages of many dossiers get the same verdicts as from
//! a dossier in memory that took in every message from the first on.

use crate::drukte;

use std::collections::{BTreeMap, BTreeSet};

use crate::drukte::Regio;
use crate::gemeenschap::op_elke_database;
use crate::verloop::Keten;
use berichtenpoort::regels::Oordeel;
use berichtenpoort::store::{Store, Zicht};

/// How many messages: so many that each dossier has a history.
const BERICHTEN: usize = 1_000;

#[tokio::test(flavor = "multi_thread")]
async fn the_store_and_a_dossier_in_memory_give_the_same_verdicts() {
    op_elke_database(|store| async move {
        let regio = Regio::op(store.clone()).await;
        let vandaag = regio.poort.klok.vandaag().to_string();
        let (mut ketens, mut gezien) = (BTreeMap::new(), BTreeSet::new());
        let (mut vergeleken, mut geweigerd) = (0, 0);
        for bericht in drukte::berichten(77, BERICHTEN) {
            let id = regio.stuur(bericht.afzender, &bericht.xml).await.id;
            if !gezien.insert(id) {
                continue;
            }
            regio.verwerk_alles().await;
            let rij = store.bericht(id, Zicht::Alles).await.unwrap().unwrap();
            // What breaks a rule inside the message does not get as far as the dossier.
            if rij.oordeel != Oordeel::Geldig {
                continue;
            }
            let keten = ketens.entry(bericht.stroom).or_insert_with(|| Keten::leeg(&vandaag));
            let in_geheugen = keten.stuur(&bericht.xml);
            assert_eq!(rij.uitkomst, Some(in_geheugen.uitkomst), "{}", bericht.xml);
            let gevonden: Vec<(&str, &str)> = in_geheugen.gevonden();
            let regels = bevindingen(&store, id).await;
            let regels: Vec<_> = regels.iter().map(|(regel, pad)| (regel.as_str(), pad.as_str())).collect();
            assert_eq!(regels, gevonden, "{}", bericht.xml);
            vergeleken += 1;
            geweigerd += usize::from(!gevonden.is_empty());
        }
        assert!(vergeleken > BERICHTEN / 2 && geweigerd > BERICHTEN / 10, "{vergeleken} {geweigerd}");
    })
    .await;
}

async fn bevindingen(store: &Store, id: uuid::Uuid) -> Vec<(String, String)> {
    let bevindingen = store.bevindingen(id, Zicht::Alles).await.unwrap().unwrap();
    bevindingen.into_iter().map(|een| (een.regel.unwrap(), een.pad)).collect()
}
